import type { Hit } from './patterns.ts'
import { hitsOf, type Reading } from './reading.ts'

export type Polarity = { value: boolean; start: number; end: number; strong: boolean }

/**
 * Yes or no, from the phrases of `yes` and `no`: the longest phrase at a place counts, so that "não, pode marcar" is a yes; of several
 * the last counts, but a courtesy ("não, tá bom") does not turn a no into a yes. `isNoAnswer` leaves out words that answer something else.
 */
export function readYesNo(reading: Reading, isNoAnswer: (hit: Hit) => boolean = () => false): Polarity | null {
  const hits: { hit: Hit; value: boolean; strong: boolean }[] = [
    ...hitsOf(reading, 'yes').map((hit) => ({ hit, value: true, strong: hit.id !== 'weak' })),
    ...hitsOf(reading, 'no').map((hit) => ({ hit, value: false, strong: hit.id !== 'weak' })),
  ]
  const longest = longestApart(
    hits.filter(
      ({ hit, value }) =>
        !isQuestioned(reading, hit) &&
        !(value && (isDenied(reading, hit) || isGreeting(reading, hit))) &&
        !isVerbsNo(reading, hit),
    ),
  )
  const kept = longest.filter(({ hit }) => !isNoAnswer(hit))
  const strong = kept.filter((one) => one.strong)
  const deciding = (strong.length > 0 ? strong : kept).at(-1)
  if (!deciding) return null
  return { value: deciding.value, start: deciding.hit.start, end: deciding.hit.end, strong: deciding.strong }
}

/** In "o telhado é colonial, serve?" the last word asks and agrees to nothing; "sim, que horas?" agrees. */
function isQuestioned(reading: Reading, hit: Hit): boolean {
  const { words, questioned, clause } = reading
  if (!questioned[hit.start] || words.every((word, index) => word.filler || (index >= hit.start && index < hit.end)))
    return false
  const next = words.findIndex((word, index) => index > hit.start && (word.pause === 2 || questioned[index] !== true))
  const last = next < 0 ? words.length - 1 : next - 1
  return clause[hit.start] === clause[last]
}

/** The "não" of "não recebi o link" denies its verb, not the question. */
function isVerbsNo({ words, hits }: Reading, { start, end }: Hit): boolean {
  const next = words[end]
  if (
    end - start > 1 ||
    words[start]?.word !== 'nao' ||
    !next ||
    next.pause > 0 ||
    next.filler ||
    next.kind === 'emoji'
  )
    return false
  if ((hits.get('neutral') ?? []).some((other) => other.start === start && other.end > end)) return true
  return !['yes', 'no'].some((group) => (hits.get(group) ?? []).some((other) => other.start === end))
}

/** "não dá pra mim", "não me serve": a "não" right before a consent undoes it. */
function isDenied({ words }: Reading, { start }: Hit): boolean {
  const at = CLITICS.has(words[start - 1]?.word ?? '') && words[start]?.pause === 0 ? start - 1 : start
  return ['nao', 'nem', 'nunca'].includes(words[at - 1]?.word ?? '') && words[at]?.pause === 0
}

/** The "bom" of "bom dia" consents to nothing. */
function isGreeting(reading: Reading, { start, end }: Hit): boolean {
  return hitsOf(reading, 'act').some(
    (hit) => hit.id === 'greet' && hit.start <= start && end <= hit.end && hit.end - hit.start > end - start,
  )
}

const CLITICS = new Set(['me', 'nos', 'lhe', 'te'])

function longestApart<T extends { hit: Hit }>(hits: readonly T[]): T[] {
  const byLength = [...hits].sort((a, b) => b.hit.end - b.hit.start - (a.hit.end - a.hit.start))
  const kept: T[] = []
  for (const one of byLength)
    if (!kept.some(({ hit }) => hit.start < one.hit.end && one.hit.start < hit.end)) kept.push(one)
  return kept.sort((a, b) => a.hit.start - b.hit.start)
}
