import type { FactName } from '#src/domain/facts.ts'
import type { Known } from '../case.ts'
import type { RunRecord } from '../run-record.ts'
import type { WorldState } from '../world.ts'

/** Numbers within 1 %, words without case and accents, everything else exactly; null means asked and not told. */
export function sameValue(expected: Known, actual: Known | undefined): boolean {
  if (expected === null) return actual === null || actual === undefined
  if (typeof expected === 'number')
    return typeof actual === 'number' && Math.abs(actual - expected) <= Math.abs(expected) * 0.01
  if (typeof expected === 'string') return typeof actual === 'string' && plain(actual) === plain(expected)
  return actual === expected
}

/** The stored value of a fact. */
export function storedValue(state: WorldState, fact: FactName): Known | undefined {
  return state.lead?.facts[fact]?.value
}

/** Of the facts the lead told when asked, how many the agent holds in the end as they were told. */
export function heardFacts(run: RunRecord): { told: number; right: number } {
  const told = new Map<FactName, Known>()
  for (const { answered } of run.steps) if (answered?.value != null) told.set(answered.fact, answered.value)
  const { final } = run
  const right =
    final === null ? 0 : [...told].filter(([fact, value]) => sameValue(value, storedValue(final, fact))).length
  return { told: told.size, right }
}

function plain(text: string): string {
  return text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase().trim()
}
