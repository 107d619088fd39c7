import { isQuestion } from './acts.ts'
import { type Amount, readAmounts, roleOf, segmentsOf } from './amounts.ts'
import { has, hitsOf, type Reading } from './reading.ts'
import { isCounted, settle } from './settle-amounts.ts'

export type BillReading = { value: number; approximate: boolean; start: number; end: number; confidence: number }

const SMALLEST = 10 // reais; below this a bare number is a choice, an hour or a count
const LARGEST = 5_000_000
const FIRST_PERSON = new Set([
  'eu',
  'meu',
  'minha',
  'minhas',
  'meus',
  'nossa',
  'nosso',
  'aqui',
  'gente',
  'pago',
  'gasto',
  'nos',
  'moro',
])

const THIRD_PERSON = new Set(['paga', 'pagava', 'gasta', 'gastava', 'pagam', 'dele', 'dela', 'deles', 'ele', 'ela'])

/** The monthly electricity bill in reais that the message states; null when it states none or leaves doubt. */
export function readBill(reading: Reading, claimed: Uint8Array): BillReading | null {
  if (reading.numbers.length === 0) return null
  const segments = segmentsOf(reading)
  const all = readAmounts(reading, claimed, segments)
  const foreign = foreignSegments(reading, segments)
  const amounts = all.filter(
    (amount) =>
      amount.value >= 1 &&
      amount.value <= LARGEST &&
      !foreign.has(amount.segment) &&
      !isOtherMoney(reading, amount, all, segments),
  )
  const asked = ABOUT_THE_AMOUNT.has(reading.context.asked ?? '')
  if (amounts.length === 0 || !isAboutTheBill(reading, amounts, asked)) return null
  const settled = settle(reading, amounts, segments)
  if (!settled || settled.value < SMALLEST) return null
  const weak = asked && !has(reading, 'bill') && !settled.currency && settled.value < 20 && !settled.thousands
  if (weak) return null
  const { value, approximate, start, end } = settled
  return { value: Math.round(value * 100) / 100, approximate, start, end, confidence: asked ? 0.97 : 0.92 }
}

function isAboutTheBill(reading: Reading, amounts: readonly Amount[], asked: boolean): boolean {
  if (has(reading, 'hypothesis', 'whole')) return false
  if (asked) return true
  if (has(reading, 'bill')) return true
  const onlyMoney = reading.words.every(
    (word, index) =>
      word.filler ||
      hitsOf(reading, 'unit').some((hit) => hit.id === 'kwh' && (hit.start === index || hit.start === index + 1)) ||
      amounts.some(({ start, end }) => index >= start - 2 && index < end + 2),
  )
  if (onlyMoney && amounts.some(({ currency }) => currency)) return true
  return isAmongFacts(reading, amounts)
}

/** "apartamento próprio, R$ 455, sem placas", "duas lojas, uma 1.200 outra 900": among facts told one after the other. */
function isAmongFacts(reading: Reading, amounts: readonly Amount[]): boolean {
  if (!TOLD_ALONG.has(reading.context.asked ?? 'name') || !has(reading, 'fact')) return false
  const [amount] = amounts
  const sizeable = ({ value, start, currency }: Amount): boolean =>
    currency || (value >= 100 && !YEAR.test(reading.words[start]?.plain ?? ''))
  // also in a question: "orçamento pra duas casas, uma de 300 e outra de 280?"
  if (amounts.length > 1 && isCounted(reading, amounts)) return amounts.every(sizeable)
  if (isQuestion(reading)) return false
  const turns = ['older', 'newer', 'correction'].some((group) => has(reading, group))
  return (
    amount !== undefined && (amounts.length === 1 || turns) && amounts.every(sizeable) && standAlone(reading, amounts)
  )
}

const YEAR = /^(?:19|20)\d\d$/

/** Questions whose answers are often followed by the rest of what one knows. */
const TOLD_ALONG: ReadonlySet<string> = new Set([
  'name',
  'city',
  'propertyKind',
  'ownsProperty',
  'hasSolar',
  'wantsExpansion',
  'competitorContract',
  'decisionMaker',
])

