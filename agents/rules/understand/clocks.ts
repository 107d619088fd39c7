import { dottedClock, opensFromOne } from './clock-signs.ts'
import type { SaidDay } from './days.ts'
import { isPronoun } from './pronoun-hour.ts'
import { hitsOf, isNegated, type Reading } from './reading.ts'

/** An hour or part of the day as said, in minutes of the day. */
export type SaidClock = {
  start: number
  end: number
  from: number
  /** End of a stretch; missing when open or when it is one moment. */
  to?: number
  kind: 'exact' | 'range' | 'daypart'
  /** "às 6": morning or evening. `other` is the evening reading. */
  other?: number
  /** Found without a sign of its own ("quarta 10"): counts only beside a day or when times were asked for. */
  weak?: boolean
}

type Point = { start: number; end: number; minute: number; other?: number; marked: boolean }

const HOUR = 60
const DAY_START = 8 * HOUR
const RELATION: Record<string, 'after' | 'before' | 'at'> = { after: 'after', before: 'before', at: 'at' }

/** Every hour and part of the day in the message, in reading order. */
export function readClocks(reading: Reading, days: readonly SaidDay[]): SaidClock[] {
  const points = readPoints(reading, days)
  const clocks = joinPoints(reading, points)
  const dayparts = readDayparts(reading).filter(
    (part) => !clocks.some((clock) => clock.start < part.end && part.start < clock.end),
  )
  return [...clocks, ...dayparts].sort((a, b) => a.start - b.start)
}

function readDayparts(reading: Reading): SaidClock[] {
  const hits = [...hitsOf(reading, 'daypart')].sort((a, b) => b.end - b.start - (a.end - a.start))
  const kept: SaidClock[] = []
  for (const hit of hits) {
    const span = reading.vocabulary.dayparts.get(hit.id)
    if (!span || kept.some((part) => part.start < hit.end && hit.start < part.end)) continue
    kept.push({ start: hit.start, end: hit.end, from: span[0], to: span[1], kind: 'daypart' })
  }
  return kept
}

/** Single moments: "14h30", "às três e meia", "quinze pras três", "meio-dia". */
function readPoints(reading: Reading, days: readonly SaidDay[]): Point[] {
  const points: Point[] = []
  for (let index = 0; index < reading.words.length; ) {
    const day = days.find(({ start, end }) => start <= index && index < end)
    const found = day ? null : pointAt(reading, index)
    const point = found && days.length === 0 && isPronoun(reading, found) ? null : found
    if (point) points.push(point)
    index = point ? point.end : index + 1
  }
  return points
}

function pointAt(reading: Reading, index: number): Point | null {
  const { words } = reading
  const token = words[index]
  if (!token) return null
  const dotted = dottedClock(reading, index)
  if (dotted) return resolve(reading, openerOf(reading, index).start, index + 1, dotted.hour, dotted.minute, true)
  if (token.clock && token.clock.hour < 24) {
    const opened = openerOf(reading, index)
    if (['em', 'por', 'daqui', 'ha', 'dentro'].includes(words[index - 1]?.word ?? '') && /hora/.test(token.plain))
      return null
    if (words[index - 1]?.word === 'a' && words[index - 2]?.word === 'daqui') return null
    return withHalf(reading, opened.start, index + 1, token.clock.hour, token.clock.minute, true)
  }
  const noon = hitsOf(reading, 'noon').find((hit) => hit.start === index)
  if (noon)
    return withHalf(reading, openerOf(reading, index).start, noon.end, noon.id === 'midnight' ? 0 : 12, 0, true, true)
  return toTheHour(reading, index) ?? spokenHour(reading, index)
}

type Opener = { start: number; marked: boolean }

/** "às", "as", "lá pelas", "umas", "por volta das", "depois das"… before an hour. */
function openerOf(reading: Reading, index: number): Opener {
  const hit = hitsOf(reading, 'clock_opener')
    .filter(({ end }) => end === index)
    .sort((a, b) => a.start - b.start)[0]
  if (opensFromOne(reading, index)) return { start: index - 1, marked: true }
  return hit ? { start: hit.start, marked: hit.id === 'strong' } : { start: index, marked: false }
}

