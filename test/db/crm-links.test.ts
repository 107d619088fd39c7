import assert from 'node:assert/strict'
import { test } from 'node:test'
import { claimCrmLead } from '#src/db/crm.ts'
import { eraseLead } from '#src/db/leads.ts'
import { inTenant, inTenantAtOnce } from '#src/db/transaction.ts'
import { startTestApp, type TestApp } from '../support/app.ts'

test('a sync that meets the erasure of its lead waits for it and finds nobody', async (t) => {
  const app = await startTestApp(t)
  const tenant = await app.tenant()
  await app.say(tenant, '5581999990001', 'oi')
  const [lead] = await app.rows<{ id: string }>(tenant, 'select id from leads')
  assert.ok(lead)
  await app.rows(tenant, 'delete from crm_links')

  const met = await inTenant(app.services.pool, tenant.id, async (tx) => {
    await eraseLead(tx, { leadId: lead.id, phoneHash: null, receipt: 'ABC-123' })
    const claiming = inTenantAtOnce(app.services.pool, tenant.id, (other) => claimCrmLead(other, lead.id, 'somebody'))
    await oneIsWaiting(app)
    return { claiming } // the erasure is committed here
  })

  assert.equal(await met.claiming, null)
})

async function oneIsWaiting(app: TestApp) {
  const until = performance.now() + 10_000
  while (performance.now() < until) {
    const { rowCount } = await app.services.pool.query(
      `select from pg_locks join pg_stat_activity using (pid) where datname = current_database() and not granted`,
    )
    if (rowCount) return
  }
  throw new Error('the sync did not wait')
}
