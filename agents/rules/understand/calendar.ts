export const MONTHS: Record<string, number> = {
  janeiro: 1,
  fevereiro: 2,
  marco: 3,
  mar: 3,
  abril: 4,
  maio: 5,
  junho: 6,
  julho: 7,
  agosto: 8,
  setembro: 9,
  outubro: 10,
  novembro: 11,
  dezembro: 12,
}

/** Easter Sunday of a year (Gauss, Gregorian calendar). */
export function easter(year: number): Temporal.PlainDate {
  const a = year % 19
  const b = Math.floor(year / 100)
  const c = year % 100
  const d = (19 * a + b - Math.floor(b / 4) - Math.floor((b - Math.floor((b + 8) / 25) + 1) / 3) + 15) % 30
  const e = (32 + 2 * (b % 4) + 2 * Math.floor(c / 4) - d - (c % 4)) % 7
  const f = d + e - 7 * Math.floor((a + 11 * d + 22 * e) / 451) + 114
  return Temporal.PlainDate.from({ year, month: Math.floor(f / 31), day: (f % 31) + 1 })
}

const FIXED: readonly (readonly [number, number])[] = [
  [1, 1],
  [3, 6],
  [4, 21],
  [5, 1],
  [6, 24],
  [7, 16],
  [9, 7],
  [10, 12],
  [11, 2],
  [11, 15],
  [11, 20],
  [12, 8],
  [12, 25],
]

/** Holidays of Recife as the company keeps them: national, Pernambuco's, the city's, Carnival Monday and Tuesday. */
export function holidaysOf(year: number): Temporal.PlainDate[] {
  const sunday = easter(year)
  const moving = [
    sunday.subtract({ days: 48 }),
    sunday.subtract({ days: 47 }),
    sunday.subtract({ days: 2 }),
    sunday.add({ days: 60 }),
  ]
  const fixed = FIXED.map(([month, day]) => Temporal.PlainDate.from({ year, month, day }))
  return [...fixed, ...moving].sort(Temporal.PlainDate.compare)
}

export type NamedFeast = 'carnaval' | 'pascoa' | 'sao_joao' | 'natal' | 'ano_novo' | 'feriado'

/** The next such feast that has not passed, by its last day. */
export function nextFeast(feast: NamedFeast, today: Temporal.PlainDate): Temporal.PlainDate {
  for (const year of [today.year, today.year + 1]) {
    const candidates = feast === 'feriado' ? holidaysOf(year) : [feastOf(feast, year)]
    const next = candidates.find((date) => Temporal.PlainDate.compare(date, today) >= 0)
    if (next) return next
  }
  return today
}

function feastOf(feast: Exclude<NamedFeast, 'feriado'>, year: number): Temporal.PlainDate {
  if (feast === 'carnaval') return easter(year).subtract({ days: 47 })
  if (feast === 'pascoa') return easter(year)
  if (feast === 'sao_joao') return Temporal.PlainDate.from({ year, month: 6, day: 24 })
  if (feast === 'natal') return Temporal.PlainDate.from({ year, month: 12, day: 25 })
  return Temporal.PlainDate.from({ year, month: 1, day: 1 })
}

/** The first day after `date` that is neither weekend nor holiday. */
export function workingDayAfter(date: Temporal.PlainDate): Temporal.PlainDate {
  let day = date.add({ days: 1 })
  while (!isWorkingDay(day)) day = day.add({ days: 1 })
  return day
}

/** The `n`th working day of a month: wages fall due on the fifth. */
export function nthWorkingDay(year: number, month: number, n: number): Temporal.PlainDate {
  let day = Temporal.PlainDate.from({ year, month, day: 1 })
  for (let seen = isWorkingDay(day) ? 1 : 0; seen < n; ) {
    day = day.add({ days: 1 })
    if (isWorkingDay(day)) seen += 1
  }
  return day
}

function isWorkingDay(date: Temporal.PlainDate): boolean {
  return date.dayOfWeek <= 5 && !holidaysOf(date.year).some((holiday) => holiday.equals(date))
}