/** "quinze pras três", "dez para as quatro". */
function toTheHour(reading: Reading, index: number): Point | null {
  const { words, numbers } = reading
  const minutes = numbers.find(({ start }) => start === index)
  if (!minutes || minutes.value < 1 || minutes.value > 30) return null
  let at = minutes.end
  if (words[at]?.word === 'minutos') at += 1
  const to = words[at]
  if (to?.word !== 'para' && to?.word !== 'pras') return null
  at += 1
  if (['as', 'a', 'o'].includes(words[at]?.word ?? '') && words[at]) at += 1
  else if (to.word === 'para' && !/^pr[aá]s?$/.test(to.plain)) return null
  const hour = numbers.find(({ start }) => start === at)
  const noon = hitsOf(reading, 'noon').find((hit) => hit.start === at)
  const base = hour && hour.value >= 1 && hour.value <= 23 ? hour.value : noon ? 12 : null
  if (base === null) return null
  const point = resolve(reading, openerOf(reading, index).start, hour?.end ?? noon?.end ?? at, base, 0, true)
  const shift = (minute: number): number => (minute - minutes.value + 24 * HOUR) % (24 * HOUR)
  return { ...point, minute: shift(point.minute), ...(point.other === undefined ? {} : { other: shift(point.other) }) }
}

function spokenHour(reading: Reading, index: number): Point | null {
  const { words, numbers } = reading
  const span = numbers.find(({ start }) => start === index)
  if (!span || !Number.isInteger(span.value) || span.value > 23 || span.thousands) return null
  const opener = openerOf(reading, index)
  const next = words[span.end]
  const adjacent = next?.pause === 0 ? next : undefined
  const part = partAfter(reading, span.end)
  const half =
    adjacent?.word === 'e' && ['meia', 'quinze', 'trinta', '30', '15', '45'].includes(words[span.end + 1]?.word ?? '')
  const pm = adjacent?.before === '' && ['pm', 'am'].includes(adjacent.plain)
  const ordinal = adjacent?.before === '' && ['a', 'o', 'x'].includes(adjacent.plain)
  if (ordinal || (adjacent && isUnit(reading, span.end))) return null
  const feminine = !span.digits && ['uma', 'duas', 'oito', 'nove', 'dez', 'onze'].includes(words[index]?.word ?? '')
  const marked = opener.marked || part !== null || pm || (half && (feminine || span.digits || span.value <= 12))
  if (span.article && !marked) return null
  if (span.value === 0) return null
  const point = withHalf(reading, opener.start, span.end, span.value, 0, marked)
  return pm && adjacent?.plain === 'pm' && point.minute < 12 * HOUR
    ? { ...point, minute: point.minute + 12 * HOUR, end: point.end + 1 }
    : point
}

/** A number with a unit of its own ("3 placas", "10%", "5 contas", "em duas horas") is no hour; "às quinze horas" is. */
function isUnit(reading: Reading, at: number): boolean {
  const { words } = reading
  const hours = ['hora', 'horas'].includes(words[at]?.word ?? '')
  const before = words.slice(Math.max(0, at - 4), at).map(({ word }) => word)
  if (hours && !before.some((word) => ['em', 'por', 'ha', 'daqui', 'dentro', 'durante', 'faz'].includes(word)))
    return false
  if (opensDate(reading, at)) return false
  return ['unit', 'currency', 'counted'].some((group) =>
    hitsOf(reading, group).some((hit) => hit.start === at && hit.id !== 'clock'),
  )
}

/** "às 9 dia 12": the "dia" belongs to the date that follows. */
const opensDate = ({ words, numbers }: Reading, at: number): boolean =>
  words[at]?.word === 'dia' && numbers.some(({ start }) => start === at + 1)

