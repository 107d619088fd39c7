import { isPassing } from '#src/db/transaction.ts'
import type { Services } from '#src/services.ts'
import { CRONTAB, MEDIA_TASKS, TASKS } from './index.ts'
import { keepRunning } from './runner.ts'
import { sweep } from './sweep.ts'

const HEARTBEAT_MS = 3000

/**
 * Runs jobs until `stop`. Every process that works says so every few seconds; whoever notices that another has fallen silent frees its
 * jobs and leases and starts again what is due, so that work resumes in under 30 s after a crash.
 */
export async function startWorker(services: Services): Promise<{ stop: () => Promise<void> }> {
  const { pool, log, workerId, config } = services
  const runners = await Promise.all([
    keepRunning(services, { tasks: TASKS, concurrency: config.workerConcurrency, pollMs: 100, crontab: CRONTAB }),
    keepRunning(services, { tasks: MEDIA_TASKS, concurrency: config.mediaConcurrency, pollMs: 1000 }),
  ])
  await beat()
  const timer = setInterval(tick, HEARTBEAT_MS)
  let ticking: Promise<void> = Promise.resolve()
  let stopping = false
  let wasSilent = false

  async function beat() {
    await pool.query(
      `insert into workers (id, job_lockers) values ($1, $2)
       on conflict (id) do update set heartbeat_at = clock_timestamp(), job_lockers = excluded.job_lockers`,
      [workerId, runners.flatMap(({ lockers }) => lockers())],
    )
  }

  function tick() {
    ticking = ticking.then(async () => {
      if (stopping) return
      try {
        await beat()
        // the database was away, so the others could not say that they live either: they get one more beat to do so
        if (!wasSilent) await sweep(services)
        wasSilent = false
      } catch (error) {
        wasSilent = true
        log[isPassing(error) ? 'warn' : 'error']({ err: error }, 'heartbeat or sweep failed')
      }
    })
  }

  return {
    async stop() {
      stopping = true
      clearInterval(timer)
      await ticking
      await Promise.all(runners.map((runner) => runner.stop()))
      await pool.query('delete from workers where id = $1', [workerId]).catch(() => undefined)
    },
  }
}
