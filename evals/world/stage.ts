import { setTimeout as pause } from 'node:timers/promises'
import { z } from 'zod'
import type { Emulators } from '#src/app/sandbox.ts'
import { inTenant } from '#src/db/transaction.ts'
import { saveUser } from '#src/db/users.ts'
import { enqueueCrmSync } from '#src/jobs/enqueue.ts'
import type { Services } from '#src/services.ts'

/** The running application as the tenants of cases share it. */
export type Stage = {
  services: Services
  emulators: Emulators
  /** Called whenever work was started; a stage whose worker dies lets it die here, and says so: what is due has to be started again. */
  afterStart(tenantId: string): Promise<'working' | 'died'>
  /** Resolves when something happened for this tenant in our process, or after `ms`; each wait of a tenant takes the place of the one before. */
  nextEvent(tenantId: string, ms: number): Promise<void>
  /** Brings the tenant's lead up to date in the CRM now; it is not done otherwise. */
  syncCrm(tenantId: string): Promise<void>
  /** By when work that was started is worth a look although nothing was heard of it. */
  eventWithinMs: number
  console(tenantId: string, action: 'takeover' | 'release'): Promise<void>
}

/** Never by itself during a case: whoever looks at the CRM has it brought up to date first, once instead of after every turn. */
export const CRM_WHEN_ASKED_MS = 24 * 60 * 60_000

/** Longer than the lease of a sync whose worker died. */
const PATIENCE_MS = 60_000
const LOOK_EVERY_MS = 40
/** What ends without an event is rare: a nudge that is no longer wanted. */
const EVENT_WITHIN_MS = 250

/** `url`: where the web role listens. */
export function createStage(services: Services, emulators: Emulators, url: string): Stage {
  return {
    services,
    emulators,
    nextEvent: createWaiter(services),
    eventWithinMs: EVENT_WITHIN_MS,
    afterStart: async () => 'working',
    syncCrm: (tenantId) => syncCrm(services, tenantId),
    console: (tenantId, action) => pressInConsole(services, url, tenantId, action),
  }
}

async function syncCrm({ pool }: Services, tenantId: string): Promise<void> {
  const leadIds = await inTenant(pool, tenantId, async (tx) => {
    const { rows } = await tx.query<{ id: string }>('select id from leads where tenant_id = current_tenant()')
    return rows.map(({ id }) => id)
  })
  for (const leadId of leadIds) await enqueueCrmSync(pool, { tenantId, leadId }, 0)
  for (const giveUp = performance.now() + PATIENCE_MS; performance.now() < giveUp; await pause(LOOK_EVERY_MS)) {
    const { rows } = await pool.query<{ waiting: number }>(
      `select count(*)::int as waiting from graphile_worker.jobs where key = any($1) and attempts < max_attempts`,
      [leadIds.map((id) => `crm:${id}`)],
    )
    if (rows[0]?.waiting === 0) return
  }
  throw new Error('stuck: the lead did not reach the CRM')
}

/** An attendant of this company signs in and presses the button at the lead's conversation. */
async function pressInConsole({ pool }: Services, url: string, tenantId: string, action: 'takeover' | 'release') {
  const account = { email: `${tenantId}@example.com`, password: 'girassol-amarelo' }
  await saveUser(pool, { ...account, role: 'attendant', tenantId })
  const { token } = z.object({ token: z.string() }).parse(await post(`${url}/api/v1/auth/login`, account))
  const conversations = await inTenant(pool, tenantId, async (tx) => {
    const { rows } = await tx.query<{ id: string }>('select id from conversations where tenant_id = current_tenant()')
    return rows.map(({ id }) => id)
  })
  for (const id of conversations) await post(`${url}/api/v1/conversations/${id}/${action}`, {}, token)
}

async function post(url: string, body: object, token?: string): Promise<unknown> {
  const headers = { 'content-type': 'application/json', ...(token ? { authorization: `Bearer ${token}` } : {}) }
  const response = await fetch(url, { method: 'POST', headers, body: JSON.stringify(body) })
  if (!response.ok) throw new Error(`${new URL(url).pathname} answered ${response.status}: ${await response.text()}`)
  return await response.json()
}

/** One listener for all tenants, so that hundreds of waits cost nothing on the bus. */
function createWaiter({ bus }: Services): Stage['nextEvent'] {
  const waiting = new Map<string, () => void>()
  const wake = ({ tenantId }: { tenantId: string }) => waiting.get(tenantId)?.()
  bus.on('turn', wake)
  bus.on('typing', wake)
  bus.on('sent', wake)
  bus.on('media', wake)
  return (tenantId, ms) =>
    new Promise((resolve) => {
      const done = () => {
        clearTimeout(timer)
        if (waiting.get(tenantId) === done) waiting.delete(tenantId)
        resolve()
      }
      const timer = setTimeout(done, ms)
      waiting.set(tenantId, done)
    })
}
