import type { OfferContext, SlotWish } from '#src/domain/plan.ts'
import { wishFromTime } from '#src/domain/slot-wish.ts'
import type { UnderstoodTime } from '#src/domain/understanding.ts'
import { bareNumber } from './bare-number.ts'
import { closeDoor } from './closing.ts'
import { addAside, type Draft, note, type Rule, settleWith } from './draft.ts'
import { spokenTime } from './small-hours.ts'
import type { Turn } from './turn.ts'
import { exactStart, isOnGrid, meantToday, mergeWish, resolveAmbiguous, slotAt, slotsWithin } from './wish.ts'

/** Times turned down this often leave the door open. */
const ROUNDS_OF_TIMES = 2

/**
 * The answer to the times on offer, and wishes for a time at any moment. A pick books at once when it is unambiguous; a wish said before
 * everything else is known is kept until times are offered.
 */
export const times: Rule = (turn, draft) => {
  const picked = pick(turn)
  if (picked) return take(turn, draft, picked)
  const wished = readWish(turn)
  if (wished === 'ambiguous') return askWhichMeant(turn, draft)
  if (wished) return followWish(turn, draft, wished)
  return turn.memory.asked === 'slots' ? answerToOffer(turn, draft) : draft
}

/** Whether times may be offered now: nothing is missing and no gate stands in the way. */
export function canOffer({ gates, missing, memory, booking, input }: Turn): boolean {
  if (booking) return memory.rescheduling
  const over = input.lead.stage === 'met' || input.lead.stage === 'won' || input.lead.stage === 'lost'
  return !over && gates.failing === null && !gates.needsExactBill && missing === null
}

/** Looks for times to offer, in the light of a wish. */
export function offer(turn: Turn, draft: Draft, context: OfferContext, wish: SlotWish | null): Draft {
  return settleWith(draft, `offer times: ${context}`, {
    action: {
      kind: 'offer_slots',
      context,
      ...(wish ? { wish } : {}),
      ...excluded(turn, context),
    },
    memory: { wish, ambiguous: null },
  })
}

/** Times just turned down are not offered again; neither is the time of the meeting that is being moved. */
function excluded({ memory, booking }: Turn, context: OfferContext): { exclude?: string[] } {
  const declined = context === 'declined' ? memory.offered.map(({ start }) => start) : []
  const exclude = [...declined, ...(booking ? [booking.start] : [])]
  return exclude.length > 0 ? { exclude } : {}
}

/** Takes the wish of a turn as far as it goes: to a booking, to times, or into the memory until everything else is known. */
export function followWish(turn: Turn, draft: Draft, wish: SlotWish): Draft {
  if (!canOffer(turn)) return keepForLater(turn, draft, { wish, ambiguous: null })
  const zone = turn.input.playbook.timeZone
  const within = slotsWithin(turn.memory.offered, wish, zone)
  const [only] = within
  if (only && within.length === 1 && turn.memory.asked === 'slots' && !turn.has('ask')) return take(turn, draft, only)
  const start = isNamed(turn) ? exactStart(wish, zone) : null
  if (start !== null && isOnGrid(start, turn.input.playbook.scheduling, zone) && !turn.has('ask'))
    return take(turn, draft, slotAt(turn.memory.offered, start) ?? { start })
  return offer(turn, draft, turn.memory.rescheduling ? 'reschedule' : 'as_wished', wish)
}

/** The wish is used once everything else is known. It is heard all the same: somebody who names a time and is asked something else repeats it. */
function keepForLater(turn: Turn, draft: Draft, memory: Draft['memory']): Draft {
  const kept = note(draft, 'wish kept for later', { memory, excused: true })
  return turn.missing === null || turn.booking
    ? kept
    : addAside(kept, 'wish kept for later: says so', [{ kind: 'wish_kept' }])
}

/** An hour counts as named when it is said now, or completes a wish that lacked its day; "e sexta?" only asks for that day. */
function isNamed(turn: Turn): boolean {
  const time = spokenTime(turn)
  const said = time ? wishFromTime(time, turn.input.playbook.timeZone) : null
  return turn.memory.wish?.date === undefined || turn.memory.ambiguous !== null || said?.clockFrom !== undefined
}

/** Puts both readings of an ambiguous time to the lead. */
export function askWhichMeant(turn: Turn, draft: Draft): Draft {
  const ambiguous = stillAmbiguous(turn)
  if (!ambiguous?.from || !ambiguous.to) return draft
  if (!canOffer(turn)) return keepForLater(turn, draft, { ambiguous })
  return settleWith(draft, 'ambiguous time', {
    says: [{ kind: 'ask_slot_ambiguous', from: ambiguous.from, to: ambiguous.to }],
    asks: 'slots',
    memory: { ambiguous, offered: [] },
  })
}

/** What is open: a new ambiguous time, or the one asked about, with an hour or part of the day that was said meanwhile. */
function stillAmbiguous(turn: Turn): UnderstoodTime | null {
  const { ambiguous } = turn.memory
  const time = spokenTime(turn)
  if (time?.kind === 'ambiguous' || !ambiguous || !time?.clockFrom) return time?.kind === 'ambiguous' ? time : ambiguous
  const [from, to] = [ambiguous.from, ambiguous.to].map((at) => at?.slice(0, 'YYYY-MM-DD'.length))
  const { clockTo: _, ...rest } = ambiguous
  return {
    ...rest,
    ...(from ? { from } : {}),
    ...(to ? { to } : {}),
    clockFrom: time.clockFrom,
    ...(time.clockTo ? { clockTo: time.clockTo } : {}),
  }
}

