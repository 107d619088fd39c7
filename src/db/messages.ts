import { z } from 'zod'
import { allRows, firstRow, IdRow, InstantColumn, oneRow, RunAtRow } from './rows.ts'
import { type Transaction, together } from './transaction.ts'

const AfterRow = z.object({ more: z.boolean(), erasing: z.boolean() })

/** How long a send may take before another worker may look whether it happened; longer than the client's time-out. */
const ATTEMPT_SECONDS = 20

export type NewBubble = { text: string }
export type Purpose = 'turn' | 'follow_up' | 'reminder' | 'notice'

/**
 * Adds an agent's bubbles at the end of a conversation, in order. `asks` and `offers` say what the last of them asks and offers, for the
 * next turn and for evals; the words never have to be read for that.
 */
export async function insertOutbound(
  tx: Transaction,
  {
    conversationId,
    turnId,
    bubbles,
    purpose,
    asks,
    offers,
  }: {
    conversationId: string
    turnId: string | null
    bubbles: NewBubble[]
    purpose: Purpose
    asks?: string | null
    offers?: string[]
  },
): Promise<void> {
  if (bubbles.length === 0) return
  await tx.query(
    `with c as (
       update conversations set next_seq = next_seq + $4, asks = coalesce($6, asks) where tenant_id = current_tenant() and id = $1
       returning tenant_id, id, channel_id, next_seq - $4 as first_seq
     )
     insert into messages (tenant_id, conversation_id, channel_id, seq, direction, author, type, text, provider_at, turn_id, purpose,
                           asks, offers, status)
     select c.tenant_id, c.id, c.channel_id, c.first_seq + b.n - 1, 'out', 'agent', 'text', b.text, tenant_now(c.tenant_id), $2, $5,
            case when b.n = $4 then $6 end, case when b.n = $4 then $7::jsonb end, 'queued'
       from c, unnest($3::text[]) with ordinality b(text, n)`,
    [
      conversationId,
      turnId,
      bubbles.map(({ text }) => text),
      bubbles.length,
      purpose,
      asks ?? null,
      offers && offers.length > 0 ? JSON.stringify(offers) : null,
    ],
  )
}

const BubbleRow = z.object({
  id: z.string(),
  text: z.string(),
  status: z.enum(['queued', 'typing', 'sending']),
  first: z.boolean(),
  fresh: z.boolean(),
  due: z.boolean(),
  attempts: z.number(),
  queuedAt: InstantColumn,
  address: z.string(),
  instance: z.string(),
  provider: z.enum(['evolution', 'w-api']),
  channelId: z.string(),
  /** The lead's phone, where it is known: WhatsApp may name a chat by another address than the one we wrote to. */
  phone: z.string().nullable(),
  /** Known before the send was noted as done when WhatsApp's echo came first, or after a crash. */
  providerMessageId: z.string().nullable(),
  thinkingMs: z.number().nullable(),
})
export type BubbleRow = z.infer<typeof BubbleRow>

/**
 * The next unsent bubble of a conversation, locked; null when there is none or another worker has it: a later one is never taken in its
 * place. `fresh`: a send of it began so recently that it may still be running. `first`: the first bubble of its turn.
 */
export async function lockNextBubble(tx: Transaction, conversationId: string): Promise<BubbleRow | null> {
  const { rows } = await tx.query(
    `select m.id, m.text, m.status, m.attempts, m.provider_at as "queuedAt", c.address, ch.instance, ch.provider, m.channel_id as "channelId",
            coalesce(m.due_at <= tenant_now(m.tenant_id), true) as due,
            m.provider_message_id as "providerMessageId",
            (select i.value from lead_identities i where i.tenant_id = c.tenant_id and i.lead_id = c.lead_id and i.kind = 'phone'
              order by i.value limit 1) as phone,
            m.provider_message_id is null and coalesce(m.attempted_at > clock_timestamp() - make_interval(secs => $2), false) as fresh,
            not exists (select from messages e where e.tenant_id = m.tenant_id and e.conversation_id = m.conversation_id
                           and e.turn_id = m.turn_id and e.seq < m.seq and e.direction = 'out') as first,
            (select duration_ms from turns t where t.tenant_id = m.tenant_id and t.id = m.turn_id) as "thinkingMs"
       from messages m
       join conversations c on c.tenant_id = m.tenant_id and c.id = m.conversation_id
       join channels ch on ch.tenant_id = m.tenant_id and ch.id = m.channel_id
      where m.tenant_id = current_tenant() and m.status in ('queued', 'typing', 'sending')
        and m.id = (select u.id from messages u
                     where u.tenant_id = current_tenant() and u.conversation_id = $1 and u.status in ('queued', 'typing', 'sending')
                     order by u.seq limit 1)
        for update of m skip locked`,
    [conversationId, ATTEMPT_SECONDS],
  )
  return firstRow(BubbleRow, rows)
}

