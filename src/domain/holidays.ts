import type { HolidayCalendar, HolidayLayer } from './schedule.ts'

export type Holidays = {
  isHoliday: (date: Temporal.PlainDate) => boolean
  /** The name as people say it ("Corpus Christi"), or null on a working day. */
  nameOf: (date: Temporal.PlainDate) => string | null
}

type Rule = { name: string; on: { month: number; day: number } | { easter: number } }

const fixed = (day: number, month: number, name: string): Rule => ({ name, on: { month, day } })
const easter = (offset: number, name: string): Rule => ({ name, on: { easter: offset } })

/**
 * The company calendar, kept by hand: Carnival and Corpus Christi are no national holidays by law (ponto facultativo) but nobody meets then,
 * so general-purpose libraries disagree about them.
 */
const RULES: Record<HolidayLayer, Rule[]> = {
  BR: [
    fixed(1, 1, 'Confraternização Universal'),
    easter(-48, 'Carnaval'),
    easter(-47, 'Carnaval'),
    easter(-2, 'Sexta-feira Santa'),
    fixed(21, 4, 'Tiradentes'),
    fixed(1, 5, 'Dia do Trabalho'),
    easter(60, 'Corpus Christi'),
    fixed(7, 9, 'Independência do Brasil'),
    fixed(12, 10, 'Nossa Senhora Aparecida'),
    fixed(2, 11, 'Finados'),
    fixed(15, 11, 'Proclamação da República'),
    fixed(20, 11, 'Dia da Consciência Negra'),
    fixed(25, 12, 'Natal'),
  ],
  'BR-PE': [fixed(6, 3, 'Data Magna de Pernambuco')],
  recife: [
    fixed(24, 6, 'São João'),
    fixed(16, 7, 'Nossa Senhora do Carmo'),
    fixed(8, 12, 'Nossa Senhora da Conceição'),
  ],
}

/** Makes the calendar of one company; the dates of a year are worked out once. */
export function createHolidays(calendar: HolidayCalendar): Holidays {
  const rules = calendar.layers.flatMap((layer) => RULES[layer])
  const years = new Map<number, Map<string, string>>()

  const nameOf = (date: Temporal.PlainDate) => {
    let names = years.get(date.year)
    if (!names) {
      names = namesOfYear(rules, calendar, date.year)
      years.set(date.year, names)
    }
    return names.get(date.toString()) ?? null
  }
  return { nameOf, isHoliday: (date) => nameOf(date) !== null }
}

/** Easter Sunday of a Gregorian year. Source: Meeus, Astronomical Algorithms, chapter 8 (Butcher's rule). */
export function easterSunday(year: number): Temporal.PlainDate {
  const a = year % 19
  const b = Math.floor(year / 100)
  const c = year % 100
  const f = Math.floor((b + 8) / 25)
  const g = Math.floor((b - f + 1) / 3)
  const h = (19 * a + b - Math.floor(b / 4) - g + 15) % 30
  const l = (32 + 2 * (b % 4) + 2 * Math.floor(c / 4) - h - (c % 4)) % 7
  const m = Math.floor((a + 11 * h + 22 * l) / 451)
  const n = h + l - 7 * m + 114
  return Temporal.PlainDate.from({ year, month: Math.floor(n / 31), day: (n % 31) + 1 })
}

function namesOfYear(rules: Rule[], { extra, except }: HolidayCalendar, year: number): Map<string, string> {
  const easterDay = easterSunday(year)
  const names = new Map(extra.map(({ date, name }) => [date, name]))
  for (const { name, on } of rules) {
    const date = 'easter' in on ? easterDay.add({ days: on.easter }) : Temporal.PlainDate.from({ year, ...on })
    names.set(date.toString(), name)
  }
  for (const date of except) names.delete(date)
  return names
}
