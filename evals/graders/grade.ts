import { z } from 'zod'
import { agentTurns } from '../agent-turns.ts'
import type { Outcome } from '../case.ts'
import type { RunRecord } from '../run-record.ts'
import { countFacts, gradeEndState } from './end-state.ts'
import { heardFacts } from './facts.ts'
import { type Finding, unmet } from './finding.ts'
import { outcomeOf, reasonOf } from './outcome.ts'
import { repeatedQuestions } from './repeated-questions.ts'
import { gradeSent } from './sent.ts'
import { gradeViolations } from './violations/grade-violations.ts'

/** What one run came to. `findings` holds everything found; `passed` says whether the case allows it. */
export type Grade = {
  passed: boolean
  outcome: Outcome
  reason: string | null
  findings: Finding[]
  facts: { expected: number; right: number }
  heard: { told: number; right: number }
  violations: number
  repeatedQuestions: number
  leadBatches: number
  /** The lead's batches up to the one that booked; null when nothing was booked. */
  batchesToBooking: number | null
  agentTurns: number
  bubbles: number
  /** What thinking took, in real ms a turn. */
  turnMs: number[]
  modelCalls: number
  /** Drafts of models that the check refused. */
  blockedDrafts: number
  costUsd: number
}

/** Grades a run: the end state first, then the words, then what may never happen. */
export function gradeRun(run: RunRecord, playbookSource: string, zone: string): Grade {
  const { expect } = run.case
  const { final } = run
  const violations = gradeViolations(run, playbookSource, zone)
  const repeated = repeatedQuestions(run)
  const expectations = final ? [...gradeEndState(expect, final, zone), ...gradeSent(run)] : []
  const turns = final ? agentTurns(final) : []
  return {
    passed:
      expectations.length === 0 &&
      violations.length <= expect.violations &&
      repeated.length <= expect.repeatedQuestions,
    outcome: final ? outcomeOf(final) : 'open',
    reason: final ? reasonOf(final) : null,
    findings: [
      ...expectations,
      ...(repeated.length > expect.repeatedQuestions
        ? [unmet('repeatedQuestions', expect.repeatedQuestions, repeated.length)]
        : []),
      ...repeated,
      ...violations,
    ],
    facts: final ? countFacts(expect, final) : { expected: 0, right: 0 },
    heard: heardFacts(run),
    violations: violations.length,
    repeatedQuestions: repeated.length,
    leadBatches: run.steps.filter(({ actor }) => actor === 'lead').length,
    batchesToBooking: batchesToBooking(run),
    turnMs: (final?.turns ?? []).map(({ durationMs }) => Math.round(durationMs)),
    agentTurns: turns.length,
    bubbles: turns.reduce((sum, { bubbles }) => sum + bubbles.length, 0),
    modelCalls: (final?.turns ?? []).reduce((sum, { modelCalls }) => sum + modelCalls, 0),
    blockedDrafts: (final?.turns ?? []).flatMap(({ checks }) => blockedOf(checks)).length,
    costUsd: (final?.turns ?? []).reduce((sum, { costUsd }) => sum + costUsd, 0),
  }
}

function batchesToBooking({ steps }: RunRecord): number | null {
  const booked = steps.findIndex(({ state }) => state.bookings.some(({ status }) => status === 'confirmed'))
  return booked < 0 ? null : steps.slice(0, booked + 1).filter(({ actor }) => actor === 'lead').length
}

const Checks = z.array(z.string()).catch([])

function blockedOf(checks: unknown): string[] {
  return Checks.parse(checks).filter((line) => line.startsWith('model: '))
}
