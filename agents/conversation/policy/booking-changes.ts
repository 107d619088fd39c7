import type { SlotWish } from '#src/domain/plan.ts'
import { wishFromTime } from '#src/domain/slot-wish.ts'
import { closeDoor } from './closing.ts'
import { addAside, type Draft, note, type Rule, settleWith } from './draft.ts'
import { spokenTime } from './small-hours.ts'
import { askWhichMeant, followWish, offer } from './times.ts'
import type { Turn } from './turn.ts'
import { mergeWish } from './wish.ts'

type Wanted = 'move' | 'cancel' | 'confirm' | 'remind' | 'nothing'

/** Moving, cancelling or confirming a booking that stands, also as the answer to a reminder (1 confirm, 2 move, 3 cancel). */
export const bookingChanges: Rule = (turn, draft) => {
  const { booking, memory } = turn
  if (!booking) return withoutBooking(turn, draft)
  const wanted = wantedOf(turn)
  if (wanted === 'move') return move(turn, draft)
  const settled = note(draft, `booking: ${wanted}`, { memory: { rescheduling: false } })
  if (wanted === 'cancel')
    return settleWith(settled, 'cancels the meeting', { action: { kind: 'cancel', bookingId: booking.id } })
  if (wanted === 'confirm')
    return settleWith(settled, 'confirms attendance', { action: { kind: 'confirm_attendance', bookingId: booking.id } })
  if (wanted === 'remind')
    return settleWith(settled, 'speaks of the time booked', {
      says: [{ kind: 'booking_reminded', booking }],
      memory: { asked: memory.asked },
    })
  return draft
}

/** Whether the last thing asked is if the lead will come. */
export function isAttendanceAsked({ memory }: Turn): boolean {
  return memory.asked === 'attendance' || memory.asked === 'confirmation'
}

/** "Cancela, deixa pra quinta" moves; a bare no to a reminder moves too, so that nobody loses a meeting over a busy day. */
function wantedOf(turn: Turn): Wanted {
  const { perception, memory } = turn
  const reminded = isAttendanceAsked(turn)
  const otherTime = namesTime(turn)
  if (turn.has('reschedule') || (reminded && perception.choice === 2)) return 'move'
  if (turn.has('cancel') && otherTime !== 'other') return 'cancel'
  if (reminded && perception.choice === 3) return 'cancel'
  if (turn.has('cancel') || otherTime === 'other') return memory.rescheduling ? 'nothing' : 'move'
  if (reminded && (turn.has('confirm') || perception.choice === 1)) return 'confirm'
  if (reminded && turn.has('deny')) return 'move'
  if (otherTime === 'same') return memory.rescheduling ? 'nothing' : 'remind'
  return 'nothing'
}

/** Whether a time is spoken of, and whether it is the one booked. */
function namesTime(turn: Turn): 'other' | 'same' | null {
  const time = turn.has('defer') ? null : spokenTime(turn)
  if (!time || !turn.booking) return null
  const zone = turn.input.playbook.timeZone
  const wish = wishFromTime(time, zone)
  if (!wish) return time.kind === 'ambiguous' ? 'other' : null
  const booked = Temporal.Instant.from(turn.booking.start).toZonedDateTimeISO(zone)
  const clock = booked.toPlainTime().toString({ smallestUnit: 'minute' })
  const sameDay = wish.date === undefined || wish.date === booked.toPlainDate().toString()
  const sameClock = wish.clockFrom === undefined || (wish.exact ? wish.clockFrom === clock : wish.clockFrom <= clock)
  const before = wish.clockTo === undefined || clock < wish.clockTo
  return sameDay && sameClock && before ? 'same' : 'other'
}

/** "9h", said of a meeting at eight: another hour without a day is one of the same day. */
function bookedDay({ booking, perception, input: { playbook } }: Turn): SlotWish | null {
  if (!booking || OTHER_DAY.test(perception.normalised)) return null
  const day = Temporal.Instant.from(booking.start).toZonedDateTimeISO(playbook.timeZone).toPlainDate()
  return { date: day.toString() }
}

const OTHER_DAY = /outr[ao]|\bdia\b|\bdata\b|semana|m[eê]s|depois/u

/** Looks for another time, or takes the one that was named. */
function move(turn: Turn, draft: Draft): Draft {
  const moving: Turn = { ...turn, memory: { ...turn.memory, rescheduling: true, offered: [], wish: null } }
  const noted = note(draft, 'moves the meeting', { memory: { rescheduling: true, wish: null, refusals: 0 } })
  const time = turn.has('defer') ? null : spokenTime(turn)
  if (time?.kind === 'ambiguous') return askWhichMeant(moving, noted)
  const wish = time ? wishFromTime(time, turn.input.playbook.timeZone) : null
  return wish ? followWish(moving, noted, mergeWish(bookedDay(turn), wish)) : offer(moving, noted, 'reschedule', null)
}

const ABOUT_A_MEETING = /reuni|visita|hor[aá]rio|agend|marcad|conversa|compromisso|consulta|liga[cç]/u

/**
 * There is nothing to change; a meeting that never was is not cancelled, and a bare "cancela" gives up the whole matter. While times are being
 * chosen, "outro dia" is about those.
 */
function withoutBooking(turn: Turn, draft: Draft): Draft {
  const givesUp = turn.has('cancel') && !turn.has('reschedule') && !ABOUT_A_MEETING.test(turn.perception.normalised)
  if (givesUp && !spokenTime(turn)) return { ...closeDoor(draft, 'gives up, nothing was booked'), ended: true }
  if (turn.memory.asked === 'slots') return draft
  const meant = turn.has('reschedule', 'cancel') || (isAttendanceAsked(turn) && turn.has('confirm', 'deny'))
  return meant ? addAside(draft, 'no booking', [{ kind: 'no_booking' }]) : draft
}
