import { type AgentTurn, agentTurns } from '../../agent-turns.ts'
import type { RunRecord, Step } from '../../run-record.ts'
import { type Finding, violation } from '../finding.ts'
import { holdsAt, momentOf, type SilentMoment } from '../moments.ts'

/** Turns the agent may say when a silence begins: a goodbye, "someone will answer you", nothing. */
const AT_FIRST: Record<SilentMoment, number> = { optOut: 1, handoff: 1, takeover: 0 }
const NAMES: Record<SilentMoment, string> = { optOut: 'an opt-out', handoff: 'a handoff', takeover: 'a takeover' }

/** Words after the lead said stop, or while a person has the conversation. */
export function brokenSilence(run: RunRecord): Finding[] {
  return [...afterBeginning(run, 'optOut'), ...afterBeginning(run, 'handoff'), ...afterBeginning(run, 'takeover')]
}

function afterBeginning(run: RunRecord, moment: SilentMoment): Finding[] {
  const beginning = momentOf(run, moment)
  if (!beginning) return []
  const from = run.steps.indexOf(beginning)
  return run.steps.slice(from).flatMap((step, i) => {
    const turns = turnsOf(step)
    if (!holdsAt(step, moment)) return []
    const spare = i === 0 ? AT_FIRST[moment] : mayAnswer(moment, step, run.steps.slice(from, from + i)) ? 1 : 0
    return turns.slice(spare).map(({ id, text }) => violation('broken_silence', `after ${NAMES[moment]}: ${text}`, id))
  })
}

/** After an opt-out the lead who writes on is answered: once with the question whether contact may resume, and once to that answer. */
function mayAnswer(moment: SilentMoment, step: Step, earlier: Step[]): boolean {
  const answered = earlier.slice(1).filter((before) => turnsOf(before).length > 0).length
  return moment === 'optOut' && step.actor === 'lead' && answered < 2
}

function turnsOf(step: Step): AgentTurn[] {
  return agentTurns(step.state).filter(({ firstSeq }) => firstSeq > step.lastSeqBefore)
}
