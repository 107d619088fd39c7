import { z } from 'zod'
import type { MediaOutcome } from '#src/domain/media.ts'
import { allRows, firstRow, InstantColumn, oneRow } from './rows.ts'
import { type Transaction, together } from './transaction.ts'

const UntilRow = z.object({ until: InstantColumn.nullable() })

/** Longer than any file may take; a worker that dies is noticed much earlier. */
const LEASE_SECONDS = 150

const ClaimedRow = z.object({
  messageId: z.string(),
  conversationId: z.string(),
  type: z.string(),
  details: z.looseObject({
    media: z.object({ mimetype: z.string(), fileName: z.string().optional(), size: z.number().optional() }),
    outcome: z.looseObject({ kind: z.string(), tries: z.number().optional() }).optional(),
  }),
  providerMessageId: z.string(),
  instance: z.string(),
  key: z.string(),
  attempt: z.number(),
  /** Sealed passwords that came for it, the latest last. */
  sealed: z.array(z.string()),
})
export type ClaimedMedia = z.infer<typeof ClaimedRow>

/** Takes a file that waits, for one try; null when there is nothing to do or another worker has it. Its key in the storage is fixed here. */
export async function claimMedia(tx: Transaction, messageId: string, owner: string): Promise<ClaimedMedia | null> {
  const { rows } = await tx.query(
    `update messages m
        set media_lease_owner = $2, media_lease_until = clock_timestamp() + make_interval(secs => ${LEASE_SECONDS}),
            media_attempts = media_attempts + 1,
            media_key = coalesce(media_key, m.tenant_id || '/' || m.conversation_id || '/' || gen_random_uuid())
       from channels ch
      where m.tenant_id = current_tenant() and m.id = $1 and m.media_state = 'waiting'
        and (m.media_lease_until is null or m.media_lease_until < clock_timestamp())
        and ch.tenant_id = m.tenant_id and ch.id = m.channel_id
      returning m.id as "messageId", m.conversation_id as "conversationId", m.type, m.details, m.provider_message_id as "providerMessageId",
                ch.instance, m.media_key as key, m.media_attempts as attempt,
                coalesce((select array_agg(encode(s.sealed, 'base64') order by s.seq) from messages s
                           where s.tenant_id = m.tenant_id and s.conversation_id = m.conversation_id and s.sealed is not null), '{}') as sealed`,
    [messageId, owner],
  )
  return firstRow(ClaimedRow, rows)
}

/** Gives a file back for the next try. */
export async function giveMediaBack(
  tx: Transaction,
  { messageId, attempt }: Pick<ClaimedMedia, 'messageId' | 'attempt'>,
) {
  await tx.query(
    `update messages set media_lease_owner = null, media_lease_until = null
      where tenant_id = current_tenant() and id = $1 and media_attempts = $2`,
    [messageId, attempt],
  )
}

const FinishedRow = z.object({ runAt: InstantColumn.nullable() })

/**
 * Notes what a file came to. Null when the try is no longer ours or the message is gone: then its file must go too. A finding that comes
 * after its message was answered makes the message heard again. `runAt`: when the conversation's next turn is due in real time, if one is.
 */
