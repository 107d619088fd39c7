import { createHash } from 'node:crypto'
import type pg from 'pg'
import {
  type BookingRow,
  cancelBooking,
  confirmAttendance,
  countLoads,
  findBookingByAction,
  findBusyTimes,
  insertBooking,
  liveBookingOf,
  replaceHolds,
  takeBackUnspoken,
} from '#src/db/bookings.ts'
import { planReminderRows } from '#src/db/due.ts'
import { tenantNow } from '#src/db/tenants.ts'
import { inTenant, type Transaction } from '#src/db/transaction.ts'
import { createHolidays } from '#src/domain/holidays.ts'
import type { Action, ActionResult, OfferContext, OfferedSlot } from '#src/domain/plan.ts'
import type { Playbook } from '#src/domain/playbook.ts'
import { planReminders } from '#src/domain/reminders.ts'
import { checkSlot, findSlots, type Slot, type SlotRequest } from '#src/domain/slots.ts'

export type ActionScope = {
  services: { pool: pg.Pool }
  tenantId: string
  conversationId: string
  leadId: string
  playbook: Playbook
  /** The first waiting message: it names the turn, also when the turn starts again. */
  turnKey: string
}

/**
 * The internal calendar, as a turn may use it. What it does commits at once and is keyed by the turn: a turn that starts again after a
 * crash finds its own booking and does not make another.
 */
export function createActions(scope: ActionScope): (action: Action) => Promise<ActionResult> {
  const { services, tenantId } = scope
  return (action) =>
    inTenant(services.pool, tenantId, async (tx) => {
      switch (action.kind) {
        case 'offer_slots':
          return await offer(tx, scope, action)
        case 'book':
          return await book(tx, scope, action)
        case 'reschedule':
          return await reschedule(tx, scope, action)
        case 'cancel':
          return asResult(await cancelBooking(tx, action.bookingId, `${scope.turnKey}:cancel`), 'cancelled', scope)
        case 'confirm_attendance':
          return asResult(await confirmAttendance(tx, action.bookingId), 'attendance_confirmed', scope)
        case 'erase':
          return { kind: 'erased', receipt: receiptOf(scope) }
      }
    })
}

/** A number people can quote; the same for every try of the turn. */
function receiptOf({ tenantId, turnKey }: ActionScope): string {
  const digits = BigInt(
    `0x${createHash('sha256').update(`${tenantId}:${turnKey}`).digest('hex').slice(0, 12)}`,
  ).toString()
  return digits.padStart(8, '0').slice(-8)
}

function asResult(
  booking: BookingRow | null,
  kind: 'cancelled' | 'attendance_confirmed',
  { playbook }: ActionScope,
): ActionResult {
  return booking ? { kind, booking: liveBookingOf(booking, playbook.timeZone) } : { kind: 'nothing' }
}

async function offer(
  tx: Transaction,
  scope: ActionScope,
  action: Extract<Action, { kind: 'offer_slots' }>,
): Promise<ActionResult> {
  const request = await slotRequest(tx, scope)
  const found = findSlots({
    ...request,
    count: scope.playbook.scheduling.offerCount,
    ...(action.wish ? { wish: action.wish } : {}),
    ...(action.exclude ? { exclude: action.exclude.map((start) => Temporal.Instant.from(start)) } : {}),
  })
  const slots = found.slots.map((slot) => toOffered(slot, scope.playbook))
  await hold(tx, scope, found.slots)
  return { kind: 'slots', slots, fit: found.fit, ...(found.reason ? { reason: found.reason } : {}) }
}

async function book(
  tx: Transaction,
  scope: ActionScope,
  action: { start: string; attendantId?: string | undefined },
): Promise<ActionResult> {
  const actionKey = await startAction(tx, scope, 'book', action.start)
  const done = await findBookingByAction(tx, actionKey)
  if (done) return { kind: 'booked', booking: liveBookingOf(done, scope.playbook.timeZone) }
  const booking = await tryBook(tx, scope, action, { actionKey })
  return 'id' in booking ? { kind: 'booked', booking: liveBookingOf(booking, scope.playbook.timeZone) } : booking
}

/** The new time is taken first: if it is gone, the old meeting stands. */
async function reschedule(
  tx: Transaction,
  scope: ActionScope,
  action: Extract<Action, { kind: 'reschedule' }>,
): Promise<ActionResult> {
  const zone = scope.playbook.timeZone
  const actionKey = await startAction(tx, scope, 'reschedule', action.start)
  const done = await findBookingByAction(tx, actionKey)
  if (done) return { kind: 'rescheduled', booking: liveBookingOf(done, zone) }
  await tx.query('savepoint reschedule')
  await cancelBooking(tx, action.bookingId, actionKey)
  const booking = await tryBook(tx, scope, action, { actionKey, exceptBooking: action.bookingId })
  if ('id' in booking) return { kind: 'rescheduled', booking: liveBookingOf(booking, zone) }
  await tx.query('rollback to savepoint reschedule')
  return booking
}

