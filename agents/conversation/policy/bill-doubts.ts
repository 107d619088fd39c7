import { type Bill, sumBills } from '#src/domain/bill.ts'
import type { BillCheck, ConversationMemory } from '#src/domain/plan.ts'
import type { Understanding } from '#src/domain/understanding.ts'
import type { DecideInput } from './input.ts'

/** Read surely, or in two places that agree, an amount needs no yes. */
const SURE = 0.9
/** A bill older than this says little about what is paid today, in months. */
const OLD_MONTHS = 3
/** What the lead said differs from the bill by more than people round. */
const DIFFERS = 0.25

/** What speaks against taking a bill as it is, the gravest first. */
export function doubtsAbout(
  bill: Bill,
  all: Bill[],
  input: DecideInput,
  perception: Understanding,
  memory: Pick<ConversationMemory, 'besidesBillsBrl'>,
): BillCheck[] {
  const { messageId, fields } = bill
  const { totalAmount, referenceMonth, city } = fields
  const about = (kind: BillCheck['kind'], more: Partial<BillCheck> = {}): BillCheck[] => [{ kind, messageId, ...more }]
  const amount = totalAmount === undefined ? {} : { totalBrl: totalAmount }
  return [
    ...(bill.holder === 'other' ? about('holder') : []),
    ...(isOld(bill, input) ? about('old', { ...amount, ...(referenceMonth ? { month: referenceMonth } : {}) }) : []),
    ...(totalAmount !== undefined && !isSure(bill) ? about('total', amount) : []),
    ...differs(bill, all, input, perception, memory).flatMap((said) => about('differs', said)),
    ...(contradictsSolar(bill, input) ? about('solar') : []),
    ...(city && isElsewhere(bill, input, perception) ? about('city', { city }) : []),
  ]
}

function isSure({ confidence, provenance }: Bill): boolean {
  const places = new Set((provenance.totalAmount ?? []).map((place) => (place === 'linha' ? 'barcode' : place)))
  return (confidence.totalAmount ?? 0) >= SURE || places.size >= 2
}

function isOld({ fields }: Bill, { now }: DecideInput): boolean {
  const month = fields.referenceMonth ?? fields.dueDate?.slice(0, 7)
  if (month === undefined) return false
  return (
    Temporal.PlainYearMonth.from(month).until(now.toPlainDate().toPlainYearMonth(), { largestUnit: 'month' }).months >
    OLD_MONTHS
  )
}

/** The lead named an amount that all bills together do not come near to. Asked with the bill that came last. */
function differs(
  bill: Bill,
  all: Bill[],
  { lead }: DecideInput,
  perception: Understanding,
  { besidesBillsBrl }: Pick<ConversationMemory, 'besidesBillsBrl'>,
): Partial<BillCheck>[] {
  const { totalBrl } = sumBills(all)
  const known = lead.facts.billBrl
  const own = known && (known.source === 'lead' || known.source === 'voice') ? known.value : undefined
  const saidBrl = perception.facts.billBrl?.value ?? own
  if (all.at(-1)?.messageId !== bill.messageId || totalBrl === null || typeof saidBrl !== 'number') return []
  if (besidesBillsBrl !== undefined) return []
  const isFar = Math.abs(saidBrl - totalBrl) > DIFFERS * Math.max(saidBrl, totalBrl)
  return isFar ? [{ totalBrl, saidBrl }] : []
}

function contradictsSolar({ fields }: Bill, { lead }: DecideInput): boolean {
  const { hasSolar } = lead.facts
  return fields.hasDistributedGeneration === true && hasSolar?.value === false && hasSolar.source !== 'bill'
}

function isElsewhere({ fields }: Bill, { lead }: DecideInput, perception: Understanding): boolean {
  const known = perception.facts.city ?? lead.facts.city
  if (typeof known?.value !== 'string' || known.source === 'bill') return false
  return plain(known.value) !== plain(fields.city ?? '')
}

function plain(text: string): string {
  return text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase().trim()
}
