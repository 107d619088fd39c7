import type {
  ActionResult,
  ConversationMemory,
  LiveBooking,
  OfferContext,
  OfferedSlot,
  Plan,
  Say,
  Stage,
} from '#src/domain/plan.ts'
import type { Asked } from '#src/domain/understanding.ts'
import { agentOf, rememberAsked } from './draft.ts'
import type { DecideInput } from './input.ts'
import { exactStart, slotAt } from './wish.ts'

type Outcome = {
  says: Say[]
  asks?: Asked | null
  stage?: Stage
  memory?: Partial<ConversationMemory>
  why: string
  /** Words decided before that the result makes needless. */
  drop?: Say['kind'][]
}

/** Nothing stands on offer any more. */
const NO_OFFER = { offered: [], wish: null, ambiguous: null, rescheduling: false, refusals: 0 }

/**
 * Turns the result of the plan's action into words, question, stage and memory. That a meeting is booked is only ever said here, and only of
 * a committed booking. A plan without an action stays as it is.
 */
export function settle(plan: Plan, result: ActionResult, input: DecideInput): Plan {
  if (!plan.action) return plan
  const { says, asks = null, stage, memory, why, drop = [] } = outcomeOf(plan, result, input)
  const spoken = [...plan.says.filter((say) => !drop.includes(say.kind)), ...says]
  const remembered = rememberAsked({ ...plan.memory, ...memory }, asks, spoken)
  const lastSpokeAt = input.now.toInstant().toString()
  return {
    ...plan,
    agent: agentOf(spoken, plan.action),
    says: spoken,
    asks,
    stage: stage ?? plan.stage,
    memory: spoken.length > 0 ? { ...remembered, lastSpokeAt } : plan.memory,
    why: [...plan.why, why],
  }
}

function outcomeOf(plan: Plan, result: ActionResult, input: DecideInput): Outcome {
  switch (result.kind) {
    case 'slots':
      return offered(plan, result.slots, contextOf(plan, result), input)
    case 'slot_taken':
      return offered(plan, result.slots, wasOffered(plan, input) ? 'taken' : 'full', input)
    case 'slot_refused':
      return offered(plan, result.slots, result.reason, input)
    case 'booked':
      return booked(plan, { kind: 'booked', booking: result.booking }, result.booking, input)
    case 'rescheduled':
      return booked(plan, { kind: 'rescheduled', booking: result.booking }, result.booking, input)
    case 'cancelled':
      return cancelled(plan, result.booking, input)
    case 'attendance_confirmed':
      return {
        says: [{ kind: 'attendance_confirmed', booking: result.booking }],
        stage: 'scheduled',
        memory: { closed: true, thanked: false },
        why: 'attendance confirmed',
      }
    case 'erased':
      return { says: [{ kind: 'erased', receipt: result.receipt }], memory: { closed: true }, why: 'erased' }
    case 'nothing':
      return nothingDone(plan)
  }
}

/** Whether the time that turned out to be taken was on our list: only then it went just now. */
function wasOffered({ action }: Plan, { memory }: DecideInput): boolean {
  const start = action?.kind === 'book' || action?.kind === 'reschedule' ? action.start : undefined
  return start !== undefined && slotAt(memory.offered, start) !== undefined
}

/** Times for an answer; a wish to the minute that is free is put alone, so that a yes books it. */
function offered(plan: Plan, found: OfferedSlot[], context: OfferContext, { playbook }: DecideInput): Outcome {
  const why = `times: ${context}`
  if (found.length === 0) return { says: [{ kind: 'no_slots' }], memory: { offered: [] }, why: 'times: none free' }
  const slots = context === 'as_wished' ? exactlyWished(plan, found, playbook.timeZone) : found
  const inVain = UNMET.has(context) && isSameAgain(slots, plan.memory.offered)
  const refusals = (plan.memory.refusals ?? 0) + (inVain ? 1 : 0)
  // somebody who keeps wishing for a day that is closed would hear the same times for ever
  if (inVain && refusals > SAME_TIMES_AT_MOST)
    return { says: [{ kind: 'door_open' }], memory: { closed: true }, why: 'times: offered again and again' }
  const bothPresent = plan.facts.decisionMaker?.value === false
  return {
    says: [{ kind: 'offer_slots', slots, context, bothPresent }],
    asks: 'slots',
    memory: { offered: slots, ambiguous: null, refusals },
    why,
  }
}

