import type { UnderstoodTime } from '#src/domain/understanding.ts'
import { readClocks, type SaidClock } from './clocks.ts'
import { readDays, type SaidDay } from './days.ts'
import { has, hitsOf, type Reading } from './reading.ts'

export type TimeReading = {
  time?: UnderstoodTime
  days: readonly SaidDay[]
  clocks: readonly SaidClock[]
  /** Days and hours that were named to be refused. */
  refused: boolean
  start: number
  end: number
}

/** The time the lead wishes, literally; refused days and hours are left out. */
export function readTime(reading: Reading): TimeReading {
  const allDays = readDays(reading)
  const inDay = (clock: SaidClock): boolean => allDays.some((day) => clock.start < day.end && day.start < clock.end)
  const asked = ['slots', 'attendance', 'confirmation'].includes(reading.context.asked ?? '')
  const allClocks = readClocks(reading, allDays).filter((clock) => {
    if (!inDay(clock))
      return !clock.weak || (asked ? allDays.length > 0 || isAlone(reading, clock) : touchesDay(clock, allDays))
    const day = allDays.find((one) => clock.start < one.end && one.start < clock.end)
    return day ? clock.start >= day.start && clock.end > day.end : false
  })
  const refusals = refusedParts(reading, [...allDays, ...allClocks])
  const days = allDays.filter((day) => !refusals.has(day))
  const clocks = allClocks.filter((clock) => !refusals.has(clock))
  const offset = soonOffset(reading)
  const parts = [...days, ...clocks]
  const start = Math.min(...parts.map((part) => part.start), offset?.start ?? Infinity)
  const end = Math.max(...parts.map((part) => part.end), offset?.end ?? 0)
  const base = { days, clocks, refused: refusals.size > 0, start: Number.isFinite(start) ? start : 0, end }
  if (offset && days.length === 0 && clocks.length === 0)
    return {
      ...base,
      time: { kind: 'exact', from: offset.at.toString({ timeZoneName: 'never', smallestUnit: 'second' }) },
    }
  const carried =
    days.length === 0 && clocks.length > 0
      ? allDays.filter((day) => carriesOver(reading, day, allClocks, refusals))
      : []
  const time = combine(reading, days.length > 0 ? days : carried, clocks)
  return time ? { ...base, time } : base
}

function isAlone(reading: Reading, clock: SaidClock): boolean {
  return reading.words.every((word, index) => word.filler || (index >= clock.start && index < clock.end))
}

/** "quarta 10": a bare number right beside a day is its hour. */
function touchesDay(clock: SaidClock, days: readonly SaidDay[]): boolean {
  return days.some((day) => clock.start - day.end === 0 || (day.start - clock.end <= 1 && day.start >= clock.end))
}

/** "quinta de manhã não, à tarde sim": the day stays, only its morning was refused. */
function carriesOver(
  _reading: Reading,
  day: SaidDay,
  clocks: readonly SaidClock[],
  refusals: ReadonlySet<SaidDay | SaidClock>,
): boolean {
  return refusals.has(day) && clocks.some((clock) => refusals.has(clock) && Math.abs(clock.start - day.end) <= 2)
}

/** Days and hours in the reach of a refusal: before it in its clause, else after it. */
function refusedParts(reading: Reading, parts: readonly (SaidDay | SaidClock)[]): Set<SaidDay | SaidClock> {
  const refused = new Set<SaidDay | SaidClock>()
  const { clause } = reading
  const inOrder = parts.toSorted((a, b) => a.start - b.start)
  for (const hit of hitsOf(reading, 'refusal')) {
    const same = inOrder.filter((part) => clause[part.start] === clause[hit.start])
    const before = same.filter((part) => part.end <= hit.start)
    const reached = before.at(-1)
    const last = reached && !turnsAside(reading, reached.end, hit.start) ? reached : undefined
    if (reached && !last) continue
    if (hit.id !== 'except' && last) {
      for (const part of before)
        if (part === last || (last.start - part.end <= 2 && !turnsAside(reading, part.end, last.start)))
          refused.add(part)
      continue
    }
    if (hit.id === 'after') continue
    const limit =
      hitsOf(reading, 'instead').find((turn) => turn.start >= hit.end && clause[turn.start] === clause[hit.start])
        ?.start ?? Infinity
    for (const part of same) if (part.start >= hit.start && part.start < limit) refused.add(part)
  }
  return refused
}

