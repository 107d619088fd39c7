import type { HandoffReason } from '#src/domain/plan.ts'
import { isLargeBill } from '#src/domain/qualification.ts'
import { type Draft, endWith, type Rule } from './draft.ts'
import type { Turn } from './turn.ts'

/** A person is asked for, or the playbook wants one: the lead is told once, and the agent falls silent. */
export const handoff: Rule = (turn, draft) => {
  const reason = handoffReason(turn)
  return reason ? handOver(turn, draft, reason) : draft
}

/** Hands the conversation over, saying one thing. */
export function handOver(turn: Turn, draft: Draft, reason: HandoffReason): Draft {
  return endWith(draft, `handoff: ${reason}`, {
    says: [{ kind: 'handoff', reason }],
    effects: { handoff: reason, ...(turn.input.lead.disqualified ? { requalify: true } : {}) },
    stage: 'handoff',
    memory: { offered: [], wish: null, notUnderstood: 0, rescheduling: false, closed: true },
  })
}

/** Whether the playbook wants this handed over. */
export function isHandedOver({ input }: Turn, reason: HandoffReason): boolean {
  return input.playbook.handoff.triggers.includes(reason)
}

/** A large bill counts when it comes in: a released lead is not handed over again for what the attendant knew already. */
function handoffReason(turn: Turn): HandoffReason | null {
  const { perception, learned, corrected, facts, input } = turn
  const large = [...learned, ...corrected].includes('billBrl') && isLargeBill(facts, input.playbook)
  const found: HandoffReason[] = [
    ...(turn.has('request_human') ? (['asked'] as const) : []),
    ...triggersInOrder(turn).filter((trigger) => perception.triggers?.includes(trigger)),
    ...(large ? (['large_bill'] as const) : []),
  ]
  return found.find((reason) => isHandedOver(turn, reason)) ?? null
}

/** A customer who reports a fault is a customer first; one who complains in so many words is a complaint. */
function triggersInOrder({ perception }: Turn): ('investor' | 'complaint' | 'existing_customer')[] {
  return COMPLAINS.test(perception.normalised)
    ? ['investor', 'complaint', 'existing_customer']
    : ['investor', 'existing_customer', 'complaint']
}

const COMPLAINS = /reclam|p[eé]ssim|horr[ií]ve|vergonh|procon|insatisf|indignad|decepcion|den[uú]nci|absurdo/u
