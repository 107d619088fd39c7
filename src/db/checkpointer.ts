import type { RunnableConfig } from '@langchain/core/runnables'
import type { Checkpoint, CheckpointMetadata } from '@langchain/langgraph-checkpoint'
import { PostgresSaver } from '@langchain/langgraph-checkpoint-postgres'
import type pg from 'pg'
import { inTenantAtOnce, type Transaction, together } from './transaction.ts'

/** Older checkpoints of a thread are of use to nobody but a person who asks what happened just now. */
const KEPT_A_THREAD = 3

type Blob = [threadId: string, ns: string, channel: string, version: string, type: string, blob: Uint8Array | undefined]
type PendingCheckpoint = {
  id: string
  ns: string
  parentId: string | null
  checkpoint: unknown
  metadata: unknown
  blobs: Blob[]
}

/** The thread of a conversation; the tenant in front is what the row-level policy of the checkpoint tables looks at. */
export function threadIdOf(tenantId: string, conversationId: string): string {
  return `${tenantId}:${conversationId}`
}

/**
 * LangGraph's Postgres checkpointer that commits with the turn: what the graph saves waits here until `flush` writes it in the turn's
 * transaction. Reads run in a transaction of the thread's tenant. A conversation's lease sees to it that a thread has one turn at a time.
 */
export class TurnCheckpointer extends PostgresSaver {
  readonly #pending = new Map<string, PendingCheckpoint[]>()

  constructor(pool: pg.Pool) {
    super(tenantReader(pool))
  }

  override async put(
    config: RunnableConfig,
    checkpoint: Checkpoint,
    metadata: CheckpointMetadata,
    versions: Record<string, number | string>,
  ) {
    const threadId = String(config.configurable?.thread_id)
    const ns = String(config.configurable?.checkpoint_ns ?? '')
    const blobs: Blob[] = await this._dumpBlobs(threadId, ns, checkpoint.channel_values, versions)
    const waiting = this.#pending.get(threadId) ?? []
    waiting.push({
      id: checkpoint.id,
      ns,
      parentId: config.configurable?.checkpoint_id ?? null,
      checkpoint: this._dumpCheckpoint(checkpoint),
      metadata: await this._dumpMetadata(metadata),
      blobs,
    })
    this.#pending.set(threadId, waiting)
    return { configurable: { thread_id: threadId, checkpoint_ns: ns, checkpoint_id: checkpoint.id } }
  }

  /** With `durability: 'exit'` only interrupts leave writes behind; the graph has none. */
  override async putWrites() {}

  /** Writes what the last run of the thread saved, and forgets all but the last few checkpoints. */
  async flush(tx: Transaction, threadId: string): Promise<void> {
    const waiting = this.#pending.get(threadId) ?? []
    this.#pending.delete(threadId)
    if (waiting.length === 0) return
    const blobs = waiting.flatMap((one) => one.blobs)
    const written = tx.query(
      `with blobs as (
         insert into checkpoint_blobs (thread_id, checkpoint_ns, channel, version, type, blob)
         select $1, * from unnest($2::text[], $3::text[], $4::text[], $5::text[], $6::bytea[])
         on conflict do nothing
       )
       insert into checkpoints (thread_id, checkpoint_ns, checkpoint_id, parent_checkpoint_id, checkpoint, metadata)
       select $1, * from unnest($7::text[], $8::text[], $9::text[], $10::jsonb[], $11::jsonb[])
       on conflict (thread_id, checkpoint_ns, checkpoint_id) do update set checkpoint = excluded.checkpoint, metadata = excluded.metadata`,
      [
        threadId,
        blobs.map((blob) => blob[1]),
        blobs.map((blob) => blob[2]),
        blobs.map((blob) => blob[3]),
        blobs.map((blob) => blob[4]),
        blobs.map((blob) => (blob[5] ? Buffer.from(blob[5]) : null)),
        waiting.map((one) => one.ns),
        waiting.map((one) => one.id),
        waiting.map((one) => one.parentId),
        waiting.map((one) => JSON.stringify(one.checkpoint)),
        waiting.map((one) => JSON.stringify(one.metadata)),
      ],
    )
    await together(written, prune(tx, threadId))
  }

  /** Forgets what a dropped turn saved. */
  discard(threadId: string): void {
    this.#pending.delete(threadId)
  }
}

async function prune(tx: Transaction, threadId: string) {
  await tx.query(
    `with kept as (
       select checkpoint_id, checkpoint -> 'channel_versions' as versions from checkpoints
        where thread_id = $1 order by checkpoint_id desc limit $2
     ), old as (
       delete from checkpoints where thread_id = $1 and checkpoint_id < (select min(checkpoint_id) from kept)
     )
     delete from checkpoint_blobs b where thread_id = $1
        and not exists (select from kept where kept.versions ->> b.channel = b.version)`,
    [threadId, KEPT_A_THREAD],
  )
}

/** The part of a pool that the saver reads with; every query of it starts with the thread id, which names the tenant. */
function tenantReader(pool: pg.Pool): pg.Pool {
  const query = (text: string, values: unknown[]) =>
    inTenantAtOnce(pool, String(values[0]).split(':', 1)[0] ?? '', (tx) => tx.query(text, values))
  return Object.assign(Object.create(pool), { query })
}
