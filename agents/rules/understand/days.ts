import { MONTHS, type NamedFeast, nextFeast, nthWorkingDay, workingDayAfter } from './calendar.ts'
import { hitsOf, type Reading } from './reading.ts'
import { weekdayNumber } from './weekday-number.ts'

/** A day as said: one date, two candidates, or a stretch of days. */
export type SaidDay = {
  start: number
  end: number
  date: Temporal.PlainDate
  /** The other candidate ("próxima sexta"), or the last day of a stretch. */
  other?: Temporal.PlainDate
  kind: 'date' | 'ambiguous' | 'stretch'
  /** Named by its weekday (1 Monday … 7 Sunday). */
  weekday?: number
  /** "hoje": an hour that has passed cannot be meant. */
  today?: boolean
}

/** Every day the message names, in reading order. */
export function readDays(reading: Reading): SaidDay[] {
  const today = reading.context.now.toPlainDate()
  const found: SaidDay[] = []
  const taken = new Uint8Array(reading.words.length + 1)
  const keep = (day: SaidDay | null): void => {
    if (!day || taken.subarray(day.start, day.end).includes(1)) return
    taken.fill(1, day.start, day.end)
    found.push(day)
  }
  reading.words.forEach((_, index) => {
    if (taken[index] !== 1) keep(weekday(reading, index, today))
  })
  const longestFirst = [...hitsOf(reading, 'day')].sort((a, b) => b.end - b.start - (a.end - a.start))
  for (const hit of longestFirst) keep(relativeDay(reading, hit.id, hit.start, hit.end, today))
  reading.words.forEach((_, index) => {
    if (taken[index] === 1) return
    keep(writtenDate(reading, index, today))
    keep(dayOfMonth(reading, index, today))
    keep(inSomeDays(reading, index, today))
  })
  return withinStretch(found.sort((a, b) => a.start - b.start))
}

/** "semana que vem, quinta": the weekday of that week. */
function withinStretch(days: SaidDay[]): SaidDay[] {
  const stretch = days.find(({ kind }) => kind === 'stretch')
  if (!stretch?.other) return days
  const { date: from, other: to } = stretch
  const moved = days.flatMap((day) => {
    if (day === stretch || !day.weekday || day.kind === 'stretch') return []
    const ahead = (day.weekday - from.dayOfWeek + 7) % 7
    const date = from.add({ days: ahead })
    return Temporal.PlainDate.compare(date, to) <= 0
      ? [{ start: day.start, end: day.end, weekday: day.weekday, date, kind: 'date' as const }]
      : []
  })
  return moved.length > 0 ? moved : days
}

function relativeDay(
  reading: Reading,
  id: string,
  start: number,
  end: number,
  today: Temporal.PlainDate,
): SaidDay | null {
  const one = (date: Temporal.PlainDate, more: Partial<SaidDay> = {}): SaidDay => ({
    start,
    end,
    date,
    kind: 'date',
    ...more,
  })
  const stretch = (date: Temporal.PlainDate, other: Temporal.PlainDate): SaidDay => ({
    start,
    end,
    date,
    other,
    kind: 'stretch',
  })
  const monday = today.subtract({ days: today.dayOfWeek - 1 })
  switch (id) {
    case 'today':
      return one(today, { today: true })
    case 'tomorrow':
      // After midnight the day may not feel over yet.
      return reading.context.now.hour < 5
        ? one(today, { kind: 'ambiguous', other: today.add({ days: 1 }) })
        : one(today.add({ days: 1 }))
    case 'after_tomorrow':
      return one(today.add({ days: 2 }))
    case 'in_a_week':
      return one(today.add({ days: 7 }))
    case 'in_a_fortnight':
      return one(today.add({ days: 15 }))
    case 'this_week':
      return stretch(today, monday.add({ days: 5 }))
    case 'next_week':
      return stretch(monday.add({ days: 7 }), monday.add({ days: 12 }))
    case 'next_week_start':
      return stretch(monday.add({ days: 7 }), monday.add({ days: 8 }))
    case 'next_week_end':
      return stretch(monday.add({ days: 10 }), monday.add({ days: 12 }))
    case 'weekend':
      return stretch(later(monday.add({ days: 5 }), today), monday.add({ days: 6 }))
    case 'next_weekend':
      return stretch(monday.add({ days: 12 }), monday.add({ days: 13 }))
    case 'next_month':
      return stretch(
        today.with({ day: 1 }).add({ months: 1 }),
        today.with({ day: 1 }).add({ months: 2 }).subtract({ days: 1 }),
      )
    case 'month_end':
      return stretch(
        later(today.with({ day: 25 }), today),
        today.with({ day: 1 }).add({ months: 1 }).subtract({ days: 1 }),
      )
    case 'payday':
      return one(payday(today))
    default:
      return id.startsWith('after_') ? one(workingDayAfter(feast(id, today))) : null
  }
}

