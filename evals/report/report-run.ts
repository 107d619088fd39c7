import { isFromAgent } from '../agent-turns.ts'
import type { Grade } from '../graders/grade.ts'
import type { RunRecord, Step } from '../run-record.ts'
import type { StoredMessage } from '../world.ts'
import type { ReportFact, ReportLine, ReportRun } from './report-types.ts'

/** A graded run as the report keeps it: small, and free of the states of its steps. */
export function reportRun(run: RunRecord, grade: Grade): ReportRun {
  const { passed, outcome, reason, findings, facts, heard, violations, repeatedQuestions } = grade
  const { leadBatches, batchesToBooking, turnMs, agentTurns, bubbles, modelCalls, blockedDrafts, costUsd } = grade
  return {
    ...{
      trial: run.trial,
      passed,
      outcome,
      reason,
      ending: run.ending,
      findings,
      facts,
      heard,
      violations,
      repeatedQuestions,
    },
    ...{
      leadBatches,
      batchesToBooking,
      turnMs,
      agentTurns,
      bubbles,
      modelCalls,
      blockedDrafts,
      costUsd,
      ms: Math.round(run.ms),
    },
    transcript: transcriptOf(run),
    learned: learnedIn(run),
  }
}

/** The chat, with everything beside it in its place. */
function transcriptOf(run: RunRecord): ReportLine[] {
  const lines: ReportLine[] = []
  const told = new Set<string>()
  for (const step of run.steps) {
    if (step.actor === 'crm' || step.actor === 'console')
      lines.push(eventOf(step, step.actor === 'crm' ? `Kommo: ${step.what}` : `console: ${step.what}`))
    for (const message of step.state.messages) {
      if (told.has(message.id) || message.seq <= 0) continue
      told.add(message.id)
      lines.push(lineOf(message))
    }
  }
  return lines
}

function eventOf(step: Step, text: string): ReportLine {
  return { from: 'event', text, at: step.at.toString() }
}

function lineOf(message: StoredMessage): ReportLine {
  const { author, purpose, turnId, id, asks, status, at, type } = message
  const text =
    message.text === '' || (type !== 'text' && author === 'lead') ? `[${type}] ${message.text}`.trim() : message.text
  return {
    from: author === 'system' ? 'agent' : author,
    text,
    at: at.toString(),
    ...(purpose === null ? {} : { purpose }),
    ...(author === 'agent' || author === 'system' ? { turnId: turnId ?? id } : {}),
    ...(asks === null ? {} : { asks }),
    ...(author === 'lead' || isFromAgent(message) ? {} : { status }),
  }
}

/** Facts and stages as they came and changed, step by step. */
function learnedIn(run: RunRecord): ReportFact[] {
  const learned: ReportFact[] = []
  const known = new Map<string, string>()
  run.steps.forEach(({ state, at }, step) => {
    const facts = Object.entries(state.lead?.facts ?? {}).map(([fact, stored]) => [fact, show(stored?.value)] as const)
    for (const [fact, value] of [...facts, ['stage', state.lead?.stage ?? 'new'] as const]) {
      const before = known.get(fact)
      if (before === value) continue
      known.set(fact, value)
      learned.push({ at: at.toString(), step, fact, value, ...(before === undefined ? {} : { before }) })
    }
  })
  return learned
}

function show(value: unknown): string {
  return value === null || value === undefined ? '–' : String(value)
}
