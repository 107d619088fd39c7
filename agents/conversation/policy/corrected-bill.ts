import { parseNumber } from '#src/domain/claims.ts'
import { factValue } from '#src/domain/facts.ts'
import type { Understanding } from '#src/domain/understanding.ts'
import type { DecideInput } from './input.ts'

/** "É 150 e não 1500", "150, não 1.500": two amounts, the second taken back. */
const TAKEN_BACK =
  /(?<![\d.,])(\d[\d.]{0,11}(?:,\d\d?)?) {0,2}(?:reais)?(?: ?,| e|, e)? n[ãa]o (?:[eé] )?(?:R\$ ?)?(\d[\d.]{0,11}(?:,\d\d?)?)/iu

/** A bill that the lead takes back by naming it: bare amounts, which say nothing of a bill by themselves. */
export function withCorrectedBill({ perception, lead }: Pick<DecideInput, 'perception' | 'lead'>): Understanding {
  const known = factValue(lead.facts, 'billBrl')
  const [evidence, now, before] = TAKEN_BACK.exec(perception.text) ?? []
  if (perception.facts.billBrl || known == null || !evidence || !now || !before) return perception
  if (parseNumber(before) !== known) return perception
  const billBrl = { value: parseNumber(now), confidence: 0.9, evidence }
  return { ...perception, facts: { ...perception.facts, billBrl } }
}
