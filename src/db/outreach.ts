import { z } from 'zod'
import { LeadFacts } from '#src/domain/facts.ts'
import { Stage } from '#src/domain/plan.ts'
import { Asked } from '#src/domain/understanding.ts'
import { InstantColumn, oneRow } from './rows.ts'
import type { Transaction } from './transaction.ts'

const OutreachRow = z.object({
  now: InstantColumn,
  timeZone: z.string(),
  stage: Stage,
  silence: z.string().nullable(),
  facts: LeadFacts,
  asks: Asked.nullable().catch(null),
  playbookSource: z.string(),
  playbookSha: z.string(),
  lastTurnAt: InstantColumn.nullable(),
  /** Now, if the lead wrote something that no turn has heard yet. */
  unheardAt: InstantColumn.nullable(),
})

/** What must be looked at before we write first. */
export type Outreach = z.infer<typeof OutreachRow>

/** The conversation as it is when a nudge, a call back or a reminder is due; locked, so that no turn commits in between. */
export async function loadOutreach(tx: Transaction, conversationId: string): Promise<Outreach> {
  const { rows } = await tx.query(
    `select tenant_now(c.tenant_id) as now, t.time_zone as "timeZone", l.stage, c.silence, l.facts, c.asks,
            p.source as "playbookSource", p.source_sha as "playbookSha",
            (select max(u.at) from turns u where u.tenant_id = c.tenant_id and u.conversation_id = c.id and u.status = 'committed') as "lastTurnAt",
            (select tenant_now(c.tenant_id) where exists (
               select from messages m where m.tenant_id = c.tenant_id and m.conversation_id = c.id and m.direction = 'in'
                  and m.status = 'received' and m.consumed_at is null)) as "unheardAt"
       from conversations c
       join leads l on l.tenant_id = c.tenant_id and l.id = c.lead_id
       join tenants t on t.id = c.tenant_id
       join playbooks p on p.tenant_id = c.tenant_id and p.active
      where c.tenant_id = current_tenant() and c.id = $1 for update of c`,
    [conversationId],
  )
  return oneRow(OutreachRow, rows)
}

export async function setStage(tx: Transaction, leadId: string, stage: Stage): Promise<void> {
  await tx.query(`update leads set stage = $2, updated_at = now() where tenant_id = current_tenant() and id = $1`, [
    leadId,
    stage,
  ])
}