/** "typing…" shows until the bubble is due; returns that moment in real time (null under a clock that stands still). */
export async function markTyping(tx: Transaction, id: string, typingMs: number): Promise<Temporal.Instant | null> {
  const { rows } = await tx.query(
    `update messages set status = 'typing', due_at = tenant_now(tenant_id) + make_interval(secs => $2::float8 / 1000)
      where tenant_id = current_tenant() and id = $1 returning real_run_at(tenant_id, due_at) as run_at`,
    [id, typingMs],
  )
  return firstRow(RunAtRow, rows)?.run_at ?? null
}

/** Written before the provider is called, so that a crash in between is seen as "may have been sent". */
export async function markSending(tx: Transaction, id: string, worker: string): Promise<void> {
  await tx.query(
    `update messages set status = 'sending', attempt_by = $2, attempted_at = clock_timestamp(), attempts = attempts + 1
      where tenant_id = current_tenant() and id = $1`,
    [id, worker],
  )
}

/**
 * The provider has it. Updates that overtook its answer count now, and none is taken back. `more`: further bubbles wait. `erasing`: the lead
 * is to be erased after the last of them.
 */
export async function markSent(
  tx: Transaction,
  { id, conversationId, providerMessageId }: { id: string; conversationId: string; providerMessageId: string },
): Promise<z.infer<typeof AfterRow>> {
  const adopted = tx.query(
    `select adopt_provider_id(tenant_id, id, channel_id, $2, 'sent') from messages where tenant_id = current_tenant() and id = $1`,
    [id, providerMessageId],
  )
  const noted = tx.query(
    `with done as (
       update messages set error = null, provider_at = tenant_now(tenant_id)
        where tenant_id = current_tenant() and id = $1 returning seq
     )
     select exists (select from messages m, done where m.tenant_id = current_tenant() and m.conversation_id = $2
                       and m.seq > done.seq and m.status in ('queued', 'typing', 'sending')) as more,
            exists (select from conversations where tenant_id = current_tenant() and id = $2 and erase_receipt is not null) as erasing`,
    [id, conversationId],
  )
  const [, { rows }] = await together(adopted, noted)
  return oneRow(AfterRow, rows)
}

/** The call failed. `unknown`: it may have been sent all the same, so it is looked up first; otherwise it is simply sent again. */
export async function markAttemptFailed(
  tx: Transaction,
  id: string,
  { unknown, error }: { unknown: boolean; error: string },
): Promise<void> {
  await tx.query(
    `update messages set status = $2, attempted_at = null, error = $3 where tenant_id = current_tenant() and id = $1 and status = 'sending'`,
    [id, unknown ? 'sending' : 'typing', error],
  )
}

/** It can never be sent; what should have followed it is not sent either. */
export async function markFailed(
  tx: Transaction,
  { id, conversationId, error }: { id: string; conversationId: string; error: string },
) {
  await tx.query(
    `update messages set status = case when id = $1 then 'failed' else 'cancelled' end, error = $3
      where tenant_id = current_tenant() and conversation_id = $2 and status in ('queued', 'typing', 'sending')`,
    [id, conversationId, error],
  )
}

/** Of these ids of the provider, those that belong to no other message of ours: what may have been this one. */
export async function findUnknownIds(
  tx: Transaction,
  { id, channelId }: { id: string; channelId: string },
  ids: string[],
): Promise<string[]> {
  const { rows } = await tx.query(
    `select i.id from unnest($2::text[]) with ordinality i(id, n)
      where not exists (select from messages m where m.tenant_id = current_tenant() and m.channel_id = $1
                           and m.provider_message_id = i.id and m.id <> $3)
      order by i.n`,
    [channelId, ids, id],
  )
  return allRows(IdRow, rows).map(({ id }) => id)
}

/** Another text in place of one that is not to be kept. */
export async function replaceText(tx: Transaction, id: string, text: string): Promise<void> {
  await tx.query(`update messages set text = $2 where tenant_id = current_tenant() and id = $1`, [id, text])
}

const RecentRow = z.object({ author: z.enum(['lead', 'agent', 'attendant', 'system']), text: z.string() })

/** The last messages of a conversation that were already heard or have been said, oldest first. */
export async function findRecentMessages(
  tx: Transaction,
  conversationId: string,
  most: number,
): Promise<z.infer<typeof RecentRow>[]> {
  const { rows } = await tx.query(
    `select author, concat_ws(e'\\n', nullif(text, ''), details ->> 'transcript') as text from messages
      where tenant_id = current_tenant() and conversation_id = $1 and (direction = 'out' or consumed_at is not null)
        and status not in ('ignored', 'cancelled', 'failed') and (text <> '' or details ? 'transcript')
      order by seq desc limit $2`,
    [conversationId, most],
  )
  return allRows(RecentRow, rows).toReversed()
}
