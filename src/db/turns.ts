import { z } from 'zod'
import { LeadFacts } from '#src/domain/facts.ts'
import { DisqualifiedReason, HandoffReason, type Plan, Stage } from '#src/domain/plan.ts'
import { Asked, type Understanding } from '#src/domain/understanding.ts'
import { firstRow, IdRow, InstantColumn, oneRow, RunAtRow } from './rows.ts'
import { type Transaction, together } from './transaction.ts'

const LeaseRow = z.object({ lease_token: z.string() })
const HeldRow = z.object({ ours: z.boolean().nullable(), silenced: z.boolean() })
const ChangedRow = z.object({ changed: z.boolean() })

/** How long a turn may think before another worker may take the conversation; longer than any turn's time budget. */
const LEASE_SECONDS = 45

const InboundRow = z.object({
  id: z.string(),
  type: z.string(),
  text: z.string(),
  details: z.record(z.string(), z.unknown()),
  providerMessageId: z.string().nullable(),
  mediaState: z.enum(['waiting', 'locked', 'done']).nullable(),
})
export type InboundRow = z.infer<typeof InboundRow>

const TurnRow = z.object({
  now: InstantColumn,
  timeZone: z.string(),
  leadId: z.string(),
  channelId: z.string(),
  address: z.string(),
  instance: z.string(),
  asked: Asked.nullable().catch(null),
  silence: z.enum(['handoff', 'takeover', 'opted_out', 'erasure_asked', 'wrong_person']).nullable(),
  attendantLastAt: InstantColumn.nullable(),
  facts: LeadFacts,
  stage: Stage,
  stageBefore: Stage.nullable(),
  disqualified: DisqualifiedReason.nullable(),
  handoff: HandoffReason.nullable(),
  playbookSha: z.string(),
  inbound: z.array(InboundRow),
})
export type TurnRow = z.infer<typeof TurnRow>

/** What names a turn however often it starts: the first message it answers. */
export function turnKeyOf({ inbound }: Pick<TurnRow, 'inbound'>): string {
  return inbound[0]?.id ?? 'none'
}

/**
 * Takes the conversation's lease when its waiting messages are due, by the tenant's clock. Null when they are not (yet), or when another
 * worker holds it: that one sees the new messages when it commits.
 */
export async function claimTurn(tx: Transaction, conversationId: string, owner: string): Promise<string | null> {
  const { rows } = await tx.query(
    `update conversations
        set lease_owner = $2, lease_token = gen_random_uuid(), lease_until = clock_timestamp() + make_interval(secs => $3)
      where tenant_id = current_tenant() and id = $1 and turn_due_at <= tenant_now(tenant_id)
        and (lease_until is null or lease_until < clock_timestamp())
      returning lease_token`,
    [conversationId, owner, LEASE_SECONDS],
  )
  return firstRow(LeaseRow, rows)?.lease_token ?? null
}

/** Everything a turn starts from, in one query. The inbound messages are in the order in which they were written. */
export async function loadTurn(tx: Transaction, conversationId: string): Promise<TurnRow> {
  const { rows } = await tx.query(
    `select tenant_now(c.tenant_id) as now, t.time_zone as "timeZone", c.lead_id as "leadId", c.channel_id as "channelId", c.address, ch.instance, c.silence, c.asks as asked,
            c.attendant_last_at as "attendantLastAt", l.facts, l.stage, l.stage_before as "stageBefore",
            l.disqualified_reason as disqualified, l.handoff_reason as handoff, p.source_sha as "playbookSha",
            coalesce((select jsonb_agg(jsonb_build_object('id', m.id, 'type', m.type, 'text', m.text, 'details', m.details, 'providerMessageId', m.provider_message_id,
                         'mediaState', m.media_state) order by m.provider_at, m.seq)
                        from messages m
                       where m.tenant_id = c.tenant_id and m.conversation_id = c.id and m.direction = 'in' and m.consumed_at is null
                         and m.status = 'received'), '[]') as inbound
       from conversations c
       join leads l on l.tenant_id = c.tenant_id and l.id = c.lead_id
       join tenants t on t.id = c.tenant_id
       join channels ch on ch.tenant_id = c.tenant_id and ch.id = c.channel_id
       join playbooks p on p.tenant_id = c.tenant_id and p.active
      where c.tenant_id = current_tenant() and c.id = $1`,
    [conversationId],
  )
  return oneRow(TurnRow, rows)
}

/**
 * Locks the conversation for the commit of a turn. `lost`: the lease is no longer ours, somebody else answers. `stale`: the lead wrote,
 * edited or deleted something meanwhile, or a person took the conversation over or gave it back, so the draft must not be sent.
 */
