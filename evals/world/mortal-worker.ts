import type { ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { setTimeout as pause } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { inTenant } from '#src/db/transaction.ts'
import type { Services } from '#src/services.ts'
import { forkModule } from '../fork-module.ts'
import { createRandom } from '../random.ts'

const MODULE = fileURLToPath(new URL('./worker-process.ts', import.meta.url))
/** Work of one step takes a few tens of ms: a kill this late hits any moment of it, or none. */
const KILL_WITHIN_MS = 40

/**
 * A worker process that is killed with SIGKILL at every `every`th piece of work, in the middle of it, and replaced. What the sweeper and
 * the sender would do after 12 and 20 seconds of waiting is brought about at once; nothing else is helped.
 */
export async function startMortalWorker({
  services,
  databaseUrl,
  every,
  seed,
}: {
  services: Services
  databaseUrl: string
  every: number
  seed: string
}) {
  const random = createRandom(seed, 'kills')
  let worker = await startProcess(services, databaseUrl)
  let works = 0
  let kills = 0

  async function kill(tenantId: string) {
    kills += 1
    await pause(random.int(KILL_WITHIN_MS))
    worker.kill('SIGKILL')
    await once(worker, 'exit')
    await letTimePass(services, tenantId)
    worker = await startProcess(services, databaseUrl)
  }

  return {
    /** To be called whenever work has begun. */
    async work(tenantId: string): Promise<'working' | 'died'> {
      works += 1
      if (works % every !== 0) return 'working'
      await kill(tenantId)
      return 'died'
    },
    kills: () => kills,
    async stop() {
      worker.kill('SIGKILL')
      await once(worker, 'exit')
    },
  }
}

async function startProcess({ config }: Services, databaseUrl: string): Promise<ChildProcess> {
  const child = forkModule(MODULE)
  child.send({ config, databaseUrl })
  await Promise.race([
    once(child, 'message'),
    once(child, 'exit').then(() => Promise.reject(new Error('the worker process did not start'))),
  ])
  return child
}

/** As if the dead worker had been silent for long enough, and its last send lay long enough ago. */
async function letTimePass({ pool }: Services, tenantId: string): Promise<void> {
  const { rows } = await pool.query<{ locker: string }>(`select bury_workers('0 seconds') as locker`)
  await pool.query('select graphile_worker.force_unlock_workers($1)', [rows.map(({ locker }) => locker)])
  await inTenant(pool, tenantId, async (tx) => {
    await tx.query(
      `update messages set attempted_at = attempted_at - interval '1 minute' where tenant_id = current_tenant() and status = 'sending'`,
    )
    await tx.query(
      `update crm_links set lease_until = lease_until - interval '10 minutes' where tenant_id = current_tenant()`,
    )
  })
}
