import assert from 'node:assert/strict'
import { test } from 'node:test'
import { convertKommoWebhook } from '#src/integrations/kommo/convert-webhook.ts'
import { createKommoOauth } from '#src/integrations/kommo/oauth.ts'
import { startReceiver } from '../receiver.ts'
import { ACCOUNT, call, PIPELINE, startKommo } from './given.ts'

test('the eighth request within a second is told to wait, whoever keeps on is shut out', async (t) => {
  let nowMs = 0
  const { baseUrl, token } = await startKommo(t, { rateLimit: 7, blockMs: 60_000, monotonicMs: () => nowMs })
  const ask = () => call(baseUrl, token, 'GET', '/api/v4/account')
  for (let sent = 0; sent < 7; sent++) assert.equal((await ask()).status, 200)
  const refused = await ask()
  assert.equal(refused.status, 429)
  assert.equal(refused.body.retry_after, 1)

  nowMs += 1000
  assert.equal((await ask()).status, 200, 'a second later the door is open again')

  const statuses = []
  for (let sent = 0; sent < 40; sent++) statuses.push((await ask()).status)
  assert.equal(statuses.at(-1), 403)
  const blocked = await ask()
  assert.match(blocked.body, /<center>nginx<\/center>/)
  nowMs += 30_000
  assert.equal((await ask()).status, 403, 'waiting a little does not help')
  nowMs += 31_000
  assert.equal((await ask()).status, 200)
})

test('the client through its gate never meets the limit', async (t) => {
  let nowMs = 0
  const sleep = async (ms: number) => {
    nowMs += ms
  }
  const monotonicMs = () => nowMs
  const { client } = await startKommo(t, { rateLimit: 7, monotonicMs, gate: { ratePerSecond: 5, monotonicMs, sleep } })
  for (let sent = 0; sent < 30; sent++) await client.account()
  assert.equal(nowMs, 29 * 200)
})

test('after a 429 the gate pauses as long as the answer says, for every account', async (t) => {
  let nowMs = 0
  const slept: number[] = []
  const sleep = async (ms: number) => {
    slept.push(ms)
    nowMs += ms
  }
  const { client, emulator } = await startKommo(t, { gate: { monotonicMs: () => nowMs, sleep } })
  emulator.setFaults({ status: 429 })
  await assert.rejects(client.account(), { status: 429, retryable: true, retryAfterMs: 1000 })
  emulator.setFaults({})
  await client.account()
  assert.deepEqual(slept, [1000])
})

test('a page of HTML with 403 shuts the gate for minutes; callers are sent away at once', async (t) => {
  let nowMs = 0
  const { client, emulator } = await startKommo(t, { gate: { monotonicMs: () => nowMs } })
  emulator.setFaults({ status: 403 })
  await assert.rejects(client.account(), { status: 403, retryable: true, reason: 'blocked' })
  emulator.setFaults({})
  await assert.rejects(client.account(), {
    status: undefined,
    retryable: true,
    reason: 'blocked',
    retryAfterMs: 600_000,
  })
  nowMs += 600_000
  assert.equal((await client.account()).subdomain, ACCOUNT)
})

test('tokens rotate: the old pair works until the new one is used, then never again', async (t) => {
  const { emulator, baseUrl } = await startKommo(t)
  const { clientId, clientSecret } = emulator.createAccount(ACCOUNT)
  const redirectUri = 'https://sdr.example.com/callback'
  const oauth = createKommoOauth({ baseUrl, clientId, clientSecret, redirectUri })
  const code = emulator.authorise(ACCOUNT)
  const first = await oauth.exchangeCode(code)
  await assert.rejects(oauth.exchangeCode(code), { status: 401 }, 'a code works once')
  assert.equal((await call(baseUrl, first.accessToken, 'GET', '/api/v4/account')).status, 200)

  const lost = await oauth.refresh(first.refreshToken)
  const second = await oauth.refresh(first.refreshToken)
  assert.ok(lost.kind === 'refreshed' && second.kind === 'refreshed', 'a lost answer can be asked for again')
  assert.equal((await call(baseUrl, second.tokens.accessToken, 'GET', '/api/v4/account')).status, 200)
  assert.deepEqual(await oauth.refresh(first.refreshToken), { kind: 'revoked' })
  assert.equal(
    (await call(baseUrl, lost.tokens.accessToken, 'GET', '/api/v4/account')).status,
    401,
    'the loser of a race is out',
  )
  assert.equal((await call(baseUrl, first.accessToken, 'GET', '/api/v4/account')).status, 401)

  const stranger = createKommoOauth({ baseUrl, clientId, clientSecret: 'errado', redirectUri })
  assert.deepEqual(await stranger.refresh(second.tokens.refreshToken), { kind: 'revoked' })
})

