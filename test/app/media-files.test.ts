import assert from 'node:assert/strict'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { sweep } from '#src/jobs/sweep.ts'
import { tidy } from '#src/jobs/tidy.ts'
import { startTestApp, type TestApp, type TestTenant } from '../support/app.ts'
import { bill, pdfOf, photoOf, readDocument, speech } from '../support/readable-files.ts'

const LEAD = '5581999990001'
const READERS = { readDocument, speech }
const OLINDA = {
  distributor: 'Neoenergia Pernambuco',
  uf: 'PE',
  city: 'Olinda',
  installationNumber: '7001234567',
  referenceMonth: '2026-02',
  dueDate: '2026-03-12',
  totalAmount: 687.31,
  consumptionKwh: 640,
  hasDistributedGeneration: false,
}

type Facts = Record<string, { value: unknown; source: string; confidence: number; evidence: string }>

async function factsOf(app: TestApp, tenant: TestTenant): Promise<Facts> {
  const [lead] = await app.rows<{ facts: Facts }>(tenant, 'select facts from leads')
  assert.ok(lead)
  return lead.facts
}

const mediaFiles = (app: TestApp, key: string) => existsSync(join(app.services.config.dataDir, 'media', key))

test('the file is kept under tenant and conversation, and goes with the lead who asks for it', async (t) => {
  const app = await startTestApp(t, {}, READERS)
  const tenant = await app.tenant()
  await app.sendFile(tenant, LEAD, photoOf(bill(OLINDA)))
  const [row] = await app.rows<{ key: string; conversation: string }>(
    tenant,
    'select media_key as key, conversation_id as conversation from messages where media_key is not null',
  )
  assert.ok(row)
  assert.ok(row.key.startsWith(`${tenant.id}/${row.conversation}/`))
  assert.ok(mediaFiles(app, row.key))

  await app.say(tenant, LEAD, 'quero que apaguem meus dados')
  await app.say(tenant, LEAD, 'sim')

  assert.deepEqual(await app.rows(tenant, 'select from leads'), [])
  assert.ok(!mediaFiles(app, row.key), 'the file is gone')
  assert.deepEqual(await app.rows(tenant, 'select from bills'), [])
  assert.deepEqual(await app.rows(tenant, 'select from media_removals'), [])
})

test('a file whose removal fails goes with the next try, although its lead is gone already', async (t) => {
  const app = await startTestApp(t, {}, READERS)
  const tenant = await app.tenant()
  await app.sendFile(tenant, LEAD, photoOf(bill(OLINDA)))
  const { media, pool } = app.services
  const failing = t.mock.method(media, 'remove', () => Promise.reject(new Error('the storage is away')))
  await app.say(tenant, LEAD, 'quero que apaguem meus dados')
  await app.say(tenant, LEAD, 'sim')
  assert.deepEqual(await app.rows(tenant, 'select from leads'), [])
  const [left] = await app.rows<{ key: string }>(tenant, 'select key from media_removals')
  assert.ok(left && mediaFiles(app, left.key))

  failing.mock.restore()
  await pool.query(`select graphile_worker.reschedule_jobs(array(select id from graphile_worker.jobs
                     where task_identifier = 'send_message' and last_error is not null), run_at := now())`)
  await app.settle(tenant)

  assert.ok(!mediaFiles(app, left.key))
  assert.deepEqual(await app.rows(tenant, 'select from media_removals'), [])
})

test('a password is asked for, tried, and stored nowhere; a wrong one is asked for once more', async (t) => {
  const app = await startTestApp(t, {}, READERS)
  const tenant = await app.tenant()
  await app.say(tenant, LEAD, 'oi')
  const asked = await app.sendFile(tenant, LEAD, pdfOf(bill(OLINDA), '48213'))
  assert.match(asked.join('\n'), /primeiros dígitos do CPF|começo do CPF/)

  const wrong = await app.say(tenant, LEAD, '11111')
  assert.match(wrong.join('\n'), /não abriu/i)
  const right = await app.say(tenant, LEAD, 'a senha é 48213')

  assert.match(right.join('\n'), /R\$ 687,31/)
  assert.equal((await factsOf(app, tenant)).billBrl?.value, 687.31)
  const texts = await app.rows<{ text: string; sealed: Buffer | null }>(
    tenant,
    `select text, sealed from messages where details ? 'password' order by seq`,
  )
  assert.deepEqual(texts, [
    { text: '•••', sealed: null },
    { text: 'a senha é •••', sealed: null },
  ])
  for (const table of ['messages', 'webhook_events', 'turns', 'leads', 'bills', 'checkpoints', 'checkpoint_blobs']) {
    const rows = await app.rows<{ row: string }>(tenant, `select to_jsonb(t)::text as row from ${table} t`)
    assert.ok(!rows.some(({ row }) => row.includes('48213') || row.includes('11111')), `${table} holds no password`)
  }
  assert.ok(!JSON.stringify(app.log()).includes('48213'), 'nor does the log')
})

