import { agentTurns } from '../../agent-turns.ts'
import type { RunRecord } from '../../run-record.ts'
import { type Finding, violation } from '../finding.ts'

/** Stages after which the agent may leave the last word to the lead. */
const MAY_END = new Set(['disqualified', 'opted_out', 'handoff', 'nurturing', 'met', 'won', 'lost'])

/** The lead told what was asked, or asked something, and heard nothing although nobody had told the agent to be silent. */
export function unanswered(run: RunRecord): Finding[] {
  return run.steps.flatMap(({ actor, answered, what, lastSeqBefore, state }) => {
    if (actor !== 'lead' || (answered === undefined && !what.includes('?'))) return []
    if (state.lead?.silence != null || MAY_END.has(state.lead?.stage ?? 'new')) return []
    const heard = agentTurns(state).some(({ lastSeq }) => lastSeq > lastSeqBefore)
    return heard ? [] : [violation('no_answer', `the lead wrote "${what}" and heard nothing`)]
  })
}