/** "10 horas e 30 minutos". */
const isMinutes = ({ words }: Reading, at: number): boolean => words[at]?.word === 'minutos' && words[at]?.pause === 0

/** Adds "e meia", "e 15", "horas", and the part of the day. */
function withHalf(
  reading: Reading,
  start: number,
  end: number,
  hour: number,
  minute: number,
  marked: boolean,
  fixed = false,
): Point {
  const { words, numbers } = reading
  let at = end
  if (['horas', 'hora', 'h', 'hs', 'hrs'].includes(words[at]?.word ?? '') && words[at]?.pause === 0) at += 1
  let minutes = minute
  if (minute === 0 && words[at]?.word === 'e' && words[at]?.pause === 0) {
    const extra = numbers.find((span) => span.start === at + 1)
    if (
      ['meia', 'meio'].includes(words[at + 1]?.word ?? '') &&
      (!['dia', 'noite'].includes(words[at + 2]?.word ?? '') || opensDate(reading, at + 2))
    ) {
      minutes = 30
      at += 2
    } else if (
      extra &&
      extra.value % 5 === 0 &&
      extra.value < 60 &&
      !isBetween(reading, start) &&
      !extra.thousands &&
      (isMinutes(reading, extra.end) || !isUnit(reading, extra.end))
    ) {
      minutes = extra.value
      at = isMinutes(reading, extra.end) ? extra.end + 1 : extra.end
    }
  }
  const spaced = numbers.find((span) => span.start === at && span.digits)
  if (
    minutes === 0 &&
    at === end &&
    spaced &&
    [15, 30, 45].includes(spaced.value) &&
    hour >= 7 &&
    words[at]?.pause === 0 &&
    words[at - 1]?.kind === 'number'
  ) {
    minutes = spaced.value
    at = spaced.end
  }
  if (
    ['em ponto', 'horas'].some(
      (tail) =>
        words
          .slice(at, at + tail.split(' ').length)
          .map(({ word }) => word)
          .join(' ') === tail,
    )
  )
    at += 1
  return resolve(reading, start, at, hour, minutes, marked, fixed)
}

/** Hours 1 to 5 are afternoon; 6 and 7 need "da manhã" or "da noite", which may also stand elsewhere in the message. */
function resolve(
  reading: Reading,
  start: number,
  end: number,
  hour: number,
  minute: number,
  marked: boolean,
  fixed = false,
): Point {
  const part = partAfter(reading, end) ?? (hour >= 1 && hour <= 12 ? partElsewhere(reading, end) : null)
  const stop = part && part.end > end && part.start === end ? part.end : end
  const written = /^0\d/.test(reading.words[end - 1]?.plain ?? '')
  const at = (value: number): number => (value % 24) * HOUR + minute
  const base = { start, end: stop, marked: marked || part !== null }
  if (fixed || hour > 12 || hour === 0) return { ...base, minute: at(hour) }
  if (part?.id === 'morning') return { ...base, minute: at(hour === 12 ? 0 : hour) }
  if (part?.id === 'afternoon') return { ...base, minute: at(hour === 12 ? 12 : hour + 12) }
  if (part?.id === 'night') return { ...base, minute: at(hour === 12 ? 0 : hour < 5 ? hour : hour + 12) }
  if (hour >= 8 || (written && hour >= 6)) return { ...base, minute: at(hour) }
  if (hour >= 6) return { ...base, minute: at(hour), other: at(hour + 12) }
  return { ...base, minute: at(hour + 12) }
}

function partAfter(reading: Reading, at: number): { id: string; start: number; end: number } | null {
  return hitsOf(reading, 'hour_part').find((hit) => hit.start === at) ?? null
}

