import { z } from 'zod'
import { BillFields, LooksLike } from './bill.ts'

/** Why a file could not be read at all. `gone`: WhatsApp no longer has it. `failed`: a fault of ours or theirs that lasted. */
export const FileFault = z.enum(['too_large', 'unsupported', 'corrupt', 'gone', 'failed'])
export type FileFault = z.infer<typeof FileFault>

/**
 * What became of a message's file; stands in `details.outcome`. Of `bill` the values are in the table `bills`, of `heard` the words in
 * `details.transcript`. `locked`: a PDF with a password; `tries`: passwords of the lead that did not open it. `kept`: nothing to read in it.
 */
export const MediaOutcome = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('heard'), confidence: z.number(), complete: z.boolean() }),
  z.object({
    kind: z.literal('not_heard'),
    why: z.union([FileFault, z.enum(['silent', 'unintelligible', 'no_provider'])]),
  }),
  z.object({ kind: z.literal('bill') }),
  z.object({ kind: z.literal('not_bill'), looksLike: LooksLike }),
  z.object({ kind: z.literal('unreadable') }),
  z.object({ kind: z.literal('locked'), tries: z.number().int() }),
  z.object({ kind: z.literal('refused'), why: FileFault }),
  z.object({ kind: z.literal('kept') }),
])
export type MediaOutcome = z.infer<typeof MediaOutcome>

/** The answer of whoever reads documents: the JSON of `bill read`, of which only what may be kept is taken over. */
export const DocumentReading = z.union([
  z.object({
    error: z.object({ code: z.enum(['password-required', 'wrong-password', 'corrupt', 'too-large', 'unsupported']) }),
  }),
  z.object({
    isEnergyBill: z.boolean(),
    readable: z.boolean(),
    looksLike: LooksLike.nullish().catch('unknown'),
    fields: z
      .preprocess(withoutNulls, BillFields.extend({ holderName: z.string().optional() }))
      .nullish()
      .transform((fields) => fields ?? {}),
    confidence: z.record(z.string(), z.number()).default({}),
    provenance: z.record(z.string(), z.array(z.string())).default({}),
    checks: z.array(z.object({ name: z.string(), ok: z.boolean() })).default([]),
  }),
])
export type DocumentReading = z.infer<typeof DocumentReading>

/** Reads a document. Never throws for a bad file; throws when `signal` ends it. */
export type ReadDocument = (
  bytes: Uint8Array,
  options: { password?: string; signal: AbortSignal },
) => Promise<DocumentReading>

function withoutNulls(value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value
  return Object.fromEntries(Object.entries(value).filter(([, inner]) => inner !== null && inner !== undefined))
}
