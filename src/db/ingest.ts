import type pg from 'pg'
import { z } from 'zod'
import { findFilePassword } from '#src/domain/file-password.ts'
import type { IngestItem } from '#src/domain/inbound.ts'
import type { Queryable } from './pool.ts'
import { allRows } from './rows.ts'
import { inTenant } from './transaction.ts'

/** One webhook request: whose it is, what it said word for word (without files), and what we understood of it. */
export type IngestEnvelope = {
  tenantId: string
  channelId: string
  event: string
  payload: unknown
  /** The envelope without what may be the password of a file; kept in its place when it was one. */
  redacted?: unknown
  items: IngestItem[]
}

/** Encrypts what may be the password of a file, so that it is never stored in clear. Base64. */
export type SealPassword = (password: string) => string

export type IngestOutcome = 'accepted' | 'duplicate' | 'ignored'

const ResultRow = z.object({ n: z.number(), outcome: z.enum(['accepted', 'duplicate', 'ignored']) })

/** 👍 and 👎 answer a yes/no question; every other reaction is only kept. */
const YES_NO_REACTIONS = /^[👍👎](\p{Emoji_Modifier})?$/u
/** Content whose file is fetched and read. */
const READ_TYPES = new Set(['image', 'audio', 'video', 'document'])
/** Content that never starts a turn by itself. */
const QUIET_TYPES = new Set(['sticker', 'reaction', 'unknown'])

/**
 * Stores envelopes of any tenants together with the jobs they cause, in one statement and so in one transaction.
 * Returns what became of each, in order. Throws what PostgreSQL throws; then nothing of the batch is stored.
 */
export async function ingestBatch(
  db: Queryable,
  envelopes: IngestEnvelope[],
  {
    debounceMs,
    debounceMaxMs,
    sealPassword,
  }: { debounceMs: number; debounceMaxMs: number; sealPassword: SealPassword },
): Promise<IngestOutcome[]> {
  const batch = envelopes.map((envelope, n) => ({
    ...envelope,
    n,
    items: envelope.items.map((item) => toSqlItem(item, sealPassword)),
  }))
  const { rows } = await db.query(
    `with stored as materialized (
       select * from ingest_batch($1::jsonb, make_interval(secs => $2::float8 / 1000), make_interval(secs => $3::float8 / 1000))
     ), turns as (
       select tenant_id, conversation_id, max(run_at) as run_at from stored where conversation_id is not null group by 1, 2
     ), files as (
       select distinct tenant_id, media_id from stored where media_id is not null
     ), specs as (
       select jsonb_build_object('task', 'process_turn', 'payload', jsonb_build_object('tenantId', tenant_id, 'conversationId', conversation_id),
                                 'runAt', run_at, 'maxAttempts', 12, 'key', 'turn:' || conversation_id) as spec from turns
       union all
       select jsonb_build_object('task', 'normalise_media', 'payload', jsonb_build_object('tenantId', tenant_id, 'messageId', media_id),
                                 'runAt', now(), 'maxAttempts', 12, 'key', 'media:' || media_id) from files
     ), jobs as (
       select add_jobs(jsonb_agg(spec)) from specs
     )
     select n, outcome from stored, jobs where outcome is not null order by n`,
    [JSON.stringify(batch, storable), debounceMs, debounceMaxMs],
  )
  return allRows(ResultRow, rows).map((row) => row.outcome)
}

/** Keeps an envelope that could not be stored as what it says, with the reason, so that it can be looked at and replayed. */
export async function storeFailedEnvelope(
  pool: pg.Pool,
  { tenantId, channelId, event, payload, redacted }: IngestEnvelope,
  reason: string,
): Promise<void> {
  await inTenant(pool, tenantId, (tx) =>
    tx.query(
      `insert into webhook_events (tenant_id, channel_id, event, status, reason, payload) values (current_tenant(), $1, $2, 'failed', $3, $4)`,
      [channelId, event, reason, JSON.stringify(redacted ?? payload, storable)],
    ),
  )
}

/** jsonb takes neither NUL nor half a surrogate pair; a message with one is kept without it. */
function storable(_key: string, value: unknown) {
  return typeof value === 'string' ? value.toWellFormed().replaceAll('\u0000', '') : value
}

/** The form `ingest_batch` reads: identities as a list, everything type-specific in `details`, and whether it starts a turn. */
function toSqlItem(item: IngestItem, sealPassword: SealPassword) {
  if (item.kind === 'sent_echo') return { ...item, ...address(item.chat), type: 'text', details: {}, fromMe: true }
  if (item.kind !== 'message') return item
  if (item.isGroup) return { kind: 'ignored', reason: 'group message' }
  if (item.isBroadcast) return { kind: 'ignored', reason: 'status broadcast' }
  if (!item.chat.phone && !item.chat.lid) return { kind: 'ignored', reason: 'no person' }
  if (item.historic) return { kind: 'ignored', reason: 'history sync' }
  const { media, quotedId, reaction, button, location, contacts, adReferral } = item
  const password = item.type === 'text' && !item.fromMe ? findFilePassword(item.text) : null
  return {
    kind: item.kind,
    ...address(item.chat),
    providerMessageId: item.providerMessageId,
    providerAt: item.providerAt,
    fromMe: item.fromMe,
    pushName: item.pushName,
    type: item.type,
    text: item.type === 'reaction' ? (reaction?.emoji ?? '') : item.text,
    details: { media, quotedId, reaction, button, location, contacts, adReferral },
    hasFile: media !== undefined && READ_TYPES.has(item.type) && !item.fromMe,
    ...(password ? { sealed: sealPassword(password.password), redactedText: password.redacted } : {}),
    wakes: !QUIET_TYPES.has(item.type),
    wakesOnYesNo: item.type === 'reaction' && YES_NO_REACTIONS.test(reaction?.emoji ?? ''),
  }
}

function address(chat: { phone?: string | undefined; lid?: string | undefined; jid: string }) {
  const identities = [
    ...(chat.phone ? [{ kind: 'phone', value: chat.phone }] : []),
    ...(chat.lid ? [{ kind: 'lid', value: chat.lid }] : []),
  ]
  return { jid: chat.jid, identities }
}
