import type { MessageStatus } from '../api/schema.ts'

const WORDS: Record<MessageStatus, string> = {
  pending: 'enviando',
  sent: 'enviada',
  delivered: 'entregue',
  read: 'lida',
  played: 'lida',
  error: 'não enviada',
  failed: 'não enviada',
}

/** WhatsApp's ticks: a clock while it leaves, one grey, two grey, two blue. */
export function Ticks({ status }: { status: MessageStatus }) {
  return (
    <span role="img" aria-label={WORDS[status]} title={WORDS[status]} data-status={status} className="inline-flex">
      <svg viewBox="0 0 18 12" className={`h-3 w-[1.125rem] ${colour(status)}`} aria-hidden="true">
        <g fill="none" stroke="currentColor" strokeWidth="1.5" strokeLinecap="round" strokeLinejoin="round">
          {shape(status)}
        </g>
      </svg>
    </span>
  )
}

function colour(status: MessageStatus): string {
  if (status === 'read' || status === 'played') return 'text-wa-tick'
  return status === 'error' || status === 'failed' ? 'text-rose' : 'text-wa-out-soft'
}

function shape(status: MessageStatus) {
  if (status === 'pending') return <path d="M12 6a4.5 4.5 0 1 1-9 0 4.5 4.5 0 0 1 9 0ZM7.5 3.500V6l1.8 1.2" />
  if (status === 'error' || status === 'failed')
    return <path d="M12 6a4.5 4.5 0 1 1-9 0 4.5 4.5 0 0 1 9 0ZM7.5 3.500v3M7.5 8.500h.01" />
  if (status === 'sent') return <path d="m5 6.5 3 3 6-7" />
  return <path d="m1.5 6.5 3 3 6-7M8 8.800l.7.7 6-7" />
}
