import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Logger } from 'pino'
import { readPlaybookFile } from '#agents/playbooks/load.ts'
import { type Application, EMULATED_KEY, startApplication } from '#src/app/application.ts'
import { ensureSandboxTenant } from '#src/app/sandbox.ts'
import { type Config, loadConfig, projectRoot } from '#src/config.ts'
import { startEmbeddedPostgres } from '#src/db/embedded/postgres.ts'
import { inTenant } from '#src/db/transaction.ts'
import { createLogger } from '#src/logger.ts'
import { createJudge } from '../graders/judged/judge.ts'
import type { LoadedCase } from '../load-cases.ts'
import type { CaseWorld, World } from '../world.ts'
import { createCaseWorld } from './case-world.ts'
import { createDatabases, runAsOwner } from './databases.ts'
import { storeGiven } from './given.ts'
import { startMortalWorker } from './mortal-worker.ts'
import { WORK_FUNCTION } from './read-state.ts'
import { CRM_WHEN_ASKED_MS, createStage, type Stage } from './stage.ts'

/**
 * `models`: emulated ones, and how they behave; without it, real ones where there is a key. `brisk`: nobody types. `modelsFail`: the share
 * of the emulated models' connections that are cut.
 */
export type WorldOptions = {
  chain: string
  models: 'obedient' | 'hostile' | undefined
  jobs: number
  brisk?: boolean
  modelsFail?: number | undefined
}

/** Emulated models answer at once, or on purpose not in time. */
const EMULATED_BUDGET_MS = 3000

/** Voice notes are heard by the emulated Whisper, told their words by the cases; MODEL_CHAIN is about words only. */
const EMULATED_EAR = { openaiApiKey: EMULATED_KEY }

/** Starts the whole application in this process, with an embedded database of its own and the emulators, all thrown away afterwards. */
export async function startWorld(options: WorldOptions): Promise<World> {
  const { chain, models, modelsFail } = options
  const dataDir = mkdtempSync(join(tmpdir(), 'girassol-evals-'))
  const config = evalConfig({ ...options, dataDir })
  const log = createLogger({ level: config.logLevel, pretty: 'false', destination: process.stderr })
  const postgres = await startEmbeddedPostgres({ dataDir, log, durable: false })
  const close = async () => {
    await postgres.destroy()
    rmSync(dataDir, { recursive: true, force: true })
  }
  try {
    const app = await startParts({ config, log, databaseUrl: postgres.url, worker: true })
    app.emulators?.models.behave(models ?? 'obedient')
    if (modelsFail !== undefined) app.emulators?.models.setFaults({ dropRate: modelsFail })
    await runAsOwner(postgres.url, WORK_FUNCTION)
    const databases = createDatabases(postgres.url, log)
    const playbookSource = createSources()
    const shared = sharedStage(app)
    let count = 0
    return {
      playbookSource,
      judge: asksRealModels(config) ? createJudge(app.services.models) : null,
      createCaseWorld: (evalCase, { seed }) => {
        count += 1
        const slug = `eval-${count}`
        if (evalCase.faults.modelFails !== undefined && chain !== 'rules')
          return openFailing({ config, log, databaseUrl: () => databases.create(slug) }, evalCase, {
            slug,
            source: playbookSource(evalCase.playbook),
          })
        return evalCase.faults.killWorkerEvery === undefined
          ? openTenant(app, shared, evalCase, { slug, source: playbookSource(evalCase.playbook) })
          : openMortal({ config, log, databaseUrl: () => databases.create(slug) }, evalCase, {
              slug,
              seed,
              source: playbookSource(evalCase.playbook),
            })
      },
      async close() {
        await app.stop()
        await close()
      },
    }
  } catch (error) {
    await close()
    throw error
  }
}

function evalConfig({ dataDir, chain, models, jobs, brisk = false }: WorldOptions & { dataDir: string }): Config {
  const env = {
    GIRASSOL_MODE: 'sandbox',
    DATA_DIR: dataDir,
    PORT: '0',
    LOG_LEVEL: 'error',
    MODEL_CHAIN: chain,
    TYPING_SIMULATION: String(!brisk),
    WORKER_CONCURRENCY: String(jobs),
    DATABASE_POOL_SIZE: String(Math.max(10, jobs * 2)),
    // a case waits for its files, however many are read beside them
    MEDIA_WAIT_MS: '110000',
    MEDIA_CONCURRENCY: '2',
  }
  // the rule engine needs nothing of the environment; models need their keys
  const fixed = { ...loadConfig({ env, dotenvPath: join(dataDir, '.env') }), ...EMULATED_EAR }
  if (chain === 'rules') return fixed
  const emulated = {
    ...fixed,
    geminiApiKey: EMULATED_KEY,
    openaiApiKey: EMULATED_KEY,
    modelBudgetMs: EMULATED_BUDGET_MS,
  }
  if (models !== undefined) return emulated
  const { geminiApiKey, geminiBaseUrl, openaiApiKey, openaiBaseUrl } = loadConfig()
  const real = { ...fixed, geminiApiKey, geminiBaseUrl, openaiApiKey, openaiBaseUrl }
  return geminiApiKey === undefined && openaiApiKey === undefined ? emulated : real
}

