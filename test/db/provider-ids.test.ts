import assert from 'node:assert/strict'
import { test } from 'node:test'
import { inTenant, type Transaction } from '#src/db/transaction.ts'
import { startTestApp, type TestApp, type TestTenant } from '../support/app.ts'
import { oneIsWaiting } from '../support/locks.ts'

const PHONE = '5581999990001'
const ID = '3EB0C0FFEE0000000001'

test('ticks that came before the echo of a send whose worker died count', async (t) => {
  const app = await startTestApp(t)
  const tenant = await app.tenant()
  const lost = await givenLostAnswer(app, tenant)

  await ingest(app, tenant, [tick('delivered'), tick('read')])
  await ingest(app, tenant, [echo(lost.text)])

  assert.equal(await statusOf(app, tenant, lost.id), 'read')
  assert.deepEqual(await app.rows(tenant, 'select status from early_statuses'), [])
})

test('a tick that is read while the echo is being stored waits for it', async (t) => {
  const app = await startTestApp(t)
  const tenant = await app.tenant()
  const lost = await givenLostAnswer(app, tenant)

  const ticked = await inTenant(app.services.pool, tenant.id, async (tx) => {
    await ingestIn(tx, tenant, [echo(lost.text)])
    const pending = ingest(app, tenant, [tick('read')])
    await oneIsWaiting(app, 'advisory')
    return { pending } // the echo is committed here, the tick only now gets its turn
  })
  await ticked.pending

  assert.equal(await statusOf(app, tenant, lost.id), 'read')
})

/** One of our bubbles went out, but nobody noted its id: the worker died in between. */
async function givenLostAnswer(app: TestApp, tenant: TestTenant): Promise<{ id: string; text: string }> {
  await app.say(tenant, PHONE, 'oi')
  const [row] = await app.rows<{ id: string; text: string }>(
    tenant,
    `update messages set status = 'sending', provider_message_id = null, attempted_at = clock_timestamp()
      where id = (select id from messages where direction = 'out' order by seq desc limit 1) returning id, text`,
  )
  assert.ok(row)
  return row
}

const tick = (status: string) => ({ kind: 'status', providerMessageId: ID, status })
const echo = (text: string) => ({
  kind: 'sent_echo',
  providerMessageId: ID,
  identities: [{ kind: 'phone', value: PHONE }],
  jid: `${PHONE}@s.whatsapp.net`,
  text,
  fromMe: true,
  providerAt: 1_773_061_200,
})

const ingest = (app: TestApp, tenant: TestTenant, items: object[]) =>
  inTenant(app.services.pool, tenant.id, (tx) => ingestIn(tx, tenant, items))

async function ingestIn(tx: Transaction, tenant: TestTenant, items: object[]) {
  const { rows } = await tx.query<{ id: string }>('select id from channels limit 1')
  const envelope = { n: 0, tenantId: tenant.id, channelId: rows[0]?.id, event: 'test', payload: {}, items }
  await tx.query(`select * from ingest_batch($1, '1 second', '5 seconds')`, [JSON.stringify([envelope])])
}

async function statusOf(app: TestApp, tenant: TestTenant, id: string) {
  const [row] = await app.rows<{ status: string }>(tenant, 'select status from messages where id = $1', [id])
  return row?.status
}