export async function lockForCommit(
  tx: Transaction,
  {
    conversationId,
    leaseToken,
    inbound,
    silence,
  }: {
    conversationId: string
    leaseToken: string
    inbound: Pick<InboundRow, 'id' | 'text' | 'mediaState'>[]
    silence: TurnRow['silence']
  },
): Promise<'ours' | 'lost' | 'stale'> {
  const locked = tx.query(
    `select lease_token = $2 as ours, silence is distinct from $3 as silenced
       from conversations where tenant_id = current_tenant() and id = $1 for update`,
    [conversationId, leaseToken, silence],
  )
  const looked = tx.query(
    `select exists (
       select from messages m where m.tenant_id = current_tenant() and m.conversation_id = $1 and m.direction = 'in'
          and m.consumed_at is null and m.status = 'received' and not m.id = any($2::uuid[])
     ) or exists (
       select from unnest($2::uuid[], $3::text[], $4::text[]) seen(id, text, media_state)
         left join messages m on m.tenant_id = current_tenant() and m.id = seen.id
        where m.text is distinct from seen.text or m.media_state is distinct from seen.media_state
     ) as changed`,
    [
      conversationId,
      inbound.map(({ id }) => id),
      inbound.map(({ text }) => text),
      inbound.map(({ mediaState }) => mediaState),
    ],
  )
  const [{ rows }, changed] = await together(locked, looked)
  const held = firstRow(HeldRow, rows)
  if (held?.ours !== true) return 'lost'
  if (held.silenced) return 'stale'
  return oneRow(ChangedRow, changed.rows).changed ? 'stale' : 'ours'
}

/** Gives the lease back after a turn that failed, so that its next try need not wait for it to run out. */
export async function giveLeaseBack(tx: Transaction, conversationId: string, leaseToken: string): Promise<void> {
  await tx.query(
    `update conversations set lease_owner = null, lease_token = null, lease_until = null
      where tenant_id = current_tenant() and id = $1 and lease_token = $2`,
    [conversationId, leaseToken],
  )
}

/** Marks the turn's messages as heard and gives the lease back. Returns when the next turn is due in real time, if messages wait. */
export async function releaseTurn(
  tx: Transaction,
  {
    conversationId,
    consumed,
    asks,
    silence,
  }: {
    conversationId: string
    consumed: string[]
    asks?: string | null
    silence?: string | null
  },
): Promise<Temporal.Instant | null> {
  const heard = tx.query(
    `update messages set consumed_at = tenant_now(tenant_id) where tenant_id = current_tenant() and id = any($1::uuid[])`,
    [consumed],
  )
  const released = tx.query(
    `update conversations c
        set lease_owner = null, lease_token = null, lease_until = null,
            asks = case when $2 then $3 else asks end, silence = case when $4 then $5 else silence end,
            turn_due_at = case when waiting.first_at is null then null else c.turn_due_at end,
            first_unconsumed_at = case when waiting.first_at is null then null else c.first_unconsumed_at end
       from (select min(created_at) as first_at from messages
              where tenant_id = current_tenant() and conversation_id = $1 and direction = 'in' and consumed_at is null
                and status = 'received') waiting
      where c.tenant_id = current_tenant() and c.id = $1
      returning real_run_at(c.tenant_id, c.turn_due_at) as run_at`,
    [conversationId, asks !== undefined, asks ?? null, silence !== undefined, silence ?? null],
  )
  const [, { rows }] = await together(heard, released)
  return firstRow(RunAtRow, rows)?.run_at ?? null
}

export type TurnRecord = {
  conversationId: string
  status: 'committed' | 'silent' | 'dropped' | 'failed'
  reason?: string
  perception?: Understanding
  plan?: Plan
  blocked?: string[]
  /** The version of the prompts, when a model was asked. */
  promptVersion?: string | null
  modelCalls?: number
  costUsd?: number
  durationMs: number
}

/** Keeps what the turn came to, for people and for evals; returns its id. */
export async function insertTurn(tx: Transaction, turn: TurnRecord): Promise<string> {
  const { rows } = await tx.query(
    `insert into turns (tenant_id, conversation_id, status, reason, perception, plan, checks, duration_ms, prompt_version, model_calls, cost_usd, at)
     values (current_tenant(), $1, $2, $3, $4, $5, $6, $7, $8, $9, $10, tenant_now(current_tenant())) returning id`,
    [
      turn.conversationId,
      turn.status,
      turn.reason ?? null,
      turn.perception ? JSON.stringify(turn.perception) : null,
      turn.plan ? JSON.stringify(turn.plan) : null,
      turn.blocked ? JSON.stringify(turn.blocked) : null,
      Math.round(turn.durationMs),
      turn.promptVersion ?? null,
      turn.modelCalls ?? 0,
      turn.costUsd ?? 0,
    ],
  )
  return oneRow(IdRow, rows).id
}