function asksRealModels({ geminiApiKey, openaiApiKey, modelChain }: Config): boolean {
  const isReal = (key: string | undefined) => key !== undefined && key !== EMULATED_KEY
  return (
    (modelChain.includes('gemini') && isReal(geminiApiKey)) || (modelChain.includes('openai') && isReal(openaiApiKey))
  )
}

function createSources(): (name: string) => string {
  const sources = new Map<string, string>()
  return (name) => {
    const source = sources.get(name) ?? readPlaybookFile(join(projectRoot, 'agents', 'playbooks', `${name}.yaml`))
    sources.set(name, source)
    return source
  }
}

type Parts = { config: Config; log: Logger; databaseUrl: string; worker: boolean }

function startParts({ config, log, databaseUrl, worker }: Parts): Promise<Application> {
  return startApplication({
    config: { ...config, databaseUrl },
    log,
    roles: { web: true, worker },
    instant: true,
    crmDelayMs: CRM_WHEN_ASKED_MS,
    withoutTenant: true,
  })
}

function sharedStage({ services, emulators, url }: Application): Stage {
  if (!emulators || url === null) throw new Error('the evals need the sandbox')
  // one tick a bubble is enough for the lattice of statuses; three would be half of all requests
  emulators.evolution.setDeliveryDelays({ serverAck: null, delivered: 0, read: null })
  return createStage(services, emulators, url)
}

/** A database and emulators for one case alone, since its models are going to fail. */
async function openFailing(
  { config, log, databaseUrl }: { config: Config; log: Logger; databaseUrl: () => Promise<string> },
  evalCase: LoadedCase,
  tenant: { slug: string; source: string },
): Promise<CaseWorld> {
  const small = { ...config, databasePoolSize: 8, workerConcurrency: 4 }
  const app = await startParts({ config: small, log, databaseUrl: await databaseUrl(), worker: true })
  app.emulators?.models.setFaults({ dropRate: evalCase.faults.modelFails ?? 0 })
  const world = await openTenant(app, sharedStage(app), evalCase, tenant)
  return {
    ...world,
    async close() {
      await world.close()
      await app.stop()
    },
  }
}

/** A database, a web role and a worker process for one case alone, since its worker is going to be killed. */
async function openMortal(
  { config, log, databaseUrl }: { config: Config; log: Logger; databaseUrl: () => Promise<string> },
  evalCase: LoadedCase,
  { slug, seed, source }: { slug: string; seed: string; source: string },
): Promise<CaseWorld> {
  const url = await databaseUrl()
  const app = await startParts({
    config: { ...config, databasePoolSize: 5, workerConcurrency: 4 },
    log,
    databaseUrl: url,
    worker: false,
  })
  const { services } = app
  const every = evalCase.faults.killWorkerEvery ?? 1
  const worker = await startMortalWorker({ services, databaseUrl: url, every, seed })
  const stage: Stage = { ...sharedStage(app), eventWithinMs: 0, afterStart: (tenantId) => worker.work(tenantId) }
  const world = await openTenant(app, stage, evalCase, { slug, source })
  return {
    ...world,
    async close() {
      await world.close()
      await worker.stop()
      await app.stop()
    },
  }
}

async function openTenant(
  { services, emulators, url }: Application,
  stage: Stage,
  evalCase: LoadedCase,
  { slug, source }: { slug: string; source: string },
): Promise<CaseWorld> {
  if (!emulators || url === null) throw new Error('the evals need the sandbox')
  const frozenAt = Temporal.Instant.from(evalCase.now)
  const tenant = await ensureSandboxTenant(services, emulators, {
    slug,
    playbook: { source, file: `${evalCase.playbook}.yaml` },
    webUrl: url,
    frozenAt,
  })
  const zone = await inTenant(services.pool, tenant.id, async (tx) => {
    const { rows } = await tx.query<{ zone: string }>(
      'select time_zone as zone from tenants where id = current_tenant()',
    )
    const found = rows[0]?.zone ?? 'America/Recife'
    await storeGiven(tx, evalCase, found)
    return found
  })
  const { duplicateWebhooks, reorder } = evalCase.faults
  if (duplicateWebhooks || reorder) {
    emulators.evolution.setFaults({ duplicateRate: duplicateWebhooks ?? 0, reorder: reorder ?? false }, tenant.instance)
  }
  return createCaseWorld(stage, tenant, evalCase, zone)
}
