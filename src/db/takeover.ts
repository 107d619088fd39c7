import { z } from 'zod'
import { Stage } from '#src/domain/plan.ts'
import { firstRow } from './rows.ts'
import type { Transaction } from './transaction.ts'

const Standing = z.object({ leadId: z.string(), stage: Stage, silence: z.string().nullable() })
/** Who has the conversation: an attendant (`silence` says why) or the agent (null). */
export type Standing = z.infer<typeof Standing>

/**
 * A person takes the conversation: what the agent has not said yet and its nudges are cancelled, and the lead waits for people in the CRM.
 * Null when there is no such conversation. Done twice it changes nothing; an opt-out or a handoff stays what it is.
 */
export async function takeOverConversation(tx: Transaction, conversationId: string): Promise<Standing | null> {
  if (!(await lock(tx, conversationId))) return null
  await tx.query(
    `update leads l set stage_before = case when l.stage = 'handoff' then l.stage_before else l.stage end, stage = 'handoff',
                        handoff_reason = coalesce(case when l.stage = 'handoff' then l.handoff_reason end, 'takeover'), updated_at = now()
       from conversations c
      where c.tenant_id = current_tenant() and c.id = $1 and l.tenant_id = c.tenant_id and l.id = c.lead_id
        and l.stage not in ('opted_out', 'won', 'lost')`,
    [conversationId],
  )
  await tx.query(
    `update conversations
        set attendant_last_at = tenant_now(tenant_id),
            silence = case when silence in ('handoff', 'opted_out', 'erasure_asked') then silence else 'takeover' end
      where tenant_id = current_tenant() and id = $1`,
    [conversationId],
  )
  await tx.query(
    `update messages set status = 'cancelled', error = 'an attendant took over'
      where tenant_id = current_tenant() and conversation_id = $1 and author = 'agent' and status in ('queued', 'typing')`,
    [conversationId],
  )
  await tx.query(
    `update follow_ups set status = 'cancelled' where tenant_id = current_tenant() and conversation_id = $1 and status = 'pending'`,
    [conversationId],
  )
  return await findStanding(tx, conversationId)
}

/**
 * Gives the conversation back to the agent, who speaks when the lead next writes; the stage is the one from before. Null when there is no
 * such conversation. Where no person has it nothing changes: an opt-out is not released.
 */
export async function releaseConversation(tx: Transaction, conversationId: string): Promise<Standing | null> {
  if (!(await lock(tx, conversationId))) return null
  const { rowCount } = await tx.query(
    `update conversations set silence = null
      where tenant_id = current_tenant() and id = $1 and silence in ('handoff', 'takeover')`,
    [conversationId],
  )
  if (rowCount === 1)
    await tx.query(
      `update leads l set stage = coalesce(l.stage_before, 'qualifying'), stage_before = null, handoff_reason = null, updated_at = now()
         from conversations c
        where c.tenant_id = current_tenant() and c.id = $1 and l.tenant_id = c.tenant_id and l.id = c.lead_id and l.stage = 'handoff'`,
      [conversationId],
    )
  return await findStanding(tx, conversationId)
}

/** Held against a turn that is about to commit, which then sees what changed. */
async function lock(tx: Transaction, conversationId: string): Promise<boolean> {
  const { rowCount } = await tx.query(
    `select from conversations where tenant_id = current_tenant() and id = $1 for update`,
    [conversationId],
  )
  return rowCount === 1
}

async function findStanding(tx: Transaction, conversationId: string): Promise<Standing | null> {
  const { rows } = await tx.query(
    `select c.lead_id as "leadId", l.stage, c.silence from conversations c join leads l on l.tenant_id = c.tenant_id and l.id = c.lead_id
      where c.tenant_id = current_tenant() and c.id = $1`,
    [conversationId],
  )
  return firstRow(Standing, rows)
}
