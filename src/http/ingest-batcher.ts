import type pg from 'pg'
import type { Logger } from 'pino'
import {
  type IngestEnvelope,
  type IngestOutcome,
  ingestBatch,
  type SealPassword,
  storeFailedEnvelope,
} from '#src/db/ingest.ts'
import { isPassing } from '#src/db/transaction.ts'

/** Envelopes that arrive this close together share a transaction: one commit and one NOTIFY instead of many. */
const WINDOW_MS = 2
const LARGEST_BATCH = 200

type Waiting = { envelope: IngestEnvelope; resolve: (outcome: IngestOutcome) => void; reject: (error: unknown) => void }

/**
 * Gathers envelopes for about 2 ms and stores them together. `store` resolves when its envelope is committed.
 * A batch that fails is stored one by one, so that one bad envelope harms no other.
 */
export function createIngestBatcher({
  pool,
  log,
  debounceMs,
  debounceMaxMs,
  sealPassword,
}: {
  pool: pg.Pool
  log: Logger
  debounceMs: number
  debounceMaxMs: number
  sealPassword: SealPassword
}) {
  let waiting: Waiting[] = []
  let timer: NodeJS.Timeout | undefined
  const running = new Set<Promise<void>>()

  function flush() {
    clearTimeout(timer)
    timer = undefined
    const batch = waiting
    waiting = []
    const run = storeBatch(batch).finally(() => running.delete(run))
    running.add(run)
  }

  async function storeBatch(batch: Waiting[]) {
    try {
      const outcomes = await storeEnvelopes(batch.map((one) => one.envelope))
      batch.forEach((one, i) => {
        const outcome = outcomes[i]
        if (outcome) one.resolve(outcome)
        else one.reject(new Error('ingest returned no outcome for an envelope'))
      })
    } catch (error) {
      if (isPassing(error)) {
        for (const one of batch) one.reject(error)
        return
      }
      const [only, ...others] = batch
      if (only && others.length === 0) return await setAside(only, error)
      log.warn({ err: error, envelopes: batch.length }, 'batch refused, storing its envelopes one by one')
      for (const one of batch) await storeBatch([one])
    }
  }

  /** The sender would only repeat what can never be stored; it is kept as a failed event for people to look at instead. */
  async function setAside({ envelope, resolve, reject }: Waiting, error: unknown) {
    log.error(
      { err: error, tenantId: envelope.tenantId, event: envelope.event },
      'an envelope could not be stored and was set aside',
    )
    const reason = error instanceof Error ? error.message : 'unknown'
    await storeFailedEnvelope(pool, envelope, reason).then(() => resolve('ignored'), reject)
  }

  /** A deadlock or a lost connection is tried once more at once; the sender's own retry is the next line. */
  async function storeEnvelopes(envelopes: IngestEnvelope[]) {
    const timing = { debounceMs, debounceMaxMs, sealPassword }
    try {
      return await ingestBatch(pool, envelopes, timing)
    } catch (error) {
      if (!isPassing(error)) throw error
      return await ingestBatch(pool, envelopes, timing)
    }
  }

  return {
    store(envelope: IngestEnvelope): Promise<IngestOutcome> {
      return new Promise((resolve, reject) => {
        waiting.push({ envelope, resolve, reject })
        if (waiting.length >= LARGEST_BATCH) flush()
        else timer ??= setTimeout(flush, WINDOW_MS)
      })
    },
    /** Stores what waits and resolves when all of it is answered. */
    async close() {
      if (waiting.length > 0) flush()
      await Promise.all(running)
    },
  }
}

export type IngestBatcher = ReturnType<typeof createIngestBatcher>