test('after two wrong passwords, or without one, a photo does as well', async (t) => {
  const app = await startTestApp(t, {}, READERS)
  const tenant = await app.tenant()
  await app.say(tenant, LEAD, 'oi')
  await app.sendFile(tenant, LEAD, pdfOf(bill(OLINDA), '48213'))
  await app.say(tenant, LEAD, '11111')
  const third = await app.say(tenant, LEAD, '222222')
  assert.match(third.join('\n'), /foto/)

  await app.sendFile(tenant, LEAD, pdfOf(bill({ ...OLINDA, totalAmount: 500 }), '99999'))
  const without = await app.say(tenant, LEAD, 'não sei a senha')
  assert.match(without.join('\n'), /foto/)
})

test('WhatsApp failing for a moment is tried again; failing for good becomes a finding', async (t) => {
  const app = await startTestApp(t, {}, READERS)
  const tenant = await app.tenant()
  await app.say(tenant, LEAD, 'oi')
  app.emulators.evolution.lead.sendFile(LEAD, photoOf(bill(OLINDA)), { instance: tenant.instance, expiredMedia: true })
  await app.settle(tenant)
  const thread = app.emulators.evolution.thread(tenant.instance, LEAD).messages
  assert.match(thread.at(-1)?.text ?? '', /\?$/)
  assert.match(
    thread
      .slice(-3)
      .map(({ text }) => text)
      .join('\n'),
    /não chegou inteiro/,
  )
})

test('a file that takes long does not hold the turn for ever, and its finding starts a turn of its own', async (t) => {
  const reading = Promise.withResolvers<void>()
  const app = await startTestApp(
    t,
    { MEDIA_WAIT_MS: '300' },
    {
      speech,
      readDocument: async (...args) => {
        await reading.promise
        return await readDocument(...args)
      },
    },
  )
  const tenant = await app.tenant()
  await app.say(tenant, LEAD, 'oi')
  const texts = () => app.emulators.evolution.ledger(tenant.instance).map(({ text }) => text)
  const before = texts().length
  app.emulators.evolution.lead.sendFile(LEAD, photoOf(bill(OLINDA)), { instance: tenant.instance })

  await app.turnsUntil(tenant, () => texts().length > before)
  assert.match(texts().slice(before).join('\n'), /abrindo aqui|olhando/)
  reading.resolve()
  await app.settle(tenant)

  assert.match(texts().slice(before).join('\n'), /R\$ 687,31/)
  assert.equal((await factsOf(app, tenant)).billBrl?.value, 687.31)
})

test('a worker that died while it read a file does not keep it: the next one reads it, and one that kills every worker is given up', async (t) => {
  const app = await startTestApp(t, {}, READERS)
  const tenant = await app.tenant()
  await app.say(tenant, LEAD, 'oi')
  await app.sendFile(tenant, LEAD, photoOf(bill(OLINDA)))
  const dies = (attempts: number) =>
    app.rows(
      tenant,
      `update messages set media_state = 'waiting', media_attempts = $1, media_lease_owner = 'dead',
              media_lease_until = clock_timestamp() + interval '1 hour' where type = 'image'`,
      [attempts],
    )
  await dies(1)
  const { pool } = app.services
  await pool.query(
    `insert into workers (id, job_lockers, heartbeat_at) values ('dead', '{}', now() - interval '1 minute')`,
  )
  await sweep(app.services)
  await app.settle(tenant)
  const [read] = await app.rows(tenant, `select media_state, media_attempts from messages where type = 'image'`)
  assert.deepEqual(read, { media_state: 'done', media_attempts: 2 })

  await dies(4)
  await pool.query(
    `insert into workers (id, job_lockers, heartbeat_at) values ('dead', '{}', now() - interval '1 minute')`,
  )
  await sweep(app.services)
  await app.settle(tenant)
  const [given] = await app.rows(tenant, `select details -> 'outcome' as outcome from messages where type = 'image'`)
  assert.deepEqual(given, { outcome: { kind: 'refused', why: 'failed' } })
})

test('files past their time and files of deleted messages are removed by tidy', async (t) => {
  const app = await startTestApp(t, {}, READERS)
  const tenant = await app.tenant()
  await app.sendFile(tenant, LEAD, photoOf(bill(OLINDA)))
  await app.sendFile(tenant, LEAD, photoOf({ isEnergyBill: false, readable: true, looksLike: 'photo' }))
  const keys = (
    await app.rows<{ key: string }>(
      tenant,
      'select media_key as key from messages where media_key is not null order by seq',
    )
  ).map(({ key }) => key)
  await app.rows(tenant, `update messages set created_at = now() - interval '91 days' where media_key = $1`, [keys[0]])
  const [second] = await app.rows<{ id: string }>(
    tenant,
    'select provider_message_id as id from messages where media_key = $1',
    [keys[1]],
  )
  app.emulators.evolution.lead.delete(LEAD, second?.id ?? '', { instance: tenant.instance })
  await app.settle(tenant)

  await tidy.run({}, { services: app.services, log: app.services.log })

  assert.deepEqual(
    keys.map((key) => mediaFiles(app, key)),
    [false, false],
  )
  assert.deepEqual(await app.rows(tenant, 'select media_key from messages where media_key is not null'), [])
})
