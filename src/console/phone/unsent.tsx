import { retry } from '../outbox/deliver.ts'
import type { OutboxItem } from '../outbox/item.ts'
import { removeItem } from '../outbox/outbox.ts'

/** Under a message that has not arrived: what it waits for, and what can be done about it. */
export function Unsent({ item }: { item: OutboxItem }) {
  if (item.state === 'failed') {
    return (
      <div className="mt-1 rounded-lg bg-rose-soft px-2 py-1 text-xs text-rose">
        <p>{item.error ?? 'Não enviada.'}</p>
        <p className="mt-0.5 flex gap-3">
          <button type="button" className="font-semibold underline" onClick={() => retry(item)}>
            Tentar de novo
          </button>
          <button type="button" className="font-semibold underline" onClick={() => removeItem(item.clientId)}>
            Descartar
          </button>
        </p>
      </div>
    )
  }
  if (item.progress !== undefined && item.state === 'sending') {
    const percent = Math.round(item.progress * 100)
    return (
      <progress
        className="mt-1 h-1 w-full accent-wa-accent"
        value={percent}
        max={100}
        aria-label={`Enviando, ${percent} %`}
      />
    )
  }
  if (item.state === 'queued' && item.attempts > 0) {
    return (
      <p className="mt-1 flex flex-wrap gap-x-3 px-1 text-xs text-wa-out-soft">
        <span>Aguardando conexão</span>
        <button type="button" className="font-semibold underline" onClick={() => retry(item)}>
          Tentar agora
        </button>
      </p>
    )
  }
  return null
}
