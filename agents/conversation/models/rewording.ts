import type { Draft } from '#agents/conversation/deps.ts'
import type { PromptTurn } from '#src/domain/models.ts'

/** A model's draft is written once more with the reasons; then the plan's template is sent. */
const TRIES = 2

/** What became of the models' wording of one turn: the text they reword, their last answer, and why it was blocked. */
export type Rewording = { reference: Draft; answer: PromptTurn | null; tries: number; reasons: string[] }

export function mayTryAgain({ answer, tries }: Rewording): boolean {
  return answer !== null && tries < TRIES
}
