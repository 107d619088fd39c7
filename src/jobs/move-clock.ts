import type pg from 'pg'
import { findDue, moveClock, nextDue, tenantNow } from '#src/db/tenants.ts'
import { together } from '#src/db/transaction.ts'
import { enqueueDue } from './enqueue.ts'

/** How long something may stay due before the clock moves on without it. */
const PATIENCE_MS = 8000
const LOOK_EVERY_MS = 20

/**
 * Moves a virtual clock forward the way time passes: from one due moment to the next, each of them worked off before the clock goes on, so
 * that a follow-up of Tuesday is sent on Tuesday although the clock was moved to Friday. Backwards it is only set.
 */
export async function passTime(
  pool: pg.Pool,
  tenantId: string,
  to: Temporal.Instant,
  moved: (now: Temporal.Instant) => void = () => undefined,
): Promise<void> {
  const from = await tenantNow(pool, tenantId)
  const set = async (at: Temporal.Instant) => {
    await moveClock(pool, tenantId, at)
    moved(at)
  }
  if (Temporal.Instant.compare(to, from) <= 0) return await set(to)
  let now = from
  for (;;) {
    const due = await nextDue(pool, tenantId)
    if (!due || Temporal.Instant.compare(due, to) > 0) break
    if (Temporal.Instant.compare(due, now) > 0) {
      now = due
      await set(due)
    }
    await startDue(pool, tenantId)
    if (!(await untilNothingIsDue(pool, tenantId, now))) break
  }
  await set(to)
  await startDue(pool, tenantId)
}

/** Adds a job for everything that is due by the tenant's clock, which is moved to `to` first. Returns how much that was. */
export async function startDue(pool: pg.Pool, tenantId: string, to?: Temporal.Instant): Promise<number> {
  const client = await pool.connect()
  try {
    const [, due] = await together(to && moveClock(client, tenantId, to), findDue(client, { tenantId }))
    await together(...due.map((one) => enqueueDue(client, one, 'now')))
    return due.length
  } finally {
    client.release()
  }
}

/** True once nothing of `now` or before is left to do; false when something stays due. */
async function untilNothingIsDue(pool: pg.Pool, tenantId: string, now: Temporal.Instant): Promise<boolean> {
  const until = performance.now() + PATIENCE_MS
  while (performance.now() < until) {
    const due = await nextDue(pool, tenantId)
    if (!due || Temporal.Instant.compare(due, now) > 0) return true
    await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY_MS))
  }
  return false
}
