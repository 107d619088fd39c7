import type { Amount } from './amounts.ts'
import { MONTHS } from './calendar.ts'
import { isChange, joinRanges } from './join-ranges.ts'
import type { Hit } from './patterns.ts'
import { hitsOf, type Reading } from './reading.ts'

export type Settled = Amount

/** Makes one monthly amount of several: corrections, newest figure, ranges, totals, multiples, sums, then the period. Null in doubt. */
export function settle(reading: Reading, amounts: readonly Amount[], segments: readonly number[]): Settled | null {
  const corrected = applyCorrections(reading, amounts)
  const ranged = joinRanges(reading, corrected)
  const monthly = ranged.filter((amount) => isBesideMonth(reading, amount))
  const total =
    preferred(reading, ranged) ??
    (ranged.length > 1 && monthly.length === 1 && hasOtherPeriod(reading) ? (monthly[0] ?? null) : null)
  const current = total ? [total] : dropOlder(reading, ranged)
  const one = total ?? combine(reading, current, segments)
  return one ? perMonth(reading, one) : null
}

const NO = new Set(['nao', 'num'])
/** "de 1.000 não passa, uns 950". */
const REACHES = new Set(['passa', 'chega', 'bate', 'passou', 'chegou', 'ultrapassa'])

/** "não é 800, é 600", "800 não, 600", "é 600, não 800", "quis dizer 900", "*900". */
function applyCorrections(reading: Reading, amounts: readonly Amount[]): Amount[] {
  const { words } = reading
  const word = (index: number): string => words[index]?.word ?? ''
  const denied = (amount: Amount): boolean => {
    const at = amount.start
    const joined = words.slice(at - 2, at + 1).every((token, index) => index === 0 || token.pause === 0)
    if (
      (NO.has(word(at - 1)) && words[at]?.pause === 0) ||
      (joined && NO.has(word(at - 2)) && ['e', 'eh', 'sao', 'foi', 'era', 'deu', 'vem', 'de'].includes(word(at - 1)))
    )
      return true
    if (NO.has(word(at - 3)) && ['e', 'sao', 'foi'].includes(word(at - 2))) return true
    const next = words[amount.end]
    return NO.has(next?.word ?? '') && (words[amount.end + 1]?.pause ?? 1) > 0
  }
  const bounds = hitsOf(reading, 'bound')
  const isBound = (amount: Amount): boolean =>
    amount !== amounts.at(-1) &&
    (bounds.some(({ end }) => end === amount.start) ||
      (NO.has(word(amount.end)) && words[amount.end]?.pause === 0 && REACHES.has(word(amount.end + 1))))
  const kept = amounts.length > 1 ? amounts.filter((amount) => !denied(amount) && !isBound(amount)) : amounts
  const starred = kept.filter((amount) => {
    const first = words[amount.start]
    const after = words[amount.end]?.before ?? reading.trailing
    return /\*\s*$/.test(first?.before ?? '') || /^\s*\*/.test(after)
  })
  if (starred.length > 0 && kept.length > 1) return starred.slice(-1)
  const markers = hitsOf(reading, 'correction')
  const corrected = kept.filter((amount) =>
    markers.some((hit) => hit.end <= amount.start && hit.end >= amount.start - 4),
  )
  const last = corrected.at(-1)
  if (last) return kept.filter((amount) => amount.start >= last.start)
  const trailing = kept.at(-1)
  if (kept.length > 1 && trailing && markers.some((hit) => hit.start >= trailing.end)) return [trailing]
  return [...kept]
}

