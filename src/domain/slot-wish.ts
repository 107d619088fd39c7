import { minutesOfClock } from './opening-hours.ts'
import type { SlotWish } from './plan.ts'
import type { UnderstoodTime } from './understanding.ts'

/** A wish in numbers: days counted from today, clocks in minutes from midnight. A half that was not said is null. */
export type WishNumbers = {
  days: { first: number; last: number } | null
  clock: { from: number; to: number; exact: boolean } | null
}

const DAY_MINUTES = 24 * 60

/** Turns a wish into numbers relative to `today`. An exact clock is a stretch of no length. */
export function readWish(wish: SlotWish | undefined, today: Temporal.PlainDate): WishNumbers {
  return { days: readDays(wish, today), clock: readClock(wish) }
}

/** Days between a day (from today) and the wish; 0 when it is one of the days wished, or none was named. */
export function daysAway({ days }: WishNumbers, day: number): number {
  if (!days) return 0
  return Math.max(days.first - day, day - days.last, 0)
}

/**
 * Minutes between a meeting at `start` lasting `length` and the wished part of the day; 0 when it fits. "Entre 9 e 11" means done by 11,
 * unless the stretch is shorter than the meeting.
 */
export function minutesAway({ clock }: WishNumbers, start: number, length: number): number {
  if (!clock) return 0
  if (clock.exact) return Math.abs(start - clock.from)
  const lastStart = Math.max(clock.from, clock.to - length)
  return Math.max(clock.from - start, start - lastStart, 0)
}

/**
 * The wish in a time as it was understood, in the tenant's zone; null when it is ambiguous or says nothing. Halves that were not said stay
 * out, so that wishes of several messages can be laid over each other (`{ ...earlier, ...later }`).
 */
export function wishFromTime(time: UnderstoodTime, zone: string): SlotWish | null {
  if (time.kind === 'ambiguous') return null
  const from = localTime(time.from, zone)
  const to = localTime(time.to, zone)
  const wish: SlotWish = { ...spokenDays(from, to), ...spokenClocks(from, to) }
  if (time.date) wish.date = time.date
  if (time.clockFrom) wish.clockFrom = time.clockFrom
  if (time.clockTo) wish.clockTo = time.clockTo
  if (time.need === 'time') return wish.date ? withoutClock(wish) : null
  if (time.kind === 'exact' && wish.clockFrom) return { ...wish, exact: true }
  return wish.date || wish.clockFrom || wish.clockTo ? wish : null
}

function withoutClock({ date, dateTo }: SlotWish): SlotWish {
  return dateTo ? { date, dateTo } : { date }
}

function spokenDays(from?: Temporal.PlainDateTime, to?: Temporal.PlainDateTime): SlotWish {
  const date = (from ?? to)?.toPlainDate()
  if (!date) return {}
  // "Until 00:00" is the end of the day before.
  const last = to?.subtract({ minutes: 1 }).toPlainDate() ?? date
  return last.since(date).days > 0 ? { date: date.toString(), dateTo: last.toString() } : { date: date.toString() }
}

/** Clocks of a stretch, where they mean something on each of its days: "semana que vem" (00:00 to 00:00) has none. */
function spokenClocks(from?: Temporal.PlainDateTime, to?: Temporal.PlainDateTime): SlotWish {
  const clockFrom = from && !isMidnight(from) ? clockOf(from) : undefined
  const clockTo = to && !isMidnight(to) && clockOf(to) < '23:59' ? clockOf(to) : undefined
  if (clockFrom && clockTo && clockFrom > clockTo) return {}
  return { ...(clockFrom && { clockFrom }), ...(clockTo && { clockTo }) }
}

function clockOf(at: Temporal.PlainDateTime): string {
  return at.toPlainTime().toString({ smallestUnit: 'minute' })
}

function isMidnight(at: Temporal.PlainDateTime): boolean {
  return at.hour === 0 && at.minute === 0
}

/** Times come as instants with an offset or as bare dates and times, which are local already. */
function localTime(iso: string | undefined, zone: string): Temporal.PlainDateTime | undefined {
  if (!iso) return undefined
  const isInstant = /T.*(Z|[+-]\d\d:?\d\d)/.test(iso)
  return isInstant
    ? Temporal.Instant.from(iso).toZonedDateTimeISO(zone).toPlainDateTime()
    : Temporal.PlainDateTime.from(iso)
}

function readDays(wish: SlotWish | undefined, today: Temporal.PlainDate): WishNumbers['days'] {
  const [a, b] = [wish?.date ?? wish?.dateTo, wish?.dateTo ?? wish?.date].map((date) =>
    date === undefined ? undefined : today.until(Temporal.PlainDate.from(date)).days,
  )
  if (a === undefined || b === undefined) return null
  return { first: wish?.date ? Math.min(a, b) : Math.min(0, b), last: Math.max(a, b) }
}

function readClock(wish: SlotWish | undefined): WishNumbers['clock'] {
  if (!wish?.clockFrom && !wish?.clockTo) return null
  const from = wish.clockFrom ? minutesOfClock(wish.clockFrom) : 0
  const to = wish.clockTo ? minutesOfClock(wish.clockTo) : DAY_MINUTES
  return { from: Math.min(from, to), to: Math.max(from, to), exact: wish.exact === true && Boolean(wish.clockFrom) }
}
