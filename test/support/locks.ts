import type { TestApp } from './app.ts'

/** Resolves once a transaction of the app's database waits for another: for an advisory lock of its, or for its end. */
export async function oneIsWaiting(app: TestApp, lock: 'advisory' | 'transactionid'): Promise<void> {
  const until = performance.now() + 10_000
  while (performance.now() < until) {
    const { rowCount } = await app.services.pool.query(
      `select from pg_locks join pg_stat_activity using (pid)
        where datname = current_database() and locktype = $1 and not granted`,
      [lock],
    )
    if (rowCount) return
  }
  throw new Error('nobody waited for a lock')
}
