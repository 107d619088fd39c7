import type { UnderstoodTime } from '#src/domain/understanding.ts'
import type { Turn } from './turn.ts'

/** Up to this hour people still call it the day before. */
const NIGHT_ENDS_AT = 5

const TOMORROW = /(?<!depois de )(?<![\p{L}\p{M}])(amanh[aã]|amnh|amn)(?![\p{L}\p{M}])/u

/**
 * The time the lead spoke of. Between midnight and five in the morning "amanhã" may mean the day that has begun or the one after it: then
 * both are candidates.
 */
export function spokenTime({ perception, input: { now } }: Turn): UnderstoodTime | null {
  const { time, normalised } = perception
  if (!time || time.kind === 'ambiguous' || now.hour >= NIGHT_ENDS_AT || !TOMORROW.test(normalised)) return time ?? null
  const start = time.from ?? time.date
  if (!start) return time
  return shifted(time, start, now) ?? time
}

function shifted(time: UnderstoodTime, start: string, now: Temporal.ZonedDateTime): UnderstoodTime | null {
  const zone = now.timeZoneId
  const isInstant = /T.*(Z|[+-]\d\d:?\d\d)/.test(start)
  const at = isInstant
    ? Temporal.Instant.from(start).toZonedDateTimeISO(zone)
    : Temporal.PlainDateTime.from(start).toZonedDateTime(zone)
  const today = now.toPlainDate()
  const days = today.until(at.toPlainDate()).days
  if (days !== 0 && days !== 1) return null
  const clockKnown = time.need !== 'time' && time.kind === 'exact'
  const both = [0, 1].map((day) => at.withPlainTime(at.toPlainTime()).with(dateParts(today.add({ days: day }))))
  const [from, to] = both.map((moment) =>
    clockKnown ? moment.toString({ timeZoneName: 'never' }) : moment.toPlainDate().toString(),
  )
  if (!from || !to) return null
  return { kind: 'ambiguous', from, to, ...clocksOf(time, clockKnown, at, zone) }
}

function dateParts({ year, month, day }: Temporal.PlainDate) {
  return { year, month, day }
}

/** The part of the day stays known while the day is asked about. */
function clocksOf(
  time: UnderstoodTime,
  exact: boolean,
  at: Temporal.ZonedDateTime,
  zone: string,
): Partial<UnderstoodTime> {
  if (exact || time.need === 'time') return {}
  const clockFrom = time.clockFrom ?? clock(at)
  const end = time.to ? Temporal.Instant.from(time.to).toZonedDateTimeISO(zone) : null
  const clockTo = time.clockTo ?? (end ? clock(end) : undefined)
  return { clockFrom, ...(clockTo ? { clockTo } : {}) }
}

function clock(at: Temporal.ZonedDateTime): string {
  return at.toPlainTime().toString({ smallestUnit: 'minute' })
}
