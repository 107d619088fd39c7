import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import { pino } from 'pino'
import { examineDatabase } from '#src/cli/doctor/database.ts'
import { checkKommo } from '#src/cli/doctor/kommo.ts'
import { checkModels } from '#src/cli/doctor/models.ts'
import { checkSpeech } from '#src/cli/doctor/speech.ts'
import { checkApplication, checkCalendar, checkEvolution } from '#src/cli/doctor/systems.ts'
import { loadConfig } from '#src/config.ts'
import { createKommoClient } from '#src/integrations/kommo/client.ts'
import { createRequestGate } from '#src/integrations/kommo/gate.ts'
import { createEvolutionEmulator } from '#src/sandbox/evolution/server.ts'
import { createKommoEmulator } from '#src/sandbox/kommo/server.ts'
import { createModelsEmulator } from '#src/sandbox/models/server.ts'
import { createTestDatabase } from '../support/database.ts'
import { administer } from '../support/test-server.ts'

const log = pino({ level: 'silent' })
const SECRET_KEY = Buffer.alloc(32).toString('base64')
/** A port of the loopback range that nothing listens on: connecting fails at once. */
const NOBODY = 'http://127.0.0.1:9'

const production = (env: Record<string, string>) =>
  loadConfig({ env: { GIRASSOL_MODE: 'production', SECRET_KEY, ...env }, dotenvPath: '/nowhere' })

async function startKommo(t: TestContext) {
  const kommo = createKommoEmulator({ log, seed: 1, rateLimit: null })
  const baseUrl = await kommo.listen()
  t.after(() => kommo.close())
  return { baseUrl, token: kommo.createAccount('solarprime').accessToken }
}

test('a migrated database is ok, and one that misses migrations is broken', async (t) => {
  const { url } = await createTestDatabase(t)
  const config = production({ DATABASE_URL: url })

  assert.deepEqual(
    (await examineDatabase(config)).map(({ name, status }) => [name, status]),
    [
      ['database', 'ok'],
      ['migrations', 'ok'],
    ],
  )

  const emptyUrl = new URL(url)
  emptyUrl.pathname += '_empty'
  await administer(url, `create database ${emptyUrl.pathname.slice(1)}`)
  const [, migrations] = await examineDatabase(production({ DATABASE_URL: emptyUrl.href }))
  await administer(url, `drop database ${emptyUrl.pathname.slice(1)} with (force)`)
  assert.deepEqual([migrations?.status, migrations?.mend], ['broken', 'run `girassol migrate`'])
})

test('a database that does not answer is broken, with the mend', async () => {
  const [finding] = await examineDatabase(production({ DATABASE_URL: 'postgres://a:b@127.0.0.1:9/x' }))

  assert.equal(finding?.status, 'broken')
  assert.match(String(finding?.mend), /check host and port in DATABASE_URL/)
})

test('Evolution: answering, missing, without a key, gone', async (t) => {
  const evolution = createEvolutionEmulator({ log, seed: 1, apiKey: 'k' })
  const url = await evolution.listen()
  t.after(() => evolution.close())
  const statusOf = async (env: Record<string, string>) => (await checkEvolution(production(env))).status

  assert.match(
    (await checkEvolution(production({ EVOLUTION_API_URL: url, EVOLUTION_API_KEY: 'k' }))).detail,
    /^Evolution 2\.3/,
  )
  assert.equal(await statusOf({}), 'degraded')
  assert.equal(await statusOf({ EVOLUTION_API_URL: url }), 'broken')
  assert.equal(await statusOf({ EVOLUTION_API_URL: NOBODY, EVOLUTION_API_KEY: 'k' }), 'broken')
})