/** The key of an action; what an earlier try of the turn booked at another time is let go of first. */
async function startAction(
  tx: Transaction,
  { leadId, turnKey }: ActionScope,
  kind: 'book' | 'reschedule',
  start: string,
): Promise<string> {
  const actionKey = `${turnKey}:${kind}:${Temporal.Instant.from(start)}`
  const done = await findBookingByAction(tx, actionKey)
  await takeBackUnspoken(tx, { leadId, turnKey, kept: done ? [done.id] : [], ended: true })
  return actionKey
}

async function tryBook(
  tx: Transaction,
  scope: ActionScope,
  { start, attendantId }: { start: string; attendantId?: string | undefined },
  { actionKey, exceptBooking }: { actionKey: string; exceptBooking?: string },
): Promise<BookingRow | Extract<ActionResult, { kind: 'slot_taken' | 'slot_refused' }>> {
  const { playbook, leadId, conversationId } = scope
  const request = await slotRequest(tx, scope, exceptBooking)
  const preferred = request.attendants.map((one) => (one.id === attendantId ? { ...one, load: -1 } : one))
  const checked = checkSlot({ ...request, attendants: preferred }, Temporal.Instant.from(start))
  if (checked.kind === 'free') {
    const { slot } = checked
    const booking = await insertBooking(tx, {
      leadId,
      conversationId,
      attendantId: slot.attendantId,
      attendantName: nameOf(playbook, slot.attendantId),
      meeting: playbook.scheduling.meetingName,
      start: slot.start.toInstant(),
      end: slot.end.toInstant(),
      bufferMinutes: playbook.scheduling.meeting.bufferMinutes,
      actionKey,
    })
    if (booking) {
      await planReminderRows(
        tx,
        booking.id,
        planReminders(
          { startsAt: booking.startsAt, agreedAt: booking.bookedAt },
          playbook.reminders,
          playbook.timeZone,
        ),
      )
      await replaceHolds(tx, { leadId, slots: [], minutes: 0 })
      return booking
    }
  }
  const reason: OfferContext = checked.kind === 'free' ? 'full' : checked.reason
  const local = Temporal.Instant.from(start).toZonedDateTimeISO(playbook.timeZone)
  const wish = {
    date: local.toPlainDate().toString(),
    clockFrom: local.toPlainTime().toString({ smallestUnit: 'minute' }),
  }
  const others = findSlots({
    ...request,
    wish,
    count: playbook.scheduling.offerCount,
    exclude: [Temporal.Instant.from(start)],
  })
  const slots = others.slots.map((slot) => toOffered(slot, playbook))
  await hold(tx, scope, others.slots)
  return reason === 'full' ? { kind: 'slot_taken', slots } : { kind: 'slot_refused', reason, slots }
}

async function slotRequest(
  tx: Transaction,
  { playbook, leadId, tenantId }: ActionScope,
  exceptBooking?: string,
): Promise<SlotRequest> {
  const { scheduling, timeZone } = playbook
  const now = await tenantNow(tx, tenantId)
  const until = now.add({ hours: 24 * (scheduling.meeting.horizonDays + 2) })
  const busy = await findBusyTimes(tx, {
    leadId,
    from: now.subtract({ hours: 24 }),
    to: until,
    ...(exceptBooking ? { exceptBooking } : {}),
  })
  const loads = await countLoads(tx)
  return {
    now: now.toZonedDateTimeISO(timeZone),
    meeting: scheduling.meeting,
    hours: scheduling.hours,
    isHoliday: createHolidays(scheduling.holidays).isHoliday,
    attendants: scheduling.attendants.map(({ id }) => ({ id, load: loads.get(id) ?? 0 })),
    busy,
  }
}

async function hold(tx: Transaction, { leadId, playbook }: ActionScope, slots: Slot[]) {
  await replaceHolds(tx, {
    leadId,
    slots: slots.map(({ attendantId, start, end }) => ({ attendantId, from: start.toInstant(), to: end.toInstant() })),
    minutes: playbook.scheduling.holdMinutes,
  })
}

function toOffered({ start, end, attendantId }: Slot, playbook: Playbook): OfferedSlot {
  return {
    start: start.toString({ timeZoneName: 'never' }),
    end: end.toString({ timeZoneName: 'never' }),
    attendantId,
    attendantName: nameOf(playbook, attendantId),
  }
}

function nameOf({ scheduling }: Playbook, attendantId: string): string {
  return scheduling.attendants.find(({ id }) => id === attendantId)?.name ?? attendantId
}
