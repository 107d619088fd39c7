import type { Bill } from '#src/domain/bill.ts'
import type { LeadFacts } from '#src/domain/facts.ts'
import type { ModelCall, ModelChain, TurnBudget } from '#src/domain/models.ts'
import type { Action, ActionResult, ConversationMemory, LiveBooking, Plan } from '#src/domain/plan.ts'
import type { Playbook } from '#src/domain/playbook.ts'
import type { Asked, Understanding } from '#src/domain/understanding.ts'
import type { Verdict } from './check/check.ts'
import type { ThreadMessage } from './models/history.ts'
import type { DecideInput, MediaFinding } from './policy/input.ts'

/** What the rule engine is asked: what does this mean? */
export type Understand = (
  text: string,
  context: { now: Temporal.ZonedDateTime; asked?: Asked; offered?: Temporal.ZonedDateTime[] },
) => Understanding

/** `byModel`: a model's words; those of the rule engine are approved texts. */
export type Draft = { bubbles: { text: string }[]; usedWordings: string[]; emojiUsed: boolean; byModel?: boolean }

export type WriteContext = {
  now: Temporal.ZonedDateTime
  facts: LeadFacts
  formality?: 'casual' | 'formal'
  seed: string
}

/** A tenant's playbook with what is made of it once. */
export type PlaybookKit = {
  playbook: Playbook
  /** Names the playbook's text. */
  key: string
  write: (plan: Plan, context: WriteContext) => Draft
}

/**
 * Everything a turn needs from outside, decided before the graph runs. `act` does what the lead must hear of in this turn; it is
 * idempotent by turn, so a turn that starts again gets the same result and nothing happens twice.
 */
export type TurnContext = {
  kit: PlaybookKit
  now: Temporal.ZonedDateTime
  lead: DecideInput['lead']
  /** What the last message that went out asked, reminders included. */
  asked: Asked | null
  /** The waiting messages, in order. */
  inbound: { id: string; text: string; isVoice: boolean }[]
  media: MediaFinding[]
  /** Every bill of the lead, those of this turn among them. */
  bills: Bill[]
  /** The messages before these, oldest first, as far back as a model is shown; empty when none is asked. */
  recent: ThreadMessage[]
  /** What this turn may spend on models, and what it did spend. */
  budget: TurnBudget
  act: (action: Action) => Promise<ActionResult>
}

/** What the graph is built from, once a process. */
export type ConversationDeps = {
  understand: Understand
  models: ModelChain
  check: (bubbles: { text: string }[], grounds: CheckGrounds) => Verdict
}

export type CheckGrounds = {
  plan: Plan
  facts: LeadFacts
  playbook: Playbook
  bookings: LiveBooking[]
  now: Temporal.ZonedDateTime
  /** For a model's draft: the approved text it was to reword, and what the agent said before. */
  wording?: { reference: string; usedWordings: string[]; said: string[] }
}

/** What a turn came to: the decision, its words, and what is remembered. */
export type TurnResult = {
  perception: Understanding
  plan: Plan
  draft: Draft
  memory: ConversationMemory
  blocked: string[]
  calls: ModelCall[]
  /** The prompts' version, when a model was asked. */
  promptVersion: string | null
}
