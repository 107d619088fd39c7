import assert from 'node:assert/strict'
import { createHmac } from 'node:crypto'
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { test } from 'node:test'
import { createPool } from '#src/db/pool.ts'
import { startTestApp, type TestTenant } from '../support/app.ts'

const FIXTURES = join(import.meta.dirname, '../fixtures/evolution')
const pathOf = ({ webhookUrl }: TestTenant) => new URL(webhookUrl).pathname

function textFrom(phone: string, id: string, text: string) {
  return {
    event: 'messages.upsert',
    instance: 'loja-exemplo',
    data: {
      key: { remoteJid: `${phone}@s.whatsapp.net`, fromMe: false, id },
      pushName: 'Célia',
      message: { conversation: text },
      messageType: 'conversation',
      messageTimestamp: 1_773_061_200,
    },
  }
}

test('every recorded envelope is accepted, and stored with what became of it', async (t) => {
  const app = await startTestApp(t)
  const tenant = await app.tenant()
  const names = (await readdir(FIXTURES)).filter((name) => name.endsWith('.json') && !name.startsWith('observed'))
  assert.ok(names.length >= 70, 'the fixtures were found')

  await app.emulators.evolution.idle() // the emulated number has just come online, and said so
  const before = (await app.rows(tenant, 'select id from webhook_events')).length

  const answers = new Map<string, number>()
  for (const name of names) {
    const body = await readFile(join(FIXTURES, name), 'utf8')
    answers.set(name, (await app.post(pathOf(tenant), body)).status)
  }

  assert.deepEqual(
    [...answers].filter(([, status]) => status !== 200),
    [],
  )
  const rows = await app.rows<{ n: number; failed: number }>(
    tenant,
    `select count(*)::int as n, (count(*) filter (where status = 'failed'))::int as failed from webhook_events`,
  )
  assert.deepEqual(rows, [{ n: before + names.length, failed: 0 }])
  const [group] = await app.rows<{ n: number }>(
    tenant,
    `select count(*)::int as n from messages where text ilike '%grupo%' or type in ('unknown')`,
  )
  assert.equal(group?.n, 0, 'no group message and nothing unreadable became a message')
})

test('the same message twice is a duplicate and one row', async (t) => {
  const app = await startTestApp(t)
  const tenant = await app.tenant()
  const envelope = textFrom('5581999990001', 'AC01', 'oi')

  const first = await (await app.post(pathOf(tenant), envelope)).json()
  const second = await (await app.post(pathOf(tenant), envelope)).json()

  assert.deepEqual([first, second], [{ status: 'accepted' }, { status: 'duplicate' }])
  const rows = await app.rows(tenant, 'select id from messages')
  assert.equal(rows.length, 1)
})

test('bad requests are told what is wrong: JSON, envelope, token', async (t) => {
  const app = await startTestApp(t)
  const tenant = await app.tenant()

  const broken = await app.post(pathOf(tenant), '{"event": ')
  const noEvent = await app.post(pathOf(tenant), { data: {} })
  const stranger = await app.post('/webhooks/evolution/wrong-token', textFrom('5581999990001', 'AC01', 'oi'))

  assert.equal(broken.status, 400)
  assert.match(broken.headers.get('content-type') ?? '', /problem\+json/)
  assert.match(await broken.text(), /not JSON/)
  assert.equal(noEvent.status, 400)
  assert.equal(stranger.status, 401)
})

