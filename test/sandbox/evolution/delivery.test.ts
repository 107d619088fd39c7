import assert from 'node:assert/strict'
import { createHmac } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { createEvolutionEmulator } from '#src/sandbox/evolution/server.ts'
import { INSTANCE, LEAD, OWN_PHONE, silentLog, startEvolution } from './given.ts'

test('a webhook is repeated on 500 and 429, and given up at once on 400', async (t) => {
  const { emulator, receiver } = await startEvolution(t, {
    events: ['MESSAGES_UPSERT'],
    answer: (received, body) => {
      if (body.includes('"perdida"')) return 400
      return received.length <= 2 ? 500 : 200
    },
  })
  emulator.lead.sendText(LEAD, 'insistente')
  await emulator.idle()
  assert.deepEqual(
    receiver.received.map(({ status }) => status),
    [500, 500, 200],
  )

  receiver.received.length = 0
  emulator.lead.sendText(LEAD, 'perdida')
  await emulator.idle()
  assert.deepEqual(
    receiver.received.map(({ status }) => status),
    [400],
  )
})

test('only subscribed events are posted, to the path of the event when asked for', async (t) => {
  const { emulator, receiver } = await startEvolution(t)
  const webhook = { url: `${receiver.url}/hook`, events: ['MESSAGES_UPSERT'], byEvents: true }
  emulator.ensureInstance(INSTANCE, { phone: OWN_PHONE, webhook })
  emulator.lead.sendText(LEAD, 'oi')
  await emulator.idle()
  assert.deepEqual(
    receiver.received.map(({ path }) => path),
    ['/hook/messages-upsert'],
  )
  assert.equal(receiver.envelopes()[0].destination, `${receiver.url}/hook`)
})

test('headers go along as configured, and jwt_key becomes a signed token', async (t) => {
  const { emulator, receiver } = await startEvolution(t)
  const headers = { 'x-webhook-token': 'segredo', jwt_key: 'chave-jwt' }
  emulator.ensureInstance(INSTANCE, {
    phone: OWN_PHONE,
    webhook: { url: receiver.url, headers, events: ['MESSAGES_UPSERT'] },
  })
  emulator.lead.sendText(LEAD, 'oi')
  await emulator.idle()
  const sent = receiver.received[0]?.headers
  assert.equal(sent?.['x-webhook-token'], 'segredo')
  assert.equal(sent?.jwt_key, undefined)
  const [head = '', claims = '', signature] = String(sent?.authorization).replace('Bearer ', '').split('.')
  assert.equal(createHmac('sha256', 'chave-jwt').update(`${head}.${claims}`).digest('base64url'), signature)
  const { app, action, exp, iat } = JSON.parse(Buffer.from(claims, 'base64url').toString())
  assert.deepEqual([app, action, exp - iat], ['evolution', 'webhook', 600])
})

test('an edit that is not taken holds up everything after it', async (t) => {
  const { emulator, receiver } = await startEvolution(t, {
    events: ['MESSAGES_UPSERT', 'MESSAGES_EDITED'],
    answer: (received) => (received.filter(({ body }) => body.includes('messages.edited')).length === 2 ? 500 : 200),
  })
  const id = emulator.lead.sendText(LEAD, 'um')
  await emulator.idle()
  emulator.lead.edit(LEAD, id, 'uma')
  emulator.lead.edit(LEAD, id, 'umas')
  emulator.lead.sendText(LEAD, 'dois')
  await emulator.idle()
  const posted = receiver.received.map(({ body, status }) => [JSON.parse(body).event, status])
  assert.deepEqual(posted, [
    ['messages.upsert', 200],
    ['messages.edited', 200],
    ['messages.edited', 500],
    ['messages.edited', 200],
    ['messages.upsert', 200],
  ])
})

test('duplicates and another order, the same in every run of a seed', async (t) => {
  const run = async (seed: number) => {
    const { emulator, receiver } = await startEvolution(t, { seed, events: ['MESSAGES_UPSERT'] })
    emulator.setFaults({ duplicateRate: 0.4 }, INSTANCE)
    for (let n = 0; n < 30; n++) emulator.lead.sendText(LEAD, String(n))
    await emulator.idle()
    return receiver.envelopes().map(({ data }) => data.message.conversation)
  }
  const first = await run(3)
  assert.ok(first.length > 35 && first.length < 50, `${first.length} of 30`)
  assert.deepEqual((await run(3)).sort(), first.sort())
  assert.notDeepEqual((await run(4)).sort(), first.sort())

  const { emulator, receiver } = await startEvolution(t, { events: ['MESSAGES_UPSERT'] })
  emulator.setFaults({ reorder: true })
  for (let n = 10; n < 30; n++) emulator.lead.sendText(LEAD, String(n))
  await emulator.idle()
  const texts = receiver.envelopes().map(({ data }) => data.message.conversation)
  assert.equal(texts.length, 20)
  assert.notDeepEqual(texts, texts.toSorted())
})

test('lost attempts are repeated until every message has arrived', async (t) => {
  const { emulator, receiver } = await startEvolution(t, { events: ['MESSAGES_UPSERT'] })
  emulator.setFaults({ dropRate: 0.3 })
  for (let n = 0; n < 40; n++) emulator.lead.sendText(LEAD, String(n))
  await emulator.idle()
  assert.equal(new Set(receiver.envelopes().map(({ data }) => data.key.id)).size, 40)
})

