import type { TurnResult } from '#agents/conversation/deps.ts'
import type { StoredBill } from '#src/db/bills.ts'
import { takeBackUnspoken } from '#src/db/bookings.ts'
import { queueCrmEntries } from '#src/db/crm.ts'
import { cancelFollowUps, cancelReminders, findUsedSteps, planFollowUpRows } from '#src/db/due.ts'
import { requestErasure, updateLead } from '#src/db/leads.ts'
import { insertOutbound } from '#src/db/messages.ts'
import { insertModelCalls } from '#src/db/model-calls.ts'
import { type Transaction, together } from '#src/db/transaction.ts'
import { insertTurn, releaseTurn, type TurnRow, turnKeyOf } from '#src/db/turns.ts'
import { nurtureAt, planFollowUps, type Silence } from '#src/domain/cadence.ts'
import { createHolidays } from '#src/domain/holidays.ts'
import type { Effects, LiveBooking, Plan, Stage } from '#src/domain/plan.ts'
import type { Playbook } from '#src/domain/playbook.ts'
import { scoreLead } from '#src/domain/score.ts'
import type { Services } from '#src/services.ts'
import { crmEntriesOf } from './crm-entries.ts'
import { enqueueCrmSync, enqueueNotice, enqueueSend, enqueueTurn } from './enqueue.ts'

/** Stages in which silence is answered by nudges. */
const NUDGED: readonly Stage[] = ['new', 'qualifying', 'qualified']

export type TurnCommit = {
  tenantId: string
  conversationId: string
  row: TurnRow
  playbook: Playbook
  /** The meeting that stood when the turn began. */
  booking: LiveBooking | null
  /** Every bill the lead sent. */
  bills: StoredBill[]
  result: TurnResult
  durationMs: number
  threadId: string
}

/** Everything a turn leaves behind, in the transaction that the caller holds: lead, memory, words, follow-ups, CRM, jobs, and the lease. */
export async function commitTurn(
  tx: Transaction,
  services: Services,
  turn: TurnCommit,
): Promise<'committed' | 'silent'> {
  const { tenantId, conversationId, row, result, durationMs, threadId } = turn
  const { plan, draft } = result
  const status = draft.bubbles.length > 0 ? 'committed' : 'silent'
  const [turnId, silence] = await together(
    insertTurn(tx, {
      conversationId,
      status,
      perception: result.perception,
      plan,
      blocked: result.blocked,
      durationMs,
      ...accountOf(result),
    }),
    findSilence(tx, turn),
    storeLead(tx, row, plan, turn.bills.length > 0),
    takeBackUnspoken(tx, { leadId: row.leadId, turnKey: turnKeyOf(row), ...spokenBookings(plan) }),
    services.checkpointer.flush(tx, threadId),
  )
  const offers = plan.says.flatMap((say) => (say.kind === 'offer_slots' ? say.slots.map(({ start }) => start) : []))
  const erased = plan.says.find((say) => say.kind === 'erased')
  // a meeting outlives an opt-out: people decide about it
  const isNoticed = plan.effects.handoff || (plan.effects.optOut && turn.booking !== null)
  const [next] = await together(
    releaseTurn(tx, {
      conversationId,
      consumed: row.inbound.map(({ id }) => id),
      silence: silenceAfter(row, plan.effects),
      // a turn that asks nothing may leave what was asked open ("me chama depois")
      ...(status === 'committed' ? { asks: plan.memory.asked } : {}),
    }),
    insertOutbound(tx, { conversationId, turnId, bubbles: draft.bubbles, purpose: 'turn', asks: plan.asks, offers }),
    planSilence(tx, turn, silence),
    queueCrmEntries(tx, row.leadId, crmEntriesOf(plan, { turnId, row, bills: turn.bills })),
    erased && requestErasure(tx, conversationId, erased.receipt),
    plan.effects.optOut && cancelReminders(tx, row.leadId),
    status === 'committed' && enqueueSend(tx, { tenantId, conversationId }),
    isNoticed && enqueueNotice(tx, { tenantId, conversationId }, turnId),
    enqueueCrmSync(tx, { tenantId, leadId: row.leadId }, services.crmDelayMs),
  )
  if (next) await enqueueTurn(tx, { tenantId, conversationId }, next)
  // last, since turns of the same company wait for each other from here to the commit
  await insertModelCalls(tx, { conversationId, turnId, calls: result.calls })
  return status
}

