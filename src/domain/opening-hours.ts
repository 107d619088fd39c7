import type { OpeningHours, Weekday } from './schedule.ts'
import { WEEKDAYS } from './schedule.ts'

/** A stretch of one day, in minutes from midnight by the wall clock; 1440 is the midnight at its end. */
export type ClockRange = { from: number; to: number }

/** A start allowed by opening hours: wall-clock minutes and the instants (ms since epoch) of start and end. */
export type OpenStart = { clock: number; startMs: number; endMs: number }

const MINUTE_MS = 60_000
const DAY_MINUTES = 24 * 60

/** Minutes from midnight of `HH:MM`; `24:00` is 1440. */
export function minutesOfClock(clock: string): number {
  const [hours = 0, minutes = 0] = clock.split(':').map(Number)
  return hours * 60 + minutes
}

export function weekdayOf(date: Temporal.PlainDate): Weekday {
  const weekday = WEEKDAYS[date.dayOfWeek - 1]
  if (!weekday) throw new RangeError(`no weekday ${date.dayOfWeek}`)
  return weekday
}

/** The open stretches of a day by its weekday; holidays are not looked at. Empty when closed. */
export function openRanges(hours: OpeningHours, date: Temporal.PlainDate): ClockRange[] {
  return (hours[weekdayOf(date)] ?? []).map(({ from, to }) => ({ from: minutesOfClock(from), to: minutesOfClock(to) }))
}

/** The instant, in ms since epoch, at which the wall clock shows `minutes` on `date`; 1440 is the next midnight. */
export function clockToMs(date: Temporal.PlainDate, minutes: number, zone: string): number {
  return zonedAt(date, minutes, zone).epochMilliseconds
}

/**
 * Every start on `date` from which `length` minutes end within opening hours, on multiples of `every` minutes from midnight. A wall-clock
 * time that a change of clocks skips is no start; one that comes twice counts once, the first time.
 */
export function openStarts(
  hours: OpeningHours,
  date: Temporal.PlainDate,
  { length, every, zone }: { length: number; every: number; zone: string },
): OpenStart[] {
  return openRanges(hours, date).flatMap((range) => {
    const firstMs = clockToMs(date, range.from, zone)
    const closeMs = clockToMs(date, range.to, zone)
    const plainDay = closeMs - firstMs === (range.to - range.from) * MINUTE_MS
    const starts: OpenStart[] = []
    for (let clock = Math.ceil(range.from / every) * every; clock < range.to; clock += every) {
      // Looking the zone up is dear; within a stretch without a change of clocks plain addition says the same.
      const startMs = plainDay ? firstMs + (clock - range.from) * MINUTE_MS : existingClockMs(date, clock, zone)
      const endMs = startMs === null ? null : startMs + length * MINUTE_MS
      if (startMs !== null && endMs !== null && endMs <= closeMs) starts.push({ clock, startMs, endMs })
    }
    return starts
  })
}

function existingClockMs(date: Temporal.PlainDate, clock: number, zone: string): number | null {
  const at = zonedAt(date, clock, zone)
  return at.hour * 60 + at.minute === clock % DAY_MINUTES ? at.epochMilliseconds : null
}

function zonedAt(date: Temporal.PlainDate, minutes: number, zone: string): Temporal.ZonedDateTime {
  const day = minutes >= DAY_MINUTES ? date.add({ days: 1 }) : date
  const plainTime = { hour: Math.floor((minutes % DAY_MINUTES) / 60), minute: minutes % 60 }
  return day.toZonedDateTime({ timeZone: zone, plainTime: Temporal.PlainTime.from(plainTime) })
}
