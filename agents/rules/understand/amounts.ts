import { MONTHS } from './calendar.ts'
import type { NumberSpan } from './numbers.ts'
import { hitsOf, type Reading } from './reading.ts'

/** A number that may be an amount of money, with what the words around it say of it. */
export type Amount = {
  value: number
  start: number
  end: number
  segment: number
  digits: boolean
  thousands: boolean
  currency: boolean
  approximate: boolean
}

/** Words that start another statement inside a clause: "350 de luz e 80 de água". */
const SEGMENT_WORDS = new Set([
  'e',
  'fora',
  'mais',
  'enquanto',
  'mas',
  'porem',
  'agora',
  'porque',
  'entao',
  'tirando',
  'alem',
])

/** For each word, the number of its statement: clauses, cut again at "e", "fora"… but not inside a number. */
export function segmentsOf({ words, clause, numbers }: Reading): number[] {
  const inNumber = new Set(
    numbers.flatMap(({ start, end }) => Array.from({ length: end - start }, (_, i) => start + i)),
  )
  let current = 0
  let counted = false
  return words.map((word, index) => {
    const next = words[index + 1]
    // "é", also written "e": "meu aluguel e 900" is one statement.
    const copula = word.raw === 'é' || (word.word === 'e' && !counted && next !== undefined && inNumber.has(index + 1))
    const turn = SEGMENT_WORDS.has(word.word) && !inNumber.has(index) && !copula
    if (index > 0 && (clause[index] !== clause[index - 1] || turn || word.before.includes('+'))) current += 1
    counted = index > 0 && clause[index] !== clause[index - 1] ? inNumber.has(index) : counted || inNumber.has(index)
    return current
  })
}

const HOMES = new Set(['apartamento', 'casa', 'condominio', 'sala', 'galpao', 'predio'])

/** What the words right after or before a number make of it: `kwh`, `percent`, `count`, `address`…; null when they leave it open. */
export function roleOf(reading: Reading, span: NumberSpan): string | null {
  const after = reading.words[span.end]
  if (after && after.pause === 0) {
    const unit = hitsOf(reading, 'unit').find((hit) => hit.start === span.end)
    if (unit && !isPeriodAfter(span, unit.id, after.word)) return unit.id
    if (span.digits && after.before === '' && ['a', 'o', 'x', 'as', 'os'].includes(after.plain))
      return after.plain === 'x' ? 'count' : 'ordinal'
  }
  // "consumo 520, em kWh"
  if (after?.word === 'em' && hitsOf(reading, 'unit').some(({ id, start }) => id === 'kwh' && start === span.end + 1))
    return 'kwh'
  const label = hitsOf(reading, 'label').find((hit) => hit.end === span.start)
  const joint = reading.words[span.start]?.before ?? ''
  // "moro em apartamento, 450", but "rua do sol, 500"; "900 residencial + 2100 comercial"
  const parted = joint.includes('+') || (HOMES.has(reading.words[span.start - 1]?.word ?? '') && joint.includes(','))
  if (label && !parted && !(label.id === 'weak' && (span.value >= 100 || currencyAfter(reading, span.end) !== null)))
    return label.id
  if (isYear(reading, span)) return 'year'
  if (isInStreet(reading, span)) return 'address'
  return isInstalment(reading, span) ? 'instalment' : null
}

/** "480 mês", "veio 480 semana passada": behind three figures the singular tells when, not how long. */
function isPeriodAfter(span: NumberSpan, unit: string, word: string): boolean {
  return unit === 'duration' && span.value >= 100 && ['mes', 'semana', 'ano'].includes(word)
}

/** "desde 2019", "em 2024"; but "fechou em 2000" is money. */
function isYear(reading: Reading, span: NumberSpan): boolean {
  const { words } = reading
  // "fev/26"
  const month = words[span.start - 1]?.word ?? ''
  if (span.digits && month in MONTHS && words[span.start]?.before === '/' && span.value >= 20 && span.value < 100)
    return true
  if (!span.digits || span.thousands || span.value < 1950 || span.value > 2050 || words[span.start]?.plain.length !== 4)
    return false
  if (!['desde', 'em', 'ano', 'ate', 'janeiro', 'dezembro'].includes(words[span.start - 1]?.word ?? '')) return false
  return !hitsOf(reading, 'bill').some((hit) => hit.id === 'verb' && hit.end >= span.start && hit.start < span.start)
}

/** "av boa viagem 1500": the number of a house. */
function isInStreet(reading: Reading, span: NumberSpan): boolean {
  const { words, clause } = reading
  if (CURRENCY_BEFORE.has(words[span.start - 1]?.word ?? '') || currencyAfter(reading, span.end) !== null) return false
  return hitsOf(reading, 'street').some((hit) => {
    if (hit.end > span.start || span.start - hit.end > 5) return false
    const between = words.slice(hit.end, span.start).map(({ word }) => word)
    return (
      (clause[span.start] === clause[hit.start] || isHouseNumber(reading, span, hit.start)) &&
      !hitsOf(reading, 'bill').some((bill) => bill.start >= hit.end && bill.end <= span.start) &&
      !between.includes('pago')
    )
  })
}

