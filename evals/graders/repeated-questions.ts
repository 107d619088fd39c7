import { FactName } from '#src/domain/facts.ts'
import { agentTurns } from '../agent-turns.ts'
import type { RunRecord, Step } from '../run-record.ts'
import { storedValue } from './facts.ts'
import type { Finding } from './finding.ts'

/** Every question for a fact that was known, or that the lead had declined, when it was asked. */
export function repeatedQuestions(run: RunRecord): Finding[] {
  return run.steps.flatMap((step) =>
    asksOf(step).flatMap(({ id, text, fact }) => {
      const known = storedValue(step.state, fact)
      if (known === undefined) return []
      const message = `asked for ${fact} although it ${known === null ? 'had been declined' : `was known (${known})`}: ${text}`
      return [{ kind: 'repeated_question' as const, code: 'repeated_question', message, turnId: id }]
    }),
  )
}

function asksOf(step: Step): { id: string; text: string; fact: FactName }[] {
  return agentTurns(step.state)
    .filter(({ firstSeq }) => firstSeq > step.lastSeqBefore)
    .flatMap(({ id, text, asks }) => {
      const fact = FactName.safeParse(asks)
      return fact.success ? [{ id, text, fact: fact.data }] : []
    })
}
