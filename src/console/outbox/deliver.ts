import { HttpError, isPassing, postForm, postJson } from '../api/http.ts'
import { fetchThread, queryClient } from '../api/queries.ts'
import { Accepted, type Thread } from '../api/schema.ts'
import type { Draft, OutboxItem } from './item.ts'
import { findArrived } from './merge.ts'
import { addToOutbox, outbox, removeItem, updateItem } from './outbox.ts'

const BACKOFF_MS = [800, 1500, 3000, 6000, 10_000]
const running = new Set<string>()
const timers = new Map<string, number>()

/** Puts one thing the lead does into the queue and starts sending. `pushName`: the profile name the message carries. */
export function send(phone: string, pushName: string, draft: Draft): void {
  addToOutbox(phone, pushName, draft)
  void deliver(phone)
}

/** Tries everything that waits, at once: called when the connection is back. */
export function deliverAll(): void {
  for (const phone of new Set(outbox.get().map((item) => item.phone))) void deliver(phone)
}

export function retry(item: OutboxItem): void {
  updateItem(item.clientId, { state: 'queued', error: undefined })
  void deliver(item.phone)
}

/** Sends what one lead has queued, in order, one at a time; a passing failure keeps the rest waiting behind it. */
async function deliver(phone: string): Promise<void> {
  if (running.has(phone)) return
  running.add(phone)
  window.clearTimeout(timers.get(phone))
  try {
    for (let item = nextOf(phone); item; item = nextOf(phone)) {
      if (!(await attempt(item))) {
        const wait = BACKOFF_MS[Math.min(item.attempts, BACKOFF_MS.length - 1)]
        timers.set(
          phone,
          window.setTimeout(() => void deliver(phone), wait),
        )
        return
      }
    }
  } finally {
    running.delete(phone)
  }
}

function nextOf(phone: string): OutboxItem | undefined {
  return outbox.get().find((item) => item.phone === phone && item.state === 'queued')
}

/** One attempt; false when it must be tried again later. */
async function attempt(item: OutboxItem): Promise<boolean> {
  const { clientId, phone } = item
  const knownIds = item.knownIds ?? threadIds(phone)
  updateItem(clientId, { state: 'sending', knownIds, attempts: item.attempts + 1 })
  try {
    const id = (item.attempts > 0 ? await findEarlier({ ...item, knownIds }) : null) ?? (await post(item))
    updateItem(clientId, { state: 'accepted', id: id ?? undefined, progress: undefined })
    await queryClient.invalidateQueries({ queryKey: ['thread', phone] })
    settle(clientId)
    return true
  } catch (error) {
    if (isPassing(error)) {
      updateItem(clientId, { state: 'queued', progress: undefined })
      return false
    }
    const words = error instanceof HttpError ? refusalText(error) : 'Não foi possível enviar.'
    updateItem(clientId, { state: 'failed', error: words })
    return true
  }
}

/** Reactions, edits and deletions have no message of their own to wait for; neither has one whose id the server does not tell. */
function settle(clientId: string): void {
  const item = outbox.get().find((other) => other.clientId === clientId)
  if (item && ('messageId' in item.draft || item.id === undefined)) removeItem(clientId)
}

/** Drops what the thread now shows. */
export function dropArrived(phone: string, thread: Thread): void {
  const ids = new Set(thread.messages.map((message) => message.id))
  for (const item of outbox.get())
    if (item.phone === phone && item.state === 'accepted' && item.id !== undefined && ids.has(item.id))
      removeItem(item.clientId)
}

async function findEarlier(item: OutboxItem): Promise<string | null> {
  if ('messageId' in item.draft) return null // harmless twice
  const { messages } = await fetchThread(item.phone)
  const claimed = new Set(outbox.get().flatMap((other) => other.id ?? []))
  return findArrived(item, messages, claimed)
}

function threadIds(phone: string): string[] {
  const thread = queryClient.getQueryData<Thread>(['thread', phone])
  return thread?.messages.filter((message) => message.from === 'lead').map((message) => message.id) ?? []
}

async function post({ clientId, phone, pushName, draft }: OutboxItem): Promise<string | null> {
  const query = pushName === '' ? '' : `?pushName=${encodeURIComponent(pushName)}`
  const path = `/sandbox/leads/${encodeURIComponent(phone)}/messages${query}`
  const headers = { 'idempotency-key': clientId }
  if (draft.kind !== 'file') return (await postJson(path, toBody(draft), Accepted, headers)).id ?? null
  const form = new FormData()
  // Fields before the file: a streaming server reads them first.
  form.set('caption', draft.caption)
  if (draft.voice) form.set('voice', 'true')
  form.set('file', draft.file, draft.file.name)
  const onProgress = (progress: number) => updateItem(clientId, { progress })
  return (await postForm(path, form, Accepted, { headers, onProgress })).id ?? null
}

function toBody(draft: Exclude<Draft, { kind: 'file' }>) {
  if (draft.kind === 'text') return { text: draft.text, quotedId: draft.quotedId }
  if (draft.kind === 'location') return { location: draft.location }
  if (draft.kind === 'reaction') return { reaction: { messageId: draft.messageId, emoji: draft.emoji } }
  if (draft.kind === 'edit') return { edit: { messageId: draft.messageId, text: draft.text } }
  return { delete: { messageId: draft.messageId } }
}

function refusalText({ status, message }: HttpError): string {
  if (status === 413) return 'O arquivo é grande demais.'
  return `Não enviada. ${message}`
}
