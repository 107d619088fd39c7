import { z } from 'zod'
import type { Queryable } from '#src/db/pool.ts'
import { InstantColumn, oneRow } from '#src/db/rows.ts'
import type { Transaction } from '#src/db/transaction.ts'
import { LeadFacts } from '#src/domain/facts.ts'
import { Stage } from '#src/domain/plan.ts'
import type { WorldState } from '../world.ts'

const Moment = z.string().transform((text) => Temporal.Instant.from(text))
const Due = z.object({ step: z.string(), dueAt: Moment, status: z.enum(['pending', 'sent', 'cancelled']) })

const StateRow = z.object({
  now: InstantColumn,
  lead: z
    .object({
      stage: Stage,
      facts: LeadFacts,
      score: z.number(),
      offer: z.string().nullable(),
      disqualifiedReason: z.string().nullable(),
      handoffReason: z.string().nullable(),
      silence: z.string().nullable(),
    })
    .nullable(),
  messages: z.array(
    z.object({
      id: z.string(),
      seq: z.number(),
      author: z.enum(['lead', 'agent', 'attendant', 'system']),
      purpose: z.enum(['turn', 'follow_up', 'reminder', 'notice']).nullable(),
      type: z.string(),
      text: z.string(),
      status: z.string(),
      turnId: z.string().nullable(),
      asks: z.string().nullable(),
      offers: z
        .array(z.union([z.string().transform((start) => ({ start })), z.object({ start: z.string() })]))
        .nullable()
        .transform((offers) => offers ?? []),
      at: Moment,
    }),
  ),
  turns: z.array(
    z.object({
      id: z.string(),
      status: z.enum(['committed', 'silent', 'dropped', 'failed']),
      reason: z.string().nullable(),
      plan: z.unknown(),
      perception: z.unknown(),
      checks: z.unknown(),
      modelCalls: z.number(),
      costUsd: z.number(),
      durationMs: z.number(),
    }),
  ),
  bookings: z.array(
    z.object({
      id: z.string(),
      startsAt: Moment,
      endsAt: Moment,
      status: z.enum(['confirmed', 'cancelled', 'done', 'no_show']),
      attendanceConfirmed: z.boolean(),
    }),
  ),
  bills: z.array(
    z.object({
      totalBrl: z.number().nullable(),
      consumptionKwh: z.number().nullable(),
      average12mKwh: z.number().nullable(),
    }),
  ),
  followUps: z.array(Due),
  reminders: z.array(Due),
})

/** The rows of a tenant that has one lead, in one round trip. The turns' records are large, so they are read only in the end. */
export async function readRows(
  tx: Transaction,
  { withTurns }: { withTurns: boolean },
): Promise<Omit<WorldState, 'crm' | 'accepted' | 'failedJobs'>> {
  const { rows } = await tx.query(
    `select tenant_now(current_tenant()) as now,
       (select jsonb_build_object('stage', l.stage, 'facts', l.facts, 'score', l.score, 'offer', l.offer, 'disqualifiedReason', l.disqualified_reason,
               'handoffReason', l.handoff_reason, 'silence', (select c.silence from conversations c where c.tenant_id = l.tenant_id and c.lead_id = l.id order by c.created_at limit 1))
          from leads l where l.tenant_id = current_tenant() order by l.created_at limit 1) as lead,
       coalesce((select jsonb_agg(jsonb_build_object('id', m.id, 'seq', m.seq, 'author', m.author, 'purpose', m.purpose, 'type', m.type, 'text', m.text,
               'status', m.status, 'turnId', m.turn_id, 'asks', m.asks, 'offers', m.offers, 'at', m.provider_at) order by m.seq)
          from messages m where m.tenant_id = current_tenant()), '[]') as messages,
       coalesce((select jsonb_agg(jsonb_build_object('id', t.id, 'status', t.status, 'reason', t.reason, 'plan', t.plan, 'perception', t.perception,
               'checks', t.checks, 'modelCalls', t.model_calls, 'costUsd', t.cost_usd::float8, 'durationMs', t.duration_ms) order by t.created_at)
          from turns t where $1 and t.tenant_id = current_tenant()), '[]') as turns,
       coalesce((select jsonb_agg(jsonb_build_object('id', b.id, 'startsAt', lower(b.during), 'endsAt', upper(b.during), 'status', b.status,
               'attendanceConfirmed', b.attendance_confirmed) order by b.created_at)
          from bookings b where b.tenant_id = current_tenant()), '[]') as bookings,
       coalesce((select jsonb_agg(jsonb_build_object('totalBrl', b.fields -> 'totalAmount', 'consumptionKwh', b.fields -> 'consumptionKwh',
               'average12mKwh', b.fields -> 'average12mKwh')) from bills b where b.tenant_id = current_tenant()), '[]') as bills,
       coalesce((select jsonb_agg(jsonb_build_object('step', f.step::text, 'dueAt', f.due_at, 'status', f.status) order by f.due_at)
          from follow_ups f where f.tenant_id = current_tenant() and f.kind <> 'nurture'), '[]') as "followUps",
       coalesce((select jsonb_agg(jsonb_build_object('step', r.which, 'dueAt', r.due_at, 'status', r.status) order by r.due_at)
          from reminders r where r.tenant_id = current_tenant()), '[]') as reminders`,
    [withTurns],
  )
  return oneRow(StateRow, rows)
}

const WorkRow = z.object({
  now: InstantColumn,
  /** A turn is being thought, a file is being read, or a bubble's job is about to run: nothing is due by the clock, and yet it is not quiet. */
  busy: z.boolean(),
  /** When the waiting messages become a turn, or the next bubble moves on. */
  conversationAt: InstantColumn.nullable(),
  /** When the next nudge, reminder, or end of the cadence is due. */
  calendarAt: InstantColumn.nullable(),
})
export type Work = z.infer<typeof WorkRow>

/** What `eval_work` says; made in the throw-away database of a run, because looking is done thousands of times. */
export const WORK_FUNCTION = `
create or replace function eval_work(tenant uuid) returns table (now timestamptz, busy boolean, "conversationAt" timestamptz, "calendarAt" timestamptz)
language plpgsql stable security definer set search_path = public, pg_temp as $$
begin return query
  with next_bubbles as (
    select distinct on (conversation_id) due_at from messages
     where tenant_id = tenant and status in ('queued', 'typing', 'sending') order by conversation_id, seq
  )
  select tenant_now(tenant),
    exists (select from conversations where tenant_id = tenant and lease_until > clock_timestamp()) or exists (select from next_bubbles where due_at is null)
      or exists (select from messages where tenant_id = tenant and media_state = 'waiting'),
    least((select min(turn_due_at) from conversations where tenant_id = tenant), (select min(due_at) from next_bubbles)),
    least((select min(due_at) from follow_ups where tenant_id = tenant and status = 'pending'),
          (select min(due_at) from reminders where tenant_id = tenant and status = 'pending'));
end $$;
grant execute on function eval_work(uuid) to girassol_app`

/** What a tenant still has to do, by its clock. */
export async function readWork(db: Queryable, tenantId: string): Promise<Work> {
  const { rows } = await db.query('select * from eval_work($1)', [tenantId])
  return oneRow(WorkRow, rows)
}
