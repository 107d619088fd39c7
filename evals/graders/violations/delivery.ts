import { isFromAgent } from '../../agent-turns.ts'
import type { RunRecord } from '../../run-record.ts'
import type { WorldState } from '../../world.ts'
import { type Finding, violation } from '../finding.ts'

/** What WhatsApp accepted must be what our rows say was sent: nothing twice, nothing lost, in the same order. */
export function deliveryViolations(run: RunRecord): Finding[] {
  if (!run.final) return []
  return [...differences(run.final), ...brokenTurns(run.final)]
}

function differences(state: WorldState): Finding[] {
  const ours = state.messages.filter(isFromAgent).map(({ text }) => text)
  const theirs = state.accepted.map(({ text }) => text)
  const lost = without(ours, theirs)
  const extra = without(theirs, ours)
  const sameOrder = lost.length > 0 || extra.length > 0 || ours.every((text, i) => text === theirs[i])
  return [
    ...lost.map((text) => violation('lost', `marked as sent, never accepted: ${text}`)),
    ...extra.map((text) => violation('sent_twice', `accepted more often than stored: ${text}`)),
    ...(sameOrder ? [] : [violation('out_of_order', 'bubbles reached the lead in another order')]),
  ]
}

function without(texts: string[], others: string[]): string[] {
  const left = [...others]
  return texts.filter((text) => {
    const at = left.indexOf(text)
    if (at >= 0) left.splice(at, 1)
    return at < 0
  })
}

function brokenTurns({ turns, failedJobs }: WorldState): Finding[] {
  return [
    ...turns
      .filter(({ status }) => status === 'failed')
      .map(({ id, reason }) => violation('turn_failed', reason ?? 'no reason', id)),
    ...failedJobs.map((job) => violation('job_failed', job)),
  ]
}
