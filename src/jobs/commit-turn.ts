import type { TurnResult } from '#agents/conversation/deps.ts'
import type { StoredBill } from '#src/db/bills.ts'
import { takeBackUnspoken } from '#src/db/bookings.ts'
import { queueCrmEntries } from '#src/db/crm.ts'
import { cancelFollowUps, cancelReminders, findUsedSteps, planFollowUpRows } from '#src/db/due.ts'
import { requestErasure, updateLead } from '#src/db/leads.ts'
import { insertOutbound } from '#src/db/messages.ts'
import { insertModelCalls } from '#src/db/model-calls.ts'
import type { Transaction } from '#src/db/transaction.ts'
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
  const turnId = await insertTurn(tx, {
    conversationId,
    status,
    perception: result.perception,
    plan,
    blocked: result.blocked,
    durationMs,
    ...accountOf(result),
  })
  await storeLead(tx, row, plan, turn.bills.length > 0)
  await takeBackUnspoken(tx, { leadId: row.leadId, turnKey: turnKeyOf(row), ...spokenBookings(plan) })
  await services.checkpointer.flush(tx, threadId)
  const offers = plan.says.flatMap((say) => (say.kind === 'offer_slots' ? say.slots.map(({ start }) => start) : []))
  await insertOutbound(tx, { conversationId, turnId, bubbles: draft.bubbles, purpose: 'turn', asks: plan.asks, offers })
  await planSilence(tx, services, turn)
  await queueCrmEntries(tx, row.leadId, crmEntriesOf(plan, { turnId, row, bills: turn.bills }))
  const next = await releaseTurn(tx, {
    conversationId,
    consumed: row.inbound.map(({ id }) => id),
    silence: silenceAfter(row, plan.effects),
    ...(status === 'committed' ? { asks: plan.asks } : {}),
  })
  const erased = plan.says.find((say) => say.kind === 'erased')
  if (erased) await requestErasure(tx, conversationId, erased.receipt)
  if (status === 'committed') await enqueueSend(tx, { tenantId, conversationId })
  if (plan.effects.optOut) await cancelReminders(tx, row.leadId)
  // a meeting outlives an opt-out: people decide about it
  if (plan.effects.handoff || (plan.effects.optOut && turn.booking))
    await enqueueNotice(tx, { tenantId, conversationId }, turnId)
  if (next) await enqueueTurn(tx, { tenantId, conversationId }, next)
  await enqueueCrmSync(tx, { tenantId, leadId: row.leadId }, services.crmDelayMs)
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

/** After the agent's turn the silence begins to count. Nothing is planned where the agent must not nudge. */
async function planSilence(tx: Transaction, services: Services, { conversationId, row, result }: TurnCommit) {
  const { plan } = result
  await cancelFollowUps(tx, row.leadId)
  const silenced = silenceAfter(row, plan.effects) !== null
  if (silenced || !NUDGED.includes(plan.stage) || plan.effects.disqualify) return
  if (result.draft.bubbles.length === 0 && !plan.effects.defer) return
  const { playbook } = services.playbooks.kitOf(row.playbookSha, row.playbookSource)
  const { usedSteps, lastFollowUpAt } = await findUsedSteps(tx, row.leadId)
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