/** Nothing but "uns", "por mês" and the like shares their clauses: "390", "era 300, agora 470". */
function standAlone(reading: Reading, amounts: readonly Amount[]): boolean {
  const { words, clause } = reading
  const clauses = new Set(amounts.map(({ start }) => clause[start]))
  const beside = (index: number): boolean =>
    ['approx', 'period', 'each', 'older', 'newer', 'correction'].some((group) =>
      hitsOf(reading, group).some(({ start, end }) => start <= index && index < end),
    )
  return words.every(
    (word, index) =>
      !clauses.has(clause[index]) ||
      amounts.some(({ start, end }) => index >= start && index < end) ||
      word.filler ||
      beside(index),
  )
}

/** Statements about somebody else's bill or about a thing that is not so; they last until the lead speaks of themselves again. */
function foreignSegments(reading: Reading, segments: readonly number[]): Set<number> {
  const foreign = new Set<number>()
  if (has(reading, 'pays_all')) return foreign
  let open = false
  for (let segment = 0, index = 0; index < reading.words.length; segment += 1) {
    const from = index
    while (index < reading.words.length && segments[index] === segment) index += 1
    const starts = hitsOf(reading, 'foreign').some((hit) => hit.start < index && hit.end > from)
    const self = reading.words
      .slice(from, index)
      .some((word, at) => FIRST_PERSON.has(word.word) && !insideForeign(reading, from + at))
    const theirs = reading.words.slice(from, index).some(({ word }) => THIRD_PERSON.has(word))
    const joins =
      index - from === 1 && segments[from] === segment && !reading.numbers.some(({ start }) => start === from)
    open = starts || (open && (theirs || joins) && !self)
    if (open) foreign.add(segment)
    if (index === from) break
  }
  return foreign
}

function insideForeign(reading: Reading, index: number): boolean {
  return hitsOf(reading, 'foreign').some((hit) => hit.start <= index && index < hit.end)
}

/** Rent, wages, water, a quote, a goal, a discount…: the nearest noun decides, a following "de …" first. */
function isOtherMoney(reading: Reading, amount: Amount, all: readonly Amount[], segments: readonly number[]): boolean {
  const topics = hitsOf(reading, 'othermoney')
  if (topics.length === 0) return false
  const bills = hitsOf(reading, 'bill').filter(
    (bill) => bill.id === 'noun' && !topics.some((topic) => topic.start <= bill.start && bill.end <= topic.end),
  )
  const previous = all.filter(({ end }) => end <= amount.start).at(-1)?.end ?? 0
  const next = all.find(({ start }) => start >= amount.end)?.start ?? reading.words.length
  // "350 por mês de parcela"
  const per = hitsOf(reading, 'period').find((hit) => hit.id === 'month' && hit.start === amount.end)
  const after = (hit: { start: number; end: number }): boolean => {
    const joint = hit.start - (per && per.end <= hit.start ? per.end : amount.end)
    return joint >= 0 && joint <= 2 && hit.start < next && segments[hit.start] === segments[amount.end - 1]
  }
  const before = (hit: { start: number; end: number }): boolean =>
    hit.end <= amount.start && segments[hit.start] === segments[amount.start]
  const topicAfter = topics.find(after)
  const billAfter = bills.find(after)
  // "energia 380 gás 120": each noun stands before its figure
  const paired =
    (bills[0]?.start ?? 0) < (all[0]?.start ?? 0) &&
    topicAfter?.start === amount.end &&
    topicAfter.end === next &&
    bills.some(({ end }) => end === amount.start)
  if (paired) return false
  // "internet 99 luz 340"
  const leading = (hits: typeof topics, one: Amount): boolean => hits.some(({ end }) => end === one.start)
  const things = topics.filter(({ id }) => id === 'other' || id === 'water' || id === 'rent')
  const named = [...things, ...bills]
  if (all.length > 1 && named.some(({ start }) => start === 0) && all.every((one) => leading(named, one)))
    return leading(things, amount) && !leading(bills, amount)
  if (topicAfter && (!billAfter || topicAfter.start <= billAfter.start)) return true
  if (billAfter) return false
  const nearest = (hits: typeof topics): number => Math.max(-1, ...hits.filter(before).map(({ end }) => end))
  const [topicAt, billAt] = [nearest(topics), nearest(bills)]
  if (topicAt < 0) return isBareAfterWage(reading, amount, segments)
  if (topicAt < previous && billAt < previous) return previous > 0 && topicAt > billAt
  return topicAt >= billAt
}

