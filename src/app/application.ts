import { timingSafeEqual } from 'node:crypto'
import { join } from 'node:path'
import type { FastifyInstance } from 'fastify'
import type { Logger } from 'pino'
import { type Config, projectRoot } from '#src/config.ts'
import { startEmbeddedPostgres } from '#src/db/embedded/postgres.ts'
import { migrate } from '#src/db/migrate.ts'
import { FILE_PASSWORD, seal } from '#src/db/secrets.ts'
import { useTokens } from '#src/http/authenticate.ts'
import { createIngestBatcher } from '#src/http/ingest-batcher.ts'
import { authRoutes } from '#src/http/routes/auth.ts'
import { consoleRoutes } from '#src/http/routes/console.ts'
import { conversationRoutes } from '#src/http/routes/conversations.ts'
import { healthRoutes } from '#src/http/routes/health.ts'
import { metricsRoutes } from '#src/http/routes/metrics.ts'
import { sandboxRoutes } from '#src/http/routes/sandbox.ts'
import { webhookRoutes } from '#src/http/routes/webhooks.ts'
import { createServer, listen } from '#src/http/server.ts'
import type { Readers } from '#src/jobs/read-media.ts'
import { startWorker } from '#src/jobs/worker.ts'
import { createServices, type Services } from '#src/services.ts'
import { describeHealth } from './health.ts'
import { type Emulators, ensureSandboxTenant, type SandboxTenant, startEmulators } from './sandbox.ts'
import { ensureSandboxAdmin, type SandboxSignIn } from './sandbox-admin.ts'
import { createSandboxControl } from './sandbox-control.ts'

/** The sandbox's first company. */
const SANDBOX_TENANT = 'solarprime'

/** The key that asks the emulated model instead of the real one. */
export const EMULATED_KEY = 'sandbox'

export type ApplicationOptions = {
  config: Config
  log: Logger
  roles: { web: boolean; worker: boolean }
  /** Sandbox only. Tests and evals: emulators answer at once and keep nothing. */
  instant?: boolean
  /** How long changes of a lead are gathered before they go to the CRM; evals bring it up to date themselves. */
  crmDelayMs?: number | undefined
  /** Sandbox only. Tests and evals make their own tenants. */
  withoutTenant?: boolean
  /** Tests: in place of those that read documents and listen. */
  readers?: Partial<Readers>
}

export type Application = {
  services: Services
  /** Where the web role listens. */
  url: string | null
  emulators: Emulators | null
  tenant: SandboxTenant | null
  /** The sandbox's administrator. */
  signIn: SandboxSignIn | null
  /** Ends in order: no new requests, running jobs, emulators, connections, and the embedded database last. */
  stop(): Promise<void>
}

/** Starts the roles asked for, with everything they need that is not given: embedded PostgreSQL, and in the sandbox the emulators. */
export async function startApplication({
  config,
  log,
  roles,
  instant = false,
  withoutTenant = false,
  crmDelayMs,
  readers = {},
}: ApplicationOptions): Promise<Application> {
  const stops: (() => Promise<void>)[] = []
  let started = false
  const stop = async () => {
    for (const end of stops.toReversed())
      await end().catch((err: unknown) => log.error({ err }, 'a part did not stop cleanly'))
    stops.length = 0
  }
  try {
    const databaseUrl = config.databaseUrl ?? (await embedded())
    await migrate({ databaseUrl, log })
    const emulators =
      config.mode === 'sandbox'
        ? await startEmulators({ log, instant, ...(instant ? {} : { dataDir: config.dataDir }) })
        : null
    if (emulators) stops.push(() => emulators.close())
    const services = createServices({
      config: withEmulators(config, emulators),
      log,
      databaseUrl,
      unlimited: instant,
      crmDelayMs,
      readers,
    })
    stops.push(() => services.close())

    const web = roles.web ? await startWeb(services, () => started) : null
    if (web) stops.push(web.stop)
    const tenant =
      emulators && web && !withoutTenant
        ? await ensureSandboxTenant(services, emulators, { slug: SANDBOX_TENANT, playbook: 'solar', webUrl: web.url })
        : null
    const signIn = tenant ? await ensureSandboxAdmin(services) : null
    if (emulators && tenant && signIn) web?.control.set(createSandboxControl({ services, emulators, tenant, signIn }))
    if (roles.worker) {
      const worker = await startWorker(services)
      stops.push(() => worker.stop())
    }
    started = true
    return { services, url: web?.url ?? null, emulators, tenant, signIn, stop }
  } catch (error) {
    await stop()
    throw error
  }

  async function embedded() {
    const database = await startEmbeddedPostgres({ dataDir: config.dataDir, log, durable: !instant })
    stops.push(() => database.stop())
    return database.url
  }
}

