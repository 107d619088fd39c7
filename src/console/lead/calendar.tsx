import type { Booking } from '../api/schema.ts'
import { type Clock, dayKey, longDay, timeOf } from '../words/dates.ts'

const WEEKDAYS = ['seg', 'ter', 'qua', 'qui', 'sex', 'sáb', 'dom']
const DAY_MS = 86_400_000
const WEEKS = 3

/** Three weeks from this week's Monday, with the meetings on their days. */
export function Calendar({ bookings, clock }: { bookings: Booking[]; clock: Clock }) {
  const today = dayKey(clock.now, clock.zone)
  const live = bookings.filter((booking) => booking.status !== 'cancelled')
  return (
    <table className="w-full table-fixed border-separate border-spacing-1 text-center text-xs">
      <caption className="sr-only">Reuniões das próximas semanas</caption>
      <thead>
        <tr>
          {WEEKDAYS.map((day) => (
            <th key={day} scope="col" className="pb-0.5 font-medium text-soft">
              {day}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {weeksFrom(today).map((week) => (
          <tr key={week[0]}>
            {week.map((day) => (
              <Day
                key={day}
                day={day}
                today={today}
                zone={clock.zone}
                bookings={live.filter((booking) => dayKey(booking.start, clock.zone) === day)}
              />
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  )
}

function Day({ day, today, zone, bookings }: { day: string; today: string; zone: string; bookings: Booking[] }) {
  const number = Number(day.slice(8))
  const first = bookings[0]
  const look = first ? 'bg-sun text-[#2a1c04] font-semibold' : day < today ? 'text-soft opacity-60' : 'bg-sunken'
  return (
    <td
      aria-current={day === today ? 'date' : undefined}
      title={first ? `${longDay(first.start, zone)}, ${timeOf(first.start, zone)}` : undefined}
      className={`h-11 rounded-xl align-middle leading-tight ${look} ${day === today ? 'ring-2 ring-sun ring-inset' : ''}`}
    >
      <span className="block text-sm">{number}</span>
      {first && <span className="block text-[0.6875rem]">{timeOf(first.start, zone)}</span>}
    </td>
  )
}

function weeksFrom(today: string): string[][] {
  const start = Date.parse(today)
  const sinceMonday = (new Date(start).getUTCDay() + 6) % 7
  const monday = start - sinceMonday * DAY_MS
  return Array.from({ length: WEEKS }, (_, week) =>
    Array.from({ length: 7 }, (_, day) => new Date(monday + (week * 7 + day) * DAY_MS).toISOString().slice(0, 10)),
  )
}
