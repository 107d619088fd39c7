import { createStore } from '../state/store.ts'
import { queryClient } from './queries.ts'
import { Change } from './schema.ts'

export type LiveStatus = 'connecting' | 'live' | 'lost'
/** Whether the page hears from the server. */
export const liveStatus = createStore<LiveStatus>('connecting')

interface Listeners {
  /** The connection stands (again): what waited may go. */
  onOpen: () => void
  onReset: () => void
}

const COALESCE_MS = 40
const REOPEN_MS = 1500
const dirty = new Map<string, readonly string[]>()
let flushTimer: number | undefined

/** Listens to the server's events for as long as the page lives. Whatever was missed while away is fetched again on reconnection. */
export function startLive({ onOpen, onReset }: Listeners): void {
  let source: EventSource | undefined
  let reopenTimer: number | undefined
  const open = () => {
    window.clearTimeout(reopenTimer)
    source?.close()
    source = new EventSource('/sandbox/stream')
    source.onopen = () => {
      liveStatus.set('live')
      void queryClient.invalidateQueries()
      onOpen()
    }
    source.addEventListener('change', (event) => {
      const change = Change.safeParse(parse(event.data))
      if (!change.success) return
      if (change.data.what === 'reset') onReset()
      else markDirty(change.data.what, change.data.phone ?? '')
    })
    source.onerror = () => {
      liveStatus.set('lost')
      // The browser reconnects by itself after a dropped connection, but gives up for good on an HTTP error (a proxy's 502).
      if (source?.readyState === EventSource.CLOSED) reopenTimer = window.setTimeout(open, REOPEN_MS)
    }
  }
  open()
  window.addEventListener('online', open)
  window.addEventListener('offline', () => liveStatus.set('lost'))
}

function markDirty(what: string, phone: string): void {
  for (const key of keysOf(what, phone)) dirty.set(key.join(' '), key)
  if (flushTimer !== undefined) return
  // A burst of events (ticks, presence) becomes one fetch of each thing.
  flushTimer = window.setTimeout(() => {
    flushTimer = undefined
    for (const queryKey of dirty.values()) void queryClient.invalidateQueries({ queryKey })
    dirty.clear()
  }, COALESCE_MS)
}

function keysOf(what: string, phone: string): (readonly string[])[] {
  if (what === 'clock') return [['info'], ['state']]
  const of = (name: string) => (phone === '' ? [name] : [name, phone])
  if (what === 'thread' || what === 'presence') return [of('thread'), ['leads']]
  if (what === 'kommo') return [of('state')]
  return [of('state'), ['leads']]
}

function parse(data: unknown): unknown {
  try {
    return JSON.parse(String(data))
  } catch {
    return null
  }
}
