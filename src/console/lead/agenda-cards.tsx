import type { Booking, FollowUp, LeadState } from '../api/schema.ts'
import { Card, Chip, Empty, type Tone } from '../ui/card.tsx'
import { BellIcon, CalendarIcon, ClockIcon } from '../ui/icons.tsx'
import { type Clock, distance, longDay, momentLabel, timeOf } from '../words/dates.ts'
import { BOOKING_STATUS, label, plannedLabel, REMINDERS } from '../words/labels.ts'
import { useClock } from '../words/use-clock.ts'
import { Calendar } from './calendar.tsx'

const BOOKING_TONE: Record<string, Tone> = { confirmed: 'leaf', cancelled: 'rose', no_show: 'rose', done: 'plain' }
const PLANNED_TONE: Record<string, Tone> = { pending: 'sun', sent: 'leaf' }

/** The meetings on a small calendar, and what the agent will do if the lead stays silent. */
export function AgendaCards({ state }: { state: LeadState }) {
  const clock = useClock()
  return (
    <>
      <Card title="Reuniões" icon={<CalendarIcon className="size-4.5" />}>
        <Calendar bookings={state.bookings} clock={clock} />
        {state.bookings.length === 0 ? (
          <div className="mt-3">
            <Empty>Nenhuma reunião marcada ainda.</Empty>
          </div>
        ) : (
          <ul className="mt-3 space-y-2">
            {state.bookings.map((booking) => (
              <BookingRow key={booking.id} booking={booking} clock={clock} />
            ))}
          </ul>
        )}
      </Card>
      {state.reminders.length > 0 && (
        <Card title="Lembretes" icon={<BellIcon className="size-4.5" />}>
          <ul className="divide-y divide-line">
            {state.reminders.map(({ which, dueAt, status }) => (
              <PlannedRow
                key={`${which}:${dueAt}`}
                title={label(REMINDERS, which)}
                dueAt={dueAt}
                status={status}
                words={plannedLabel(status, 'o')}
                clock={clock}
              />
            ))}
          </ul>
        </Card>
      )}
      <Card title="Retomadas de contato" icon={<ClockIcon className="size-4.5" />}>
        {state.followUps.length === 0 && <Empty>Se o lead sumir, as retomadas previstas aparecem aqui.</Empty>}
        <ul className="divide-y divide-line">
          {state.followUps.map((one) => (
            <PlannedRow
              key={`${one.step}:${one.dueAt}`}
              title={titleOf(one)}
              dueAt={one.dueAt}
              status={one.status}
              words={plannedLabel(one.status, 'a')}
              clock={clock}
            />
          ))}
        </ul>
      </Card>
    </>
  )
}

const titleOf = ({ kind, step }: FollowUp) => (kind === 'callback' ? 'Retorno combinado' : `${step}ª retomada`)

function BookingRow({ booking, clock }: { booking: Booking; clock: Clock }) {
  return (
    <li data-booking={booking.status} className="rounded-xl border border-line bg-raised px-3 py-2.5 text-sm">
      <p className="flex flex-wrap items-center gap-2">
        <span className="font-semibold first-letter:uppercase">{longDay(booking.start, clock.zone)}</span>
        <Chip tone={BOOKING_TONE[booking.status] ?? 'plain'}>{label(BOOKING_STATUS, booking.status)}</Chip>
      </p>
      <p className="mt-0.5 text-soft">
        {timeOf(booking.start, clock.zone)} às {timeOf(booking.end, clock.zone)}
        {booking.attendantName && ` com ${booking.attendantName}`}
        {booking.attendanceConfirmed && ' · presença reconfirmada'}
      </p>
    </li>
  )
}

interface PlannedRowProps {
  title: string
  dueAt: string
  status: string
  /** The status in words. */
  words: string
  clock: Clock
}

/** Something the agent will send, or has sent, by itself. */
function PlannedRow({ title, dueAt, status, words, clock }: PlannedRowProps) {
  return (
    <li data-planned={status} className="flex items-center gap-3 py-2 text-sm">
      <span className="min-w-0 flex-1">
        <span className="block font-medium">{title}</span>
        <span className="text-xs text-soft">
          {momentLabel(dueAt, clock)}
          {status === 'pending' && ` · ${distance(dueAt, clock.now)}`}
        </span>
      </span>
      <Chip tone={PLANNED_TONE[status] ?? 'plain'}>{words}</Chip>
    </li>
  )
}
