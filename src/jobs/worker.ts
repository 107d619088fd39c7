import { EventEmitter } from 'node:events'
import { Logger as GraphileLogger, type RunnerOptions, run, type TaskList, type WorkerEvents } from 'graphile-worker'
import { findDue } from '#src/db/tenants.ts'
import { isPassing } from '#src/db/transaction.ts'
import type { Services } from '#src/services.ts'
import { enqueueDue } from './enqueue.ts'
import { CRONTAB, TASKS } from './index.ts'
import { toWorkerTask } from './task.ts'

const HEARTBEAT_MS = 3000
/** Three heartbeats and a bit: a worker that is silent for longer is dead, and what it held is free. */
const DEAD_AFTER_SECONDS = 12
/** Due for so long without having run, its job must be lost. */
const OVERDUE_MS = 3000
/** A job that is not there when a worker looks is found at the next NOTIFY or after this. */
const POLL_MS = 1000

/**
 * Runs jobs until `stop`. Every process that works says so every few seconds; whoever notices that another has fallen silent frees its
 * jobs and leases and starts again what is due, so that work resumes in under 30 s after a crash.
 */
export async function startWorker(services: Services): Promise<{ stop: () => Promise<void> }> {
  const { pool, log, workerId, config } = services
  const lockers = new Set<string>()
  const events: WorkerEvents = new EventEmitter()
  events.on('worker:create', ({ worker }) => lockers.add(worker.workerId))
  const options: RunnerOptions = {
    pgPool: pool,
    taskList: Object.fromEntries(TASKS.map((task) => [task.name, toWorkerTask(task, services)])) satisfies TaskList,
    crontab: CRONTAB,
    concurrency: config.workerConcurrency,
    pollInterval: POLL_MS,
    noHandleSignals: true,
    events,
    logger: new GraphileLogger(({ workerId: locker, jobId }) => (level, message) => {
      log[level === 'warning' ? 'warn' : level === 'error' ? 'error' : 'trace'](
        { locker, jobId, graphile: message },
        'graphile-worker',
      )
    }),
  }
  const runner = await run(options)
  await beat()
  const timer = setInterval(tick, HEARTBEAT_MS)
  let ticking: Promise<void> = Promise.resolve()
  let stopping = false

  async function beat() {
    await pool.query(
      `insert into workers (id, job_lockers) values ($1, $2)
       on conflict (id) do update set heartbeat_at = clock_timestamp(), job_lockers = excluded.job_lockers`,
      [workerId, [...lockers]],
    )
  }

  function tick() {
    ticking = ticking.then(async () => {
      if (stopping) return
      try {
        await beat()
        await sweep(services)
      } catch (error) {
        log[isPassing(error) ? 'warn' : 'error']({ err: error }, 'heartbeat or sweep failed')
      }
    })
  }

  return {
    async stop() {
      stopping = true
      clearInterval(timer)
      await ticking
      await runner.stop().catch((error: unknown) => log.warn({ err: error }, 'worker stopped uncleanly'))
      await pool.query('delete from workers where id = $1', [workerId]).catch(() => undefined)
    },
  }
}

/** Frees what dead workers held and starts again what is overdue. */
async function sweep({ pool, log }: Services) {
  const { rows } = await pool.query<{ bury_workers: string }>('select bury_workers(make_interval(secs => $1))', [
    DEAD_AFTER_SECONDS,
  ])
  if (rows.length > 0) {
    const dead = rows.map((row) => row.bury_workers)
    await pool.query('select graphile_worker.force_unlock_workers($1)', [dead])
    log.warn({ lockers: dead.length }, 'a worker died; its jobs and leases are free again')
  }
  for (const due of await findDue(pool, { graceMs: OVERDUE_MS })) await enqueueDue(pool, due, 'if_lost')
}
