import { memo, useState } from 'react'
import type { ShownMessage } from '../outbox/merge.ts'
import { timeOf } from '../words/dates.ts'
import { WhatsAppText } from '../words/whatsapp-text.tsx'
import { Media } from './media.tsx'
import { type MessageActions, MessageMenu } from './message-menu.tsx'
import { ReadingNote } from './reading.tsx'
import { Ticks } from './ticks.tsx'
import { Unsent } from './unsent.tsx'

/** WhatsApp folds longer messages behind "Ler mais". */
const FOLD_AT = 700

interface BubbleProps {
  message: ShownMessage
  quoted: ShownMessage | undefined
  /** First of a run by the same side: gets the little tail. */
  first: boolean
  zone: string
  agentName: string
  actions: MessageActions
}

export const Bubble = memo(function Bubble({ message, quoted, first, zone, agentName, actions }: BubbleProps) {
  const mine = message.from === 'lead'
  const colours = mine ? 'bg-wa-out' : 'bg-wa-in'
  const corner = first ? (mine ? 'rounded-tr-[3px]' : 'rounded-tl-[3px]') : ''
  const reactions = message.reactions ?? []
  return (
    <li
      id={`m-${message.id}`}
      // A tap focuses the message, which shows its menu button where there is no hover.
      tabIndex={-1}
      data-message={message.id}
      data-from={message.from}
      data-author={message.author ?? message.from}
      className={`group flex outline-none ${mine ? 'justify-end pl-10' : 'justify-start pr-10'} ${first ? 'mt-2' : 'mt-0.5'} ${reactions.length > 0 ? 'mb-4' : ''}`}
    >
      <div
        className={`relative min-w-20 max-w-full rounded-[0.7rem] px-2 py-1.5 text-[0.9rem] leading-snug text-wa-ink shadow-[0_1px_0.5px_rgb(11_20_26/0.13)] ${colours} ${corner}`}
      >
        <span className="sr-only">
          {mine ? 'Você:' : `${message.author === 'attendant' ? 'Atendente' : agentName}:`}
        </span>
        {first && message.author === 'attendant' && (
          <p className="mb-0.5 px-1 text-xs font-semibold text-wa-accent">Atendente, do celular</p>
        )}
        {message.deleted ? (
          <Deleted mine={mine} />
        ) : (
          <Content message={message} quoted={quoted} agentName={agentName} />
        )}
        <Meta message={message} zone={zone} mine={mine} />
        {message.local && <Unsent item={message.local} />}
        {reactions.length > 0 && (
          <span
            className={`absolute -bottom-3.5 rounded-full border border-black/5 bg-wa-in px-1.5 py-0.5 text-xs shadow-sm ${mine ? 'right-2' : 'left-2'}`}
          >
            <span className="sr-only">Reações: </span>
            {reactions.map((reaction) => reaction.emoji).join(' ')}
          </span>
        )}
        {!message.deleted && !message.local && <MessageMenu message={message} actions={actions} />}
      </div>
    </li>
  )
})

function Content({
  message,
  quoted,
  agentName,
}: {
  message: ShownMessage
  quoted: ShownMessage | undefined
  agentName: string
}) {
  return (
    <>
      {quoted && <Quoted quoted={quoted} agentName={agentName} />}
      {(message.mediaType || message.location) && <Media message={message} />}
      {message.reading && <ReadingNote reading={message.reading} />}
      {message.text !== '' && <FoldedText text={message.text} />}
    </>
  )
}

function FoldedText({ text }: { text: string }) {
  const [whole, setWhole] = useState(text.length <= FOLD_AT)
  const shown = whole ? text : `${text.slice(0, FOLD_AT).trimEnd()}… `
  return (
    <p className="px-1 break-words whitespace-pre-wrap [overflow-wrap:anywhere]">
      <WhatsAppText text={shown} />
      {!whole && (
        <button type="button" className="font-medium text-wa-link" onClick={() => setWhole(true)}>
          Ler mais
        </button>
      )}
    </p>
  )
}

function Deleted({ mine }: { mine: boolean }) {
  return <p className="px-1 text-wa-soft italic">{mine ? 'Você apagou esta mensagem' : 'Mensagem apagada'}</p>
}

function Meta({ message, zone, mine }: { message: ShownMessage; zone: string; mine: boolean }) {
  return (
    <p
      className={`-mb-0.5 flex items-center justify-end gap-1 pl-4 text-[0.6875rem] ${mine ? 'text-wa-out-soft' : 'text-wa-soft'}`}
    >
      {message.edited && !message.deleted && <span>Editada</span>}
      <time dateTime={message.at}>{timeOf(message.at, zone)}</time>
      {mine && !message.deleted && <Ticks status={message.status} />}
    </p>
  )
}

function Quoted({ quoted, agentName }: { quoted: ShownMessage; agentName: string }) {
  const mine = quoted.from === 'lead'
  const jump = () => document.getElementById(`m-${quoted.id}`)?.scrollIntoView({ block: 'center', behavior: 'smooth' })
  return (
    <button
      type="button"
      onClick={jump}
      className={`mb-1 block w-full rounded-lg border-l-4 bg-black/6 px-2 py-1 text-left text-[0.8125rem] ${mine ? 'border-wa-accent' : 'border-sun'}`}
    >
      <span className="block font-semibold text-wa-accent">{mine ? 'Você' : agentName}</span>
      <span className="line-clamp-2 text-wa-soft">{previewText(quoted)}</span>
    </button>
  )
}

/** One line that stands for a message: in quotes, lists and announcements. */
export function previewText(
  message: Pick<ShownMessage, 'text' | 'mediaType' | 'location' | 'deleted' | 'fileName'>,
): string {
  if (message.deleted) return 'Mensagem apagada'
  if (message.location) return `Localização${message.location.name ? `: ${message.location.name}` : ''}`
  const kind = message.mediaType?.split('/')[0]
  if (!message.mediaType || message.text !== '') return message.text
  if (kind === 'image') return 'Foto'
  if (kind === 'audio') return 'Áudio'
  return kind === 'video' ? 'Vídeo' : (message.fileName ?? 'Documento')
}
