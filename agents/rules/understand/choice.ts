import type { Hit } from './patterns.ts'
import { has, hitsOf, isNegated, type Reading } from './reading.ts'
import type { TimeReading } from './time.ts'
import type { Token } from './tokens.ts'

/** The only offered time the words single out (from 1), by ordinal, number, day, hour or part of the day; null when none or several fit. */
export function readChoice(reading: Reading, time: TimeReading): { index: number; start: number; end: number } | null {
  const offered = reading.context.offered ?? []
  if (offered.length === 0 || has(reading, 'none_of_them', 'none')) return null
  const named = byOrdinal(reading, time, offered) ?? byNumber(reading, time, offered)
  if (named) return named
  const fitting = offered.flatMap((slot, index) => (fits(slot, time, reading) ? [index + 1] : []))
  const [only] = fitting
  if (time.days.length + time.clocks.length > 0)
    return fitting.length === 1 && only ? { index: only, start: time.start, end: time.end } : null
  return byElimination(reading, offered.length)
}

const FROM_END: Record<string, number> = { last: 0, before_last: 1 }

function byOrdinal(
  reading: Reading,
  time: TimeReading,
  offered: readonly Temporal.ZonedDateTime[],
): { index: number; start: number; end: number } | null {
  const hits = hitsOf(reading, 'ordinal').filter((hit) => !isRefused(reading, hit.start, hit.end))
  const found = hits.flatMap((hit) => {
    const index = ofThatDay(reading, time, offered, hit) ?? positionOf(hit.id, offered)
    return index >= 1 && index <= offered.length ? [{ index, start: hit.start, end: hit.end }] : []
  })
  const distinct = new Set(found.map(({ index }) => index))
  return distinct.size === 1 ? (found[0] ?? null) : null
}

/** "quinta no primeiro horário": the position among the times of a day named beside it, unless the position by itself is on that day. */
function ofThatDay(
  reading: Reading,
  { days, ...time }: TimeReading,
  offered: readonly Temporal.ZonedDateTime[],
  hit: Hit,
): number | null {
  const apart = days.filter((day) => day.end <= hit.start || hit.end <= day.start)
  const here = offered.flatMap((slot, index) =>
    fits(slot, { ...time, days: apart, clocks: [] }, reading) ? [index] : [],
  )
  const plain = offered[positionOf(hit.id, offered) - 1]
  const ofDay = positionOf(
    hit.id,
    here.flatMap((index) => offered[index] ?? []),
  )
  const named = here[ofDay - 1]
  if (apart.length === 0 || named === undefined || (plain && here.includes(offered.indexOf(plain)))) return null
  return named + 1
}

function positionOf(id: string, offered: readonly Temporal.ZonedDateTime[]): number {
  const count = offered.length
  if (id === 'middle') return count === 3 ? 2 : 0
  if (id in FROM_END) return count - (FROM_END[id] ?? 0)
  if (id !== 'earliest' && id !== 'latest') return Number(id)
  const order = offered
    .map((_, index) => index)
    .sort((a, b) => (offered[a]?.epochMilliseconds ?? 0) - (offered[b]?.epochMilliseconds ?? 0))
  return (order.at(id === 'earliest' ? 0 : -1) ?? -1) + 1
}

/** "2", "o 3", "opção dois", "nº 2"; a number that is an hour on offer and no position is left to the hours. */
function byNumber(
  reading: Reading,
  time: TimeReading,
  offered: readonly Temporal.ZonedDateTime[],
): { index: number; start: number; end: number } | null {
  const { words, numbers } = reading
  const found = numbers.flatMap((span) => {
    const inTime = [...time.days, ...time.clocks].some((part) =>
      'from' in part
        ? !part.weak && part.start <= span.start && span.start < part.end
        : part.start <= span.start && span.start < part.end,
    )
    if (inTime || !Number.isInteger(span.value) || span.value < 1 || span.value > offered.length) return []
    if (span.article && words.length > 2) return []
    const next = words[span.end]
    // "o 3º horário" is a position, "3 horários" a count
    const position = next !== undefined && ['horario', 'opcao'].includes(next.word)
    if (!position && hitsOf(reading, 'unit').some((hit) => hit.start === span.end)) return []
    if (next?.kind === 'word' && next.before === '' && !['a', 'o'].includes(next.plain)) return []
    return isRefused(reading, span.start, span.end) ? [] : [{ index: span.value, start: span.start, end: span.end }]
  })
  const distinct = new Set(found.map(({ index }) => index))
  if (distinct.size !== 1) return null
  const bare = words.filter((word) => !word.filler).length
  const marked = found.some(({ start }) =>
    ['o', 'a', 'opcao', 'numero', 'horario', 'alternativa', 'op', 'item'].includes(words[start - 1]?.word ?? ''),
  )
  return marked || bare <= 5 ? (found[0] ?? null) : null
}