/** "rua do sol, 500" and nothing more; "rua do sol, 500 de luz" is an amount. */
function isHouseNumber({ words, clause, trailing }: Reading, span: NumberSpan, street: number): boolean {
  const after = words[span.end]?.before ?? trailing
  const parted = clause[span.start - 1] === clause[street] && /^\s*,\s*$/.test(words[span.start]?.before ?? '')
  return parted && (words[span.end] === undefined || /[,;.\n-]/.test(after))
}

/** "60 vezes de 300", "12x de 200". */
function isInstalment(reading: Reading, span: NumberSpan): boolean {
  const linked = ['de', 'por'].includes(reading.words[span.start - 1]?.word ?? '')
  return linked && hitsOf(reading, 'instalments').some((hit) => hit.end === span.start - 1)
}

const CURRENCY_BEFORE = new Set(['r$', '$', 'rs'])

/** Every number that nothing around it forbids to be reais. Cents are joined to their reais. */
export function readAmounts(reading: Reading, claimed: Uint8Array, segments: readonly number[]): Amount[] {
  const amounts: Amount[] = []
  for (const span of shorthandThousands(reading)) {
    if (span.article || claimed[span.start] === 1 || roleOf(reading, span) !== null) continue
    const previous = amounts.at(-1)
    if (previous && joinCents(reading, previous, span)) continue
    const unit = currencyAfter(reading, span.end)
    const end = unit ?? span.end
    const before = CURRENCY_BEFORE.has(reading.words[span.start - 1]?.word ?? '')
    amounts.push({
      value: span.value,
      start: before ? span.start - 1 : span.start,
      end,
      segment: segments[span.start] ?? 0,
      digits: span.digits,
      thousands: span.thousands,
      currency: before || unit !== null,
      approximate: isApproximate(reading, before ? span.start - 1 : span.start, end),
    })
  }
  return amounts
}

function currencyAfter(reading: Reading, at: number): number | null {
  if ((reading.words[at]?.pause ?? 1) > 0) return null
  return hitsOf(reading, 'currency').find((hit) => hit.start === at)?.end ?? null
}

function isApproximate(reading: Reading, start: number, end: number): boolean {
  return hitsOf(reading, 'approx').some((hit) => hit.end === start || hit.start === end)
}

/** "dois e quinhentos" is 2,500 in the mouth of a lead; "dois e meio" too where money is meant. */
function shorthandThousands(reading: Reading): NumberSpan[] {
  const { numbers, words } = reading
  const joined: NumberSpan[] = []
  for (let at = 0; at < numbers.length; at += 1) {
    const span = numbers[at]
    const next = numbers[at + 1]
    if (!span) continue
    const linked =
      next && next.start === span.end + 1 && words[span.end]?.word === 'e' && (words[next.start]?.pause ?? 0) === 0
    const fits =
      linked && span.value >= 1 && span.value < 20 && next.value >= 100 && next.value < 1000 && next.value % 50 === 0
    const opened = ['entre', 'de', 'apartamento', 'casa'].includes(words[span.start - 1]?.word ?? '')
    if (fits && next && !opened && Number.isInteger(span.value)) {
      joined.push({ ...span, end: next.end, value: span.value * 1000 + next.value, thousands: true, article: false })
      at += 1
    } else joined.push(span)
  }
  return joined
}

/** "585 reais e 40 [centavos]", "trezentos e cinquenta e nove e noventa". */
function joinCents(reading: Reading, previous: Amount, span: NumberSpan): boolean {
  const { words } = reading
  const named = ['centavo', 'centavos'].includes(words[span.end]?.word ?? '')
  const linked =
    span.start === previous.end ||
    (span.start === previous.end + 1 && ['e', 'com', 'virgula'].includes(words[previous.end]?.word ?? ''))
  if (
    !linked ||
    words[previous.start - 1]?.word === 'entre' ||
    span.value >= 100 ||
    span.thousands ||
    !Number.isInteger(previous.value) ||
    (words[span.start]?.pause ?? 0) > 0 ||
    (words[previous.end]?.pause ?? 0) > 0 ||
    words[previous.end]?.raw === 'é'
  )
    return false
  const spoken =
    !previous.digits && !span.digits && previous.value % 10 !== 0 && previous.value > 20 && span.value >= 10
  const decimal = words[previous.end]?.word === 'virgula'
  const plainReais =
    previous.currency && !previous.thousands && span.start === previous.end + 1 && words[previous.end]?.word === 'e'
  if (!named && !spoken && !decimal && !plainReais) return false
  previous.value += decimal && span.value < 10 ? span.value / 10 : span.value / 100
  previous.end = named ? span.end + 1 : span.end
  previous.currency ||= named
  return true
}