/** "era 500, agora 760", "foi de 500 pra 640", "mês passado 380, esse mês 420": the newest stays. */
function dropOlder(reading: Reading, amounts: readonly Amount[]): Amount[] {
  if (amounts.length < 2) return [...amounts]
  const { words } = reading
  const change = amounts.findIndex((amount, index) => {
    const next = amounts[index + 1]
    if (!next) return false
    const between = words.slice(amount.end, next.start).map(({ word }) => word)
    const led = between.length <= 4 && between.includes('para') && !between.includes('e')
    return led || (isChange(reading, amount) && CHANGES_TO.has(between.join(' ')))
  })
  if (change >= 0) {
    if (isNearer(reading, amounts, change)) return amounts.slice(0, change + 1)
    const [next, last, ...more] = amounts.slice(change + 1)
    // "foi pra 700, tá em 850": where it stands in the end
    const stands =
      next && last && more.length === 0 && words.slice(next.end, last.start).some(({ word }) => STANDS.has(word))
    return stands ? [last] : dropOlder(reading, amounts.slice(change + 1))
  }
  const marked = (group: string, amount: Amount, index: number): boolean => {
    const from = amounts[index - 1]?.end ?? 0
    const to = amounts[index + 1]?.start ?? words.length
    return hitsOf(reading, group).some((hit) => {
      if (hit.id === 'mine' && index === 0) return false
      // "520 esse mês, o outro 480": a pause behind the words leaves them with the first
      const taken = index > 0 && hit.start === from && /^\s*[,.;]/.test(words[hit.end]?.before ?? '')
      const leads = !taken && hit.start >= from && hit.end <= amount.start
      // of "640 e mês passado 590" the month belongs to the second
      const tied = words
        .slice(amount.end, hit.start + 1)
        .every(({ word, pause }) => pause === 0 && word !== 'e' && word !== 'mas')
      const follows = hit.start >= amount.end && hit.end <= to && hit.start - amount.end <= 2 && tied
      return leads || follows
    })
  }
  const newer = amounts.filter((amount, index) => marked('newer', amount, index))
  const newest = newer.at(-1)
  if (newest) return [newest]
  const fresh = amounts.filter((amount, index) => !marked('older', amount, index))
  if (fresh.length > 0 && fresh.length < amounts.length) return fresh
  const months = amounts.filter((amount, index) => marked('month', amount, index))
  const latest = months.length === amounts.length ? latestMonth(reading, amounts) : undefined
  if (latest) return [latest]
  // "mês retrasado 800, mês passado 850": of old figures the last said is the newest.
  return fresh.length === 0 ? amounts.slice(-1) : [...amounts]
}

const STANDS = new Set(['esta', 'agora', 'hoje'])
const CHANGES_TO = new Set(['a', 'ate', 'ate os', 'ate uns'])

/** "a de fevereiro 612, a de janeiro 580": the month nearest before today; of equal ones the last said. */
function latestMonth(reading: Reading, amounts: readonly Amount[]): Amount | undefined {
  const said = hitsOf(reading, 'month').flatMap(({ start }) => {
    const number = MONTHS[reading.words[start]?.word ?? '']
    return number ? [{ start, ago: (reading.context.now.month - number + 12) % 12 }] : []
  })
  // each amount belongs to the month that stands nearest to it
  const dated = amounts.map((amount) => {
    const distance = (at: number): number => (at < amount.start ? amount.start - at : at - amount.end + 1)
    const [nearest] = said.toSorted((a, b) => distance(a.start) - distance(b.start))
    return { amount, ago: nearest?.ago ?? 0 }
  })
  return dated.reduce((best, one) => (one.ago <= best.ago ? one : best)).amount
}

/** "mais pra 600 que pra 500": the first is meant. */
function isNearer({ words }: Reading, amounts: readonly Amount[], index: number): boolean {
  const [first, second] = [amounts[index], amounts[index + 1]]
  const between = words.slice(first?.end, second?.start).map(({ word }) => word)
  return between.includes('que') && words[(first?.start ?? 0) - 1]?.word === 'para'
}

/** An amount said to be the total or the average, or that is the sum of all others, stands for the others. */
function preferred(reading: Reading, amounts: readonly Amount[]): Amount | null {
  if (amounts.length < 2) return null
  const named = new Set(hitsOf(reading, 'total').flatMap((hit) => totalledBy(reading, amounts, hit) ?? []))
  if (named.size === 1) return [...named][0] ?? null
  const all = amounts.reduce((sum, { value }) => sum + value, 0)
  const outer = [amounts[0], amounts.at(-1)].find((amount) => amount && Math.abs(all - 2 * amount.value) < 0.5)
  return amounts.length < 3 || isCounted(reading, amounts) ? null : (outer ?? null)
}

