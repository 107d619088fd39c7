import type { Outcome } from '../case.ts'
import type { StoredBooking, WorldState } from '../world.ts'

/** How a conversation stands, by the first that holds of `OUTCOMES`. */
export function outcomeOf({ lead, bookings }: WorldState): Outcome {
  if (lead === null) return 'open'
  if (lead.stage === 'opted_out' || lead.silence === 'opted_out') return 'opted_out'
  if (lead.stage === 'handoff' || lead.silence === 'takeover' || lead.silence === 'handoff') return 'handoff'
  if (bookings.some(({ status }) => status === 'confirmed')) return 'booked'
  if (lead.stage === 'disqualified' || lead.stage === 'qualified' || lead.stage === 'nurturing') return lead.stage
  return 'open'
}

/** Why a lead was declined or handed over; null for every other outcome. */
export function reasonOf(state: WorldState): string | null {
  const outcome = outcomeOf(state)
  if (outcome === 'disqualified') return state.lead?.disqualifiedReason ?? null
  if (outcome !== 'handoff') return null
  return state.lead?.silence === 'takeover' ? 'takeover' : (state.lead?.handoffReason ?? null)
}

/** The booking a case means: the live one, otherwise the last. */
export function bookingOf({ bookings }: WorldState): StoredBooking | undefined {
  return bookings.find(({ status }) => status === 'confirmed') ?? bookings.at(-1)
}
