import { setTimeout as pause } from 'node:timers/promises'
import type pg from 'pg'
import { z } from 'zod'

const TenantId = z.uuid()

/** A transaction of one tenant: its policies show that tenant's rows and no others. */
export type Transaction = pg.PoolClient

/** Runs `work` in one transaction as `tenantId`; commits what it returns, rolls back what it throws. */
export async function inTenant<T>(pool: pg.Pool, tenantId: string, work: (tx: Transaction) => Promise<T>): Promise<T> {
  const client = await pool.connect()
  let broken: Error | undefined
  try {
    // one round trip; the id was checked, so it cannot carry SQL
    await client.query(`begin; select set_config('girassol.tenant_id', '${TenantId.parse(tenantId)}', true)`)
    const result = await work(client)
    const { command } = await client.query('commit')
    if (command === 'ROLLBACK') throw new Error('a statement had failed before the transaction was committed')
    return result
  } catch (error) {
    await client.query('rollback').catch((cause: Error) => {
      broken = cause
    })
    throw error
  } finally {
    client.release(broken)
  }
}

const INSIST_FOR_MS = 15_000
const INSIST_EVERY_MS = 500

/**
 * `inTenant` for what must be noted now although the database may be away for a moment, because something outside has happened already.
 * `work` must stand being done twice: a commit whose answer was lost may have been one.
 */
export async function inTenantInsistently<T>(
  pool: pg.Pool,
  tenantId: string,
  work: (tx: Transaction) => Promise<T>,
): Promise<T> {
  const until = performance.now() + INSIST_FOR_MS
  for (;;) {
    try {
      return await inTenant(pool, tenantId, work)
    } catch (error) {
      if (!isPassing(error) || performance.now() > until) throw error
      await pause(INSIST_EVERY_MS)
    }
  }
}

/** True for errors after which the same work may well succeed: lost connections, restarts, deadlocks, serialisation, full pools. */
export function isPassing(error: unknown): boolean {
  if (!(error instanceof Error)) return false
  const code = 'code' in error && typeof error.code === 'string' ? error.code : ''
  return (
    /^(08|40|53|55000|55P03|57P)/.test(code) ||
    ['ECONNREFUSED', 'ECONNRESET', 'EPIPE', 'ETIMEDOUT', 'ENOENT'].includes(code) ||
    /Connection terminated|timeout exceeded when trying to connect|Client has encountered a connection error/.test(
      error.message,
    )
  )
}
