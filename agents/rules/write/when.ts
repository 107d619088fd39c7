import { formatMoment } from '#src/domain/local-time.ts'

/** A slot or booking as it is said: `quinta (12/03) às 14h30`. */
export function slotText(start: string, now: Temporal.ZonedDateTime): string {
  return formatMoment(localTime(start, now), now)
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
  const at = localTime(iso, now)
  return { date: at.toPlainDate(), time: at.toPlainTime() }
}