/** "depois das 19, que agora não posso": what cannot be is now, not then. */
function turnsAside({ words }: Reading, from: number, to: number): boolean {
  return words.slice(from, to).some(({ word }) => ['que', 'agora', 'porque', 'pois'].includes(word))
}

/** "daqui a 2 horas", "em meia hora", "daqui 40 minutos". */
function soonOffset(reading: Reading): { at: Temporal.ZonedDateTime; start: number; end: number } | null {
  const { words, numbers, context } = reading
  const index = words.findIndex(({ word }) => word === 'daqui' || word === 'em' || word === 'dentro')
  if (index < 0) return null
  for (let at = index + 1; at <= index + 3 && at < words.length; at += 1) {
    if (words[at]?.word === 'meia' && words[at + 1]?.word === 'hora')
      return { at: context.now.add({ minutes: 30 }), start: index, end: at + 2 }
    const clock = words[at]?.clock
    if (clock && /hora|h$/.test(words[at]?.plain ?? '') && clock.minute === 0 && clock.hour <= 12) {
      return { at: context.now.add({ hours: clock.hour }), start: index, end: at + 1 }
    }
    const span = numbers.find(({ start }) => start === at)
    const unit = span ? words[span.end]?.word : undefined
    if (span && (unit === 'minutos' || unit === 'min' || unit === 'minutinhos'))
      return { at: context.now.add({ minutes: span.value }), start: index, end: span.end + 1 }
    if (span && (unit === 'horas' || unit === 'hora' || unit === 'horinha'))
      return { at: context.now.add({ hours: span.value }), start: index, end: span.end + 1 }
  }
  return null
}

function combine(reading: Reading, days: readonly SaidDay[], clocks: readonly SaidClock[]): UnderstoodTime | null {
  const day = chooseDay(reading, days)
  const clock = chooseClock(clocks)
  if (day && clock) return withBoth(reading, day, clock)
  if (day) return dayOnly(reading, day)
  return clock ? clockOnly(reading, clock) : null
}

/** The last day said counts, but "terça ou quarta" leaves both open. */
function chooseDay(reading: Reading, days: readonly SaidDay[]): SaidDay | null {
  const last = days.at(-1)
  const before = days.at(-2)
  if (!last) return null
  if (!before || last.kind !== 'date' || before.kind !== 'date') return last
  if (before.date.equals(last.date)) return last
  // "dia 10, terça": the weekday explains the date
  if (before.weekday === undefined && !before.today && before.date.dayOfWeek === last.weekday) return before
  if (hitsOf(reading, 'correction').some((hit) => hit.start >= before.end && hit.end <= last.start)) return last
  const between = reading.words.slice(before.end, last.start).map(({ word }) => word)
  const explains =
    last.start - before.end <= 1 &&
    !between.includes('ou') &&
    (before.today || reading.words[last.start]?.word === 'dia')
  if (explains) return last
  return between.includes('ou') ? { ...before, kind: 'ambiguous', other: last.date, end: last.end } : last
}

/** An hour is more exact than a part of the day; a later hour corrects an earlier one. */
function chooseClock(clocks: readonly SaidClock[]): SaidClock | null {
  const hours = clocks.filter(({ kind }) => kind !== 'daypart')
  const strong = hours.filter(({ weak }) => !weak)
  const [first, second] = strong
  if (
    first &&
    second &&
    strong.length === 2 &&
    first.kind === 'range' &&
    second.kind === 'range' &&
    first.to === undefined &&
    second.to !== undefined &&
    second.to > first.from
  ) {
    return { ...first, to: second.to, end: second.end }
  }
  return strong.at(-1) ?? hours.at(-1) ?? clocks.at(-1) ?? null
}

