import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { readPlaybookFile } from '#agents/playbooks/load.ts'
import { type Application, startApplication } from '#src/app/application.ts'
import { ensureSandboxTenant } from '#src/app/sandbox.ts'
import { type Config, loadConfig, projectRoot } from '#src/config.ts'
import { inTenant } from '#src/db/transaction.ts'
import { createLogger } from '#src/logger.ts'
import type { LoadedCase } from '../load-cases.ts'
import type { CaseWorld, World } from '../world.ts'
import { createCaseWorld } from './case-world.ts'
import { storeGiven } from './given.ts'
import { createStage } from './stage.ts'

export type WorldOptions = { chain: string; jobs: number }

/** Starts the whole application in this process, with an embedded database of its own and the emulators, all thrown away afterwards. */
export async function startWorld({ chain, jobs }: WorldOptions): Promise<World> {
  const dataDir = mkdtempSync(join(tmpdir(), 'girassol-evals-'))
  const config = evalConfig({ dataDir, chain, jobs })
  const app = await startApplication({
    config,
    log: createLogger({ level: config.logLevel, pretty: 'false', destination: process.stderr }),
    roles: { web: true, worker: true },
    instant: true,
    withoutTenant: true,
  })
  const sources = new Map<string, string>()
  const playbookSource = (name: string) => {
    const known = sources.get(name) ?? readPlaybookFile(join(projectRoot, 'agents', 'playbooks', `${name}.yaml`))
    sources.set(name, known)
    return known
  }
  let count = 0
  return {
    playbookSource,
    createCaseWorld: (evalCase) => {
      count += 1
      return openCaseWorld(app, evalCase, count)
    },
    async close() {
      await app.stop()
      rmSync(dataDir, { recursive: true, force: true })
    },
  }
}

function evalConfig({ dataDir, chain, jobs }: { dataDir: string; chain: string; jobs: number }): Config {
  const size = String(Math.max(10, jobs * 2))
  const env = {
    GIRASSOL_MODE: 'sandbox',
    DATA_DIR: dataDir,
    PORT: '0',
    LOG_LEVEL: 'error',
    MODEL_CHAIN: chain,
    WORKER_CONCURRENCY: String(jobs),
    DATABASE_POOL_SIZE: size,
  }
  // the rule engine needs nothing of the environment; models need their keys
  return chain === 'rules'
    ? loadConfig({ env, dotenvPath: join(dataDir, '.env') })
    : { ...loadConfig(), ...loadConfig({ env }) }
}

async function openCaseWorld(
  { services, emulators, url }: Application,
  evalCase: LoadedCase,
  count: number,
): Promise<CaseWorld> {
  if (!emulators || url === null) throw new Error('the evals need the sandbox')
  const slug = `eval-${count}`
  const tenant = await ensureSandboxTenant(services, emulators, {
    slug,
    playbook: evalCase.playbook,
    webUrl: url,
    frozenAt: Temporal.Instant.from(evalCase.now),
  })
  const source = await inTenant(services.pool, tenant.id, async (tx) => {
    const { rows } = await tx.query<{ zone: string }>(
      'select time_zone as zone from tenants where id = current_tenant()',
    )
    return rows[0]?.zone ?? 'America/Recife'
  })
  await inTenant(services.pool, tenant.id, (tx) => storeGiven(tx, evalCase, source))
  const { duplicateWebhooks, reorder } = evalCase.faults
  if (duplicateWebhooks || reorder) {
    emulators.evolution.setFaults({ duplicateRate: duplicateWebhooks ?? 0, reorder: reorder ?? false }, tenant.instance)
  }
  return createCaseWorld(createStage(services, emulators), tenant, evalCase, source)
}
