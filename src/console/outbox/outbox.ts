import { z } from 'zod'
import { Location } from '../api/schema.ts'
import { createSavedStore } from '../state/saved.ts'

/** What the lead does on the phone. Files cannot be kept over a reload; everything else can. */
export const Draft = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('text'), text: z.string(), quotedId: z.string().optional() }),
  z.object({ kind: z.literal('location'), location: Location }),
  z.object({ kind: z.literal('reaction'), messageId: z.string(), emoji: z.string() }),
  z.object({ kind: z.literal('edit'), messageId: z.string(), text: z.string() }),
  z.object({ kind: z.literal('delete'), messageId: z.string() }),
  z.object({
    kind: z.literal('file'),
    file: z.instanceof(File),
    previewUrl: z.string(),
    caption: z.string(),
    voice: z.boolean(),
  }),
])
export type Draft = z.infer<typeof Draft>

const OutboxItem = z.object({
  /** Ours; sent along so that a server that knows it never takes the same message twice. */
  clientId: z.string(),
  phone: z.string(),
  /** The profile name the message carries. */
  pushName: z.string(),
  draft: Draft,
  /** `accepted`: the server has it, the thread does not show it yet. `failed`: the server refused it for good. */
  state: z.enum(['queued', 'sending', 'accepted', 'failed']),
  /** The provider's id, once accepted. */
  id: z.string().optional(),
  error: z.string().optional(),
  /** How much of a file is up, 0..1. */
  progress: z.number().optional(),
  attempts: z.number(),
  /** Ids of the thread when it was first sent: a message not among them may be this one, sent by an attempt whose answer was lost. */
  knownIds: z.array(z.string()).optional(),
  queuedAt: z.number(),
})
export type OutboxItem = z.infer<typeof OutboxItem>

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
