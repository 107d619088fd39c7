import { z } from 'zod'
import { callbackPlan, followUpPlan } from '#agents/conversation/policy/follow-up.ts'
import { type FollowUpRow, findUsedSteps, lockFollowUp, planFollowUpRows, settleFollowUp, stepOf } from '#src/db/due.ts'
import { insertOutbound } from '#src/db/messages.ts'
import { loadOutreach, type Outreach, setStage } from '#src/db/outreach.ts'
import { inTenant, type Transaction } from '#src/db/transaction.ts'
import { checkFollowUp, type FollowUp, nurtureAt } from '#src/domain/cadence.ts'
import type { Services } from '#src/services.ts'
import { contactHoursOf } from './commit-turn.ts'
import { enqueueCrmSync, enqueueSend } from './enqueue.ts'
import { outreachWords, readMemory } from './outreach-words.ts'
import { defineTask } from './task.ts'

/**
 * One due nudge, promised call, or the end of the cadence. The world is looked at again first: the lead may have replied, opted out, booked,
 * or been taken over; the hour may be forbidden by now. Each step goes out once, ever.
 */
export const sendFollowUp = defineTask({
  name: 'send_follow_up',
  payload: z.object({ tenantId: z.uuid(), followUpId: z.uuid() }),
  run: ({ tenantId, followUpId }, { services, log }) =>
    inTenant(services.pool, tenantId, async (tx) => {
      const row = await lockFollowUp(tx, followUpId)
      if (!row) return log.debug('follow-up no longer pending, or not due')
      const outreach = await loadOutreach(tx, row.conversationId)
      const used = await findUsedSteps(tx, row.leadId)
      const state = {
        silentSince: outreach.lastTurnAt ?? row.dueAt,
        usedSteps: used.usedSteps,
        ...(used.lastFollowUpAt ? { lastFollowUpAt: used.lastFollowUpAt } : {}),
        stage: outreach.stage,
        takenOver: outreach.silence !== null,
        ...(outreach.unheardAt ? { lastInboundAt: outreach.unheardAt } : {}),
      }
      const { playbook } = services.playbooks.kitOf(outreach.playbookSha, outreach.playbookSource)
      const rules = { ...contactHoursOf(playbook), cadence: playbook.followUps }
      if (row.kind === 'nurture') return await nurture(tx, services, { tenantId, row, outreach })
      const due: FollowUp =
        row.kind === 'callback'
          ? { kind: 'callback', step: stepOf(row), dueAt: row.dueAt }
          : { kind: 'step', step: row.step, dueAt: row.dueAt }
      const check = checkFollowUp(due, state, outreach.now, rules)
      if (check.kind === 'drop') return await settleFollowUp(tx, row.id, { kind: 'cancelled' })
      if (check.kind === 'move') return await settleFollowUp(tx, row.id, { kind: 'moved', to: check.to })
      await send(tx, services, { tenantId, row, outreach })
      const after = {
        ...state,
        usedSteps: [...state.usedSteps, ...(due.step === null ? [] : [due.step])],
        lastFollowUpAt: outreach.now,
      }
      const end = nurtureAt(after, playbook.followUps)
      if (end)
        await planFollowUpRows(tx, {
          leadId: row.leadId,
          conversationId: row.conversationId,
          followUps: [],
          nurtureAt: end,
        })
      log.info({ step: row.step }, 'follow-up sent')
    }),
})

async function send(
  tx: Transaction,
  services: Services,
  { tenantId, row, outreach }: { tenantId: string; row: FollowUpRow; outreach: Outreach },
) {
  const { playbook } = services.playbooks.kitOf(outreach.playbookSha, outreach.playbookSource)
  const memory = await readMemory(services, tenantId, row.conversationId)
  const context = { facts: outreach.facts, memory: { ...memory, asked: outreach.asks }, playbook }
  const { say, asks } = row.kind === 'callback' ? callbackPlan(context) : followUpPlan(row.step, context)
  const bubbles = outreachWords(services, { outreach, memory, say, asks, seed: row.id })
  await insertOutbound(tx, { conversationId: row.conversationId, turnId: null, bubbles, purpose: 'follow_up', asks })
  await settleFollowUp(tx, row.id, { kind: 'sent' })
  await enqueueSend(tx, { tenantId, conversationId: row.conversationId })
}

/** Nothing is left to say: the lead is left in peace, and the CRM knows. */
async function nurture(
  tx: Transaction,
  services: Services,
  { tenantId, row, outreach }: { tenantId: string; row: FollowUpRow; outreach: Outreach },
) {
  await settleFollowUp(tx, row.id, { kind: 'sent' })
  const silent = outreach.silence === null && ['new', 'qualifying', 'qualified'].includes(outreach.stage)
  if (!silent) return
  await setStage(tx, row.leadId, 'nurturing')
  await enqueueCrmSync(tx, { tenantId, leadId: row.leadId }, services.crmDelayMs)
}
