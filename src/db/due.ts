import { z } from 'zod'
import type { FollowUp } from '#src/domain/cadence.ts'
import type { Reminder } from '#src/domain/reminders.ts'
import { allRows, firstRow, InstantColumn } from './rows.ts'
import type { Transaction } from './transaction.ts'

const CADENCE = 'silence'
/** Steps outside the count: a promised call after step 1 was used, and the end of the cadence. */
const CALLBACK_STEP = 0
const NURTURE_STEP = 100

const UsedRow = z.object({ usedSteps: z.array(z.number()), lastFollowUpAt: InstantColumn.nullable() })

/** Which steps of the cadence this lead has had, ever. */
export async function findUsedSteps(tx: Transaction, leadId: string) {
  const { rows } = await tx.query(
    `select coalesce(array_agg(step::int) filter (where step between 1 and ${NURTURE_STEP - 1}), '{}') as "usedSteps", max(sent_at) as "lastFollowUpAt"
       from follow_ups where tenant_id = current_tenant() and lead_id = $1 and status = 'sent' and kind <> 'nurture'`,
    [leadId],
  )
  return UsedRow.parse(rows[0])
}

/** Plans the nudges of a silence; a step that was ever sent stays sent. `nurtureAt`: when no step is left, the end of the cadence. */
export async function planFollowUpRows(
  tx: Transaction,
  {
    leadId,
    conversationId,
    followUps,
    nurtureAt,
  }: {
    leadId: string
    conversationId: string
    followUps: FollowUp[]
    nurtureAt: Temporal.Instant | null
  },
): Promise<void> {
  const rows = [
    ...followUps.map((one) => ({
      step: one.step ?? CALLBACK_STEP,
      kind: one.kind === 'callback' ? 'callback' : 'nudge',
      dueAt: one.dueAt.toString(),
    })),
    ...(nurtureAt ? [{ step: NURTURE_STEP, kind: 'nurture', dueAt: nurtureAt.toString() }] : []),
  ]
  await tx.query(
    `insert into follow_ups (tenant_id, conversation_id, lead_id, cadence, step, kind, due_at)
     select current_tenant(), $1, $2, '${CADENCE}', f.step, f.kind, f.due_at
       from jsonb_to_recordset($3::jsonb) f(step smallint, kind text, due_at timestamptz)
     on conflict (tenant_id, lead_id, cadence, step) do update
        set due_at = excluded.due_at, kind = excluded.kind, status = 'pending', conversation_id = excluded.conversation_id
      where follow_ups.status <> 'sent' or follow_ups.step in (${CALLBACK_STEP}, ${NURTURE_STEP})`,
    [conversationId, leadId, JSON.stringify(rows.map(({ dueAt, ...row }) => ({ ...row, due_at: dueAt })))],
  )
}

export async function cancelFollowUps(tx: Transaction, leadId: string): Promise<void> {
  await tx.query(
    `update follow_ups set status = 'cancelled' where tenant_id = current_tenant() and lead_id = $1 and status = 'pending'`,
    [leadId],
  )
}

const FollowUpRow = z.object({
  id: z.string(),
  conversationId: z.string(),
  leadId: z.string(),
  step: z.number(),
  kind: z.enum(['nudge', 'callback', 'nurture']),
  dueAt: InstantColumn,
})
export type FollowUpRow = z.infer<typeof FollowUpRow>

/** Locks a pending follow-up whose time has come; null when it was cancelled, sent, moved, or is not due. */
export async function lockFollowUp(tx: Transaction, id: string): Promise<FollowUpRow | null> {
  const { rows } = await tx.query(
    `select id, conversation_id as "conversationId", lead_id as "leadId", step::int, kind, due_at as "dueAt" from follow_ups
      where tenant_id = current_tenant() and id = $1 and status = 'pending' and due_at <= tenant_now(tenant_id) for update skip locked`,
    [id],
  )
  return firstRow(FollowUpRow, rows)
}

export async function settleFollowUp(
  tx: Transaction,
  id: string,
  outcome: { kind: 'sent' } | { kind: 'cancelled' } | { kind: 'moved'; to: Temporal.Instant },
): Promise<void> {
  await tx.query(
    `update follow_ups set status = $2, due_at = coalesce($3, due_at), sent_at = case when $2 = 'sent' then tenant_now(tenant_id) else sent_at end
      where tenant_id = current_tenant() and id = $1`,
    [id, outcome.kind === 'moved' ? 'pending' : outcome.kind, outcome.kind === 'moved' ? outcome.to.toString() : null],
  )
}

/** A follow-up's step within the cadence, or null for one outside the count. */
export function stepOf(row: FollowUpRow): number | null {
  return row.step === CALLBACK_STEP || row.step === NURTURE_STEP ? null : row.step
}

/** Plans the reminders of a booking, in place of any planned before. */
export async function planReminderRows(tx: Transaction, bookingId: string, reminders: Reminder[]): Promise<void> {
  await tx.query(
    `insert into reminders (tenant_id, booking_id, which, due_at)
     select current_tenant(), $1, r.which, r.due_at from unnest($2::text[], $3::timestamptz[]) r(which, due_at)
     on conflict (tenant_id, booking_id, which) do update set due_at = excluded.due_at, status = 'pending'`,
    [bookingId, reminders.map((r) => r.which), reminders.map((r) => r.dueAt.toString())],
  )
}

export async function cancelReminders(tx: Transaction, leadId: string): Promise<void> {
  await tx.query(
    `update reminders r set status = 'cancelled' from bookings b
      where r.tenant_id = current_tenant() and r.status = 'pending' and b.tenant_id = r.tenant_id and b.id = r.booking_id and b.lead_id = $1`,
    [leadId],
  )
}

const ReminderRow = z.object({ bookingId: z.string(), which: z.enum(['day_before', 'hours_before']) })

/** Locks the booking's reminder that is due; of two that are due the later one, which makes the earlier one pointless. */
export async function lockDueReminders(tx: Transaction, bookingId: string) {
  const { rows } = await tx.query(
    `select booking_id as "bookingId", which from reminders
      where tenant_id = current_tenant() and booking_id = $1 and status = 'pending' and due_at <= tenant_now(tenant_id)
      order by due_at for update skip locked`,
    [bookingId],
  )
  return allRows(ReminderRow, rows)
}

export async function settleReminder(
  tx: Transaction,
  { bookingId, which }: { bookingId: string; which: string },
  outcome: { kind: 'sent' } | { kind: 'cancelled' } | { kind: 'moved'; to: Temporal.Instant },
): Promise<void> {
  await tx.query(
    `update reminders set status = $3, due_at = coalesce($4, due_at) where tenant_id = current_tenant() and booking_id = $1 and which = $2`,
    [
      bookingId,
      which,
      outcome.kind === 'moved' ? 'pending' : outcome.kind,
      outcome.kind === 'moved' ? outcome.to.toString() : null,
    ],
  )
}
