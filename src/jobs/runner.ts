import { EventEmitter } from 'node:events'
import { setTimeout as pause } from 'node:timers/promises'
import {
  Logger as GraphileLogger,
  type Runner,
  type RunnerOptions,
  run,
  type TaskList,
  type WorkerEvents,
} from 'graphile-worker'
import type { Services } from '#src/services.ts'
import { CRONTAB, TASKS } from './index.ts'
import { toWorkerTask } from './task.ts'

/** A job that is not there when a worker looks is found at the next NOTIFY or after this. */
const POLL_MS = 1000
/** Between two tries to start again while the database is away. */
const RESTART_MS = 1000

/**
 * Runs jobs until `stop`. graphile-worker ends for good when it cannot note that a job is done, as when PostgreSQL restarts; it is then
 * started again, in the same process. `lockers`: the ids under which this process holds jobs.
 */
export async function keepRunning(services: Services): Promise<{ lockers: () => string[]; stop: () => Promise<void> }> {
  const { log } = services
  let locker = ''
  const start = () => startRunner(services, (id) => (locker = id))
  const stopping = new AbortController()
  let runner: Runner = await start()
  const running = restartUntilStopped()

  async function restartUntilStopped() {
    for (;;) {
      await runner.promise.catch((err: unknown) => log.warn({ err }, 'the job runner ended with an error'))
      for (;;) {
        if (stopping.signal.aborted) return
        log.warn('the job runner ended, it is started again')
        const next = await start().catch((err: unknown) => {
          log.warn({ err }, 'the job runner does not start yet')
          return pause(RESTART_MS, null, { signal: stopping.signal }).catch(() => null)
        })
        if (next === null) continue
        runner = next
        break
      }
    }
  }

  return {
    lockers: () => [locker],
    async stop() {
      stopping.abort()
      await runner.stop().catch((err: unknown) => log.warn({ err }, 'the job runner stopped uncleanly'))
      await running
    },
  }
}

async function startRunner(services: Services, created: (locker: string) => void): Promise<Runner> {
  const { pool, log, config } = services
  const events: WorkerEvents = new EventEmitter()
  events.on('pool:create', ({ workerPool }) => created(workerPool.id))
  const options: RunnerOptions = {
    pgPool: pool,
    taskList: Object.fromEntries(TASKS.map((task) => [task.name, toWorkerTask(task, services)])) satisfies TaskList,
    crontab: CRONTAB,
    concurrency: config.workerConcurrency,
    pollInterval: POLL_MS,
    noHandleSignals: true,
    events,
    logger: new GraphileLogger(({ workerId: worker, jobId }) => (level, message) => {
      log[level === 'warning' ? 'warn' : level === 'error' ? 'error' : 'trace'](
        { worker, jobId, graphile: message },
        'graphile-worker',
      )
    }),
  }
  return await run(options)
}
