import { setTimeout as pause } from 'node:timers/promises'
import type pg from 'pg'
import { z } from 'zod'

const TenantId = z.uuid()

/** A transaction of one tenant: its policies show that tenant's rows and no others. */
export type Transaction = pg.PoolClient

/** Runs `work` in one transaction as `tenantId`; commits what it returns, rolls back what it throws. */
export async function inTenant<T>(pool: pg.Pool, tenantId: string, work: (tx: Transaction) => Promise<T>): Promise<T> {
  return await withClient(pool, async (client) => {
    // begins in the packet of the first statement
    const [, result] = await together(begin(client, tenantId), work(client))
    await commit(client)
    return result
  })
}

/**
 * `inTenant` in one round trip, for work that asks everything it wants to know in one breath, such as a single statement: a statement that
 * waits for the answer to another one is refused.
 */
export async function inTenantAtOnce<T>(
  pool: pg.Pool,
  tenantId: string,
  work: (tx: Transaction) => Promise<T>,
): Promise<T> {
  return await withClient(pool, async (client) => {
    const begun = begin(client, tenantId)
    const { tx, close } = closable(client)
    const working = work(tx)
    close()
    const [, result] = await together(begun, working, commit(client))
    return result
  })
}

/** The id was checked, so it cannot carry SQL. */
function begin(client: Transaction, tenantId: string) {
  return client.query(`begin; select set_config('girassol.tenant_id', '${TenantId.parse(tenantId)}', true)`)
}

async function commit(client: Transaction): Promise<void> {
  const { command } = await client.query('commit')
  if (command === 'ROLLBACK') throw new Error('a statement had failed before the transaction was committed')
}

/** The client until `close`: from then on its statements would run outside the transaction. */
function closable(client: Transaction): { tx: Transaction; close: () => void } {
  let isClosed = false
  const query = new Proxy(client.query, {
    apply(target, _self, args) {
      if (isClosed)
        throw new Error('the transaction was sent off already: use inTenant for statements that wait for others')
      return Reflect.apply(target, client, args)
    },
  })
  const tx = new Proxy(client, { get: (target, name) => (name === 'query' ? query : Reflect.get(target, name)) })
  return {
    tx,
    close: () => {
      isClosed = true
    },
  }
}

async function withClient<T>(pool: pg.Pool, work: (client: Transaction) => Promise<T>): Promise<T> {
  const client = await pool.connect()
  let broken: Error | undefined
  try {
    return await work(client)
  } catch (error) {
    await client.query('rollback').catch((cause: Error) => {
      broken = cause
    })
    throw error
  } finally {
    client.release(broken)
  }
}

/**
 * Awaits statements of one transaction that need nothing of each other: they travel together and are carried out in the order given. Throws
 * the first error once all have ended, so that none is still under way when the transaction is rolled back.
 */
export async function together<const T extends readonly unknown[]>(
  ...statements: T
): Promise<{ -readonly [K in keyof T]: Awaited<T[K]> }> {
  await Promise.allSettled(statements)
  return await Promise.all(statements)
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
