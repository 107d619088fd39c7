import type { Booking } from '../api/schema.ts'
import type { Clock } from '../words/dates.ts'
import { timeOf } from '../words/dates.ts'

const HOUR_MS = 3_600_000
/** Reminders go out 24 h and 2 h before, between these hours; other moments move to the edge inside. */
const BEFORE_H = [24, 2]
const FROM_H = 7
const TO_H = 21

/** The moment just after the next reminder of a live booking is due, or null. */
export function nextReminder(bookings: Pick<Booking, 'start' | 'status'>[], clock: Clock): string | null {
  const moments = bookings
    .filter((booking) => booking.status === 'confirmed')
    .flatMap((booking) => BEFORE_H.map((hours) => insideHours(Date.parse(booking.start) - hours * HOUR_MS, clock.zone)))
    .filter((at) => at > clock.now)
  return moments.length > 0 ? new Date(Math.min(...moments) + 1000).toISOString() : null
}

function insideHours(at: number, zone: string): number {
  const [hours = 0, minutes = 0] = timeOf(at, zone).split(':').map(Number)
  const hour = hours + minutes / 60
  if (hour < FROM_H) return at + (FROM_H - hour) * HOUR_MS
  return hour > TO_H ? at - (hour - TO_H) * HOUR_MS : at
}
