import { FactName, type LeadFacts } from '#src/domain/facts.ts'
import type { Say } from '#src/domain/plan.ts'
import { nextQuestion } from '#src/domain/qualification.ts'
import type { Asked } from '#src/domain/understanding.ts'
import type { DecideInput } from './input.ts'

/**
 * What a nudge says: step `n` of the cadence, about the fact that is pending, or the next one missing; without `fact` it is about the times
 * on offer or nothing in particular. `asks` is what is then pending.
 */
export function followUpPlan(
  step: number,
  { facts, memory, playbook }: Pick<DecideInput, 'memory' | 'playbook'> & { facts: LeadFacts },
): { say: Say; asks: Asked | null } {
  if (memory.asked === 'slots') return { say: { kind: 'follow_up', step }, asks: 'slots' }
  const pending = FactName.safeParse(memory.asked)
  const open = pending.success && facts[pending.data] === undefined ? pending.data : undefined
  const fact = open ?? nextQuestion(facts, playbook, {})?.fact
  return fact
    ? { say: { kind: 'follow_up', step, fact }, asks: fact }
    : { say: { kind: 'follow_up', step }, asks: memory.asked }
}

/** What is said when the lead asked to be called back at a time: that, and the question that was left open by it. */
export function callbackPlan(context: Pick<DecideInput, 'memory' | 'playbook'> & { facts: LeadFacts }): {
  say: Say
  asks: Asked | null
} {
  return { say: { kind: 'callback' }, asks: followUpPlan(1, context).asks }
}
