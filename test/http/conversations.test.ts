import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import { z } from 'zod'
import { type Role, saveUser } from '#src/db/users.ts'
import { startTestApp, type TestApp, type TestTenant } from '../support/app.ts'

const PHONE = '5581999990001'

test('an attendant takes a conversation over: the agent falls silent, and speaks again once it is given back', async (t) => {
  const { app, tenant } = await start(t)
  await app.say(tenant, PHONE, 'oi')
  const { id } = await conversationOf(app, tenant)
  const token = await signIn(app, 'attendant', tenant.id)

  const taken = await press(app, id, 'takeover', token)
  assert.deepEqual(taken, { status: 200, body: { id, stage: 'handoff', silence: 'takeover' } })
  assert.deepEqual(await app.say(tenant, PHONE, 'meu nome é Zélia'), [], 'a person has the conversation')
  assert.equal(await pendingFollowUps(app, tenant), 0)

  const released = await press(app, id, 'release', token)
  assert.deepEqual(released.body, { id, stage: 'qualifying', silence: null })
  const answer = (await app.say(tenant, PHONE, 'pronto, podemos seguir')).join(' ')
  assert.match(answer, /conta/i, 'goes on with the next question')
  assert.doesNotMatch(answer, /seu nome|se chama/i, 'what was said meanwhile was heard')
})

test('both may be pressed twice, and a release does not undo an opt-out', async (t) => {
  const { app, tenant } = await start(t)
  await app.say(tenant, PHONE, 'oi')
  const { id } = await conversationOf(app, tenant)
  const token = await signIn(app, 'manager', tenant.id)

  await press(app, id, 'takeover', token)
  assert.equal((await press(app, id, 'takeover', token)).status, 200)
  await press(app, id, 'release', token)
  assert.deepEqual((await press(app, id, 'release', token)).body, { id, stage: 'qualifying', silence: null })

  await app.say(tenant, PHONE, 'para de me mandar mensagem')
  const after = await press(app, id, 'release', token)
  assert.deepEqual(after.body, { id, stage: 'opted_out', silence: 'opted_out' })
})

test('who may: attendants, managers and administrators of that company; to others the conversation is not there', async (t) => {
  const { app, tenant } = await start(t)
  const other = await app.tenant()
  await app.say(tenant, PHONE, 'oi')
  const { id } = await conversationOf(app, tenant)
  const status = async (token?: string, headers = {}) => (await press(app, id, 'takeover', token, headers)).status

  assert.equal(await status(), 401)
  assert.equal(await status('no.such.token'), 401)
  assert.equal(await status(await signIn(app, 'viewer', tenant.id)), 403)
  assert.equal(await status(await signIn(app, 'attendant', other.id)), 404)
  const admin = await signIn(app, 'admin', null)
  assert.equal(await status(admin), 400, 'names no company')
  assert.equal(await status(admin, { 'x-girassol-tenant': 'nobody' }), 404)
  assert.equal(await status(admin, { 'x-girassol-tenant': other.slug }), 404)
  assert.equal((await press(app, 'no-id', 'takeover', admin, { 'x-girassol-tenant': tenant.slug })).status, 404)
  assert.equal((await conversationOf(app, tenant)).silence, null, 'nothing happened so far')
  assert.equal(await status(admin, { 'x-girassol-tenant': tenant.slug }), 200)
})

test('a person who takes over while the agent thinks is not talked over', async (t) => {
  const app = await startTestApp(t, { MODEL_CHAIN: 'gemini,rules', GEMINI_API_KEY: 'sandbox' })
  const tenant = await app.tenant()
  await app.say(tenant, PHONE, 'oi')
  const { id } = await conversationOf(app, tenant)
  const token = await signIn(app, 'attendant', tenant.id)
  app.emulators.models.setFaults({ latencyMs: 1500 })

  const said = app.say(tenant, PHONE, 'me chamo Zélia')
  await untilThinking(app, tenant)
  await press(app, id, 'takeover', token)
  assert.deepEqual(await said, [])
  assert.equal((await conversationOf(app, tenant)).silence, 'takeover')
})

async function start(t: TestContext): Promise<{ app: TestApp; tenant: TestTenant }> {
  const app = await startTestApp(t)
  return { app, tenant: await app.tenant() }
}

async function signIn(app: TestApp, role: Role, tenantId: string | null): Promise<string> {
  const account = { email: `${role}-${tenantId ?? 'all'}@example.com`, password: 'girassol-amarelo' }
  await saveUser(app.services.pool, { ...account, role, tenantId })
  const response = await app.post('/api/v1/auth/login', account)
  return z.object({ token: z.string() }).parse(await response.json()).token
}

async function press(app: TestApp, id: string, action: string, token?: string, headers: Record<string, string> = {}) {
  const bearer: Record<string, string> = token === undefined ? {} : { authorization: `Bearer ${token}` }
  const response = await app.post(`/api/v1/conversations/${id}/${action}`, {}, { ...bearer, ...headers })
  return { status: response.status, body: z.unknown().parse(await response.json()) }
}

async function conversationOf(app: TestApp, tenant: TestTenant): Promise<{ id: string; silence: string | null }> {
  const rows = await app.rows<{ id: string; silence: string | null }>(
    tenant,
    'select id, silence from conversations where tenant_id = current_tenant()',
  )
  const [row] = rows
  assert.ok(row)
  return row
}

async function pendingFollowUps(app: TestApp, tenant: TestTenant): Promise<number> {
  const rows = await app.rows(
    tenant,
    `select from follow_ups where tenant_id = current_tenant() and status = 'pending'`,
  )
  return rows.length
}

async function untilThinking(app: TestApp, tenant: TestTenant): Promise<void> {
  for (const giveUp = performance.now() + 10_000; performance.now() < giveUp; ) {
    const leased = await app.rows(
      tenant,
      'select from conversations where tenant_id = current_tenant() and lease_until > clock_timestamp()',
    )
    if (leased.length > 0) return
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
  throw new Error('no turn began')
}
