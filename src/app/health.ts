import { IntegrationError } from '#src/errors.ts'
import type { Services } from '#src/services.ts'

export type Health = { status: 'ok' | 'degraded' | 'broken'; detail?: string }

/** How each outside dependency is. None of them stops us from taking webhooks in, so at worst they are degraded. */
export async function describeHealth({ whatsapp, pool }: Services): Promise<Record<string, Health>> {
  const [evolution, jobs] = await Promise.all([
    whatsapp.version().then(
      (version): Health => ({ status: 'ok', detail: `Evolution ${version}` }),
      (error: unknown): Health => ({
        status: 'degraded',
        detail: error instanceof IntegrationError ? error.message : 'Evolution does not answer.',
      }),
    ),
    countDeadJobs(pool),
  ])
  return { evolution, jobs }
}

async function countDeadJobs(pool: Services['pool']): Promise<Health> {
  const { rows } = await pool
    .query<{ dead: number }>('select count(*)::int as dead from graphile_worker.jobs where attempts >= max_attempts')
    .catch(() => ({ rows: [{ dead: -1 }] }))
  const dead = rows[0]?.dead ?? 0
  if (dead < 0) return { status: 'broken', detail: 'The job tables cannot be read.' }
  return dead === 0 ? { status: 'ok' } : { status: 'degraded', detail: `${dead} jobs failed for good.` }
}