function feast(id: string, today: Temporal.PlainDate): Temporal.PlainDate {
  const names: Record<string, NamedFeast> = {
    after_carnaval: 'carnaval',
    after_pascoa: 'pascoa',
    after_sao_joao: 'sao_joao',
    after_natal: 'natal',
    after_ano_novo: 'ano_novo',
  }
  return nextFeast(names[id] ?? 'feriado', today)
}

const later = (a: Temporal.PlainDate, b: Temporal.PlainDate): Temporal.PlainDate =>
  Temporal.PlainDate.compare(a, b) >= 0 ? a : b

function payday(today: Temporal.PlainDate): Temporal.PlainDate {
  const fifth = nthWorkingDay(today.year, today.month, 5)
  if (Temporal.PlainDate.compare(fifth, today) >= 0) return fifth
  const next = today.add({ months: 1 })
  return nthWorkingDay(next.year, next.month, 5)
}

/** "15/08", "2026-08-15". */
function writtenDate(reading: Reading, index: number, today: Temporal.PlainDate): SaidDay | null {
  const token = reading.words[index]
  if (!token?.date) return null
  const next = reading.words[index + 1]
  if (next && next.pause === 0 && ['mil', 'k', 'reais', 'conto', 'contos'].includes(next.word)) return null
  if (reading.context.asked === 'billBrl' && token.date.month > 12) return null
  const date = nextDate(token.date.day, token.date.month, token.date.year, today)
  return date ? { start: dayWordBefore(reading, index), end: index + 1, date, kind: 'date' } : null
}

function dayWordBefore({ words }: Reading, index: number): number {
  return words[index - 1]?.word === 'dia' && words[index - 2]?.word !== 'meio' ? index - 1 : index
}

function nextDate(
  day: number,
  month: number,
  year: number | undefined,
  today: Temporal.PlainDate,
): Temporal.PlainDate | null {
  for (const candidate of year === undefined ? [today.year, today.year + 1, today.year + 2] : [year]) {
    const last = Temporal.PlainDate.from({ year: candidate, month, day: 1 }).daysInMonth
    if (day < 1 || day > last) continue
    const date = Temporal.PlainDate.from({ year: candidate, month, day })
    if (year !== undefined || Temporal.PlainDate.compare(date, today) >= 0) return date
  }
  return null
}

/** "dia 10", "17 de março", "dia dez do três", "dia vinte", "primeiro de abril". */
function dayOfMonth(reading: Reading, index: number, today: Temporal.PlainDate): SaidDay | null {
  const { words, numbers } = reading
  const first = words[index]
  const span = numbers.find(({ start }) => start === index)
  const ordinal = first?.word === 'primeiro' ? { end: index + 1, value: 1 } : null
  const number = span ? { end: span.end, value: span.value } : ordinal
  if (!number || !Number.isInteger(number.value) || number.value < 1 || number.value > 31) return null
  const start = words[index - 1]?.word === 'dia' || words[index - 1]?.word === 'dias' ? index - 1 : index
  // the sign of "1º"
  if (span?.digits && number.value === 1 && words[number.end]?.plain === 'o' && words[number.end]?.before === '')
    number.end += 1
  const of = words[number.end]?.word
  const named = MONTHS[words[number.end + (of === 'de' || of === 'do' ? 1 : 0)]?.word ?? '']
  const monthEnd = number.end + (of === 'de' || of === 'do' ? 2 : 1)
  if (named && (of === 'de' || start < index)) {
    const yearAt = reading.words[monthEnd]?.word === 'de' ? reading.words[monthEnd + 1]?.value : undefined
    const year = yearAt !== undefined && yearAt > 2020 && yearAt < 2100 ? yearAt : undefined
    const date = nextDate(number.value, named, year, today)
    return date ? { start, end: monthEnd, date, kind: 'date' } : null
  }
  const month = of === 'do' && start < index ? numbers.find((one) => one.start === number.end + 1) : undefined
  const date = month && month.value <= 12 ? nextDate(number.value, month.value, undefined, today) : null
  if (month && date) return { start, end: month.end, date, kind: 'date' }
  if (start === index || ['vence', 'vencimento', 'todo', 'venceu', 'vencem'].includes(words[start - 1]?.word ?? ''))
    return null
  if (words[number.end]?.word === 'do' && words[number.end + 1]?.word === 'mes')
    return nextMonthDay(reading, number, start, today)
  return { start, end: number.end, date: nextDayOfMonth(number.value, today), kind: 'date' }
}