/** Why a wish could not be met. */
const UNMET: ReadonlySet<OfferContext> = new Set([
  'closed',
  'holiday',
  'too_soon',
  'past',
  'beyond_horizon',
  'full',
  'outside_hours',
])

/** How often the very same times are offered once more. */
const SAME_TIMES_AT_MOST = 2

function isSameAgain(slots: OfferedSlot[], before: OfferedSlot[]): boolean {
  return slots.length === before.length && slots.every(({ start }, i) => start === before[i]?.start)
}

function exactlyWished({ action }: Plan, slots: OfferedSlot[], zone: string): OfferedSlot[] {
  const wish = action?.kind === 'offer_slots' ? action.wish : undefined
  const start = wish ? exactStart(wish, zone) : null
  const wished = start === null ? undefined : slotAt(slots, start)
  return wished ? [wished] : slots
}

/** A wish that cannot be had names its reason; a round after a refusal or for moving a meeting keeps its own words. */
function contextOf({ action }: Plan, result: Extract<ActionResult, { kind: 'slots' }>): OfferContext {
  const asked = action?.kind === 'offer_slots' ? action.context : 'first'
  if (result.fit === 'near') return result.reason ?? 'full'
  if (asked !== 'first' && asked !== 'as_wished') return asked
  return result.fit === 'as_wished' ? 'as_wished' : 'first'
}

/** The meeting stands. The e-mail for the invite is asked for once; without that question the turn closes. */
function booked(plan: Plan, say: Say, booking: LiveBooking, { playbook }: DecideInput): Outcome {
  const email = playbook.questions.find(({ fact }) => fact === 'email')
  const open = email && plan.facts.email === undefined && (plan.memory.askedTimes.email ?? 0) === 0
  const common = { stage: 'scheduled', why: say.kind, drop: ['present_offer', 'estimate'] } satisfies Partial<Outcome>
  if (open) {
    const ask: Say = { kind: 'ask', fact: 'email', attempt: 1, withChoices: false }
    return { ...common, says: [say, ask], asks: 'email', memory: NO_OFFER }
  }
  const memory = { ...NO_OFFER, closed: true, thanked: false }
  return { ...common, says: [say, { kind: 'closing', booking }], memory }
}

/** The lead is back where times can be chosen, unless they lost interest or opted out; then contact is only asked about. */
function cancelled(plan: Plan, booking: LiveBooking, { lead }: DecideInput): Outcome {
  const said: Say = { kind: 'cancelled', booking }
  const memory = { ...NO_OFFER, closed: true, thanked: false }
  if (lead.silence === 'opted_out' || lead.silence === 'erasure_asked')
    return { says: [said, { kind: 'ask_resume' }], asks: 'resume', memory, why: 'cancelled after an opt-out' }
  const lost = plan.effects.disqualify !== undefined
  return {
    says: lost ? [said, { kind: 'door_open' }] : [said],
    stage: lost ? plan.stage : 'qualified',
    memory,
    why: 'cancelled',
  }
}

/** The action found nothing to do: no times, or no booking to change. An erasure that did not happen is not spoken of. */
function nothingDone({ action, says }: Plan): Outcome {
  if (action?.kind === 'offer_slots' || action?.kind === 'book')
    return { says: [{ kind: 'no_slots' }], why: 'nothing free' }
  if (action?.kind === 'erase') return { says: [], why: 'nothing erased' }
  return { says: says.length > 0 ? [] : [{ kind: 'no_booking' }], why: 'nothing to change' }
}
