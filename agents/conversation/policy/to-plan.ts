import type { Plan, Stage } from '#src/domain/plan.ts'
import { agentOf, type Draft, rememberAsked, spoken } from './draft.ts'
import { isSilent, type Turn } from './turn.ts'

/** Stages people set after the meeting; the agent answers there, and moves nothing. */
const SET_BY_PEOPLE: ReadonlySet<Stage> = new Set(['met', 'won', 'lost'])

/** The finished plan of a draft: says in order, stage, and the memory of the turn. */
export function toPlan(turn: Turn, draft: Draft): Plan {
  const says = spoken(draft)
  const plan = {
    agent: agentOf(says, draft.action),
    says,
    asks: draft.asks,
    action: draft.action,
    facts: turn.facts,
    stage: draft.stage ?? stageOf(turn, draft),
    offer: turn.offer,
    effects: draft.effects,
    why: draft.why,
  }
  return { ...plan, memory: memoryOf(turn, draft, isSilent(plan), says) }
}

/** Where the lead stands after this turn, when no rule said so. */
export function stageOf({ input: { lead }, gates, missing, booking }: Turn, { effects, asks }: Draft): Stage {
  if (lead.silence === 'opted_out' || lead.silence === 'erasure_asked') if (!effects.resume) return 'opted_out'
  if (lead.silence !== null && !effects.resume) return lead.stage
  if (SET_BY_PEOPLE.has(lead.stage)) return lead.stage
  if (booking) return 'scheduled'
  if (lead.disqualified && !effects.requalify) return 'disqualified'
  if (gates.passed && missing === null) return 'qualified'
  return lead.stage === 'new' && asks === null && Object.keys(lead.facts).length === 0 ? 'new' : 'qualifying'
}

function memoryOf(
  { memory, input, perception }: Turn,
  draft: Draft,
  silent: boolean,
  says: Plan['says'],
): Plan['memory'] {
  const { places, ...kept } = memory
  const next = {
    ...kept,
    ...(draft.asks === 'state' && places ? { places } : {}),
    ...draft.memory,
    turns: memory.turns + 1,
    wantsDiscountOnly: memory.wantsDiscountOnly || perception.wantsDiscountOnly === true,
  }
  // A silent turn, or one that ends in an action, asked nothing new; only rules that say so keep or drop what is pending.
  if (silent || draft.action) return next
  const asked = draft.asks === null && draft.memory.asked !== undefined ? next : rememberAsked(next, draft.asks, says)
  return { ...asked, lastSpokeAt: input.now.toInstant().toString() }
}
