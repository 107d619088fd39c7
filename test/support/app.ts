import { randomUUID } from 'node:crypto'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pino } from 'pino'
import { type Application, type ApplicationOptions, startApplication } from '#src/app/application.ts'
import { type Emulators, ensureSandboxTenant, type SandboxTenant } from '#src/app/sandbox.ts'
import { loadConfig } from '#src/config.ts'
import { moveClock, nextDue, tenantNow } from '#src/db/tenants.ts'
import { inTenant, type Transaction } from '#src/db/transaction.ts'
import { durationMs } from '#src/domain/schedule.ts'
import { startDue } from '#src/jobs/move-clock.ts'
import type { Services } from '#src/services.ts'
import { createTestDatabase } from './database.ts'

/** A working Monday morning in Recife. */
const MONDAY_MORNING = '2026-03-09T10:15:00-03:00'
/** Debounce, typing and bubbles lie within this of each other; follow-ups and reminders do not. */
const TURN_SECONDS = 60
const QUIET_WITHIN_MS = 20_000

export type TestTenant = SandboxTenant & { phone: string }

/** The real application in this process: own database, emulators over HTTP, workers; clocks stand still until they are moved. */
export async function startTestApp(
  t: { after(hook: () => Promise<void>): void },
  env: Record<string, string> = {},
  readers: ApplicationOptions['readers'] = {},
) {
  const database = await createTestDatabase(t)
  const lines: string[] = []
  const log = pino({ level: 'debug' }, { write: (line: string) => void lines.push(line) })
  const config = loadConfig({
    env: {
      GIRASSOL_MODE: 'sandbox',
      DATABASE_URL: database.url,
      DATA_DIR: join(tmpdir(), `girassol-test-${randomUUID()}`),
      SECRET_KEY: Buffer.alloc(32, 7).toString('base64'),
      PORT: '0',
      WORKER_CONCURRENCY: '6',
      DATABASE_POOL_SIZE: '16',
      ...env,
    },
    dotenvPath: '/nonexistent/.env',
  })
  const app = await startApplication({
    config,
    log,
    roles: { web: true, worker: true },
    instant: true,
    withoutTenant: true,
    readers,
  })
  t.after(() => app.stop())
  return createDriver(app, lines)
}

export type TestApp = Awaited<ReturnType<typeof startTestApp>>

function createDriver(app: Application, lines: string[]) {
  const { services } = app
  const emulators = required(app.emulators)
  const webUrl = required(app.url)
  let tenants = 0
  return {
    services,
    emulators,
    webUrl,
    /** Lines of the log so far, parsed. */
    log: () => lines.map((line): Record<string, unknown> => JSON.parse(line)),

    /** A company of its own, whose clock stands at `now`. */
    async tenant({
      playbook = 'solar',
      now = MONDAY_MORNING,
    }: {
      playbook?: string
      now?: string
    } = {}): Promise<TestTenant> {
      tenants += 1
      const slug = `empresa-${tenants}`
      const phone = `55819888800${String(tenants).padStart(2, '0')}`
      const seed = { slug, playbook, webUrl, phone, frozenAt: Temporal.Instant.from(now) }
      return { ...(await ensureSandboxTenant(services, emulators, seed)), phone }
    },

    /** The lead writes, and everything that follows happens, up to the agent's last bubble. Returns what the agent said. */
    async say(tenant: TestTenant, phone: string, ...texts: string[]): Promise<string[]> {
      const before = emulators.evolution.ledger(tenant.instance).length
      for (const text of texts) emulators.evolution.lead.sendText(phone, text, { instance: tenant.instance })
      await settle(services, emulators, tenant)
      return emulators.evolution
        .ledger(tenant.instance)
        .slice(before)
        .map(({ text }) => text)
    },
    /** The lead sends a file, and everything that follows happens. Returns what the agent said. */
    async sendFile(
      tenant: TestTenant,
      phone: string,
      file: { bytes: Buffer; mimetype: string; fileName?: string; caption?: string },
    ): Promise<string[]> {
      const before = emulators.evolution.ledger(tenant.instance).length
      const options = { instance: tenant.instance }
      if (file.mimetype.startsWith('audio/')) emulators.evolution.lead.sendAudio(phone, file, options)
      else emulators.evolution.lead.sendFile(phone, file, options)
      await settle(services, emulators, tenant)
      return emulators.evolution
        .ledger(tenant.instance)
        .slice(before)
        .map(({ text }) => text)
    },
    /** Starts what is due until `done`, without waiting for anything else; for what is held up on purpose. */
    async turnsUntil(tenant: TestTenant, done: () => boolean): Promise<void> {
      const until = performance.now() + QUIET_WITHIN_MS
      while (!done()) {
        if (performance.now() > until) throw new Error('it did not happen')
        const due = await nextDue(services.pool, tenant.id)
        const isSoon =
          due &&
          due.epochMilliseconds - (await tenantNow(services.pool, tenant.id)).epochMilliseconds < TURN_SECONDS * 1000
        if (isSoon) {
          await moveClock(services.pool, tenant.id, due)
          emulators.clocks.set(tenant.instance, due, { frozen: true })
          await startDue(services.pool, tenant.id)
        }
        await new Promise((resolve) => setTimeout(resolve, 20))
      }
    },
    settle: (tenant: TestTenant) => settle(services, emulators, tenant),
    quiet: (tenant: TestTenant) => untilQuiet(services, emulators, tenant.id),

    /** Time passes, due moment by due moment. */
    async pass(tenant: TestTenant, duration: string): Promise<void> {
      const to = (await tenantNow(services.pool, tenant.id)).add({ milliseconds: durationMs(duration) })
      for (;;) {
        const due = await nextDue(services.pool, tenant.id)
        if (!due || Temporal.Instant.compare(due, to) > 0) break
        await moveTo(services, emulators, tenant, due)
      }
      await moveTo(services, emulators, tenant, to)
    },

    /** Rows as the tenant sees them. */
    async rows<T extends Record<string, unknown>>(
      tenant: { id: string },
      sql: string,
      values: unknown[] = [],
    ): Promise<T[]> {
      return await inTenant(services.pool, tenant.id, async (tx: Transaction) => (await tx.query<T>(sql, values)).rows)
    },
    post: (path: string, body: unknown, headers: Record<string, string> = {}) =>
      fetch(`${webUrl}${path}`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', ...headers },
        body: typeof body === 'string' ? body : JSON.stringify(body),
      }),
  }
}

