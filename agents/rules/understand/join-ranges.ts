import type { Amount } from './amounts.ts'
import { hitsOf, type Reading } from './reading.ts'

/** "entre 400 e 500", "de 4 a 5 mil", "400/500", "uns 400, 500": the middle. */
export function joinRanges(reading: Reading, amounts: readonly Amount[]): Amount[] {
  const joined: Amount[] = []
  for (const amount of amounts) {
    const low = joined.at(-1)
    const middle = low ? rangeMiddle(reading, low, amount) : null
    if (low && middle !== null) {
      joined[joined.length - 1] = {
        ...low,
        value: middle,
        end: amount.end,
        currency: low.currency || amount.currency,
        thousands: amount.thousands,
        approximate: true,
      }
    } else joined.push(amount)
  }
  return joined
}

function rangeMiddle(reading: Reading, low: Amount, high: Amount): number | null {
  const { words } = reading
  const between = words
    .slice(low.end, high.start)
    .map(({ word }) => word)
    .join(' ')
  const from = words[low.start - 1]?.word ?? ''
  const before = words[high.start]?.before ?? ''
  const lowValue = low.value * sharedScale(low, high)
  const apart = Math.max(low.value, high.value) > Math.min(low.value, high.value) * 6
  const swings = SWINGS.some(([one, other]) => leads(reading, one, low) && leads(reading, other, high))
  const changed = hitsOf(reading, 'newer').some(({ start, end }) => start >= low.end && end <= high.start)
  if (((swings && !changed) || isSeason(reading, low, high)) && low.value >= 10 && high.value >= 10 && !apart)
    return (low.value + high.value) / 2
  if (lowValue >= high.value || lowValue < 10 || high.value > lowValue * 6) return null
  const middle = (lowValue + high.value) / 2
  const opener = ['entre', 'de', 'dos', 'uns', 'umas', 'desde', 'varia'].includes(from) || low.approximate
  if (BETWEEN_ENDS.has(between)) return isChange(reading, low) ? null : middle
  const steady = hitsOf(reading, 'steady').some((hit) => hit.end === low.start)
  if (between === 'para' && steady && high.value <= lowValue * 1.25) return middle
  if (BETWEEN_AND.has(between) && (from === 'entre' || words[low.start - 2]?.word === 'entre')) return middle
  if (between === '' && /^\s*[/–—-]\s*$|^\s*~\s*$/.test(before)) return middle
  const near = high.value <= lowValue * 1.7
  if (between === '' && near && before.trim() === '' && high.value === lowValue + lowValue / low.value) return middle
  // "trezentos e vinte, trezentos e trinta": said one after the other, close together
  const said = !low.digits && !high.digits && high.value <= lowValue * 1.25
  if (between === '' && said && lowValue >= 100 && /^\s*,\s*$/.test(before)) return middle
  const about = high.approximate && high.value <= lowValue * 1.25 && lowValue >= 100
  if (between === '' && near && (opener || about) && /^[\s,]*$/.test(before)) return middle
  if (
    between === '' &&
    near &&
    /^\s*,\s*$/.test(before) &&
    lowValue >= 900 &&
    high.value >= 1000 &&
    low.end - low.start === 1 &&
    !low.digits
  )
    return middle
  return null
}

/** "4 a 5 mil", "uns 4 a 500", "5, 6 centos": the scale of the high end is that of the low one too. */
function sharedScale(low: Amount, high: Amount): number {
  if (low.thousands || low.currency) return 1
  if (high.thousands) return low.value < 20 ? 1000 : 1
  const hundreds = high.value / 100
  const follows = low.value < 10 && Number.isInteger(hundreds) && hundreds > low.value && hundreds <= low.value + 2
  return follows && Number.isInteger(low.value) ? 100 : 1
}

/** What stands between the two ends of a range: "400 a 500", "mais de 500, menos de 600". */
const BETWEEN_ENDS = new Set([
  ...['a', 'ate', 'ate uns', 'a uns', 'ou', 'ou uns', 'aos', 'ate os'],
  ...['nem mais de', 'e nunca mais de', 'nem passa de', 'nem acima de', 'nem mais que'],
  ...['menos de', 'e menos de', 'mas menos de', 'no maximo', 'e no maximo', 'abaixo de', 'e abaixo de'],
])

/** After "entre". */
const BETWEEN_AND = new Set(['e', 'e os', 'e uns', 'e umas', 'e as'])

const SWINGS = [
  ['low', 'high'],
  ['high', 'low'],
] as const

/** "uns meses 300, outros 400", "300 no inverno": the words beside an amount make it one end of a range. */
function leads(reading: Reading, end: 'low' | 'high', amount: Amount): boolean {
  return hitsOf(reading, 'swing').some((hit) => {
    const follows = hit.start === amount.end && reading.words[hit.start]?.pause === 0
    return hit.id === end && (hit.end === amount.start || follows)
  })
}

/** "4.800, na alta temporada 7 mil", "350, às vezes 400": one end is said with its season. */
function isSeason(reading: Reading, low: Amount, high: Amount): boolean {
  const { words } = reading
  const season = hitsOf(reading, 'swing').some(
    (hit) => hit.end === high.start && hit.start >= low.end && !/^(?:n?outr|em)/.test(words[hit.start]?.word ?? ''),
  )
  return season && !hitsOf(reading, 'newer').some(({ start }) => start >= low.start)
}

/** "subiu de 500 para 640" is a change, not a range. */
export function isChange(reading: Reading, low: Amount): boolean {
  return hitsOf(reading, 'change').some((hit) => hit.end <= low.start && hit.end >= low.start - 3)
}
