import type { FastifyInstance } from 'fastify'
import type pg from 'pg'
import { findPendingMigrations } from '#src/db/migrate.ts'
import { sendProblem } from '../problem.ts'

/** A load balancer must not wait for a database that is away. */
const DATABASE_WITHIN_MS = 2000

type Check = { status: 'ok' | 'degraded' | 'broken'; detail?: string }

/** `/health`: the process is up. `/health/ready`: it can serve. `/health/detailed`: each dependency (sandbox, or with the metrics token). */
export function healthRoutes({
  pool,
  isStarted,
  isAllowed,
  details,
}: {
  pool: pg.Pool
  /** Whether everything this process does has begun; it listens before that. */
  isStarted: () => boolean
  isAllowed: (authorization: string | undefined) => boolean
  details: () => Promise<Record<string, Check>>
}) {
  return async (app: FastifyInstance) => {
    app.get('/health', async () => ({ status: 'ok' }))
    app.get('/health/ready', async (_request, reply) => {
      const problem = isStarted() ? await findProblem(pool) : 'Girassol is still starting.'
      return problem ? sendProblem(reply, 503, problem) : { status: 'ready' }
    })
    app.get('/health/detailed', async (request, reply) => {
      if (!isAllowed(request.headers.authorization))
        return sendProblem(reply, 401, 'Present the metrics token as a bearer token.')
      const problem = await findProblem(pool)
      const database: Check = problem ? { status: 'broken', detail: problem } : { status: 'ok' }
      const checks: Record<string, Check> = { database, ...(await details()) }
      const states = Object.values(checks).map(({ status }) => status)
      const status = states.includes('broken') ? 'broken' : states.includes('degraded') ? 'degraded' : 'ok'
      return reply.code(status === 'broken' ? 503 : 200).send({ status, checks })
    })
  }
}

async function findProblem(pool: pg.Pool): Promise<string | null> {
  const late = new Promise<string>((resolve) =>
    setTimeout(resolve, DATABASE_WITHIN_MS, 'The database does not answer.').unref(),
  )
  const look = findPendingMigrations(pool).then(
    (pending) => (pending.length > 0 ? `Migrations are missing: ${pending.join(', ')}. Run girassol migrate.` : null),
    () => 'The database cannot be reached.',
  )
  return await Promise.race([look, late])
}