/** Production code talks to the emulators because their addresses are configured, and for no other reason. */
function withEmulators(config: Config, emulators: Emulators | null): Config {
  if (!emulators) return config
  const { evolution, kommo, gemini, openai, apiKey } = emulators.urls
  return {
    ...config,
    evolutionApiUrl: evolution,
    evolutionApiKey: apiKey,
    kommoBaseUrl: kommo,
    ...(config.geminiApiKey === EMULATED_KEY ? { geminiBaseUrl: gemini } : {}),
    ...(config.openaiApiKey === EMULATED_KEY
      ? { openaiBaseUrl: openai, whisperBaseUrl: config.whisperBaseUrl ?? openai }
      : {}),
  }
}

async function startWeb(services: Services, isStarted: () => boolean) {
  const { config, log, pool } = services
  const app = await createServer({ log, trustProxy: config.trustProxy })
  const batcher = createIngestBatcher({
    pool,
    log,
    debounceMs: config.debounceMs,
    debounceMaxMs: config.debounceMaxMs,
    sealPassword: (password) => seal(services.secretKey, FILE_PASSWORD, password).toString('base64'),
  })
  const control = createLateControl()
  await registerRoutes(app, services, { batcher, control: control.proxy, isStarted })
  const port = await listen(app, { host: config.host, port: config.port })
  return {
    url: `http://127.0.0.1:${port}`,
    control,
    stop: async () => {
      await app.close()
      await batcher.close()
    },
  }
}

async function registerRoutes(
  app: FastifyInstance,
  services: Services,
  {
    batcher,
    control,
    isStarted,
  }: {
    batcher: ReturnType<typeof createIngestBatcher>
    control: () => ReturnType<typeof createSandboxControl>
    isStarted: () => boolean
  },
) {
  const { config, pool } = services
  await app.register(webhookRoutes({ pool, batcher, signingRequired: config.webhookSigningRequired }))
  await app.register(
    healthRoutes({ pool, isStarted, isAllowed: mayLookInside(config), details: () => describeHealth(services) }),
  )
  const { contentType, render } = services.metrics
  await app.register(metricsRoutes({ isAllowed: mayLookInside(config), contentType, render }))
  await useTokens(app, services.secretKey)
  await app.register(authRoutes({ pool, secure: config.publicUrl.startsWith('https:') }))
  await app.register(conversationRoutes({ pool }))
  if (config.mode !== 'sandbox') return
  await app.register(sandboxRoutes(control))
  await app.register(consoleRoutes(join(projectRoot, 'src', 'console', 'dist')))
}

/** The sandbox's first tenant is made once the web role listens, since its webhook's address has the port in it. */
function createLateControl() {
  let current: ReturnType<typeof createSandboxControl> | null = null
  return {
    set(control: ReturnType<typeof createSandboxControl>) {
      current = control
    },
    proxy() {
      if (!current) throw Object.assign(new Error('The sandbox is still starting.'), { statusCode: 503 })
      return current
    },
  }
}

function mayLookInside({ mode, metricsToken }: Config): (authorization: string | undefined) => boolean {
  return (authorization) => {
    if (mode === 'sandbox') return true
    if (!metricsToken) return false
    const [given, expected] = [Buffer.from(authorization ?? ''), Buffer.from(`Bearer ${metricsToken}`)]
    return given.length === expected.length && timingSafeEqual(given, expected)
  }
}
