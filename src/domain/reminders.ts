import { clockToMs, minutesOfClock } from './opening-hours.ts'
import type { LiveBooking } from './plan.ts'
import type { ReminderRules } from './schedule.ts'
import { durationMs } from './schedule.ts'

/** What reminders follow from. They are worked out anew whenever a booking moves; `agreedAt` is when its present time was agreed. */
export type BookedTime = { startsAt: Temporal.Instant; agreedAt: Temporal.Instant }

/** A reminder to schedule; `before` is its entry in the rules and names it within the booking. */
export type Reminder = { before: string; which: 'day_before' | 'hours_before'; dueAt: Temporal.Instant }

/** Why a reminder is no longer sent. `superseded`: a later one of the same booking is due already. */
export type ReminderDrop = 'not_live' | 'started' | 'agreed_later' | 'superseded' | 'too_late'

export type ReminderCheck =
  | { kind: 'send'; reminder: Reminder }
  | { kind: 'move'; to: Temporal.Instant }
  | { kind: 'drop'; reason: ReminderDrop }

const HOUR_MS = 3_600_000
/** From here on a reminder speaks of a coming day and asks whether it still suits; nearer ones bring the link. */
const DAY_BEFORE_MS = 12 * HOUR_MS

/**
 * The reminders of a booking, in order. A moment outside the allowed hours moves to their edge; one that would so fall on or after the
 * meeting goes out the evening before. None for which the booking was made too late.
 */
export function planReminders(booking: BookedTime, rules: ReminderRules, zone: string): Reminder[] {
  return rules.before.flatMap((before) => {
    const reminder = reminderOf(booking, before, rules, zone)
    return reminder ? [reminder] : []
  })
}

/** Looks at a due reminder again, against the booking as it is now: it may have moved, been cancelled, or begun. */
export function checkReminder(
  before: string,
  booking: BookedTime & { status: LiveBooking['status'] },
  now: Temporal.Instant,
  { rules, zone }: { rules: ReminderRules; zone: string },
): ReminderCheck {
  if (booking.status !== 'confirmed') return { kind: 'drop', reason: 'not_live' }
  if (!isBefore(now, booking.startsAt)) return { kind: 'drop', reason: 'started' }
  const planned = planReminders(booking, rules, zone)
  const reminder = planned.find((one) => one.before === before)
  if (!reminder) return { kind: 'drop', reason: 'agreed_later' }
  if (isBefore(now, reminder.dueAt)) return { kind: 'move', to: reminder.dueAt }
  const later = planned.slice(planned.indexOf(reminder) + 1)
  if (later.some(({ dueAt }) => !isBefore(now, dueAt))) return { kind: 'drop', reason: 'superseded' }

  const to = nextAllowed(now, rules, zone)
  if (to.epochMilliseconds <= now.epochMilliseconds) return { kind: 'send', reminder }
  return isBefore(to, booking.startsAt) ? { kind: 'move', to } : { kind: 'drop', reason: 'too_late' }
}

function reminderOf(
  { startsAt, agreedAt }: BookedTime,
  before: string,
  rules: ReminderRules,
  zone: string,
): Reminder | null {
  const beforeMs = durationMs(before)
  const literal = startsAt.subtract({ milliseconds: beforeMs })
  const inside = edgeInside(literal, rules, zone)
  const dueAt = isBefore(inside, startsAt) ? inside : eveningBefore(startsAt, rules, zone)
  // Either moment counts: a booking made after the literal one is fresh, and after the moved one it is too late.
  if (isBefore(literal, agreedAt) || isBefore(dueAt, agreedAt)) return null
  return { before, which: beforeMs >= DAY_BEFORE_MS ? 'day_before' : 'hours_before', dueAt }
}

/** The nearest allowed moment of the same day. */
function edgeInside(at: Temporal.Instant, rules: ReminderRules, zone: string): Temporal.Instant {
  const { earliestMs, latestMs } = edgesOf(at.toZonedDateTimeISO(zone).toPlainDate(), rules, zone)
  return instantOf(Math.min(Math.max(at.epochMilliseconds, earliestMs), latestMs))
}

function eveningBefore(startsAt: Temporal.Instant, rules: ReminderRules, zone: string): Temporal.Instant {
  const date = startsAt.toZonedDateTimeISO(zone).toPlainDate().subtract({ days: 1 })
  return instantOf(edgesOf(date, rules, zone).latestMs)
}

/** The first allowed moment from `at` on: a late reminder cannot be sent in the past. */
function nextAllowed(at: Temporal.Instant, rules: ReminderRules, zone: string): Temporal.Instant {
  const date = at.toZonedDateTimeISO(zone).toPlainDate()
  const { earliestMs, latestMs } = edgesOf(date, rules, zone)
  if (at.epochMilliseconds <= latestMs) return instantOf(Math.max(at.epochMilliseconds, earliestMs))
  return instantOf(edgesOf(date.add({ days: 1 }), rules, zone).earliestMs)
}

function edgesOf(date: Temporal.PlainDate, { earliest, latest }: ReminderRules, zone: string) {
  return {
    earliestMs: clockToMs(date, minutesOfClock(earliest), zone),
    latestMs: clockToMs(date, minutesOfClock(latest), zone),
  }
}

function isBefore(a: Temporal.Instant, b: Temporal.Instant): boolean {
  return Temporal.Instant.compare(a, b) < 0
}

function instantOf(ms: number): Temporal.Instant {
  return Temporal.Instant.fromEpochMilliseconds(ms)
}
