import { z } from 'zod'
import { LeadFacts } from '#src/domain/facts.ts'
import { Plan } from '#src/domain/plan.ts'
import { Understanding } from '#src/domain/understanding.ts'
import { allRows, firstRow } from './rows.ts'
import type { Transaction } from './transaction.ts'

const LeadRow = z.object({
  id: z.string(),
  conversationId: z.string(),
  stage: z.string(),
  score: z.number(),
  temperature: z.string(),
  offer: z.string().nullable(),
  silence: z.string().nullable(),
  disqualified: z.string().nullable(),
  handoff: z.string().nullable(),
  facts: LeadFacts,
  crmLeadId: z.number().nullable(),
  turns: z.array(
    z.object({
      id: z.string(),
      at: z.string(),
      status: z.string(),
      reason: z.string().nullable(),
      perception: Understanding.nullable(),
      plan: Plan.nullable(),
      checks: z.array(z.string()).nullable(),
      modelCalls: z.number(),
      costUsd: z.number(),
      ms: z.number(),
    }),
  ),
  bookings: z.array(
    z.object({
      id: z.string(),
      start: z.string(),
      end: z.string(),
      status: z.string(),
      attendantName: z.string(),
      attendanceConfirmed: z.boolean(),
    }),
  ),
  followUps: z.array(z.object({ step: z.number(), kind: z.string(), dueAt: z.string(), status: z.string() })),
  reminders: z.array(z.object({ which: z.string(), dueAt: z.string(), status: z.string() })),
})
export type LeadView = z.infer<typeof LeadRow>

/** A lead as people look at it: what is known, what the last turns decided, what is planned. Null when nobody of that phone ever wrote. */
export async function findLeadView(tx: Transaction, phone: string): Promise<LeadView | null> {
  const { rows } = await tx.query(
    `select l.id, c.id as "conversationId", l.stage, l.score, l.temperature, l.offer, c.silence, l.disqualified_reason as disqualified,
            l.handoff_reason as handoff, l.facts, k.crm_lead_id as "crmLeadId",
            coalesce((select jsonb_agg(t order by t.n) from (
               select row_number() over (order by u.created_at desc) as n, u.id, u.at, u.status, u.reason, u.perception, u.plan, u.checks,
                      u.model_calls as "modelCalls", u.cost_usd::float8 as "costUsd", u.duration_ms as ms
                 from turns u where u.tenant_id = c.tenant_id and u.conversation_id = c.id order by u.created_at desc limit 10) t), '[]') as turns,
            coalesce((select jsonb_agg(jsonb_build_object('id', b.id, 'start', lower(b.during), 'end', upper(b.during), 'status', b.status,
                               'attendantName', b.attendant_name, 'attendanceConfirmed', b.attendance_confirmed) order by lower(b.during))
                        from bookings b where b.tenant_id = l.tenant_id and b.lead_id = l.id), '[]') as bookings,
            coalesce((select jsonb_agg(jsonb_build_object('step', f.step, 'kind', f.kind, 'dueAt', f.due_at, 'status', f.status) order by f.due_at)
                        from follow_ups f where f.tenant_id = l.tenant_id and f.lead_id = l.id), '[]') as "followUps",
            coalesce((select jsonb_agg(jsonb_build_object('which', r.which, 'dueAt', r.due_at, 'status', r.status) order by r.due_at)
                        from reminders r join bookings b on b.tenant_id = r.tenant_id and b.id = r.booking_id
                       where b.tenant_id = l.tenant_id and b.lead_id = l.id), '[]') as reminders
       from lead_identities i
       join leads l on l.tenant_id = i.tenant_id and l.id = i.lead_id
       join conversations c on c.tenant_id = l.tenant_id and c.lead_id = l.id
       left join crm_links k on k.tenant_id = l.tenant_id and k.lead_id = l.id
      where i.tenant_id = current_tenant() and i.kind = 'phone' and i.value = $1
      order by c.created_at limit 1`,
    [phone],
  )
  return firstRow(LeadRow, rows)
}

const ListRow = z.object({ phone: z.string(), pushName: z.string().nullable(), stage: z.string() })

/** Everybody who ever wrote, by phone, with the stage. */
export async function listLeadStages(tx: Transaction): Promise<z.infer<typeof ListRow>[]> {
  const { rows } = await tx.query(
    `select i.value as phone, l.push_name as "pushName", l.stage from lead_identities i
       join leads l on l.tenant_id = i.tenant_id and l.id = i.lead_id where i.tenant_id = current_tenant() and i.kind = 'phone'`,
  )
  return allRows(ListRow, rows)
}

/** Forgets every lead of the tenant and sets its clock back to real time. Only the sandbox does this. */
export async function forgetEverybody(tx: Transaction): Promise<void> {
  await tx.query(`delete from leads where tenant_id = current_tenant()`)
  await tx.query(`delete from webhook_events where tenant_id = current_tenant()`)
  await tx.query(`delete from early_statuses where tenant_id = current_tenant()`)
  await tx.query(`delete from busy_times where tenant_id = current_tenant()`)
  await tx.query(`delete from erasures where tenant_id = current_tenant()`)
  for (const table of ['checkpoints', 'checkpoint_blobs', 'checkpoint_writes']) {
    await tx.query(`delete from ${table} where split_part(thread_id, ':', 1) = current_tenant()::text`)
  }
  await tx.query(`update tenants set clock_offset = '0' where id = current_tenant()`)
}