/** Lets the turn happen: debounce, thinking, typing, bubbles. Stops before follow-ups and reminders. */
async function settle(services: Services, emulators: Emulators, tenant: TestTenant) {
  let stuckAt: Temporal.Instant | undefined
  let times = 0
  for (;;) {
    await untilQuiet(services, emulators, tenant.id)
    const now = await tenantNow(services.pool, tenant.id)
    const due = await nextDue(services.pool, tenant.id)
    if (!due || due.epochMilliseconds - now.epochMilliseconds > TURN_SECONDS * 1000) return
    // a file that was read meanwhile makes a turn due at the very moment the clock stands at
    times = stuckAt?.equals(due) ? times + 1 : 0
    if (times > 2) throw new Error('something stays due although nothing works on it')
    stuckAt = due
    await moveTo(services, emulators, tenant, due)
  }
}

async function moveTo(services: Services, emulators: Emulators, tenant: TestTenant, to: Temporal.Instant) {
  await moveClock(services.pool, tenant.id, to)
  emulators.clocks.set(tenant.instance, to, { frozen: true })
  await startDue(services.pool, tenant.id)
  await untilQuiet(services, emulators, tenant.id)
}

/** No webhook under way, and no job of the tenant waiting or running. One that runs while another takes its key counts as on its last attempt. */
async function untilQuiet({ pool }: Services, { evolution, kommo }: Emulators, tenantId: string) {
  const until = performance.now() + QUIET_WITHIN_MS
  while (performance.now() < until) {
    await evolution.idle()
    await kommo.idle()
    const { rows } = await pool.query<{ jobs: number }>(
      `select count(*)::int as jobs from graphile_worker._private_jobs
        where payload ->> 'tenantId' = $1 and (locked_at is not null or (run_at <= now() and attempts < max_attempts))`,
      [tenantId],
    )
    if (rows[0]?.jobs === 0 && !(await hasWaitingFiles(pool, tenantId))) return
    await new Promise((resolve) => setTimeout(resolve, 5))
  }
  throw new Error('the application did not come to rest')
}

/** A file whose fetch failed for a moment waits for its next try. */
async function hasWaitingFiles(pool: Services['pool'], tenantId: string): Promise<boolean> {
  return await inTenant(pool, tenantId, async (tx) => {
    const { rows } = await tx.query(`select from messages where media_state = 'waiting' limit 1`)
    return rows.length > 0
  })
}

function required<T>(value: T | null): T {
  if (value === null) throw new Error('the application started without its sandbox')
  return value
}