/** "dia 5 do mês que vem" leaves this month aside. */
function nextMonthDay(
  reading: Reading,
  number: { value: number; end: number },
  start: number,
  today: Temporal.PlainDate,
): SaidDay {
  const coming = ['que', 'proximo', 'seguinte'].includes(reading.words[number.end + 2]?.word ?? '')
  const date = coming
    ? today.with({ day: 1 }).add({ months: 1 }).with({ day: number.value })
    : nextDayOfMonth(number.value, today)
  return { start, end: Math.min(reading.words.length, number.end + (coming ? 4 : 2)), date, kind: 'date' }
}

function nextDayOfMonth(day: number, today: Temporal.PlainDate): Temporal.PlainDate {
  for (let month = today.with({ day: 1 }); ; month = month.add({ months: 1 })) {
    if (day > month.daysInMonth) continue
    const date = month.with({ day })
    if (Temporal.PlainDate.compare(date, today) >= 0) return date
  }
}

/** "daqui a 3 dias", "em duas semanas", "daqui um mês". */
function inSomeDays(reading: Reading, index: number, today: Temporal.PlainDate): SaidDay | null {
  const { words, numbers } = reading
  const opener = words[index]?.word
  if (opener !== 'daqui' && opener !== 'em' && opener !== 'dentro') return null
  const at = ['a', 'uns', 'umas', 'de', 'ha'].includes(words[index + 1]?.word ?? '') ? index + 2 : index + 1
  const span = numbers.find(({ start }) => start === at)
  const unit = span ? words[span.end]?.word : undefined
  if (!span || !unit || span.value > 60) return null
  const days: Record<string, Temporal.DurationLike> = {
    dia: { days: span.value },
    dias: { days: span.value },
    semana: { weeks: span.value },
    semanas: { weeks: span.value },
    mes: { months: span.value },
    meses: { months: span.value },
  }
  const length = days[unit]
  return length ? { start: index, end: span.end + 1, date: today.add(length), kind: 'date' } : null
}

/** "quinta", "sexta-feira", "terça que vem", "quinta da semana que vem", "próxima sexta", "2ª". */
function weekday(reading: Reading, index: number, today: Temporal.PlainDate): SaidDay | null {
  const { words } = reading
  const named = weekdayNumber(reading, index)
  if (!named) return null
  let end = named.end
  let start = index
  const word = (at: number): string => words[at]?.word ?? ''
  const ahead = (named.weekday - today.dayOfWeek + 7) % 7 || 7
  const next = today.add({ days: ahead })
  const ofNextWeek = today.add({ days: 7 - today.dayOfWeek + named.weekday })
  const either = (a: Temporal.PlainDate, b: Temporal.PlainDate): Partial<SaidDay> & { date: Temporal.PlainDate } =>
    a.equals(b) ? { date: a } : { date: a, other: b, kind: 'ambiguous' }
  const done = (said: Partial<SaidDay> & { date: Temporal.PlainDate }): SaidDay => ({
    kind: 'date',
    weekday: named.weekday,
    ...said,
    start,
    end,
  })
  const modifier = hitsOf(reading, 'weekday_suffix')
    .filter((hit) => hit.start === end)
    .sort((a, b) => b.end - a.end)[0]
  const proximate = ['proxima', 'proximo', 'prox'].includes(word(start - 1))
  if (proximate) start -= 1
  if (modifier) end = modifier.end
  if (modifier?.id === 'next_week') return done(sundayDoubt(today, ofNextWeek))
  if (modifier?.id === 'that_comes') return done(either(next, ofNextWeek))
  if (
    modifier?.id === 'this' ||
    // "nessa próxima sexta" stays in doubt
    (!proximate && THIS.has(word(start - 1)))
  )
    return done({ date: next })
  if (proximate || modifier?.id === 'next') return done({ date: next, other: next.add({ days: 7 }), kind: 'ambiguous' })
  return done({ date: next })
}

const THIS = new Set(['essa', 'esta', 'nessa', 'nesta', 'desta', 'dessa', 'esse', 'nesse', 'neste'])

/** On a Sunday "da semana que vem" may be the week that starts tomorrow or the one after. */
function sundayDoubt(
  today: Temporal.PlainDate,
  date: Temporal.PlainDate,
): Partial<SaidDay> & { date: Temporal.PlainDate } {
  return today.dayOfWeek === 7 ? { date, other: date.add({ days: 7 }), kind: 'ambiguous' } : { date }
}