/** "3 contas" of three figures, "duas: 300 e 450". */
export const isCounted = (reading: Reading, amounts: readonly Amount[]): boolean =>
  reading.numbers.some(
    ({ start, end, value }) =>
      value === amounts.length &&
      (hitsOf(reading, 'counted').some((hit) => hit.start === end) ||
        (opensList(reading, start) && end === amounts[0]?.start && /^\s*[:,]/.test(reading.words[end]?.before ?? ''))),
  )

/** "são três: …", "tenho duas, …". */
const opensList = ({ words }: Reading, at: number): boolean => at === 0 || HAVE.has(words[at - 1]?.word ?? '')

/** "no total 1730", "480 ao todo", "casa 480, total 1730": of two figures beside the word the one that no pause parts from it. */
function totalledBy({ words }: Reading, amounts: readonly Amount[], hit: Hit): Amount | null {
  const before = amounts.findLast(({ end }) => end <= hit.start && hit.start - end <= 1)
  const after = amounts.find(({ start }) => start >= hit.end && start - hit.end <= 3)
  const apart = (words[hit.start]?.pause ?? 0) > 0
  if (!before || !after) return before ?? after ?? null
  return (after.start === hit.end && words[after.start]?.pause === 0) || apart ? after : before
}

/** One amount left, a multiple of it, or the sum over several units. */
function combine(reading: Reading, amounts: readonly Amount[], segments: readonly number[]): Amount | null {
  const [first, ...rest] = amounts
  const last = amounts.at(-1)
  if (!first || !last) return null
  if (rest.length === 0) {
    const times = multiplier(reading, first)
    return times > 1 ? { ...first, value: first.value * times } : first
  }
  if (!amounts.every((amount) => amount.value >= 10)) {
    const large = amounts.filter((amount) => amount.value >= 20)
    return large.length > 0 ? combine(reading, large, segments) : null
  }
  const same = amounts.every((amount) => amount.value === first.value)
  if (!isSum(reading, amounts, segments)) return same ? first : null
  const value = amounts.reduce((sum, amount) => sum + amount.value, 0)
  return { ...first, value, end: last.end, approximate: amounts.some(({ approximate }) => approximate) }
}

/** Units named for each amount ("da casa", "da loja"), "uma … outra", or a spoken plus. */
function isSum(reading: Reading, amounts: readonly Amount[], segments: readonly number[]): boolean {
  const { words } = reading
  const last = amounts.at(-1)?.end ?? 0
  const from = amounts[0]?.start ?? 0
  if (hitsOf(reading, 'sum').some((hit) => hit.start >= from - 8 && hit.end <= last + 3)) return true
  if (isCounted(reading, amounts) || hitsOf(reading, 'pays_all').length > 0 || isEachOfSomething(reading, amounts))
    return true
  const units = hitsOf(reading, 'place_unit')
  const withUnit = amounts.filter((_, index) => {
    const low = amounts[index - 1]?.end ?? 0
    const high = amounts[index + 1]?.start ?? words.length
    return units.some((hit) => hit.start >= low && hit.end <= high)
  })
  const kinds = new Set(units.map((hit) => words[hit.end - 1]?.word))
  if (withUnit.length >= amounts.length - 1 && (kinds.size > 1 || units.length > 1)) return true
  const joined = amounts.slice(1).every((amount, index) => {
    const previous = amounts[index]
    if (!previous) return false
    const between = words.slice(previous.end, amount.start).map(({ word }) => word)
    return between.at(-1) === 'mais' || /\+/.test(words[amount.start]?.before ?? '')
  })
  return joined && segments.length > 0
}

const OF = new Set(['da', 'do', 'das', 'dos'])

