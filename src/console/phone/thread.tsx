import { Fragment, useEffect, useLayoutEffect, useMemo, useRef, useState } from 'react'
import type { ShownMessage } from '../outbox/merge.ts'
import { ChevronIcon } from '../ui/icons.tsx'
import { type Clock, dayKey, daysBetween, longDay } from '../words/dates.ts'
import { Bubble } from './bubble.tsx'
import type { MessageActions } from './message-menu.tsx'

interface ThreadProps {
  messages: ShownMessage[]
  typing: boolean
  clock: Clock
  agentName: string
  actions: MessageActions
}

/** The conversation, newest at the bottom; stays at the bottom unless the reader has scrolled up. */
export function ThreadView({ messages, typing, clock, agentName, actions }: ThreadProps) {
  const byId = useMemo(() => new Map(messages.map((message) => [message.id, message])), [messages])
  const { box, atBottom, toBottom, onScroll } = useBottom(messages.length, typing, messages.at(-1)?.from === 'lead')
  return (
    <div className="relative min-h-0 flex-1">
      <div
        ref={box}
        onScroll={onScroll}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region must be reachable by keyboard
        tabIndex={0}
        role="log"
        aria-live="off"
        aria-label="Mensagens"
        className="h-full overflow-y-auto overscroll-contain px-3 pb-3"
      >
        <ol className="flex min-h-full flex-col justify-end">
          {messages.map((message, index) => (
            <Fragment key={keyOf(message)}>
              {startsDay(messages, index, clock.zone) && <DaySeparator at={message.at} clock={clock} />}
              <Bubble
                message={message}
                quoted={message.quotedId ? byId.get(message.quotedId) : undefined}
                first={startsRun(messages, index, clock.zone)}
                zone={clock.zone}
                agentName={agentName}
                actions={actions}
              />
            </Fragment>
          ))}
          {typing && <Typing />}
        </ol>
      </div>
      {!atBottom && (
        <button
          type="button"
          aria-label="Ir para o fim da conversa"
          onClick={() => toBottom('smooth')}
          className="absolute right-4 bottom-3 grid size-10 place-items-center rounded-full bg-wa-in text-wa-soft shadow-md"
        >
          <ChevronIcon />
        </button>
      )}
    </div>
  )
}

/** A message keeps its place on screen when the server's copy takes over from ours. */
function keyOf(message: ShownMessage): string {
  return message.local?.id ?? message.id
}

function startsDay(messages: ShownMessage[], index: number, zone: string): boolean {
  const [before, message] = [messages[index - 1], messages[index]]
  return !before || !message || dayKey(before.at, zone) !== dayKey(message.at, zone)
}

function startsRun(messages: ShownMessage[], index: number, zone: string): boolean {
  const [before, message] = [messages[index - 1], messages[index]]
  if (!before || !message) return true
  return before.from !== message.from || before.author !== message.author || startsDay(messages, index, zone)
}

function DaySeparator({ at, clock }: { at: string; clock: Clock }) {
  const days = daysBetween(dayKey(at, clock.zone), dayKey(clock.now, clock.zone))
  const words = days === 0 ? 'Hoje' : days === 1 ? 'Ontem' : longDay(at, clock.zone)
  return (
    <li className="my-2.5 flex justify-center">
      <span className="rounded-lg bg-wa-chip px-3 py-1 text-xs font-medium text-wa-soft shadow-sm">{words}</span>
    </li>
  )
}

function Typing() {
  return (
    <li className="mt-2 flex animate-arrive" data-testid="typing">
      <span className="flex gap-1 rounded-[0.7rem] rounded-tl-[3px] bg-wa-in px-3.5 py-3 shadow-sm" aria-hidden="true">
        {[0, 150, 300].map((delay) => (
          <span
            key={delay}
            style={{ animationDelay: `${delay}ms` }}
            className="size-2 animate-dot rounded-full bg-wa-soft"
          />
        ))}
      </span>
    </li>
  )
}

function useBottom(count: number, typing: boolean, ownLast: boolean) {
  const box = useRef<HTMLDivElement>(null)
  const pinned = useRef(true)
  const size = useRef('')
  const [atBottom, setAtBottom] = useState(true)
  const toBottom = (behavior: ScrollBehavior) => {
    const element = box.current
    if (element) element.scrollTo({ top: element.scrollHeight, behavior })
  }
  const onScroll = () => {
    const element = box.current
    if (!element) return
    const now = `${element.scrollHeight} ${element.clientWidth} ${element.clientHeight}`
    // A change of size moves the text by itself: only a reader's own scrolling lets go of the bottom.
    if (now !== size.current && pinned.current) {
      size.current = now
      return toBottom('instant')
    }
    size.current = now
    pinned.current = element.scrollHeight - element.scrollTop - element.clientHeight < 60
    setAtBottom(pinned.current)
  }
  useLayoutEffect(() => {
    if (pinned.current || ownLast) toBottom('instant')
  }, [count, typing, ownLast])
  useEffect(() => {
    const element = box.current
    const list = element?.firstElementChild
    if (!element || !list) return
    // Pictures that load and a keyboard that opens change the height without a new message.
    const observer = new ResizeObserver(() => pinned.current && toBottom('instant'))
    observer.observe(list)
    observer.observe(element)
    return () => observer.disconnect()
  }, [])
  return { box, atBottom, toBottom, onScroll }
}