/** The time on offer that the lead picked, by number or words; a yes picks when there is only one. */
function pick(turn: Turn): { start: string; attendantId?: string } | null {
  const { memory, perception } = turn
  if (memory.asked !== 'slots' || memory.ambiguous) return null
  if (perception.choice !== undefined) return memory.offered[perception.choice - 1] ?? null
  const [only] = memory.offered
  const yes = turn.has('confirm') && !turn.has('deny') && !perception.time
  return only && memory.offered.length === 1 && yes ? only : null
}

function take(turn: Turn, draft: Draft, { start, attendantId }: { start: string; attendantId?: string }): Draft {
  const slot = { start, ...(attendantId ? { attendantId } : {}) }
  const action = turn.booking
    ? ({ kind: 'reschedule', bookingId: turn.booking.id, ...slot } as const)
    : ({ kind: 'book', ...slot } as const)
  return settleWith(draft, `picked a time: ${action.kind}`, { action, memory: { ambiguous: null } })
}

/** The wish of this turn, completed by what was wished before; a time of a deferral is no wish for a meeting. */
function readWish(turn: Turn): SlotWish | 'ambiguous' | null {
  const { memory, perception, input } = turn
  if (turn.has('defer') || isByTheWay(turn)) return null
  const zone = input.playbook.timeZone
  if (memory.ambiguous && memory.asked === 'slots') {
    const choice = perception.choice ?? (bareNumber(perception) || undefined)
    const resolved = resolveAmbiguous(memory.ambiguous, { choice, time: perception.time }, zone)
    if (resolved) return mergeWish(memory.wish, resolved)
  }
  const time = spokenTime(turn)
  if (!time) return null
  if (time.kind === 'ambiguous') return 'ambiguous'
  if (memory.ambiguous && memory.asked === 'slots' && opensTwoDays(memory.ambiguous) && time.need === 'day')
    return 'ambiguous'
  const wish = wishFromTime(time, zone)
  if (!wish) return null
  const meant = memory.asked === 'slots' ? meantToday(wish, memory.offered, perception.normalised, input.now) : wish
  return mergeWish(memory.wish, meant)
}

/**
 * A time that is part of something else: "funciona de noite?" beside a question about the system, and a whole month ("mudo mês que vem")
 * where nobody spoke of meetings.
 */
function isByTheWay({ memory, perception, has }: Turn): boolean {
  const { time, topics = [], normalised } = perception
  if (!time || memory.asked === 'slots' || OF_MEETINGS.test(normalised)) return false
  const asksElse = has('ask') && topics.length > 0 && !topics.includes('availability') && !topics.includes('meeting')
  return (asksElse && time.kind === 'daypart') || MONTH.test(normalised)
}

const OF_MEETINGS = /marca|agend|reuni|hor[aá]rio|visita|atend|conversa|vaga/u
const MONTH = /(m[eê]s|ano) que vem|(pr[oó]ximo|outro) (m[eê]s|ano)/u

/** Whether the two readings differ by their day, so that an hour alone settles nothing. */
function opensTwoDays({ from, to }: UnderstoodTime): boolean {
  return from !== undefined && to !== undefined && from.slice(0, 10) !== to.slice(0, 10)
}

/** Times were asked about and the answer names none. */
function answerToOffer(turn: Turn, draft: Draft): Draft {
  const { acts, declined } = turn.perception
  const aboutElse = acts.some((act) => act.startsWith('object:')) || Boolean(declined?.length)
  if (!canOffer(turn) || aboutElse) return draft
  if (turn.has('deny', 'reschedule', 'cancel') && !turn.has('confirm')) return declineTimes(turn, draft)
  if (turn.memory.ambiguous && turn.has('confirm')) return askWhichMeant(turn, draft)
  if (!turn.has('confirm')) return draft
  if (turn.memory.offered.length === 0)
    return offer(turn, draft, turn.memory.rescheduling ? 'reschedule' : 'first', turn.memory.wish)
  return askWhichSlot(draft)
}

/** Asks which of the times on offer it shall be. */
export function askWhichSlot(draft: Draft): Draft {
  return settleWith(draft, 'which of the times', { says: [{ kind: 'ask_which_slot' }], asks: 'slots' })
}

/** None of the times suits: others once, then the door stays open. */
function declineTimes(turn: Turn, draft: Draft): Draft {
  const refusals = (turn.memory.refusals ?? 0) + 1
  const counted = note(draft, `times turned down: ${refusals}`, { memory: { refusals, ambiguous: null } })
  if (refusals < ROUNDS_OF_TIMES) return offer(turn, counted, 'declined', null)
  const closed = closeDoor(counted, 'times turned down again')
  return turn.booking
    ? {
        ...closed,
        main: [{ kind: 'booking_reminded', booking: turn.booking }],
        memory: { ...closed.memory, rescheduling: false },
      }
    : closed
}
