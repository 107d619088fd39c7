import { z } from 'zod'
import { createSavedStore } from '../state/saved.ts'
import { type Draft, OutboxItem } from './item.ts'

/** A file does not survive being stored: its item is left out when the others are read back. */
const StoredItems = z
  .array(z.unknown())
  .transform((items) => items.flatMap((item) => OutboxItem.safeParse(item).data ?? []))

/** Per tab (`sessionStorage`): two tabs must not both send what one of them queued. */
export const outbox = createSavedStore('girassol.outbox', StoredItems, [], () => window.sessionStorage)

/** What was under way when the page was left may or may not have arrived: it is looked for before it is sent again. */
export function reviveOutbox(): void {
  outbox.set((items) => items.map((item) => (item.state === 'sending' ? { ...item, state: 'queued' } : item)))
}

export function addToOutbox(phone: string, pushName: string, draft: Draft): void {
  const item: OutboxItem = {
    clientId: newId(),
    phone,
    pushName,
    draft,
    state: 'queued',
    attempts: 0,
    queuedAt: Date.now(),
  }
  outbox.set((items) => [...items, item])
}

export function updateItem(clientId: string, change: Partial<OutboxItem>): void {
  outbox.set((items) => items.map((item) => (item.clientId === clientId ? { ...item, ...change } : item)))
}

export function removeItem(clientId: string): void {
  const gone = outbox.get().find((item) => item.clientId === clientId)
  if (gone?.draft.kind === 'file') URL.revokeObjectURL(gone.draft.previewUrl)
  outbox.set((items) => items.filter((item) => item.clientId !== clientId))
}

/** Whether a file still waits: leaving the page would lose it. */
export function hasUnsentFile(): boolean {
  return outbox.get().some((item) => item.draft.kind === 'file' && item.state !== 'accepted' && item.state !== 'failed')
}

/** `crypto.randomUUID` exists on https and localhost only; the page may also be opened by the machine's address. */
function newId(): string {
  return [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, '0')).join('')
}