export async function finishMedia(
  tx: Transaction,
  { messageId, conversationId, attempt }: Pick<ClaimedMedia, 'messageId' | 'conversationId' | 'attempt'>,
  finding: { outcome: MediaOutcome; transcript?: string; mimetype?: string; isKept: boolean; state: 'locked' | 'done' },
): Promise<z.infer<typeof FinishedRow> | null> {
  const { outcome } = finding
  // one order of locks with turns: the conversation first
  await tx.query(`select from conversations where tenant_id = current_tenant() and id = $1 for update`, [
    conversationId,
  ])
  const details = {
    outcome,
    ...(finding.transcript === undefined ? {} : { transcript: finding.transcript }),
    ...(finding.mimetype === undefined ? {} : { mimetype: finding.mimetype }),
  }
  const { rows } = await tx.query(
    `with before as (select consumed_at is not null as late, conversation_id from messages
                      where tenant_id = current_tenant() and id = $1 for update),
          done as (
       update messages m
          set media_state = $3, media_lease_owner = null, media_lease_until = null,
              media_key = case when $5 then media_key end,
              details = details || $4::jsonb || case when before.late and $6 then '{"late": true}' else '{}' end::jsonb,
              consumed_at = case when $6 then null else consumed_at end
         from before
        where m.tenant_id = current_tenant() and m.id = $1 and m.media_state = 'waiting' and m.media_attempts = $2 and m.status = 'received'
        returning m.tenant_id, m.conversation_id, before.late and $6 as reheard)
     update conversations c
        set first_unconsumed_at = case when reheard then coalesce(c.first_unconsumed_at, tenant_now(c.tenant_id)) else c.first_unconsumed_at end,
            turn_due_at = case when reheard then coalesce(c.turn_due_at, tenant_now(c.tenant_id)) else c.turn_due_at end
       from done where c.tenant_id = done.tenant_id and c.id = done.conversation_id
     returning real_run_at(c.tenant_id, c.turn_due_at) as "runAt"`,
    [messageId, attempt, finding.state, JSON.stringify(details), finding.isKept, outcome.kind !== 'kept'],
  )
  const finished = firstRow(FinishedRow, rows)
  if (finished) await forgetPasswords(tx, conversationId)
  return finished
}

/** Passwords were tried on every file they were for. */
async function forgetPasswords(tx: Transaction, conversationId: string): Promise<void> {
  await tx.query(
    `update messages set sealed = null where tenant_id = current_tenant() and conversation_id = $1 and sealed is not null
        and not exists (select from messages w where w.tenant_id = current_tenant() and w.conversation_id = $1 and w.media_state = 'waiting')`,
    [conversationId],
  )
}

/** Until when (real time) the conversation's turn waits for files; null when it need not. Locks the conversation, so that none ends meanwhile. */
export async function lockMediaDeadline(
  tx: Transaction,
  conversationId: string,
  waitMs: number,
): Promise<Temporal.Instant | null> {
  const locked = tx.query(`select from conversations where tenant_id = current_tenant() and id = $1 for update`, [
    conversationId,
  ])
  const asked = tx.query(
    `select max(media_since + make_interval(secs => $2::float8 / 1000)) as until from messages
      where tenant_id = current_tenant() and conversation_id = $1 and media_state = 'waiting'
        and media_since > clock_timestamp() - make_interval(secs => $2::float8 / 1000)`,
    [conversationId, waitMs],
  )
  const [, { rows }] = await together(locked, asked)
  return oneRow(UntilRow, rows).until
}

const KeyRow = z.object({ id: z.string(), key: z.string() })

/** Files older than the days they are kept. */
export async function findExpiredMedia(tx: Transaction, days: number, most: number) {
  const { rows } = await tx.query(
    `select id, media_key as key from messages
      where tenant_id = current_tenant() and media_key is not null and media_state <> 'waiting'
        and created_at < now() - make_interval(days => $1) order by created_at limit $2`,
    [days, most],
  )
  return allRows(KeyRow, rows)
}

/** The file is gone; a password that was asked for it is no longer of use. */
export async function forgetFile(tx: Transaction, messageId: string): Promise<void> {
  await tx.query(
    `update messages set media_key = null, media_state = 'done' where tenant_id = current_tenant() and id = $1`,
    [messageId],
  )
}

/** Files whose messages are gone. */
export async function findMediaRemovals(tx: Transaction) {
  const { rows } = await tx.query(
    `select id, key from media_removals where tenant_id = current_tenant() order by created_at limit 1000`,
  )
  return allRows(KeyRow, rows)
}

export async function endMediaRemoval(tx: Transaction, id: string): Promise<void> {
  await tx.query(`delete from media_removals where tenant_id = current_tenant() and id = $1`, [id])
}

/** Passwords that nobody came to try. */
export async function forgetOldPasswords(tx: Transaction): Promise<void> {
  await tx.query(
    `update messages set sealed = null where tenant_id = current_tenant() and sealed is not null and created_at < now() - interval '1 hour'`,
  )
}
