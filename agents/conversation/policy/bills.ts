import { type Bill, type BillSum, latestOfUnits, sumBills } from '#src/domain/bill.ts'
import type { FactName } from '#src/domain/facts.ts'
import type { BillCheck, ConversationMemory } from '#src/domain/plan.ts'
import type { Understanding, UnderstoodFact } from '#src/domain/understanding.ts'
import { doubtsAbout } from './bill-doubts.ts'
import { DENIES, trimBill } from './bill-parts.ts'
import type { DecideInput } from './input.ts'

/** What the bills of a lead come to in this turn. */
export type BillTurn = {
  /** Bills that came now. */
  fresh: Bill[]
  /** The very bill that was read before came again, and nothing else. */
  isRepeated: boolean
  /** What they add to the facts; nothing of what is still to be settled. */
  facts: Partial<Record<FactName, UnderstoodFact>>
  /** What is asked about next; null when all is settled. */
  check: BillCheck | null
  /** Of every bill that may be spoken of. */
  sum: BillSum
  latest: Bill[]
  memory: Pick<ConversationMemory, 'billCheck' | 'billChecked' | 'billDenied' | 'besidesBillsBrl'>
}

/** How often one question about a bill is put; whoever answers neither yes nor no has their own words count. */
const ASKED_AT_MOST = 2
/** Under these a value is not taken over. */
const LEAST_CONFIDENCE = { consumptionKwh: 0.75, average12mKwh: 0.75, city: 0.7, hasDistributedGeneration: 0.7 }

/**
 * Lays the bills beside each other and beside what the lead said. Pure, and the same for a turn that starts again. A bill's value counts once
 * nothing speaks against it, or the lead said yes.
 */
export function readBills(input: DecideInput, perception: Understanding): BillTurn {
  const answer = answerOf(input, perception)
  const memory = remembered(input, perception, answer)
  const denied = new Set(memory.billDenied)
  const settled = new Set(memory.billChecked)
  const usable = input.bills.filter(({ messageId }) => !DENIES.whole.some((kind) => denied.has(`${messageId}:${kind}`)))
  const latest = latestOfUnits(usable.map((bill) => trimBill(bill, denied)))
  const doubts = latest.flatMap((bill) => doubtsAbout(bill, latest, input, perception, memory))
  const open = doubts.filter(({ messageId, kind }) => !settled.has(`${messageId}:${kind}`))
  const held = new Set(open.map(({ messageId, kind }) => `${messageId}:${kind}`))
  const sure = latest.map((bill) => trimBill(bill, held))
  const fresh = input.bills.filter(({ messageId }) => input.freshBills.includes(messageId))
  const isNews = fresh.length > 0 || answer === 'yes'
  return {
    fresh,
    isRepeated: fresh.length > 0 && fresh.every((bill) => wasThere(bill, input)),
    facts: isNews ? factsOf(sure, memory.besidesBillsBrl ?? 0) : {},
    check: open[0] ?? null,
    sum: sumBills(sure),
    latest: sure,
    memory,
  }
}

function wasThere({ fields, messageId }: Bill, { bills, freshBills }: DecideInput): boolean {
  const same = ({ fields: other }: Bill) =>
    fields.totalAmount !== undefined &&
    other.totalAmount === fields.totalAmount &&
    other.referenceMonth === fields.referenceMonth
  const before = bills.slice(
    0,
    bills.findIndex((bill) => bill.messageId === messageId),
  )
  return before.some(same) && freshBills.length > 0
}

type Answer = 'yes' | 'no' | null

/** What the lead says to the question about a bill. Words of their own on its matter are a no to the bill's. */
function answerOf({ memory }: DecideInput, { acts, facts }: Understanding): Answer {
  const { billCheck, asked, askedTimes } = memory
  if (asked !== 'bill_check' || !billCheck) return null
  const yes = acts.includes('confirm')
  if (yes !== acts.includes('deny')) return yes ? 'yes' : 'no'
  const own = billCheck.kind === 'city' ? facts.city : billCheck.kind === 'solar' ? facts.hasSolar : facts.billBrl
  if (own) return own.value === billCheck.totalBrl || own.value === billCheck.city ? 'yes' : 'no'
  return (askedTimes.bill_check ?? 0) >= ASKED_AT_MOST ? 'no' : null
}