test('Kommo: what is missing in the account is named, and nothing once it is there', async (t) => {
  const { baseUrl, token } = await startKommo(t)
  const config = production({ KOMMO_BASE_URL: baseUrl, KOMMO_LONG_LIVED_TOKEN: token })

  const before = await checkKommo(config)
  await createKommoClient({
    baseUrl,
    accessToken: async () => token,
    gate: createRequestGate({ ratePerSecond: null }),
  }).ensurePipeline(/lacks pipeline (.+)$/.exec(before.detail)?.[1] ?? '')
  const after = await checkKommo(config)

  assert.equal(before.status, 'broken')
  assert.equal(after.status, 'ok')
})

test('Kommo: a refused token, half a configuration, none', async (t) => {
  const { baseUrl } = await startKommo(t)

  const refused = await checkKommo(production({ KOMMO_BASE_URL: baseUrl, KOMMO_LONG_LIVED_TOKEN: 'stale' }))
  assert.deepEqual([refused.status, refused.mend], ['broken', 'make a new KOMMO_LONG_LIVED_TOKEN'])
  assert.ok(!JSON.stringify(refused).includes('stale'))
  assert.equal((await checkKommo(production({ KOMMO_BASE_URL: baseUrl }))).status, 'broken')
  assert.equal((await checkKommo(production({}))).status, 'degraded')
})

test('what is configured but cannot be used yet is said', () => {
  assert.equal(checkCalendar(production({ GOOGLE_CALENDAR_CREDENTIALS: '/x' })).status, 'degraded')
})

test('models are asked whether they answer', async (t) => {
  assert.deepEqual(await checkModels(production({})), {
    name: 'models',
    status: 'ok',
    detail: 'the rule engine, which needs no key',
  })
  const emulator = createModelsEmulator()
  const { gemini } = await emulator.listen()
  t.after(() => emulator.close())
  const config = production({ GEMINI_API_KEY: 'x', GEMINI_BASE_URL: gemini })
  emulator.behave(() => ({ kind: 'json', value: { ok: true } }))
  const well = await checkModels(config)
  assert.equal(well.status, 'ok')
  assert.match(well.detail, /^gemini-\S+ and gemini-\S+ answered in \d+ ms$/)

  emulator.setFaults({ status: 403 }, 'gemini')
  const refused = await checkModels(config)
  assert.deepEqual([refused.status, refused.mend], ['degraded', 'check GEMINI_API_KEY'])
})

test('that the application is not running is no fault', async () => {
  assert.deepEqual(await checkApplication(production({ PORT: '9' })), {
    name: 'application',
    status: 'ok',
    detail: 'not running on port 9',
  })
})

test('speech: nobody, in the sandbox and outside, and who listens', async (t) => {
  const none = await checkSpeech(production({}))
  assert.equal(none.status, 'degraded')
  assert.match(String(none.mend), /OPENAI_API_KEY, WHISPER_BASE_URL or GEMINI_API_KEY/)
  const sandbox = loadConfig({ env: { GIRASSOL_MODE: 'sandbox', SECRET_KEY }, dotenvPath: '/nowhere' })
  assert.deepEqual(await checkSpeech(sandbox), {
    ...{ name: 'speech', status: 'ok', detail: 'nobody listens to voice notes: leads are asked to write' },
  })

  const emulator = createModelsEmulator()
  const urls = await emulator.listen()
  t.after(() => emulator.close())
  const own = await checkSpeech(production({ WHISPER_BASE_URL: urls.openai }))
  assert.equal(own.status, 'ok', 'a server of one’s own needs no key')
  assert.match(own.detail, /^whisper-1 answered in \d+ ms$/)
  const gone = await checkSpeech(
    production({ WHISPER_BASE_URL: NOBODY, GEMINI_API_KEY: 'k', GEMINI_BASE_URL: urls.gemini }),
  )
  assert.equal(gone.status, 'degraded')
  assert.match(gone.detail, /^whisper-1: cut; gemini-2.5-flash answered in \d+ ms$/)
  assert.match(String(gone.mend), /WHISPER_BASE_URL/)
})
