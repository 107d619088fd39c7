import { z } from 'zod'
import type { LiveBooking } from '#src/domain/plan.ts'
import { allRows, firstRow, InstantColumn } from './rows.ts'
import { type Transaction, together } from './transaction.ts'

const LoadRow = z.object({ id: z.string(), load: z.number() })

const BookingRow = z.object({
  id: z.string(),
  startsAt: InstantColumn,
  endsAt: InstantColumn,
  bookedAt: InstantColumn,
  attendantId: z.string(),
  attendantName: z.string(),
  meeting: z.string(),
  status: z.enum(['confirmed', 'cancelled', 'done', 'no_show']),
  attendanceConfirmed: z.boolean(),
})
export type BookingRow = z.infer<typeof BookingRow>

const COLUMNS = `id, lower(during) as "startsAt", upper(during) as "endsAt", booked_at as "bookedAt", attendant_id as "attendantId",
  attendant_name as "attendantName", meeting, status, attendance_confirmed as "attendanceConfirmed"`

const EXCLUSION_VIOLATION = '23P01'
const UNIQUE_VIOLATION = '23505'

/** As the agent may speak of it: instants with the tenant's offset. */
export function liveBookingOf(row: BookingRow, zone: string): LiveBooking {
  const local = (at: Temporal.Instant) => at.toZonedDateTimeISO(zone).toString({ timeZoneName: 'never' })
  return {
    id: row.id,
    start: local(row.startsAt),
    end: local(row.endsAt),
    attendantId: row.attendantId,
    attendantName: row.attendantName,
    status: row.status,
    attendanceConfirmed: row.attendanceConfirmed,
    meeting: row.meeting,
  }
}

/**
 * The lead's confirmed meeting as it stood before the turn `turnKey`: what an earlier try of that turn did, but did not come to say, is
 * looked away from, so that the turn decides the same again.
 */
export async function findBookingBeforeTurn(
  tx: Transaction,
  leadId: string,
  turnKey: string,
): Promise<BookingRow | null> {
  const { rows } = await tx.query(
    `select ${COLUMNS.replace('status,', "'confirmed' as status,")} from bookings
      where tenant_id = current_tenant() and lead_id = $1
        and ((status = 'confirmed' and not starts_with(action_key, $2)) or (status = 'cancelled' and starts_with(ended_by, $2)))
      order by ended_by nulls last limit 1`,
    [leadId, `${turnKey}:`],
  )
  return firstRow(BookingRow, rows)
}

/** A booking by the action that made it: what a turn that starts again finds instead of booking twice. */
export async function findBookingByAction(tx: Transaction, actionKey: string): Promise<BookingRow | null> {
  const { rows } = await tx.query(
    `select ${COLUMNS} from bookings where tenant_id = current_tenant() and action_key = $1 and status = 'confirmed'`,
    [actionKey],
  )
  return firstRow(BookingRow, rows)
}

/**
 * Takes back what earlier tries of a turn did to the calendar and this one does not speak of: bookings not among `kept`, and, unless the
 * turn `ended` one, the end of the meeting that stood before. Nobody was told of either.
 */
export async function takeBackUnspoken(
  tx: Transaction,
  { leadId, turnKey, kept, ended }: { leadId: string; turnKey: string; kept: string[]; ended: boolean },
): Promise<void> {
  const undone = tx.query(
    `with undone as (
       update bookings set status = 'cancelled' where tenant_id = current_tenant() and lead_id = $1 and status = 'confirmed'
          and starts_with(action_key, $2) and not id = any($3::uuid[]) returning id)
     update reminders r set status = 'cancelled' from undone
      where r.tenant_id = current_tenant() and r.booking_id = undone.id and r.status = 'pending'`,
    [leadId, `${turnKey}:`, kept],
  )
  if (ended || kept.length > 0) {
    await undone
    return
  }
  const restored = tx.query(
    `with restored as (
       update bookings set status = 'confirmed', ended_by = null
        where tenant_id = current_tenant() and lead_id = $1 and status = 'cancelled' and starts_with(ended_by, $2) returning id)
     update reminders r set status = 'pending' from restored
      where r.tenant_id = current_tenant() and r.booking_id = restored.id and r.status = 'cancelled' and r.due_at > tenant_now(r.tenant_id)`,
    [leadId, `${turnKey}:`],
  )
  await together(undone, restored)
}

export async function findBooking(
  tx: Transaction,
  id: string,
): Promise<(BookingRow & { conversationId: string; leadId: string }) | null> {
  const { rows } = await tx.query(
    `select ${COLUMNS}, conversation_id as "conversationId", lead_id as "leadId" from bookings where tenant_id = current_tenant() and id = $1`,
    [id],
  )
  return firstRow(BookingRow.extend({ conversationId: z.string(), leadId: z.string() }), rows)
}

export type NewBooking = {
  leadId: string
  conversationId: string
  attendantId: string
  attendantName: string
  meeting: string
  start: Temporal.Instant
  end: Temporal.Instant
  bufferMinutes: number
  actionKey: string
}

