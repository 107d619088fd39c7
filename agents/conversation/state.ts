import { StateSchema, UntrackedValue } from '@langchain/langgraph'
import { ConversationMemory, type Plan } from '#src/domain/plan.ts'
import type { Understanding } from '#src/domain/understanding.ts'
import type { Draft } from './deps.ts'
import type { Rewording } from './models/rewording.ts'

/**
 * The state of the graph. Only `memory` outlives a turn; it is what a checkpoint holds, so its size does not grow with the history, which
 * lives in the messages table. Facts and stage come from the lead's row at the start of every turn: people and systems change them too.
 */
export const ConversationState = new StateSchema({
  memory: ConversationMemory,
  perception: new UntrackedValue<Understanding>(),
  plan: new UntrackedValue<Plan>(),
  draft: new UntrackedValue<Draft>(),
  /** How far the models got with wording this turn. */
  rewording: new UntrackedValue<Rewording>(),
  /** Reasons why drafts were blocked, for the turn's record. */
  blocked: new UntrackedValue<string[]>(),
})

export type State = typeof ConversationState.State
