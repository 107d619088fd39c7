import { type AgentTurn, agentTurns } from '../agent-turns.ts'
import type { RunRecord, Step } from '../run-record.ts'
import type { StoredLead } from '../world.ts'

export type SilentMoment = 'optOut' | 'handoff' | 'takeover'

const BEGINS: Record<SilentMoment, (lead: StoredLead) => boolean> = {
  optOut: ({ stage, silence }) => stage === 'opted_out' || silence === 'opted_out' || silence === 'erasure_asked',
  handoff: ({ stage, silence }) => silence === 'handoff' || (stage === 'handoff' && silence !== 'takeover'),
  takeover: ({ silence }) => silence === 'takeover',
}

/** The step in which the lead opted out, was handed over or taken over; undefined when that never happened. */
export function momentOf(run: RunRecord, moment: SilentMoment): Step | undefined {
  return run.steps.find(({ state }) => state.lead !== null && BEGINS[moment](state.lead))
}

/** The agent's turns from that moment on, the goodbye included; null when the moment never came. */
export function turnsSince(run: RunRecord, moment: SilentMoment): AgentTurn[] | null {
  const step = momentOf(run, moment)
  if (!step || !run.final) return null
  return agentTurns(run.final).filter(({ firstSeq }) => firstSeq > step.lastSeqBefore)
}

/** True while the silence that began at `moment` held, at the end of a step. */
export function holdsAt(step: Step, moment: SilentMoment): boolean {
  return step.state.lead !== null && BEGINS[moment](step.state.lead)
}
