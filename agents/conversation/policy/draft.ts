import { FactName } from '#src/domain/facts.ts'
import type { Action, ConversationMemory, Effects, Plan, Say, SayKind, Stage } from '#src/domain/plan.ts'
import type { Asked } from '#src/domain/understanding.ts'
import type { Turn } from './turn.ts'

/**
 * A plan in the making. `aside` is what is said on the way (greeting, acknowledgement, an answer); `main` is what the turn is for. Once
 * `settled`, later rules may only add asides; once `ended`, no rule runs any more.
 */
export type Draft = {
  aside: Say[]
  main: Say[]
  asks: Asked | null
  action: Action | null
  effects: Effects
  stage: Stage | null
  memory: Partial<ConversationMemory>
  settled: boolean
  ended: boolean
  /** The turn was something, though nothing of use: it does not count as not understood. */
  excused: boolean
  why: string[]
}

/** One rule of the policy: looks at the turn and hands the draft on, changed or not. */
export type Rule = (turn: Turn, draft: Draft) => Draft

export const EMPTY_DRAFT: Draft = {
  aside: [],
  main: [],
  asks: null,
  action: null,
  effects: {},
  stage: null,
  memory: {},
  settled: false,
  ended: false,
  excused: false,
  why: [],
}

/** How the turn's purpose is settled: what is said, asked or done, and what lasts. */
export type Settlement = Partial<Pick<Draft, 'action' | 'stage' | 'asks' | 'effects' | 'memory'>> & { says?: Say[] }

/** Ends the line of decisions with this; asides may still join. */
export function settleWith(
  draft: Draft,
  why: string,
  { says = [], effects = {}, memory = {}, ...rest }: Settlement,
): Draft {
  return {
    ...draft,
    ...rest,
    main: [...draft.main, ...says],
    effects: { ...draft.effects, ...effects },
    memory: { ...draft.memory, ...memory },
    settled: true,
    why: [...draft.why, why],
  }
}

/** Says nothing at all this turn; facts and effects are kept. */
export function staySilent(draft: Draft, why: string, rest: Omit<Settlement, 'says' | 'asks' | 'action'> = {}): Draft {
  const settled = settleWith(draft, why, rest)
  return { ...settled, aside: [], main: [], asks: null, action: null, ended: true }
}

/** Ends the turn with this and nothing beside it. */
export function endWith(draft: Draft, why: string, settlement: Settlement): Draft {
  return { ...settleWith({ ...draft, aside: [], main: [] }, why, settlement), ended: true }
}

/** Says something on the way. */
export function addAside(draft: Draft, why: string, says: Say[], memory: Partial<ConversationMemory> = {}): Draft {
  if (says.length === 0) return draft
  return {
    ...draft,
    aside: [...draft.aside, ...says],
    memory: { ...draft.memory, ...memory },
    why: [...draft.why, why],
  }
}

/** Notes for the memory, without a word. */
export function note(draft: Draft, why: string, change: Partial<Draft>): Draft {
  return {
    ...draft,
    ...change,
    effects: { ...draft.effects, ...change.effects },
    memory: { ...draft.memory, ...change.memory },
    why: [...draft.why, why],
  }
}

/** Says that come before all others, in this order; the rest keep theirs. */
const SPOKEN_FIRST: readonly SayKind[] = ['resumed', 'greet', 'language_note', 'acknowledge', 'email_noted']

/** Three bubbles hold about this many things said. */
const MOST_SAYS = 6

/** The says of a draft in the order they are spoken. */
export function spoken({ aside, main }: Pick<Draft, 'aside' | 'main'>): Say[] {
  const rank = (say: Say) => (SPOKEN_FIRST.includes(say.kind) ? SPOKEN_FIRST.indexOf(say.kind) : SPOKEN_FIRST.length)
  const room = Math.max(0, MOST_SAYS - main.length)
  const before = [...aside].sort((a, b) => rank(a) - rank(b)).slice(0, room)
  return [...before, ...main].sort((a, b) => rank(a) - rank(b))
}

/** Memory after a question was put: what is pending, how often it was asked, and whether numbers have a meaning. */
export function rememberAsked(memory: ConversationMemory, asks: Asked | null, says: Say[]): ConversationMemory {
  if (asks === null) return { ...memory, asked: null }
  const ask = says.find((say) => say.kind === 'ask')
  const { choicesFor: _, ...rest } = memory
  return {
    ...rest,
    asked: asks,
    askedTimes: { ...memory.askedTimes, [asks]: (memory.askedTimes[asks] ?? 0) + 1 },
    closed: false,
    thanked: false,
    ...(ask?.withChoices && FactName.safeParse(asks).success ? { choicesFor: ask.fact } : {}),
  }
}

/** Which of the two agents a plan belongs to; words alone are sales unless they are about times. */
export function agentOf(says: Say[], action: Action | null): Plan['agent'] {
  if (action) return action.kind === 'erase' ? 'sales' : 'scheduling'
  if (says.length === 0 || says.some((say) => OF_NOBODY.has(say.kind))) return 'none'
  return says.some((say) => OF_SCHEDULING.has(say.kind)) ? 'scheduling' : 'sales'
}

const OF_NOBODY: ReadonlySet<SayKind> = new Set<SayKind>(['handoff', 'opt_out_goodbye', 'wrong_person', 'stays_out'])
const OF_SCHEDULING: ReadonlySet<SayKind> = new Set<SayKind>([
  'offer_slots',
  'no_slots',
  'ask_slot_half',
  'ask_slot_ambiguous',
  'ask_which_slot',
  'booked',
  'rescheduled',
  'cancelled',
  'booking_reminded',
  'attendance_confirmed',
  'no_booking',
])
