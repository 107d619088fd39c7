/** Weekdays as they are said, Monday first. */
const WEEKDAY_NAMES = ['segunda', 'terça', 'quarta', 'quinta', 'sexta', 'sábado', 'domingo']

/** `9h`, `14h30`. */
export function formatClock({ hour, minute }: { hour: number; minute: number }): string {
  return minute === 0 ? `${hour}h` : `${hour}h${twoDigits(minute)}`
}

/** The clock with its article: `às 14h30`, `à 1h`. */
export function formatAtClock(time: { hour: number; minute: number }): string {
  return `${time.hour === 1 ? 'à' : 'às'} ${formatClock(time)}`
}

/** `hoje`, `amanhã, terça`, else `quinta (12/03)`; with the year only where it might be mistaken. */
export function formatDay(date: Temporal.PlainDate, today: Temporal.PlainDate): string {
  const days = today.until(date).days
  const weekday = WEEKDAY_NAMES[date.dayOfWeek - 1] ?? ''
  if (days === 0) return 'hoje'
  if (days === 1) return `amanhã, ${weekday}`
  return `${weekday} (${formatDate(date, today)})`
}

/** `hoje às 15h`, `amanhã, terça, às 9h`, `quinta (12/03) às 14h30`, seen from `now`. Both in the tenant's zone. */
export function formatMoment(at: Temporal.ZonedDateTime, now: Temporal.ZonedDateTime): string {
  const day = formatDay(at.toPlainDate(), now.toPlainDate())
  return `${day}${day.includes(',') ? ',' : ''} ${formatAtClock(at)}`
}

/** Several times in one sentence, each day named once: `amanhã, terça, às 9h ou às 10h30, ou quarta (04/03) às 8h`. In order of time. */
export function formatChoices(times: Temporal.ZonedDateTime[], now: Temporal.ZonedDateTime): string {
  const days = [...Map.groupBy(times, (at) => at.toPlainDate().toString()).values()].map((ofDay) => {
    const [first, ...others] = ofDay
    if (!first) return ''
    return joinWithOr([formatMoment(first, now), ...others.map(formatAtClock)])
  })
  const parted = days.some((day) => day.includes(','))
  return joinWithOr(days, parted || times.length > days.length ? ', ou ' : ' ou ')
}

/** `a`, `a ou b`, `a, b ou c`. */
export function joinWithOr(items: string[], or = ' ou '): string {
  const last = items.at(-1)
  if (last === undefined) return ''
  return items.length === 1 ? last : `${items.slice(0, -1).join(', ')}${or}${last}`
}

/** `30 minutos`, `1 hora`, `1h30`. */
export function formatMinutes(minutes: number): string {
  if (minutes < 60) return minutes === 1 ? '1 minuto' : `${minutes} minutos`
  const hours = Math.floor(minutes / 60)
  if (minutes % 60 === 0) return hours === 1 ? '1 hora' : `${hours} horas`
  return `${hours}h${twoDigits(minutes % 60)}`
}

/** The greeting of the hour; after midnight it is still "boa noite". */
export function greetingAt({ hour }: { hour: number }): 'Bom dia' | 'Boa tarde' | 'Boa noite' {
  if (hour >= 5 && hour < 12) return 'Bom dia'
  return hour >= 12 && hour < 18 ? 'Boa tarde' : 'Boa noite'
}

/** `12/03`; with the year when the date is half a year away or more. */
export function formatDate(date: Temporal.PlainDate, today: Temporal.PlainDate): string {
  const short = `${twoDigits(date.day)}/${twoDigits(date.month)}`
  return Math.abs(today.until(date).days) < 183 ? short : `${short}/${date.year}`
}

const MONTH_NAMES = 'janeiro fevereiro março abril maio junho julho agosto setembro outubro novembro dezembro'.split(
  ' ',
)

/** `março`, `março do ano passado`; of a year before that only that it is long ago. */
export function formatMonth({ year, month }: Temporal.PlainYearMonth, today: Temporal.PlainDate): string {
  if (today.year - year > 1) return 'uns anos atrás'
  const name = MONTH_NAMES[month - 1] ?? ''
  return year === today.year ? name : `${name} do ano passado`
}

function twoDigits(n: number): string {
  return String(n).padStart(2, '0')
}
