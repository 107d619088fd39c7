import { z } from 'zod'

/** Facts of a lead, by the names of `docs/glossary.md`. The order is the order of display; the playbook decides the order of questions. */
export const FACT_NAMES = [
  'name',
  'billBrl',
  'consumptionKwh',
  'distributor',
  'city',
  'state',
  'propertyKind',
  'ownsProperty',
  'decisionMaker',
  'hasSolar',
  'wantsExpansion',
  'competitorContract',
  'competitorDiscountPct',
  'urgency',
  'payment',
  'email',
  'service',
] as const

export const FactName = z.enum(FACT_NAMES)
export type FactName = z.infer<typeof FactName>

export const PROPERTY_KINDS = ['house', 'apartment', 'business', 'rural', 'industry', 'condo'] as const

/** The values facts may have. `billBrl` is reais a month over all units; `service` is used by service businesses (playbook `appointments`). */
export const FactValues = z.object({
  name: z.string().min(1),
  billBrl: z.number().positive(),
  consumptionKwh: z.number().positive(),
  distributor: z.string().min(1),
  city: z.string().min(1),
  state: z.string().length(2),
  propertyKind: z.enum(PROPERTY_KINDS),
  ownsProperty: z.boolean(),
  decisionMaker: z.boolean(),
  hasSolar: z.boolean(),
  wantsExpansion: z.boolean(),
  competitorContract: z.boolean(),
  competitorDiscountPct: z.number(),
  urgency: z.enum(['now', '90d', 'later']),
  payment: z.enum(['cash', 'financing']),
  email: z.email(),
  service: z.string().min(1),
})
export type FactValues = z.infer<typeof FactValues>

export const FactSource = z.enum(['lead', 'bill', 'voice', 'location', 'attendant', 'crm', 'default'])
export type FactSource = z.infer<typeof FactSource>

/**
 * One fact as it is kept: the value, how sure we are (0..1), the words it was read from, and where they came from.
 * `approximate`: the lead said "uns", "quase", "e pouco"… A `null` value means "asked, and declined or unknown": it is not asked again.
 */
export const StoredFact = z.object({
  value: z.union([z.string(), z.number(), z.boolean(), z.null()]),
  confidence: z.number().min(0).max(1),
  evidence: z.string(),
  source: FactSource,
  messageId: z.string().optional(),
  at: z.string(),
  approximate: z.boolean().optional(),
})
export type StoredFact = z.infer<typeof StoredFact>

/** Everything known of a lead. A missing key is not known yet. */
export const LeadFacts = z.partialRecord(FactName, StoredFact)
export type LeadFacts = z.infer<typeof LeadFacts>

/** The typed value of one fact; undefined when not known, null when the lead declined or does not know it. */
export function factValue<N extends FactName>(facts: LeadFacts, name: N): FactValues[N] | null | undefined {
  const stored = facts[name]
  if (stored === undefined) return undefined
  if (stored.value === null) return null
  return FactValues.shape[name].parse(stored.value) as FactValues[N]
}
