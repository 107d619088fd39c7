import assert from 'node:assert/strict'
import { test } from 'node:test'
import { claimCrmLead } from '#src/db/crm.ts'
import { eraseLead } from '#src/db/leads.ts'
import { inTenant, inTenantAtOnce } from '#src/db/transaction.ts'
import { startTestApp } from '../support/app.ts'
import { oneIsWaiting } from '../support/locks.ts'

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
    await oneIsWaiting(app, 'transactionid')
    return { claiming } // the erasure is committed here
  })

  assert.equal(await met.claiming, null)
})
