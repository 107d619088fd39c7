import { clockToMs, minutesOfClock, weekdayOf } from './opening-hours.ts'
import type { QuietHours } from './schedule.ts'

/** When the agent may write first. */
export type ContactHours = {
  zone: string
  quietHours: QuietHours
  isHoliday: (date: Temporal.PlainDate) => boolean
}

/** No calendar is shut for longer; past it the configuration is wrong, and looking on would never end. */
const LOOK_AHEAD_DAYS = 400

/** Whether the agent may write first at this instant. The last minute of the window is the one before `to`. */
export function mayContact(at: Temporal.Instant, hours: ContactHours): boolean {
  return nextContactTime(at, hours).equals(at)
}

/** The first instant from `at` on at which the agent may write first: `at` itself when allowed, else the opening of a window. */
export function nextContactTime(at: Temporal.Instant, { zone, quietHours, isHoliday }: ContactHours): Temporal.Instant {
  const today = at.toZonedDateTimeISO(zone).toPlainDate()
  const from = minutesOfClock(quietHours.from)
  const to = minutesOfClock(quietHours.to)
  for (let day = 0; day <= LOOK_AHEAD_DAYS; day++) {
    const date = today.add({ days: day })
    if (!quietHours.weekdays.includes(weekdayOf(date)) || isHoliday(date)) continue
    const opensMs = clockToMs(date, from, zone)
    if (at.epochMilliseconds < opensMs) return Temporal.Instant.fromEpochMilliseconds(opensMs)
    if (at.epochMilliseconds < clockToMs(date, to, zone)) return at
  }
  throw new Error(`no allowed day in ${LOOK_AHEAD_DAYS} days: check weekdays and holidays`)
}