/** "600 da casa e 150 da edícula": whatever the things are, they are not months. */
function isEachOfSomething(reading: Reading, amounts: readonly Amount[]): boolean {
  const { words } = reading
  const things = amounts.map(({ end }) => (OF.has(words[end]?.word ?? '') ? (words[end + 1]?.word ?? '') : ''))
  const barred = ['bill', 'period', 'older', 'newer', 'month', 'swing', 'unit'].some((group) =>
    hitsOf(reading, group).some(
      (hit) => hit.id !== 'verb' && amounts.some(({ end }) => hit.start >= end && hit.start <= end + 1),
    ),
  )
  return !barred && !things.includes('') && new Set(things).size === things.length
}

const HAVE = new Set(['tenho', 'temos', 'tem', 'sao', 'somos', 'pago', 'pagamos'])

/** "3 contas de 500", "quatro lojas, cada uma 600", "300 cada apto, tenho 3". */
function multiplier(reading: Reading, amount: Amount): number {
  const { words, numbers } = reading
  const bare = numbers.find(
    ({ start, end, value }) =>
      HAVE.has(words[start - 1]?.word ?? '') && value >= 2 && value <= 50 && (words[end]?.pause ?? 1) > 0,
  )
  if (bare && hitsOf(reading, 'each').length > 0) return bare.value
  const before = numbers.find(({ end, start }) => end === amount.start - 1 && opensList(reading, start))
  if (before && words[before.end]?.word === 'de' && isCount(before.value) && amount.value >= 50) return before.value
  for (const span of numbers) {
    if (!isCount(span.value, 200)) continue
    const unit = hitsOf(reading, 'counted').find((hit) => hit.start === span.end && words[hit.start]?.pause === 0)
    if (!unit) continue
    const between = words.slice(unit.end, amount.start).map(({ word }) => word)
    const each = hitsOf(reading, 'each').some((hit) => hit.start >= unit.end - 1 || hit.end <= span.start)
    if (each) return span.value
    if (unit.end <= amount.start && between.includes('de') && between.length <= 5 && !between.includes('total'))
      return span.value
  }
  return 1
}

const isCount = (value: number, most = 20): boolean => Number.isInteger(value) && value >= 2 && value <= most

const WEEKS_A_MONTH = 4.33
const FACTORS: Record<string, number> = {
  day: 30,
  week: WEEKS_A_MONTH,
  fortnight: 2,
  bimonth: 1 / 2,
  quarter: 1 / 3,
  semester: 1 / 6,
  year: 1 / 12,
}

function perMonth(reading: Reading, amount: Amount): Amount {
  if (isBesideMonth(reading, amount)) return amount
  const months = monthsPaid(reading, amount)
  if (months) return { ...amount, value: amount.value / months, approximate: true }
  const period = hitsOf(reading, 'period').find((hit) => FACTORS[hit.id] !== undefined)
  const factor = period ? FACTORS[period.id] : undefined
  return factor === undefined ? amount : { ...amount, value: amount.value * factor, approximate: true }
}

/** "paguei 1.200 de três meses", "900 referente a dois meses": how many months the amount pays for. */
function monthsPaid({ words, numbers }: Reading, amount: Amount): number | null {
  const span = numbers.find(({ start, end }) => {
    const between = words.slice(amount.end, start).map(({ word }) => word)
    return start > amount.end && words[end]?.word === 'meses' && PAYS_FOR.has(between.join(' '))
  })
  return span && isCount(span.value, 12) ? span.value : null
}

const PAYS_FOR = new Set(['de', 'em', 'referente a', 'referentes a', 'correspondente a', 'relativo a', 'dos ultimos'])

const hasOtherPeriod = (reading: Reading): boolean =>
  hitsOf(reading, 'period').some(({ id }) => FACTORS[id] !== undefined)

/** "por mês 480", "480 por mês". */
function isBesideMonth(reading: Reading, amount: Amount): boolean {
  return hitsOf(reading, 'period').some(
    (hit) => hit.id === 'month' && (hit.end === amount.start || hit.start === amount.end),
  )
}
