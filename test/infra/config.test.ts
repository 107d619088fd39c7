import assert from 'node:assert/strict'
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { loadConfig, projectRoot, Variables } from '#src/config.ts'
import { UserError } from '#src/errors.ts'

const KEY = Buffer.alloc(32, 7).toString('base64')

/** Loads with nothing but these variables; `.env` is what the test says, or absent. */
function load(t: TestContext, env: Record<string, string>, dotenv?: string) {
  const folder = mkdtempSync(join(tmpdir(), 'girassol-config-'))
  t.after(() => rmSync(folder, { recursive: true, force: true }))
  const dotenvPath = join(folder, '.env')
  if (dotenv !== undefined) writeFileSync(dotenvPath, dotenv)
  return loadConfig({ env: { DATA_DIR: join(folder, 'data'), ...env }, dotenvPath })
}

function failure(t: TestContext, env: Record<string, string>): string {
  try {
    load(t, env)
  } catch (error) {
    assert.ok(error instanceof UserError)
    return error.message
  }
  return assert.fail('nothing was refused')
}

test('with nothing set it is the sandbox with its defaults', (t) => {
  const config = load(t, {})

  assert.equal(config.mode, 'sandbox')
  assert.equal(config.port, 3000)
  assert.equal(config.host, '127.0.0.1')
  assert.equal(config.publicUrl, 'http://localhost:3000')
  assert.equal(config.databaseUrl, undefined)
  assert.deepEqual(config.modelChain, ['gemini', 'openai', 'rules'])
  assert.deepEqual([config.debounceMs, config.debounceMaxMs, config.typingSpeedCps], [2500, 12_000, 40])
  assert.equal(config.typingSimulation, true)
  assert.ok(Object.isFrozen(config))
})

test('the sandbox keeps its own secret key, readable by its owner only', (t) => {
  const config = load(t, {})
  const again = loadConfig({ env: { DATA_DIR: config.dataDir }, dotenvPath: '/nowhere' })

  assert.equal(Buffer.from(config.secretKey, 'base64').length, 32)
  assert.equal(again.secretKey, config.secretKey)
  assert.equal(statSync(join(config.dataDir, 'secret.key')).mode & 0o777, 0o600)
})

test('an invalid value names the variable, the reason and an example, one line each', (t) => {
  const lines = failure(t, {
    PORT: '99999',
    WEBHOOK_SIGNING_REQUIRED: 'maybe',
    MODEL_CHAIN: 'rules,claude',
    BACKUP_SCHEDULE: 'daily',
  })

  assert.deepEqual(lines.split('\n').toSorted(), [
    'BACKUP_SCHEDULE: must be a crontab line of five fields; example: BACKUP_SCHEDULE=30 3 * * *',
    'MODEL_CHAIN: may only name gemini, openai and rules; example: MODEL_CHAIN=gemini,openai,rules',
    'PORT: must be at most 65535; example: PORT=3000',
    'WEBHOOK_SIGNING_REQUIRED: must be true or false; example: WEBHOOK_SIGNING_REQUIRED=false',
  ])
})

test('a refused secret is not repeated in the message', (t) => {
  const secret = 'c2VjcmV0LXRvby1zaG9ydA=='

  assert.ok(!failure(t, { SECRET_KEY: secret }).includes(secret))
})

const modes: [name: string, env: Record<string, string>, expected: string | RegExp][] = [
  [
    'a database alone asks for the mode',
    { DATABASE_URL: 'postgres://a:b@h/d' },
    /^GIRASSOL_MODE: must be given because DATABASE_URL is set/,
  ],
  [
    'a provider alone asks for the mode',
    { GEMINI_API_KEY: 'x' },
    /^GIRASSOL_MODE: must be given because GEMINI_API_KEY is set/,
  ],
  ['an own key is no provider', { SECRET_KEY: KEY }, 'sandbox'],
  ['the sandbox may use a database', { DATABASE_URL: 'postgres://a:b@h/d', GIRASSOL_MODE: 'sandbox' }, 'sandbox'],
  ['production needs a key', { GIRASSOL_MODE: 'production' }, /^SECRET_KEY: is required in production/],
  ['production with a key', { GIRASSOL_MODE: 'production', SECRET_KEY: KEY }, 'production'],
]
for (const [name, env, expected] of modes) {
  test(`mode: ${name}`, (t) => {
    if (expected instanceof RegExp) assert.match(failure(t, env), expected)
    else assert.equal(load(t, env).mode, expected)
  })
}

test('the environment wins over .env, and an empty value counts as not given', (t) => {
  const config = load(t, { PORT: '4000', HOST: '', LOG_LEVEL: '' }, 'PORT=5000\nHOST=0.0.0.0\n# LOG_LEVEL=debug\n')

  assert.deepEqual([config.port, config.host, config.logLevel], [4000, '0.0.0.0', 'info'])
})

test('paths become absolute, and addresses lose their trailing slash', (t) => {
  const config = load(t, {
    GIRASSOL_MODE: 'production',
    SECRET_KEY: KEY,
    DATA_DIR: 'elsewhere',
    PUBLIC_URL: 'https://g.example.com/',
  })

  assert.equal(config.dataDir, join(projectRoot, 'elsewhere'))
  assert.equal(config.backupDir, join(projectRoot, 'elsewhere', 'backups'))
  assert.equal(config.publicUrl, 'https://g.example.com')
  assert.ok(!existsSync(config.dataDir), 'reading the configuration makes nothing in production')
})

test('speech goes where the second model goes unless told otherwise', (t) => {
  const env = { OPENAI_BASE_URL: 'http://127.0.0.1:1/v1' }

  assert.equal(load(t, env).whisperBaseUrl, 'http://127.0.0.1:1/v1')
  assert.equal(load(t, { ...env, WHISPER_BASE_URL: 'http://127.0.0.1:2' }).whisperBaseUrl, 'http://127.0.0.1:2')
})

test('a DATA_DIR that cannot be written is one clear line', (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'girassol-config-'))
  t.after(() => rmSync(folder, { recursive: true, force: true }))
  writeFileSync(join(folder, 'file'), '')

  assert.match(
    failure(t, { DATA_DIR: join(folder, 'file', 'data') }),
    /^DATA_DIR: .* cannot be written \(ENOTDIR\); example: DATA_DIR=/,
  )
  mkdirSync(join(folder, 'broken'))
  writeFileSync(join(folder, 'broken', 'secret.key'), 'half a k')
  assert.match(failure(t, { DATA_DIR: join(folder, 'broken') }), /secret.key does not hold a key: remove/)
})

test('.env.example has one commented line for every variable', () => {
  const documented = readFileSync(join(projectRoot, '.env.example'), 'utf8')
    .split('\n')
    .flatMap((line) => /^# ([A-Z0-9_]+)=/.exec(line)?.[1] ?? [])

  assert.deepEqual(documented.toSorted(), Object.keys(Variables.shape).toSorted())
})

test('the examples of error messages are themselves valid, or say in words what is wanted', (t) => {
  for (const [name, schema] of Object.entries(Variables.shape)) {
    const example = String(schema.meta()?.example)
    assert.ok(example.length > 0, `${name} has an example`)
    if (example.includes(' ') && name !== 'BACKUP_SCHEDULE') continue
    const parsed = schema.safeParse(example)
    assert.ok(parsed.success, `${name}=${example}`)
  }
  assert.ok(t)
})
