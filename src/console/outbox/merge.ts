import type { Message } from '../api/schema.ts'
import type { OutboxItem } from './item.ts'

/** A message as the phone shows it: the server's, or one still on its way (`local`). */
export interface ShownMessage extends Message {
  local?: OutboxItem
}

/**
 * The thread with what has not arrived yet laid over it, so that everything the lead does shows at once and exactly once.
 * `aheadMs`: how far the virtual clock, which dates the thread, is ahead of the real one.
 */
export function mergeThread(messages: Message[], items: OutboxItem[], aheadMs: number): ShownMessage[] {
  const ids = new Set(messages.map((message) => message.id))
  const claimed = new Set(items.flatMap((item) => item.id ?? []))
  const shown: ShownMessage[] = messages.map((message) => items.reduce(applyItem, message))
  for (const item of items) {
    // The thread may show a message before the answer to its sending is here, or instead of it.
    const id = item.id ?? (item.attempts > 0 ? findArrived(item, messages, claimed) : null)
    if (id !== null) claimed.add(id)
    if (id !== null && ids.has(id)) continue
    const message = toMessage(item, aheadMs)
    if (message) shown.push(message)
  }
  return shown
}

function applyItem(message: Message, { draft }: OutboxItem): Message {
  if (!('messageId' in draft) || draft.messageId !== message.id) return message
  if (draft.kind === 'edit') return { ...message, text: draft.text, edited: true }
  if (draft.kind === 'delete') return { ...message, deleted: true }
  const others = (message.reactions ?? []).filter((reaction) => reaction.from !== 'lead')
  return { ...message, reactions: draft.emoji === '' ? others : [...others, { from: 'lead', emoji: draft.emoji }] }
}

function toMessage(item: OutboxItem, aheadMs: number): ShownMessage | null {
  const { draft } = item
  const base: ShownMessage = {
    id: `local:${item.clientId}`,
    from: 'lead',
    author: 'lead',
    text: '',
    at: new Date(item.queuedAt + aheadMs).toISOString(),
    status: item.state === 'failed' ? 'error' : 'pending',
    local: item,
  }
  if (draft.kind === 'text') return { ...base, text: draft.text, quotedId: draft.quotedId }
  if (draft.kind === 'location') return { ...base, location: draft.location }
  if (draft.kind !== 'file') return null
  return {
    ...base,
    text: draft.caption,
    mediaType: draft.file.type || 'application/octet-stream',
    mediaUrl: draft.previewUrl,
    fileName: draft.file.name,
  }
}

/**
 * Finds the message that an earlier attempt, whose answer was lost, put into the thread. Compares content and looks only at messages that
 * were not there before that attempt and that no other waiting item claims; null when it has not arrived.
 */
export function findArrived(item: OutboxItem, messages: Message[], claimed: Set<string>): string | null {
  const known = new Set(item.knownIds ?? [])
  const fresh = messages.filter(
    (message) => message.from === 'lead' && !known.has(message.id) && !claimed.has(message.id),
  )
  return fresh.find((message) => isSame(item, message))?.id ?? null
}

function isSame({ draft }: OutboxItem, message: Message): boolean {
  if (draft.kind === 'text') return message.text.trim() === draft.text.trim() && !message.mediaType
  if (draft.kind === 'location') {
    return message.location?.lat === draft.location.lat && message.location.lng === draft.location.lng
  }
  if (draft.kind !== 'file' || !message.mediaType) return false
  const sameKind = message.mediaType.split('/')[0] === (draft.file.type || 'application').split('/')[0]
  return sameKind && message.text.trim() === draft.caption.trim()
}