/** "recebo um salário mínimo, 1500": a bare figure right behind the wage names it. */
function isBareAfterWage(reading: Reading, { start, end, segment }: Amount, segments: readonly number[]): boolean {
  const bare = reading.words.every((_, index) => segments[index] !== segment || (index >= start && index < end))
  return (
    bare && hitsOf(reading, 'othermoney').some(({ id, end: at }) => id === 'wage' && start - at <= 1 && at <= start)
  )
}

/** Questions that a bare number answers with an amount. */
const ABOUT_THE_AMOUNT: ReadonlySet<string> = new Set(['billBrl', 'exact_bill', 'bill_check'])

/** Consumption in kWh and a competitor's discount in per cent, where the message gives them. */
export function readQuantities(reading: Reading): {
  kwh: { value: number; start: number; end: number } | null
  discountPct: { value: number; start: number; end: number } | null
} {
  const ofRole = (role: string) => reading.numbers.filter((span) => roleOf(reading, span) === role)
  const kwh = ofRole('kwh').filter(({ value }) => value >= 10 && value < 1_000_000)
  const bare = reading.context.asked === 'consumptionKwh' && kwh.length === 0 ? onlyNumber(reading) : []
  const percent = ofRole('percent').filter(({ value }) => value > 0 && value <= 60)
  const last = kwh.at(-1) ?? bare[0]
  const discount = percent.at(-1)
  const theirs =
    reading.context.asked === 'competitorDiscountPct' ||
    has(reading, 'fact', 'competitorContract=true') ||
    has(reading, 'competitor_discount')
  const wished = has(reading, 'wished_discount')
  const question = /\?/.test(reading.text)
  return {
    kwh:
      last && !question
        ? {
            value: averageOfRange(reading, kwh.length > 0 ? kwh : bare),
            start: last.start,
            end: endWithUnit(reading, last.end),
          }
        : null,
    discountPct:
      discount && theirs && !wished ? { value: discount.value, start: discount.start, end: discount.end + 1 } : null,
  }
}

/** Asked for the consumption, "uns 600" is kWh, but not "uns 600 reais". */
function onlyNumber(reading: Reading): { value: number; start: number; end: number }[] {
  const plain = readAmounts(reading, new Uint8Array(reading.words.length), segmentsOf(reading))
  const [only] = plain
  const aboutUse = !has(reading, 'bill') || reading.words.some(({ word }) => word === 'consumo')
  return only && plain.length === 1 && !only.currency && only.value >= 30 && aboutUse ? [only] : []
}

/** The unit behind a number belongs to the evidence; "os kWh são 850" has it in front. */
const endWithUnit = (reading: Reading, end: number): number =>
  hitsOf(reading, 'unit').some((hit) => hit.start === end) ? end + 1 : end

function averageOfRange(reading: Reading, spans: readonly { value: number; start: number; end: number }[]): number {
  const last = spans.at(-1)
  if (!last) return 0
  const before = reading.numbers.filter(({ end }) => end <= last.start).at(-1)
  const linked =
    before && last.start - before.end === 1 && ['a', 'e', 'ate', 'ou'].includes(reading.words[before.end]?.word ?? '')
  return linked && before.value < last.value && before.value > last.value / 3
    ? (before.value + last.value) / 2
    : last.value
}
