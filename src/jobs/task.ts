import type { Task } from 'graphile-worker'
import type { Logger } from 'pino'
import { z } from 'zod'
import { isPassing } from '#src/db/transaction.ts'
import { IntegrationError } from '#src/errors.ts'
import type { Services } from '#src/services.ts'

export type TaskContext = { services: Services; log: Logger }

export type TaskDefinition<P extends z.ZodType = z.ZodType> = {
  name: string
  payload: P
  run: (payload: z.infer<P>, context: TaskContext) => Promise<unknown>
}

/** Declares a task: its name in the queue, what it is given, and what it does. A task may run twice; what it does must stand that. */
export function defineTask<P extends z.ZodType>(definition: TaskDefinition<P>): TaskDefinition<P> {
  return definition
}

const Ids = z.record(z.string(), z.unknown())

/**
 * The task as graphile-worker runs it. A passing fault is thrown again, so that the worker backs off and retries; a fault that will stay
 * is thrown too, and its job ends as a dead one that people can see, read and retry.
 */
export function toWorkerTask<P extends z.ZodType>({ name, payload, run }: TaskDefinition<P>, services: Services): Task {
  return async (raw, helpers) => {
    const parsed = payload.parse(raw)
    const ids = Ids.parse(parsed)
    const log = services.log.child({ task: name, jobId: helpers.job.id, ...ids })
    try {
      await run(parsed, { services, log })
    } catch (error) {
      const passing = isPassing(error) || (error instanceof IntegrationError && error.retryable)
      const last = helpers.job.attempts >= helpers.job.max_attempts
      if (passing && !last)
        log.warn({ err: error, attempt: helpers.job.attempts }, 'task failed, it will be tried again')
      else log.error({ err: error, attempt: helpers.job.attempts }, 'task failed')
      throw error
    }
  }
}
