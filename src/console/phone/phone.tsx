import { useEffect, useMemo, useState } from 'react'
import { useInfo, useLeads, useThread } from '../api/queries.ts'
import type { Message } from '../api/schema.ts'
import { dropArrived, send } from '../outbox/deliver.ts'
import { mergeThread, type ShownMessage } from '../outbox/merge.ts'
import { outbox } from '../outbox/outbox.ts'
import { desk, markSeen } from '../state/desk.ts'
import { useStore } from '../state/store.ts'
import { announce } from '../ui/announcer.tsx'
import { useClock } from '../words/use-clock.ts'
import { previewText } from './bubble.tsx'
import { Composer, type Composing } from './composer.tsx'
import type { MessageActions } from './message-menu.tsx'
import { PhoneHeader } from './phone-header.tsx'
import { Starters } from './starters.tsx'
import { ThreadView } from './thread.tsx'

const NEW: Composing = { kind: 'new' }

interface PhoneProps {
  phone: string
  /** Shown as one of several: gets a close button. */
  onClose?: () => void
  /** On a small screen: back to the list. */
  onBack?: () => void
}

/** One lead's telephone, open on the chat with the company. */
export function Phone({ phone, onClose, onBack }: PhoneProps) {
  const info = useInfo().data
  const { data: thread, isError } = useThread(phone)
  const pushName = usePushName(phone)
  const clock = useClock()
  const [composing, setComposing] = useState<Composing>(NEW)
  const agentName = info?.agentName ?? 'Agente'
  const items = useStore(outbox)
  const messages = useMemo(
    () =>
      mergeThread(
        thread?.messages ?? [],
        items.filter((item) => item.phone === phone),
        clock.ahead,
      ),
    [thread, items, phone, clock.ahead],
  )
  const typing = thread?.presence === 'composing'
  useEffect(() => thread && dropArrived(phone, thread), [phone, thread])
  useAnnouncements(phone, thread?.messages, agentName)
  const actions = useMemo(() => createActions(phone, pushName, setComposing), [phone, pushName])
  const editLast = () => {
    const last = messages.findLast(
      (message) => message.from === 'lead' && !message.local && !message.deleted && message.text !== '',
    )
    if (last) setComposing({ kind: 'edit', of: last })
  }
  return (
    <section aria-label={`Celular de ${pushName}`} className="wallpaper flex h-full min-h-0 flex-col overflow-hidden">
      <PhoneHeader
        company={info?.company ?? 'Empresa'}
        agentName={agentName}
        typing={typing}
        onClose={onClose}
        onBack={onBack}
      />
      <ThreadView messages={messages} typing={typing} clock={clock} agentName={agentName} actions={actions} />
      {isError && !thread && (
        <p className="p-3 text-center text-sm text-wa-soft">Não consegui abrir a conversa. Tentando de novo…</p>
      )}
      {thread && messages.length === 0 && <Starters onPick={(text) => send(phone, pushName, { kind: 'text', text })} />}
      <Composer
        key={phone}
        composing={composing}
        agentName={agentName}
        onSend={(draft) => send(phone, pushName, draft)}
        onEditLast={editLast}
        onCancel={() => setComposing(NEW)}
      />
    </section>
  )
}

/** The lead's profile name: the server's, or the one given when the lead was made here. */
export function usePushName(phone: string): string {
  const { drafts } = useStore(desk)
  const known = useLeads().data?.leads.find((lead) => lead.phone === phone)?.pushName
  return known ?? drafts.find((draft) => draft.phone === phone)?.pushName ?? phone
}

function createActions(phone: string, pushName: string, compose: (composing: Composing) => void): MessageActions {
  return {
    reply: (to) => compose({ kind: 'reply', to }),
    edit: (of) => compose({ kind: 'edit', of }),
    react: (message, emoji) => send(phone, pushName, { kind: 'reaction', messageId: message.id, emoji }),
    remove: (message) => send(phone, pushName, { kind: 'delete', messageId: message.id }),
  }
}

/** Reads new answers aloud and remembers how far the thread was seen. The first load is history, not news. */
function useAnnouncements(phone: string, messages: Message[] | undefined, agentName: string): void {
  const [seen] = useState(() => new Set<string>())
  useEffect(() => {
    if (!messages) return
    const fresh = messages.filter((message) => !seen.has(`${phone}/${message.id}`))
    const isHistory = !seen.has(phone)
    seen.add(phone)
    for (const message of fresh) seen.add(`${phone}/${message.id}`)
    const last = messages.at(-1)
    if (last) markSeen(phone, last.at)
    const answers = fresh.filter((message) => message.from === 'company')
    if (!isHistory && answers.length > 0) announce(answers.map((message) => sentence(message, agentName)).join('. '))
  }, [phone, messages, agentName, seen])
}

function sentence(message: ShownMessage, agentName: string): string {
  return `${message.author === 'attendant' ? 'Atendente' : agentName}: ${previewText(message)}`
}
