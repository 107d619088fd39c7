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
import { patientPool } from './patient-pool.ts'
import { type TaskDefinition, toWorkerTask } from './task.ts'

/** As long as a fetched job may wait for a busy worker here before other processes can have it. */
const HELD_MS = 1000
/** Between two tries to start again while the database is away. */
const RESTART_MS = 500

/**
 * What a runner does, how many at once, and what it starts by the clock of the wall. `pollMs`: how late a job of a later moment may start,
 * such as a bubble that is being typed; new ones are told by NOTIFY.
 */
export type Work = { tasks: TaskDefinition[]; concurrency: number; pollMs: number; crontab?: string }

export type JobRunner = { lockers: () => string[]; stop: () => Promise<void> }

type Running = { locker: string; runner: Runner | null }

/**
 * Runs jobs until `stop`. A runner that lost its connection may hold jobs it never heard of, and one that ended takes no more: both are
 * replaced, in the same process, by one that holds its jobs under another id. `lockers`: the ids in use now; the sweeper frees the others.
 */
export async function keepRunning(services: Services, work: Work): Promise<JobRunner> {
  const { log } = services
  const inUse = new Set<Running>()
  const ending = new Set<Promise<void>>()
  const stopping = new AbortController()
  let replacing: Promise<void> | null = null
  let current = await begin()

  async function begin(): Promise<Running> {
    const running: Running = { locker: '', runner: null }
    const events: WorkerEvents = new EventEmitter()
    events.on('pool:create', ({ workerPool }) => {
      running.locker = workerPool.id
      inUse.add(running)
    })
    events.on('pool:listen:error', () => replace(running))
    try {
      running.runner = await run(optionsOf(services, work, events, () => stopping.signal.aborted))
    } catch (error) {
      inUse.delete(running)
      throw error
    }
    running.runner.promise.catch(() => undefined).then(() => replace(running))
    return running
  }

  function replace(lost: Running) {
    if (stopping.signal.aborted || replacing || lost !== current) return
    log.warn('the job runner lost the database, it is replaced')
    replacing = beginAgain().then((next) => {
      replacing = null
      if (next === null) return
      current = next
      end(lost)
    })
  }

  /** Null when it is to stop before the database is back. */
  async function beginAgain(): Promise<Running | null> {
    while (!stopping.signal.aborted) {
      try {
        return await begin()
      } catch (err) {
        log.warn({ err }, 'the job runner does not start yet')
        await pause(RESTART_MS, null, { signal: stopping.signal }).catch(() => undefined)
      }
    }
    return null
  }

  function end(running: Running): Promise<void> {
    const ended = (running.runner?.stop() ?? Promise.resolve())
      .catch((err: unknown) => log.debug({ err }, 'a job runner had ended already'))
      .finally(() => {
        inUse.delete(running)
        ending.delete(ended)
      })
    ending.add(ended)
    return ended
  }

  return {
    lockers: () => [...inUse].map(({ locker }) => locker),
    async stop() {
      stopping.abort()
      await replacing
      end(current)
      await Promise.all(ending)
    },
  }
}

function optionsOf(
  services: Services,
  { tasks, concurrency, pollMs, crontab }: Work,
  events: WorkerEvents,
  isStopping: () => boolean,
): RunnerOptions {
  const { pool, log } = services
  return {
    pgPool: patientPool(pool, isStopping),
    taskList: Object.fromEntries(tasks.map((task) => [task.name, toWorkerTask(task, services)])) satisfies TaskList,
    ...(crontab ? { crontab } : {}),
    // fetches once for several notices, and does not look again after each job
    preset: { worker: { localQueue: { size: concurrency, ttl: HELD_MS } } },
    concurrency,
    pollInterval: pollMs,
    noHandleSignals: true,
    events,
    logger: new GraphileLogger(({ workerId: worker, jobId }) => (level, message) => {
      log[level === 'warning' ? 'warn' : level === 'error' ? 'error' : 'trace'](
        { worker, jobId, graphile: message },
        'graphile-worker',
      )
    }),
  }
}
