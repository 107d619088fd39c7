import { z } from 'zod'
import { FactName, FactSource } from './facts.ts'

export const OBJECTION_KINDS = [
  'price',
  'no_money',
  'think_about_it',
  'moving',
  'distrust',
  'already_has',
  'contract',
  'no_roof',
  'spouse',
  'competitor',
  'later',
] as const
export type ObjectionKind = (typeof OBJECTION_KINDS)[number]

export const SIMPLE_ACTS = [
  'greet',
  'inform',
  'ask',
  'confirm',
  'deny',
  'choose',
  'request_human',
  'opt_out',
  'erase_data',
  'reschedule',
  'cancel',
  'thanks',
  'wrong_person',
  'defer',
  'off_topic',
  'abuse',
  'injection',
] as const

/** What a message does. Objections carry their kind: `object:price`. */
export const Act = z.enum([...SIMPLE_ACTS, ...OBJECTION_KINDS.map((kind) => `object:${kind}` as const)])
export type Act = z.infer<typeof Act>

/** What the last question was about: a fact, or one of the questions that are not facts. */
export const Asked = z.union([
  FactName,
  z.enum([
    'slots',
    'confirmation',
    'identity',
    'resume',
    'erase',
    'attendance',
    'exact_bill',
    'bill_check',
    'bill_password',
  ]),
])
export type Asked = z.infer<typeof Asked>

/**
 * A time as the lead said it, before policy. `exact`: the instant `from`. `range`/`daypart`: from..to (a missing `to` is open).
 * `ambiguous`: `from` and `to` are the two candidate instants or dates. `need`: the half that was not said; the known half is kept in
 * `date` (ISO day) or `clockFrom`/`clockTo` (HH:MM), so that it can be completed by the next message.
 */
export const UnderstoodTime = z.object({
  kind: z.enum(['exact', 'range', 'daypart', 'ambiguous']),
  from: z.string().optional(),
  to: z.string().optional(),
  need: z.enum(['day', 'time']).optional(),
  date: z.string().optional(),
  clockFrom: z.string().optional(),
  clockTo: z.string().optional(),
})
export type UnderstoodTime = z.infer<typeof UnderstoodTime>

export const UnderstoodFact = z.object({
  value: z.union([z.string(), z.number(), z.boolean()]),
  confidence: z.number().min(0).max(1),
  evidence: z.string(),
  approximate: z.boolean().optional(),
  /** Where it was read, when not in the lead's own words (a bill, a location), and in which message. */
  source: FactSource.optional(),
  messageId: z.string().optional(),
  /** An amount of a further unit: it adds to the one known. */
  adds: z.boolean().optional(),
})
export type UnderstoodFact = z.infer<typeof UnderstoodFact>

/**
 * What one message means, as `understand --json` prints it. `topics`: what an `ask` is about (ids of the playbook's FAQ vocabulary, e.g.
 * `price`, `warranty`, `how_it_works`, `robot`, `who`), most specific first. `triggers`: handoff triggers found (`investor`, `complaint`,
 * `existing_customer`). `declined`: facts the lead refuses or does not know ("não sei", "prefiro não dizer"). `noInterest`: a firm refusal
 * of the product that is no opt-out. `impliedState`: where the city said lies, when there is only one of that name. `language`: set only when the message is in another language. `complete`: every word that matters was
 * explained, so no model is needed.
 */
export const Understanding = z.object({
  text: z.string(),
  normalised: z.string(),
  acts: z.array(Act),
  facts: z.partialRecord(FactName, UnderstoodFact),
  time: UnderstoodTime.optional(),
  choice: z.number().int().positive().optional(),
  topics: z.array(z.string()).optional(),
  triggers: z.array(z.enum(['investor', 'complaint', 'existing_customer'])).optional(),
  declined: z.array(FactName).optional(),
  noInterest: z.boolean().optional(),
  wantsDiscountOnly: z.boolean().optional(),
  ambiguousCity: z.array(z.object({ city: z.string(), state: z.string() })).optional(),
  impliedState: z.string().length(2).optional(),
  language: z.enum(['en', 'es', 'other']).optional(),
  complete: z.boolean(),
})
export type Understanding = z.infer<typeof Understanding>
