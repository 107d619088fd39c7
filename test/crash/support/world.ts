import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import pg from 'pg'
import { pino } from 'pino'
import { type Emulators, ensureSandboxTenant, startEmulators } from '#src/app/sandbox.ts'
import { loadConfig } from '#src/config.ts'
import type { Addressing } from '#src/sandbox/evolution/state.ts'
import { createServices } from '#src/services.ts'
import { freePort, type Program, startProgram } from './processes.ts'
import { startProxy } from './proxy.ts'

/** Short enough not to wait for, long enough for fragments to meet. */
const DEBOUNCE_MS = 150
const LOOK_EVERY_MS = 100

/** Longer than it may take, so that a failure says by how much. */
const FREED_WITHIN_MS = 60_000

export type WorkerProgram = Program & { name: string; id: string; lockers: string[] }

export type World = Awaited<ReturnType<typeof startWorld>>

/**
 * Girassol as it runs in production, in processes that can be killed: `web` and any number of `worker`s on one database. WhatsApp and
 * Kommo are emulated in this process, which is never killed; between them and the programs stands a wire that the test holds.
 */
export async function startWorld(
  t: { after(hook: () => Promise<void>): void },
  { databaseUrl, crm = false, env = {} }: { databaseUrl: string; crm?: boolean; env?: Record<string, string> },
) {
  const log = pino({ level: 'silent' })
  const emulators = await startPromptEmulators(log)
  t.after(() => emulators.close())
  const webPort = await freePort()
  const whatsapp = await startProxy(() => emulators.urls.evolution)
  const kommo = await startProxy(() => emulators.urls.kommo)
  const webhooks = await startProxy(() => `http://127.0.0.1:${webPort}`)
  t.after(async () => {
    await Promise.all([whatsapp.close(), kommo.close(), webhooks.close()])
  })
  const programs: Program[] = []
  const failures: unknown[] = []
  t.after(async () => {
    await Promise.all(programs.map((program) => program.kill()))
  })
  const owner = new pg.Pool({ connectionString: databaseUrl, max: 4 })
  owner.on('error', () => undefined)
  t.after(() => owner.end())

  const cache = mkdtempSync(join(tmpdir(), 'girassol-crash-')) // the program is started many times
  t.after(async () => rmSync(cache, { recursive: true, force: true }))
  const environment = (name: string) => ({
    GIRASSOL_MODE: 'production',
    DATABASE_URL: databaseUrl,
    DATA_DIR: join(cache, 'unused'),
    NODE_COMPILE_CACHE: cache,
    SECRET_KEY: Buffer.alloc(32, 7).toString('base64'),
    PORT: String(webPort),
    EVOLUTION_API_URL: whatsapp.url(name),
    EVOLUTION_API_KEY: emulators.urls.apiKey,
    ...(crm ? { KOMMO_BASE_URL: kommo.url(name) } : {}),
    MODEL_CHAIN: 'rules',
    DEBOUNCE_MS: String(DEBOUNCE_MS),
    TYPING_SIMULATION: 'false',
    WORKER_CONCURRENCY: '8',
    DATABASE_POOL_SIZE: '12',
    LOG_LEVEL: 'warn',
    LOG_PRETTY: 'false',
    ...env,
  })
  const tenant = await seed(environment('test'), { log, databaseUrl, emulators, webUrl: webhooks.url('whatsapp') })

  async function start(role: 'web' | 'worker', name: string) {
    try {
      const program = await startProgram(role, environment(name))
      programs.push(program)
      return program
    } catch (error) {
      failures.push(error) // a start that the wire caused has nobody to tell
      throw error
    }
  }
  const workers: string[] = []
  let starting: Promise<unknown> = Promise.resolve()
  /** One after another, so that each is known by the id under which it leases. */
  async function startWorker() {
    const name = `worker-${workers.length + 1}`
    const known = workers
    const program = await start('worker', name)
    const { rows } = await owner.query<{ id: string; lockers: string[] }>(
      'select id, job_lockers as lockers from workers where id <> all($1)',
      [known],
    )
    const [row] = rows
    if (!row) throw new Error(`${name} says that it works, but not in the database`)
    workers.push(row.id)
    return { ...program, name, ...row }
  }
  return {
    emulators,
    tenant,
    databaseUrl,
    owner,
    wires: { whatsapp, kommo, webhooks },
    startWeb: () => start('web', 'web'),
    /** Starts one more worker; its calls come by its name. */
    startWorker(): Promise<WorkerProgram> {
      const started = starting.then(startWorker)
      starting = started.catch(() => undefined)
      return started
    },
    /** How long it takes until nothing is held any more by a worker that was killed, in ms. */
    untilFreed: ({ id, lockers }: WorkerProgram) =>
      until('what the dead worker held is free', FREED_WITHIN_MS, async () => {
        const { rowCount } = await owner.query(
          `select where exists (select from workers where id = $1) or exists (select from conversations where lease_owner = $1)
              or exists (select from crm_links where lease_owner = $1)
              or exists (select from graphile_worker.jobs where locked_by = any($2))`,
          [id, lockers],
        )
        return rowCount === 0
      }),
    /** The lead writes; returns the message's id. */
    write: (phone: string, text: string, addressing: Addressing = 'pn') =>
      emulators.evolution.lead.sendText(phone, text, { instance: tenant.instance, addressing }),
    /** WhatsApp delivers a message once more. */
    redeliver: (id: string) => emulators.evolution.lead.redeliver(id, { instance: tenant.instance }),
    ledger: () => emulators.evolution.ledger(tenant.instance),
    /** Rows as the owner sees them, of all tenants. */
    async rows<T extends Record<string, unknown>>(sql: string, values: unknown[] = []): Promise<T[]> {
      return (await owner.query<T>(sql, values)).rows
    },
    /** Waits until the CRM knows everything. */
    crmQuiet: (withinMs: number) =>
      until('every lead is in the CRM as it is', withinMs, async () => {
        const { rowCount } = await owner.query(`select from graphile_worker.jobs where task_identifier = 'sync_lead'`)
        return rowCount === 0
      }),
    /** Waits until nothing that was written waits for an answer, and no answer for being sent. Returns how long that took, in ms. */
    quiet: (withinMs: number) =>
      until('every message is answered', withinMs, async () => {
        if (failures.length > 0) throw failures[0]
        await emulators.evolution.idle() // what was written has arrived
        const { rows } = await owner.query<{ waiting: number }>(
          `select (select count(*) from conversations where turn_due_at is not null)::int
                + (select count(*) from messages where status in ('queued', 'typing', 'sending'))::int as waiting`,
        )
        await emulators.evolution.idle() // the ticks of what was sent
        return rows[0]?.waiting === 0
      }),
  }
}

