import type { Queryable } from '#src/db/pool.ts'
import { findDue } from '#src/db/tenants.ts'
import type { Services } from '#src/services.ts'
import { enqueueDue } from './enqueue.ts'

/** Four missed heartbeats: a worker that is silent for longer is dead, and what it held is free. */
const DEAD_AFTER_SECONDS = 12
/** A job may be held by a worker that has not said yet that it lives, but not for longer than this. */
const UNKNOWN_AFTER_SECONDS = 6
/** Due for so long without having run, its job must be lost. */
const OVERDUE_MS = 3000

/** Frees what dead workers held and starts again what is overdue. */
export async function sweep({ pool, log }: Services): Promise<void> {
  await pool.query('select bury_workers(make_interval(secs => $1))', [DEAD_AFTER_SECONDS])
  const jobs = await freeJobs(pool)
  if (jobs > 0) log.warn({ jobs }, 'a worker died; its jobs and leases are free again')
  for (const due of await findDue(pool, { graceMs: OVERDUE_MS })) await enqueueDue(pool, due, 'if_lost')
}

/**
 * Frees the jobs that nobody alive holds; returns how many. By what is there and not by who was buried just now, so that a sweeper that
 * dies in the middle leaves nothing behind. A job that was queued anew while a dead worker held it has lost its key: the new one counts.
 */
async function freeJobs(db: Queryable): Promise<number> {
  const { rows } = await db.query<{ jobs: number }>(
    `with orphans as materialized (
       select id, locked_by from graphile_worker.jobs
        where locked_at < now() - make_interval(secs => $1) and locked_by not in (select unnest(job_lockers) from workers)
     )
     select count(*)::int as jobs, graphile_worker.force_unlock_workers(array_agg(locked_by)) from orphans`,
    [UNKNOWN_AFTER_SECONDS],
  )
  await db.query(
    `select from graphile_worker.complete_jobs(array(
       select id from graphile_worker.jobs
        where key is null and attempts >= max_attempts and locked_by is null and task_identifier <> 'tidy'))`,
  )
  return rows[0]?.jobs ?? 0
}