function withBoth(reading: Reading, day: SaidDay, clock: SaidClock): UnderstoodTime {
  const instant = (date: Temporal.PlainDate, minute: number): string => instantOf(reading, date, minute)
  if (day.kind === 'stretch') {
    const last = day.other ?? day.date
    return {
      kind: clock.kind === 'daypart' ? 'daypart' : 'range',
      need: 'day',
      from: instant(day.date, clock.from),
      to: instant(last, clock.to ?? clock.from),
      ...clockBounds(clock),
    }
  }
  if (day.kind === 'ambiguous' && day.other)
    return {
      kind: 'ambiguous',
      from: instant(day.date, clock.from),
      to: instant(day.other, clock.from),
      ...clockBounds(clock),
    }
  if (clock.other !== undefined) return resolveHalfDay(reading, day, clock, clock.other)
  const end = clock.to === undefined ? {} : { to: instant(day.date, clock.to) }
  return { kind: clock.kind, from: instant(day.date, clock.from), ...end }
}

/** "hoje às 7", said at ten in the morning, is the evening; otherwise both stay open. */
function resolveHalfDay(reading: Reading, day: SaidDay, clock: SaidClock, other: number): UnderstoodTime {
  const now = reading.context.now
  const passed = day.date.equals(now.toPlainDate()) && clock.from <= now.hour * 60 + now.minute
  if (passed) return { kind: clock.kind, from: instantOf(reading, day.date, other) }
  return { kind: 'ambiguous', from: instantOf(reading, day.date, clock.from), to: instantOf(reading, day.date, other) }
}

function dayOnly(reading: Reading, day: SaidDay): UnderstoodTime {
  const iso = day.date.toString()
  if (day.kind === 'ambiguous' && day.other)
    return { kind: 'ambiguous', from: iso, to: day.other.toString(), need: 'time' }
  if (day.kind === 'stretch' && day.other) {
    return {
      kind: 'range',
      from: instantOf(reading, day.date, 8 * 60),
      to: instantOf(reading, day.other, 18 * 60),
      need: 'time',
    }
  }
  return { kind: 'exact', need: 'time', date: iso }
}

function clockOnly(reading: Reading, clock: SaidClock): UnderstoodTime {
  if (has(reading, 'act', 'defer')) return today(reading, clock)
  if (clock.other !== undefined)
    return { kind: 'ambiguous', need: 'day', clockFrom: hhmm(clock.from), clockTo: hhmm(clock.other) }
  return { kind: clock.kind, need: 'day', ...clockBounds(clock) }
}

/** "me chama depois das 19": an hour without a day, said while putting off, is today's. */
function today(reading: Reading, clock: SaidClock): UnderstoodTime {
  const now = reading.context.now
  const minute = now.hour * 60 + now.minute
  const from = clock.other !== undefined && clock.from <= minute ? clock.other : clock.from
  const date = now.toPlainDate()
  const end = clock.to === undefined ? {} : { to: instantOf(reading, date, clock.to) }
  return { kind: clock.kind, from: instantOf(reading, date, from), ...end }
}

function clockBounds(clock: SaidClock): { clockFrom: string; clockTo?: string } {
  return { clockFrom: hhmm(clock.from), ...(clock.to === undefined ? {} : { clockTo: hhmm(clock.to) }) }
}

const hhmm = (minute: number): string =>
  `${String(Math.floor(minute / 60)).padStart(2, '0')}:${String(minute % 60).padStart(2, '0')}`

function instantOf(reading: Reading, date: Temporal.PlainDate, minute: number): string {
  const at = date.toZonedDateTime({
    timeZone: reading.context.now.timeZoneId,
    plainTime: { hour: Math.floor(minute / 60) % 24, minute: minute % 60 },
  })
  return at.toString({ timeZoneName: 'never', smallestUnit: 'second' })
}