/** What a turn's models did and cost, as its row keeps it. */
export function accountOf({ calls, promptVersion }: Pick<TurnResult, 'calls' | 'promptVersion'>) {
  return { promptVersion, modelCalls: calls.length, costUsd: calls.reduce((sum, { costUsd }) => sum + costUsd, 0) }
}

/** The bookings this turn tells the lead of, and whether it tells of one that ended. */
function spokenBookings({ says }: Plan): { kept: string[]; ended: boolean } {
  const kept = says.flatMap((say) => (say.kind === 'booked' || say.kind === 'rescheduled' ? [say.booking.id] : []))
  return { kept, ended: says.some(({ kind }) => kind === 'cancelled') }
}

async function storeLead(tx: Transaction, row: TurnRow, plan: Plan, sentBill: boolean) {
  const { handoff, disqualify, requalify, resume } = plan.effects
  const leftHandoff = row.stage === 'handoff' && plan.stage !== 'handoff'
  await updateLead(tx, row.leadId, {
    facts: plan.facts,
    stage: plan.stage,
    stageBefore: handoff && row.stage !== 'handoff' ? row.stage : row.stageBefore,
    ...scoreLead(plan.facts, { sentBill }),
    offer: plan.offer,
    disqualified: disqualify ?? (requalify || resume ? null : row.disqualified),
    handoff: handoff ?? (leftHandoff ? null : row.handoff),
  })
}

/** The conversation's silence after the turn. Every silence but the one just begun ends when the agent has spoken again. */
function silenceAfter(row: TurnRow, { optOut, eraseRequested, handoff, disqualify, resume }: Effects): string | null {
  if (eraseRequested) return 'erasure_asked'
  if (optOut) return 'opted_out'
  if (handoff) return 'handoff'
  if (disqualify === 'wrong_person') return 'wrong_person'
  if (resume) return null
  return row.silence
}

/** Ends the nudges that were planned; null where the agent must not nudge after this turn either. */
async function findSilence(tx: Transaction, { row, result: { plan, draft } }: TurnCommit) {
  const cancelled = cancelFollowUps(tx, row.leadId)
  const isNudged =
    silenceAfter(row, plan.effects) === null &&
    NUDGED.includes(plan.stage) &&
    !plan.effects.disqualify &&
    (draft.bubbles.length > 0 || plan.effects.defer !== undefined)
  const [, used] = await together(cancelled, isNudged ? findUsedSteps(tx, row.leadId) : null)
  return used
}

/** After the agent's turn the silence begins to count. */
async function planSilence(
  tx: Transaction,
  { conversationId, row, playbook, result: { plan } }: TurnCommit,
  used: Awaited<ReturnType<typeof findSilence>>,
) {
  if (used === null) return
  const { usedSteps, lastFollowUpAt } = used
  const silence: Silence = {
    silentSince: row.now,
    usedSteps,
    ...(lastFollowUpAt ? { lastFollowUpAt } : {}),
    ...(plan.effects.defer ? { deferral: deferralOf(plan.effects.defer) } : {}),
  }
  await planFollowUpRows(tx, {
    leadId: row.leadId,
    conversationId,
    followUps: planFollowUps(silence, { ...contactHoursOf(playbook), cadence: playbook.followUps }),
    nurtureAt: nurtureAt(silence, playbook.followUps),
  })
}

/** When this company may write first. */
export function contactHoursOf(playbook: Playbook) {
  const { isHoliday } = createHolidays(playbook.scheduling.holidays)
  return { zone: playbook.timeZone, quietHours: playbook.quietHours, isHoliday }
}

function deferralOf(defer: NonNullable<Effects['defer']>): NonNullable<Silence['deferral']> {
  return defer === 'skip_first' ? defer : { until: Temporal.Instant.from(defer.until) }
}