/** Books; null when the attendant's time was taken meanwhile: a constraint of the database says so, not a look before. */
export async function insertBooking(tx: Transaction, booking: NewBooking): Promise<BookingRow | null> {
  await tx.query('savepoint booking')
  try {
    const { rows } = await tx.query(
      `insert into bookings (tenant_id, lead_id, conversation_id, attendant_id, attendant_name, meeting, during, busy, action_key, booked_at)
       values (current_tenant(), $1, $2, $3, $4, $5, tstzrange($6, $7), tstzrange($6, $7::timestamptz + make_interval(mins => $8)), $9,
               tenant_now(current_tenant()))
       returning ${COLUMNS}`,
      [
        booking.leadId,
        booking.conversationId,
        booking.attendantId,
        booking.attendantName,
        booking.meeting,
        booking.start.toString(),
        booking.end.toString(),
        booking.bufferMinutes,
        booking.actionKey,
      ],
    )
    await tx.query('release savepoint booking')
    return firstRow(BookingRow, rows)
  } catch (error) {
    await tx.query('rollback to savepoint booking')
    const code = error instanceof Error && 'code' in error ? error.code : null
    if (code === EXCLUSION_VIOLATION || code === UNIQUE_VIOLATION) return null
    throw error
  }
}

/** Cancels a booking and its reminders; once more by the same action changes nothing. */
export async function cancelBooking(tx: Transaction, id: string, actionKey: string): Promise<BookingRow | null> {
  await tx.query(
    `update reminders set status = 'cancelled' where tenant_id = current_tenant() and booking_id = $1 and status = 'pending'`,
    [id],
  )
  const { rows } = await tx.query(
    `update bookings set status = 'cancelled', ended_by = $2 where tenant_id = current_tenant() and id = $1 returning ${COLUMNS}`,
    [id, actionKey],
  )
  return firstRow(BookingRow, rows)
}

export async function confirmAttendance(tx: Transaction, id: string): Promise<BookingRow | null> {
  const { rows } = await tx.query(
    `update bookings set attendance_confirmed = true where tenant_id = current_tenant() and id = $1 returning ${COLUMNS}`,
    [id],
  )
  return firstRow(BookingRow, rows)
}

const BusyRow = z.object({ attendantId: z.string().nullable(), from: InstantColumn, to: InstantColumn })

/** Time taken from now on: meetings, times held for other leads, and what the calendar keeps free. Without the lead's own holds. */
export async function findBusyTimes(
  tx: Transaction,
  {
    leadId,
    from,
    to,
    exceptBooking,
  }: { leadId: string; from: Temporal.Instant; to: Temporal.Instant; exceptBooking?: string },
) {
  const { rows } = await tx.query(
    `select attendant_id as "attendantId", lower(during) as "from", upper(during) as "to" from bookings
      where tenant_id = current_tenant() and status = 'confirmed' and during && tstzrange($2, $3) and id is distinct from $4
     union all
     select attendant_id, lower(busy), upper(busy) from holds
      where tenant_id = current_tenant() and lead_id <> $1 and expires_at > tenant_now(tenant_id) and busy && tstzrange($2, $3)
     union all
     select attendant_id, lower(during), upper(during) from busy_times where tenant_id = current_tenant() and during && tstzrange($2, $3)`,
    [leadId, from.toString(), to.toString(), exceptBooking ?? null],
  )
  return allRows(BusyRow, rows)
}

/** How many meetings each attendant has ahead: the round robin goes by it. */
export async function countLoads(tx: Transaction): Promise<Map<string, number>> {
  const { rows } = await tx.query(
    `select attendant_id as id, count(*)::int as load from bookings
      where tenant_id = current_tenant() and status = 'confirmed' and upper(during) > tenant_now(tenant_id) group by 1`,
  )
  return new Map(allRows(LoadRow, rows).map(({ id, load }) => [id, load]))
}

/** Keeps the times on offer to this lead from other leads for a while; replaces what was held for it before. */
export async function replaceHolds(
  tx: Transaction,
  {
    leadId,
    slots,
    minutes,
  }: {
    leadId: string
    slots: { attendantId: string; from: Temporal.Instant; to: Temporal.Instant }[]
    minutes: number
  },
): Promise<void> {
  await tx.query(
    `delete from holds where tenant_id = current_tenant() and (lead_id = $1 or expires_at < tenant_now(tenant_id))`,
    [leadId],
  )
  await tx.query(
    `insert into holds (tenant_id, lead_id, attendant_id, busy, expires_at)
     select current_tenant(), $1, h.attendant, tstzrange(h.a, h.b), tenant_now(current_tenant()) + make_interval(mins => $5)
       from unnest($2::text[], $3::timestamptz[], $4::timestamptz[]) h(attendant, a, b) on conflict do nothing`,
    [
      leadId,
      slots.map((s) => s.attendantId),
      slots.map((s) => s.from.toString()),
      slots.map((s) => s.to.toString()),
      minutes,
    ],
  )
}
