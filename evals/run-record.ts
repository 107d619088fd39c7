import type { FactName } from '#src/domain/facts.ts'
import type { Known } from './case.ts'
import type { LoadedCase } from './load-cases.ts'
import type { WorldState } from './world.ts'

/** Who did something at a step of the conversation. */
export type StepActor = 'lead' | 'attendant' | 'crm' | 'console' | 'clock'

/** What was done, and the whole state once everything it caused had happened. */
export type Step = {
  actor: StepActor
  /** What was done, in words for the report. */
  what: string
  at: Temporal.Instant
  /** The lead's how-manieth batch of messages; 0 when the lead did not write. */
  batch: number
  answered?: { fact: FactName; value: Known | undefined } | undefined
  /** Seq of the last message that was there before this step. */
  lastSeqBefore: number
  state: WorldState
}

/** How the conversation came to its end. `too_long` and `stuck` are dead ends of the product, `error` one of the run. */
export type Ending = 'nothing_left' | 'stopped' | 'silence' | 'too_long' | 'error'

/** One conversation from its first message to its end. */
export type RunRecord = {
  case: LoadedCase
  trial: number
  seed: number
  steps: Step[]
  ending: Ending
  error?: string
  /** Real time it took. */
  ms: number
  final: WorldState | null
}
