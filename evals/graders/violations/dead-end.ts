import type { RunRecord } from '../../run-record.ts'
import { type Finding, violation } from '../finding.ts'

/** A conversation that never comes to an end, and a run that broke. */
export function deadEnds({ ending, error, steps }: RunRecord): Finding[] {
  if (ending === 'error') return [violation('error', error ?? 'no reason')]
  const batches = steps.filter(({ actor }) => actor === 'lead').length
  return ending === 'too_long' ? [violation('loop', `no end after ${batches} batches of the lead`)] : []
}