/** "amanhã de manhã às 7", "quarta de noite umas 7": the part of the day stands apart from the hour. */
function partElsewhere(reading: Reading, at: number): { id: string; start: number; end: number } | null {
  const clause = reading.clause[Math.max(0, at - 1)]
  const part = hitsOf(reading, 'daypart').find(
    (hit) => reading.clause[hit.start] === clause && !isNegated(reading, hit.start),
  )
  if (!part) return null
  const from = reading.vocabulary.dayparts.get(part.id)?.[0] ?? 0
  const id = from < 12 * HOUR ? 'morning' : from < 18 * HOUR ? 'afternoon' : 'night'
  return { id, start: part.start, end: part.end }
}

/** Relations and ranges: "depois das 17", "antes das 10", "entre 9 e 11", "das 14 às 16". */
function joinPoints(reading: Reading, points: readonly Point[]): SaidClock[] {
  const clocks: SaidClock[] = []
  for (let index = 0; index < points.length; index += 1) {
    const point = points[index]
    const next = points[index + 1]
    if (!point) continue
    if (next && isStretch(reading, point, next)) {
      clocks.push({ start: point.start, end: next.end, from: rangeStart(point, next), to: next.minute, kind: 'range' })
      index += 1
    } else clocks.push(oneClock(reading, point))
  }
  return clocks
}

/** "entre 7 e 9" is the morning, "das 6 às 7" stays as said. */
function rangeStart(low: Point, high: Point): number {
  if (low.minute > high.minute && low.minute - 12 * HOUR >= 0 && low.minute - 12 * HOUR < high.minute)
    return low.minute - 12 * HOUR
  return low.minute
}

function isStretch({ words }: Reading, low: Point, high: Point): boolean {
  const between = words
    .slice(low.end, high.start)
    .map(({ word }) => word)
    .join(' ')
  const opener = words[low.start]?.word ?? ''
  const inner = words.slice(low.start, low.end).map(({ word }) => word)
  const openedBy = (word: string): boolean =>
    opener === word || inner.includes(word) || words[low.start - 1]?.word === word
  const linkAt = words[high.start]?.word ?? ''
  const link = between === '' ? linkAt : between
  if (openedBy('entre') && (link === 'e' || ['e', 'e o', 'e as', 'e ao'].includes(between))) return true
  if (['ate', 'ate as', 'ate o', 'ate ao', 'a', 'as', 'ao'].includes(link) && low.minute < high.minute + 12 * HOUR) {
    return (
      openedBy('das') ||
      openedBy('da') ||
      openedBy('de') ||
      openedBy('entre') ||
      link.startsWith('ate') ||
      low.marked ||
      high.marked
    )
  }
  return false
}

function oneClock(reading: Reading, point: Point): SaidClock {
  const relation = relationOf(reading, point)
  const base = { start: relation.start, end: point.end, ...(point.marked ? {} : { weak: true }) }
  const other = point.other === undefined ? {} : { other: point.other }
  if (relation.kind === 'after') return { ...base, ...other, from: point.minute, kind: 'range' }
  if (relation.kind === 'before')
    return { ...base, from: Math.min(DAY_START, point.minute), to: point.other ?? point.minute, kind: 'range' }
  return { ...base, ...other, from: point.minute, kind: 'exact' }
}

function relationOf(reading: Reading, point: Point): { kind: 'after' | 'before' | 'at'; start: number } {
  // the longest counts: "trabalho até as 17" leaves the time after it
  const [hit] = hitsOf(reading, 'clock_relation')
    .filter(
      ({ start, end }) => (end === point.start || (end > point.start && start <= point.start)) && end <= point.end,
    )
    .sort((a, b) => b.end - b.start - (a.end - a.start))
  const kind = hit ? RELATION[hit.id] : undefined
  if (hit && kind) return { kind, start: Math.min(hit.start, point.start) }
  const after = hitsOf(reading, 'clock_relation_after').find(({ start }) => start === point.end)
  const trailing = after ? RELATION[after.id] : undefined
  return { kind: trailing ?? 'at', start: point.start }
}

/** After "entre" an "e 10" is the other end, not minutes. */
function isBetween({ words }: Reading, start: number): boolean {
  return [words[start - 1]?.word, words[start]?.word].includes('entre')
}