test('two tenants in one batch, one envelope malformed: both are handled, and neither sees the other', async (t) => {
  const app = await startTestApp(t)
  const [one, other] = [await app.tenant(), await app.tenant()]

  const [first, second, third] = await Promise.all([
    app.post(pathOf(one), textFrom('5581999990001', 'AC01', 'oi da um')),
    app.post(pathOf(other), textFrom('5581999990001', 'AC01', 'oi da outra')),
    app.post(pathOf(other), '{"event": "messages.upsert", "data": {"key": {"id": "\\u0000"'),
  ])

  assert.deepEqual([first?.status, second?.status, third?.status], [200, 200, 400])
  const seenByOne = await app.rows<{ text: string }>(one, 'select text from messages')
  const seenByOther = await app.rows<{ text: string }>(other, 'select text from messages')
  assert.deepEqual(seenByOne, [{ text: 'oi da um' }])
  assert.deepEqual(seenByOther, [{ text: 'oi da outra' }])
  const { rows: partitions } = await app.services.pool.query<{ name: string }>(
    `select c.relname as name from pg_inherits i join pg_class c on c.oid = i.inhrelid where i.inhparent = 'webhook_events'::regclass`,
  )
  for (const { name } of partitions) {
    assert.deepEqual(await app.rows(one, `select id from ${name}`), [], 'a partition asked for by name shows nothing')
  }
  const nobody = await app.services.pool.query('select * from messages')
  assert.equal(nobody.rowCount, 0, 'without a tenant no row is visible')
  const { rows } = await app.services.pool.query<{ role: string; bypass: boolean }>(
    'select current_user as role, rolbypassrls or rolsuper as bypass from pg_roles where rolname = current_user',
  )
  assert.deepEqual(rows, [{ role: 'girassol_app', bypass: false }])
})

test('an envelope the database refuses harms no other of its batch', async (t) => {
  const app = await startTestApp(t)
  const tenant = await app.tenant()
  const impossible = textFrom('5581999990002', 'AC02', 'oi')
  impossible.data.messageTimestamp = 9e15 // no timestamp of PostgreSQL

  const [good, bad] = await Promise.all([
    app.post(pathOf(tenant), textFrom('5581999990001', 'AC01', 'oi')),
    app.post(pathOf(tenant), impossible),
  ])

  assert.deepEqual([good?.status, bad?.status], [200, 200])
  const rows = await app.rows<{ text: string }>(tenant, 'select text from messages')
  assert.equal(rows.length, 1)
  const failed = await app.rows<{ reason: string }>(tenant, `select reason from webhook_events where status = 'failed'`)
  assert.equal(failed.length, 1)
})

test('while the database is away the answer is 503, and afterwards it works again without a restart', async (t) => {
  const app = await startTestApp(t)
  const tenant = await app.tenant()
  const database = new URL(app.services.config.databaseUrl ?? '').pathname.slice(1)
  const admin = createPool({
    databaseUrl: (app.services.config.databaseUrl ?? '').replace(/\/[^/]+$/, '/postgres'),
    size: 1,
    role: null,
  })
  t.after(() => admin.end())

  await admin.query(`alter database ${database} allow_connections false`)
  await admin.query(`select pg_terminate_backend(pid) from pg_stat_activity where datname = $1`, [database])
  const away = await app.post(pathOf(tenant), textFrom('5581999990001', 'AC01', 'oi'))
  const ready = await fetch(`${app.webUrl}/health/ready`)
  await admin.query(`alter database ${database} allow_connections true`)
  const back = await app.post(pathOf(tenant), textFrom('5581999990001', 'AC01', 'oi'))

  assert.deepEqual([away.status, ready.status, back.status], [503, 503, 200])
  assert.equal(away.headers.get('retry-after'), '5')
  assert.ok(app.log().some(({ msg }) => msg === 'request not served: the database is away'))
})

test('a signed webhook is demanded where it is configured', async (t) => {
  const app = await startTestApp(t, { WEBHOOK_SIGNING_REQUIRED: 'true' })
  const tenant = await app.tenant()
  const path = pathOf(tenant)
  const token = path.split('/').at(-1) ?? ''
  const body = JSON.stringify(textFrom('5581999990001', 'AC01', 'oi'))
  const sign = (text: string) => createHmac('sha256', token).update(text).digest('hex')

  const unsigned = await app.post(path, body)
  const forged = await app.post(path, body, { 'x-webhook-signature': sign('something else') })
  const signed = await app.post(path, body, { 'x-webhook-signature': sign(body) })

  assert.deepEqual([unsigned.status, forged.status, signed.status], [401, 401, 200])
})