test('an access token lives a day of the account, a long-lived one does not end', async (t) => {
  let now = Temporal.Instant.from('2026-03-02T12:00:00Z')
  const { emulator, baseUrl, token } = await startKommo(t, { now: () => now })
  const { clientId, clientSecret } = emulator.createAccount(ACCOUNT)
  const oauth = createKommoOauth({ baseUrl, clientId, clientSecret, redirectUri: 'https://sdr.example.com/callback' })
  const { accessToken } = await oauth.exchangeCode(emulator.authorise(ACCOUNT))
  now = now.add({ hours: 25 })
  assert.equal((await call(baseUrl, accessToken, 'GET', '/api/v4/account')).status, 401)
  assert.equal((await call(baseUrl, token, 'GET', '/api/v4/account')).status, 200)
  emulator.revoke(ACCOUNT)
  assert.equal((await call(baseUrl, token, 'GET', '/api/v4/account')).status, 401)
})

test('a card moved by a person fires status_lead as a PHP form, repeated until it is taken', async (t) => {
  const { emulator, client } = await startKommo(t)
  const receiver = await startReceiver(t, (received) => (received.length === 1 ? 500 : 200))
  const { mapping } = await client.ensurePipeline(PIPELINE)
  const statusId = mapping.statuses.novo_lead ?? 0
  const id = await client.createLead({
    name: 'Célia & filhos',
    stage: { pipelineId: mapping.pipelineId, statusId },
    tagsToAdd: ['SDR_IA'],
  })
  await client.setWebhook(`${receiver.url}/webhooks/kommo/abc`, ['status_lead'])

  assert.equal(emulator.moveLead(ACCOUNT, id, 'atendimento_humano'), true)
  await emulator.idle()
  assert.equal(receiver.received.length, 2)
  const form = new URLSearchParams(receiver.received[1]?.body)
  assert.equal(receiver.received[1]?.headers['content-type'], 'application/x-www-form-urlencoded')
  assert.equal(form.get('leads[status][0][id]'), String(id))
  assert.equal(form.get('leads[status][0][name]'), 'Célia & filhos')
  assert.equal(form.get('leads[status][0][status_id]'), String(mapping.statuses.atendimento_humano))
  assert.equal(form.get('leads[status][0][old_status_id]'), String(statusId))
  assert.equal(form.get('leads[status][0][tags][0][name]'), 'SDR_IA')
  assert.equal(form.get('account[subdomain]'), ACCOUNT)
  assert.notEqual(
    form.get('leads[status][0][modified_user_id]'),
    form.get('leads[status][0][created_user_id]'),
    'a person moved it',
  )
  const [event] = convertKommoWebhook(receiver.received[1]?.body ?? '').events
  assert.ok(event?.kind === 'lead_moved')
  assert.deepEqual([event.crmLeadId, event.statusId], [id, mapping.statuses.atendimento_humano])
  assert.notEqual(event.byUserId, (await client.account()).userId, 'not us')
  assert.equal(emulator.snapshot(ACCOUNT).leads[0]?.status, 'atendimento_humano')
  assert.equal(emulator.moveLead(ACCOUNT, id, 'nao_existe'), false)
  assert.equal((await client.findWebhook(`${receiver.url}/webhooks/kommo/abc`))?.disabled, false)
})

test('our own writes fire the webhooks too', async (t) => {
  const { emulator, client } = await startKommo(t)
  const receiver = await startReceiver(t)
  await client.setWebhook(receiver.url, ['add_lead', 'update_lead', 'note_lead', 'add_task'])
  const id = await client.createLead({ name: 'a' })
  await client.updateLead(id, { name: 'b' })
  await client.addNote(id, 'nota')
  await client.addTask(id, { text: 'ligar', dueAt: Temporal.Instant.from('2026-03-05T17:00:00Z') })
  await emulator.idle()
  const keys = receiver.received.map(({ body }) => [...new URLSearchParams(body).keys()][0]?.replace(/\[0\].*/, ''))
  assert.deepEqual(keys.sort(), ['leads[add]', 'leads[note]', 'leads[update]', 'task[add]'])
})