/** Looks again and again until it is so. Returns how long that took, in ms. */
export async function until(what: string, withinMs: number, look: () => Promise<boolean>): Promise<number> {
  const startedAt = performance.now()
  while (!(await look())) {
    if (performance.now() - startedAt > withinMs) throw new Error(`not within ${withinMs} ms: ${what}`)
    await pause(LOOK_EVERY_MS)
  }
  return performance.now() - startedAt
}

/** As in the sandbox, where webhooks are repeated for as long as a program may need to start again; but ticks come at once. */
async function startPromptEmulators(log: pino.Logger): Promise<Emulators> {
  const emulators = await startEmulators({ log })
  emulators.evolution.setDeliveryDelays({ serverAck: 0, delivered: 0, read: 0 })
  return emulators
}

/** The company: made as the sandbox makes one, whose clock is the real one. */
async function seed(
  env: Record<string, string>,
  {
    log,
    databaseUrl,
    emulators,
    webUrl,
  }: {
    log: pino.Logger
    databaseUrl: string
    emulators: Emulators
    webUrl: string
  },
) {
  const config = loadConfig({ env: { ...env, KOMMO_BASE_URL: emulators.urls.kommo }, dotenvPath: '/nonexistent/.env' })
  const services = createServices({ config, log, databaseUrl })
  try {
    return await ensureSandboxTenant(services, emulators, { slug: 'solarprime', playbook: 'solar', webUrl })
  } finally {
    await services.close()
  }
}
