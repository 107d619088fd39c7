/** Days of the week as they are said, Monday first. */
export const WEEKDAY_NAMES = ['segunda', 'terça', 'quarta', 'quinta', 'sexta', 'sábado', 'domingo'] as const

/** `14h`, `14h30`. */
export function clockText({ hour, minute }: { hour: number; minute: number }): string {
  return minute === 0 ? `${hour}h` : `${hour}h${String(minute).padStart(2, '0')}`
}

/** `hoje (10/03)`, `amanhã (11/03)`, `quinta (12/03)`: always with the date, so that nobody has to count days. */
export function dayText(day: Temporal.PlainDate, today: Temporal.PlainDate): string {
  const away = today.until(day, { largestUnit: 'day' }).days
  const name = away === 0 ? 'hoje' : away === 1 ? 'amanhã' : (WEEKDAY_NAMES[day.dayOfWeek - 1] ?? '')
  return `${name} (${pad(day.day)}/${pad(day.month)})`
}

/** `quinta (12/03) às 14h30`. */
export function slotText(start: string, now: Temporal.ZonedDateTime): string {
  const at = localTime(start, now)
  return `${dayText(at.toPlainDate(), now.toPlainDate())} ${atClock(at)}`
}

/** `às 14h`, `à 1h`. */
export function atClock(at: { hour: number; minute: number }): string {
  return `${at.hour === 1 ? 'à' : 'às'} ${clockText(at)}`
}

/** An ISO instant in the zone of `now`. */
export function localTime(iso: string, now: Temporal.ZonedDateTime): Temporal.ZonedDateTime {
  return Temporal.Instant.from(iso).toZonedDateTimeISO(now.timeZoneId)
}

/** A date or an instant, as the lead's wish may be either. */
export function dateOrTime(
  iso: string,
  now: Temporal.ZonedDateTime,
): { date: Temporal.PlainDate; time?: Temporal.PlainTime } {
  if (/^\d{4}-\d{2}-\d{2}$/.test(iso)) return { date: Temporal.PlainDate.from(iso) }
  const at = localTime(iso.replace(/\[.*\]$/, ''), now)
  return { date: at.toPlainDate(), time: at.toPlainTime() }
}

function pad(value: number): string {
  return String(value).padStart(2, '0')
}