/** "o 1 não", "menos a primeira". */
function isRefused(reading: Reading, start: number, end: number): boolean {
  const { words, clause } = reading
  const next = words[end]
  if (next && ['nao', 'num'].includes(next.word) && clause[end] === clause[end - 1]) return true
  if (
    words
      .slice(Math.max(0, start - 6), start)
      .some(({ word }, at, before) => isExcept(word, before[at - 1]?.word, before.slice(at + 1)))
  )
    return true
  return isNegated(reading, start)
}

/** "menos a 1 e a 2": everything up to the position is another position, an article or "e". */
function isExcept(word: string, previous: string | undefined, between: readonly Token[]): boolean {
  if (
    !['menos', 'exceto', 'fora', 'tirando', 'tira', 'tire', 'descarta', 'elimina'].includes(word) ||
    ['ou', 'pelo', 'mais'].includes(previous ?? '')
  )
    return false
  return between.every(
    (token) =>
      token.value !== undefined ||
      [
        'a',
        'o',
        'e',
        'nem',
        'as',
        'os',
        'opcao',
        'primeira',
        'segunda',
        'terceira',
        'primeiro',
        'segundo',
        'terceiro',
      ].includes(token.word),
  )
}

/** "qualquer uma menos a primeira" of two. */
function byElimination(reading: Reading, count: number): { index: number; start: number; end: number } | null {
  const ordinals = hitsOf(reading, 'ordinal').map((hit) => ({
    ...hit,
    index: hit.id === 'last' ? count : Number(hit.id),
  }))
  const numbers = reading.numbers
    .filter(({ value, article }) => !article && value >= 1 && value <= count)
    .map((span) => ({ ...span, index: span.value }))
  const refused = [...ordinals, ...numbers].filter((one) => isRefused(reading, one.start, one.end))
  const out = new Set(refused.map(({ index }) => index))
  if (out.size !== count - 1 || out.size === 0) return null
  const left = Array.from({ length: count }, (_, index) => index + 1).find((index) => !out.has(index))
  const hit = refused[0]
  return left && hit ? { index: left, start: hit.start, end: hit.end } : null
}

function fits(slot: Temporal.ZonedDateTime, { days, clocks }: TimeReading, reading: Reading): boolean {
  const date = slot.withTimeZone(reading.context.now.timeZoneId).toPlainDate()
  const dayFits =
    days.length === 0 ||
    days.some((day) => {
      if (day.kind === 'stretch' && day.other)
        return Temporal.PlainDate.compare(date, day.date) >= 0 && Temporal.PlainDate.compare(date, day.other) <= 0
      // "terça" said on a Tuesday, of times on offer today, is today.
      if (day.weekday === date.dayOfWeek && date.equals(reading.context.now.toPlainDate())) return true
      // An offered weekday is meant even when "próxima quinta" by itself would be doubtful.
      return day.date.equals(date) || (day.other?.equals(date) ?? false)
    })
  if (!dayFits) return false
  if (clocks.length === 0) return true
  const minute = slot.withTimeZone(reading.context.now.timeZoneId)
  const at = minute.hour * 60 + minute.minute
  const exact = clocks.filter(({ kind }) => kind !== 'daypart')
  return (exact.length > 0 ? exact : clocks).some((clock) => {
    if (clock.kind === 'exact') return clock.from === at || clock.other === at || clock.from + 720 === at
    return at >= clock.from && at < (clock.to ?? 24 * 60)
  })
}
