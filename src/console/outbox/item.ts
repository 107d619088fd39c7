import { z } from 'zod'
import { Location } from '../api/schema.ts'

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

export const OutboxItem = z.object({
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