/** Further units told in words: "a de casa vem 350, e essa é a da loja". */
const BESIDES =
  /(?:^|[^\p{L}])(?:outra|outro|segunda|da loja|do com[eé]rcio|da empresa|do s[ií]tio|mais essa|tamb[eé]m)(?![\p{L}])/u

function remembered(input: DecideInput, perception: Understanding, answer: Answer): BillTurn['memory'] {
  const { billCheck, billChecked = [], billDenied = [], besidesBillsBrl } = input.memory
  const said = input.lead.facts.billBrl
  const isFirst = input.freshBills.length > 0 && input.bills.length === input.freshBills.length
  const besides =
    isFirst && said?.source === 'lead' && typeof said.value === 'number' && BESIDES.test(perception.text.toLowerCase())
      ? said.value
      : besidesBillsBrl
  const kept = besides === undefined ? {} : { besidesBillsBrl: besides }
  if (!billCheck || answer === null) return { ...kept, billChecked, billDenied, ...(billCheck ? { billCheck } : {}) }
  const key = `${billCheck.messageId}:${billCheck.kind}`
  return {
    ...kept,
    billChecked: [...billChecked, key],
    billDenied: answer === 'no' ? [...billDenied, key] : billDenied,
  }
}

function factsOf(bills: Bill[], besidesBrl: number): BillTurn['facts'] {
  const [newest] = bills.toReversed()
  if (!newest) return {}
  const facts: BillTurn['facts'] = {}
  const { totalBrl, consumptionKwh } = sumBills(bills)
  const fact = (value: UnderstoodFact['value'], confidence: number, evidence: string): UnderstoodFact => ({
    value,
    confidence,
    evidence,
    source: 'bill',
    messageId: newest.messageId,
    adds: false,
  })
  if (totalBrl !== null)
    facts.billBrl = fact(totalBrl + besidesBrl, leastOf(bills, 'totalAmount'), evidenceOf(newest, 'totalAmount'))
  if (consumptionKwh !== null) {
    const field = newest.fields.average12mKwh === undefined ? 'consumptionKwh' : 'average12mKwh'
    if (leastOf(bills, field) >= LEAST_CONFIDENCE[field])
      facts.consumptionKwh = fact(consumptionKwh, leastOf(bills, field), evidenceOf(newest, field))
  }
  const { distributor, city, uf } = newest.fields
  if (distributor)
    facts.distributor = fact(distributor, confidenceOf(newest, 'distributor'), evidenceOf(newest, 'distributor'))
  if (city && uf && confidenceOf(newest, 'city') >= LEAST_CONFIDENCE.city) {
    facts.city = fact(city, confidenceOf(newest, 'city'), evidenceOf(newest, 'city'))
    facts.state = fact(uf, confidenceOf(newest, 'city'), evidenceOf(newest, 'city'))
  }
  const solar = bills.map(({ fields }) => fields.hasDistributedGeneration)
  const least = leastOf(bills, 'hasDistributedGeneration')
  if (least >= LEAST_CONFIDENCE.hasDistributedGeneration) {
    const evidence = evidenceOf(newest, 'hasDistributedGeneration')
    if (solar.includes(true)) facts.hasSolar = fact(true, least, evidence)
    else if (solar.length > 0 && solar.every((one) => one === false)) facts.hasSolar = fact(false, least, evidence)
  }
  return facts
}

const SURE_ENOUGH = 0.85

/** Readers that say nothing of their confidence are taken at their word: they leave out what they doubt. */
function confidenceOf({ confidence }: Bill, field: string): number {
  return confidence[field] ?? SURE_ENOUGH
}

function leastOf(bills: Bill[], field: string): number {
  return Math.min(...bills.map((bill) => confidenceOf(bill, field)))
}

const PLACES: Record<string, string> = {
  barcode: 'código de barras',
  linha: 'linha digitável',
  pix: 'PIX',
  'access-key': 'chave da nota',
  items: 'itens da conta',
  meter: 'medidor',
  history: 'histórico',
}

/** Which bill and where on it, for people: "09/2026: código de barras, texto". */
function evidenceOf({ fields, provenance }: Bill, field: string): string {
  const places = [...new Set((provenance[field] ?? []).map((place) => PLACES[place] ?? 'texto'))]
  const month = fields.referenceMonth?.split('-').toReversed().join('/')
  return [month, places.join(', ')].filter(Boolean).join(': ')
}