test('a cut connection leaves open whether the message went out; the ledger knows', async (t) => {
  const { emulator, client } = await startEvolution(t)
  const since = Temporal.Now.instant()
  emulator.setFaults({ dropRate: 1 })
  const outcomes = []
  for (let n = 0; n < 12; n++) {
    const failed = client.sendText(INSTANCE, { to: LEAD, text: `texto ${n}` })
    await assert.rejects(failed, { retryable: true, outcomeUnknown: true, status: undefined })
    outcomes.push(emulator.ledger().some(({ text }) => text === `texto ${n}`))
  }
  assert.ok(outcomes.includes(true) && outcomes.includes(false), 'cut before and after the work')
  emulator.setFaults({})
  for (const [n, sent] of outcomes.entries()) {
    const found = await client.findSentText(INSTANCE, { phone: LEAD, text: `texto ${n}`, since })
    assert.equal(found.length, sent ? 1 : 0)
  }
})

test('a status as fault answers every call with it, and ends by itself', async (t) => {
  const { emulator, client } = await startEvolution(t)
  emulator.setFaults({ status: 503 })
  await assert.rejects(client.version(), { status: 503, retryable: true })
  emulator.setFaults({ status: 503, for: 'PT0S' })
  assert.equal(await client.version(), '2.3.7')
  assert.throws(() => emulator.setFaults({ dropRate: 2 }))
  assert.throws(() => emulator.setFaults({ for: 'amanhã' }))
})

test('presence holds the request for its time, and a text sent meanwhile overtakes it', async (t) => {
  const { emulator, client, baseUrl } = await startEvolution(t, { timeScale: 1 })
  const composing = new Promise<void>((resolve) => {
    emulator.onChange((change) => change.type === 'presence' && change.presence === 'composing' && resolve())
  })
  const startedAt = performance.now()
  const typing = client.sendPresence(INSTANCE, { to: LEAD, presence: 'composing', delayMs: 120 })
  const slow = fetch(`${baseUrl}/message/sendText/${INSTANCE}`, {
    method: 'POST',
    headers: { apikey: 'chave', 'content-type': 'application/json' },
    body: JSON.stringify({ number: LEAD, text: 'com delay', delay: 120 }),
  })
  await composing
  assert.equal(emulator.thread(INSTANCE, LEAD).presence, 'composing')
  await client.sendText(INSTANCE, { to: LEAD, text: 'sem delay' })
  assert.equal(emulator.thread(INSTANCE, LEAD).presence, null, 'the message ends "typing…"')
  await Promise.all([typing, slow])
  assert.ok(performance.now() - startedAt >= 115)
  assert.deepEqual(
    emulator.ledger().map(({ text }) => text),
    ['sem delay', 'com delay'],
  )
})

test('ticks come after their delays, or never', async (t) => {
  const { emulator, client } = await startEvolution(t, { deliveryDelaysMs: { serverAck: 0, delivered: 5, read: null } })
  await client.sendText(INSTANCE, { to: LEAD, text: 'oi' })
  await emulator.idle()
  assert.equal(emulator.thread(INSTANCE, LEAD).messages[0]?.status, 'delivered')
  emulator.lead.read(LEAD)
  assert.equal(emulator.thread(INSTANCE, LEAD).messages[0]?.status, 'read')
})

test('the state outlives the server', async (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'evolution-'))
  t.after(() => rmSync(folder, { recursive: true }))
  const dataFile = join(folder, 'sandbox', 'evolution.json')
  const bytes = Buffer.from('%PDF')
  const first = createEvolutionEmulator({ apiKey: 'chave', log: silentLog, dataFile })
  await first.listen()
  first.ensureInstance(INSTANCE, { phone: OWN_PHONE })
  const id = first.lead.sendFile(LEAD, { bytes, mimetype: 'application/pdf', fileName: 'conta.pdf' })
  const thread = first.thread(INSTANCE, LEAD)
  await first.close()

  const second = createEvolutionEmulator({ apiKey: 'chave', log: silentLog, dataFile })
  t.after(() => second.close())
  assert.deepEqual(second.thread(INSTANCE, LEAD), thread)
  assert.deepEqual(second.media(id), bytes)
  assert.notEqual(second.lead.sendText(LEAD, 'outra'), id)
  second.reset()
  assert.deepEqual(second.thread(INSTANCE, LEAD).messages, [])
  assert.equal(second.media(id), null)
  assert.deepEqual(
    second.instances().map(({ name, state }) => [name, state]),
    [[INSTANCE, 'open']],
  )
})

test('base64 comes along only if it was asked for before the socket connected', async (t) => {
  const { emulator, receiver } = await startEvolution(t, { events: ['MESSAGES_UPSERT'], base64: true })
  const file = { bytes: Buffer.from('x'), mimetype: 'image/jpeg' }
  emulator.lead.sendFile(LEAD, file)
  const webhook = { url: receiver.url, events: ['MESSAGES_UPSERT'], base64: false }
  emulator.ensureInstance(INSTANCE, { phone: OWN_PHONE, webhook })
  emulator.lead.sendFile(LEAD, file)
  emulator.disconnect(INSTANCE, 428)
  emulator.pair(INSTANCE, OWN_PHONE)
  emulator.lead.sendFile(LEAD, file)
  await emulator.idle()
  const carried = receiver.envelopes().map(({ data }) => [data.key.id, data.message.base64 !== undefined])
  assert.deepEqual(carried.map(([, has]) => has).sort(), [false, true, true])
})
