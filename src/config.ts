import { randomBytes } from 'node:crypto'
import { chmodSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseEnv } from 'node:util'
import { z } from 'zod'
import { UserError } from './errors.ts'

/** The folder of package.json. */
export const projectRoot = dirname(dirname(fileURLToPath(import.meta.url)))

const text = (example: string) => z.string().optional().meta({ example })
const textOr = (value: string) => z.string().default(value).meta({ example: value })
const url = (example: string) =>
  z
    .url({ protocol: /^https?$/, error: 'must be an http(s) address' })
    .optional()
    .meta({ example })
const flag = (value: boolean) =>
  z
    .stringbool({
      truthy: ['true', '1', 'yes', 'on'],
      falsy: ['false', '0', 'no', 'off'],
      error: 'must be true or false',
    })
    .default(value)
    .meta({ example: String(value) })
const number = (value: number, { min = 0, max = 1e9 } = {}) =>
  z.coerce
    .number({ error: 'must be a number' })
    .min(min, `must be at least ${min}`)
    .max(max, `must be at most ${max}`)
    .default(value)
    .meta({ example: String(value) })
const integer = (value: number, { min = 0, max = 1e9 } = {}) =>
  z.coerce
    .number({ error: 'must be a whole number' })
    .int('must be a whole number')
    .min(min, `must be at least ${min}`)
    .max(max, `must be at most ${max}`)
    .default(value)
    .meta({ example: String(value) })
const list = (example: string) =>
  z
    .string()
    .transform((value) => value.split(',').map((item) => item.trim()))
    .default([])
    .meta({ example })
const KEY_EXAMPLE = 'the output of `openssl rand -base64 32`'
const isKey = (value: string) => Buffer.from(value, 'base64').length === 32
const key = () => z.string().refine(isKey, 'must be 32 bytes in base64').optional().meta({ example: KEY_EXAMPLE })

const MODELS = ['gemini', 'openai', 'rules'] as const
const LOG_LEVELS = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'] as const

/** Every environment variable the program reads, with its default and an example for error messages. */
export const Variables = z.object({
  DATABASE_URL: z
    .url({ protocol: /^postgres(ql)?$/, error: 'must be a postgres:// address' })
    .optional()
    .meta({ example: 'postgres://girassol:secret@db.example.com:5432/girassol' }),
  DATA_DIR: textOr('.data'),
  PORT: integer(3000, { min: 0, max: 65_535 }),
  HOST: textOr('127.0.0.1'),
  PUBLIC_URL: url('https://girassol.example.com'),
  SECRET_KEY: key(),
  SECRET_KEY_PREVIOUS: key(),
  GIRASSOL_MODE: z
    .enum(['sandbox', 'production'], { error: 'must be sandbox or production' })
    .optional()
    .meta({ example: 'production' }),
  EVOLUTION_API_URL: url('https://evolution.example.com'),
  EVOLUTION_API_KEY: text('429683C4C977415CAAFCCE10F7D57E11'),
  WEBHOOK_SIGNING_REQUIRED: flag(false),
  GEMINI_API_KEY: text('AIza…'),
  GEMINI_MODEL: textOr('gemini-2.5-flash'),
  GEMINI_FAST_MODEL: textOr('gemini-2.5-flash-lite'),
  GEMINI_BASE_URL: url('http://127.0.0.1:8080'),
  OPENAI_API_KEY: text('sk-…'),
  OPENAI_MODEL: textOr('gpt-5-mini'),
  OPENAI_FAST_MODEL: textOr('gpt-5-nano'),
  OPENAI_BASE_URL: url('http://127.0.0.1:11434/v1'),
  WHISPER_MODEL: textOr('whisper-1'),
  WHISPER_BASE_URL: url('http://127.0.0.1:9000/v1'),
  MODEL_CHAIN: z
    .string()
    .default('gemini,openai,rules')
    .transform((value) => value.split(',').map((item) => item.trim()))
    .pipe(z.array(z.enum(MODELS, { error: 'may only name gemini, openai and rules' })).nonempty())
    .meta({ example: 'gemini,openai,rules' }),
  KOMMO_SUBDOMAIN: text('minhaempresa'),
  KOMMO_CLIENT_ID: text('the integration id from Kommo'),
  KOMMO_CLIENT_SECRET: text('the secret key from Kommo'),
  KOMMO_LONG_LIVED_TOKEN: text('the long-lived token from Kommo'),
  KOMMO_BASE_URL: url('http://127.0.0.1:4002'),
  GOOGLE_CALENDAR_CREDENTIALS: text('/run/secrets/google-service-account.json'),
  GOOGLE_CALENDAR_BASE_URL: url('http://127.0.0.1:4003'),
  N8N_WEBHOOK_URL: url('https://n8n.example.com/webhook/girassol'),
  N8N_SIGNING_SECRET: text('a long random text'),
  N8N_API_URL: url('https://n8n.example.com/api/v1'),
  N8N_API_KEY: text('the API key from n8n'),
  W_API_BASE_URL: url('https://api.w-api.app/v1'),
  DEBOUNCE_MS: integer(2500, { max: 60_000 }),
  DEBOUNCE_MAX_MS: integer(12_000, { max: 300_000 }),
  TYPING_SIMULATION: flag(true),
  TYPING_SPEED_CPS: number(40, { min: 1, max: 10_000 }),
  MAX_MEDIA_MB: number(25, { min: 1, max: 100 }),
  MEDIA_CONCURRENCY: integer(4, { min: 1, max: 100 }),
  MEDIA_WAIT_MS: integer(25_000, { max: 120_000 }),
  WORKER_CONCURRENCY: integer(20, { min: 1, max: 1000 }),
  DATABASE_POOL_SIZE: integer(20, { min: 2, max: 1000 }),
  LOG_LEVEL: z
    .enum(LOG_LEVELS, { error: `must be one of ${LOG_LEVELS.join(', ')}` })
    .default('info')
    .meta({ example: 'info' }),
  LOG_PRETTY: z
    .enum(['auto', 'true', 'false'], { error: 'must be auto, true or false' })
    .default('auto')
    .meta({ example: 'auto' }),
  SENTRY_DSN: url('https://key@sentry.example.com/1'),
  OTEL_EXPORTER_OTLP_ENDPOINT: url('http://127.0.0.1:4318'),
  RATE_LIMIT_PER_MINUTE: integer(60, { min: 1 }),
  RATE_LIMIT_SESSION_PER_MINUTE: integer(600, { min: 1 }),
  TRUST_PROXY: z
    .string()
    .transform((value) =>
      /^\d+$/.test(value) ? Number(value) : value === 'true' ? true : value === 'false' ? false : value,
    )
    .default(false)
    .meta({ example: '1 (proxies in front), or their addresses: 10.0.0.0/8' }),
  CORS_ORIGINS: list('https://painel.example.com,https://crm.example.com'),
  METRICS_TOKEN: text('a long random text'),
  S3_ENDPOINT: url('https://s3.example.com'),
  S3_BUCKET: text('girassol-media'),
  S3_ACCESS_KEY_ID: text('the access key id'),
  S3_SECRET_ACCESS_KEY: text('the secret access key'),
  S3_REGION: text('sa-east-1'),
  SMTP_URL: z
    .url({ protocol: /^smtps?$/, error: 'must be an smtp:// or smtps:// address' })
    .optional()
    .meta({ example: 'smtps://alerts:secret@smtp.example.com:465' }),
  ALERT_EMAIL: z.email('must be an e-mail address').optional().meta({ example: 'alertas@example.com' }),
  BACKUP_SCHEDULE: z
    .string()
    .regex(/^\S+( \S+){4}$/, 'must be a crontab line of five fields')
    .optional()
    .meta({ example: '30 3 * * *' }),
  BACKUP_DIR: text('/var/backups/girassol'),
  BACKUP_KEEP: integer(7, { min: 1 }),
  RETENTION_MEDIA_DAYS: integer(90, { min: 1 }),
  RETENTION_EVENTS_DAYS: integer(30, { min: 1 }),
  MODEL_BUDGET_MS: integer(20_000, { min: 1000, max: 40_000 }),
  COST_CAP_USD_PER_CONVERSATION: number(0.25),
  COST_CAP_USD_PER_TENANT_DAY: number(20),
})
type Variables = z.infer<typeof Variables>

/** Any of these set means that real leads or real accounts may be near, so the mode is no longer guessed. */
const PROVIDERS = [
  'EVOLUTION_API_URL',
  'EVOLUTION_API_KEY',
  'GEMINI_API_KEY',
  'OPENAI_API_KEY',
  'KOMMO_SUBDOMAIN',
  'KOMMO_CLIENT_ID',
  'KOMMO_CLIENT_SECRET',
  'KOMMO_LONG_LIVED_TOKEN',
  'GOOGLE_CALENDAR_CREDENTIALS',
  'N8N_WEBHOOK_URL',
] as const satisfies (keyof Variables)[]

type CamelCase<S extends string> = S extends `${infer Head}_${infer Rest}`
  ? `${Lowercase<Head>}${Capitalize<CamelCase<Rest>>}`
  : Lowercase<S>
type Renamed = { readonly [Name in keyof Variables as CamelCase<Name>]: Variables[Name] }

/** The parsed environment; `DEBOUNCE_MS` is `debounceMs`. Secrets inside: never log it. */
export type Config = Omit<Renamed, 'girassolMode' | 'publicUrl' | 'backupDir' | 'secretKey'> & {
  readonly mode: 'sandbox' | 'production'
  readonly publicUrl: string
  readonly backupDir: string
  /** 32 bytes, base64. */
  readonly secretKey: string
}

interface LoadOptions {
  env?: Record<string, string | undefined>
  /** The `.env` file; what the environment itself says wins over it. */
  dotenvPath?: string
}

/**
 * Reads the environment and `.env` into one frozen Config. Paths in it are absolute. In sandbox mode without SECRET_KEY, makes one and
 * keeps it in DATA_DIR.
 * @throws {UserError} with a line for every invalid variable: its name, the reason and an example.
 */
export function loadConfig({ env = process.env, dotenvPath = join(projectRoot, '.env') }: LoadOptions = {}): Config {
  const given = withoutEmpty({ ...readDotenv(dotenvPath), ...withoutEmpty(env) })
  const parsed = Variables.safeParse(given)
  if (!parsed.success) throw new UserError(parsed.error.issues.map((issue) => describeIssue(issue)).join('\n'))
  const variables = parsed.data
  const mode = chooseMode(variables)
  const dataDir = resolve(projectRoot, variables.DATA_DIR)
  return Object.freeze({
    ...rename(variables),
    mode,
    dataDir,
    publicUrl: (variables.PUBLIC_URL ?? `http://localhost:${variables.PORT}`).replace(/\/+$/, ''),
    whisperBaseUrl: variables.WHISPER_BASE_URL ?? variables.OPENAI_BASE_URL,
    backupDir: resolve(projectRoot, variables.BACKUP_DIR ?? join(dataDir, 'backups')),
    secretKey: variables.SECRET_KEY ?? (mode === 'sandbox' ? keepSecretKey(dataDir) : missing('SECRET_KEY')),
  })
}

function chooseMode(variables: Variables): 'sandbox' | 'production' {
  if (variables.GIRASSOL_MODE) return variables.GIRASSOL_MODE
  const found = (['DATABASE_URL', ...PROVIDERS] as const).find((name) => variables[name] !== undefined)
  if (!found) return 'sandbox'
  throw new UserError(
    `GIRASSOL_MODE: must be given because ${found} is set; GIRASSOL_MODE=production serves real leads, GIRASSOL_MODE=sandbox brings the emulators.`,
  )
}

function missing(name: keyof Variables): never {
  throw new UserError(`${name}: is required in production; example: ${name}=${exampleOf(name)}`)
}

function describeIssue(issue: z.core.$ZodIssue): string {
  const name = String(issue.path[0])
  return `${name}: ${issue.message}; example: ${name}=${exampleOf(name)}`
}

function exampleOf(name: string): string {
  const shape: Record<string, z.ZodType> = Variables.shape
  return String(shape[name]?.meta()?.example ?? '')
}

/** An empty value, as compose files pass for variables that are not set, counts as not given. */
function withoutEmpty(env: Record<string, string | undefined>) {
  return Object.fromEntries(Object.entries(env).filter(([, value]) => value !== undefined && value.trim() !== ''))
}

function readDotenv(path: string) {
  try {
    return parseEnv(readFileSync(path, 'utf8'))
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return {}
    throw new UserError(`${path} cannot be read: check its permissions.`, { cause: error })
  }
}

function rename(variables: Variables): Renamed {
  const entries = Object.entries(variables).map(([name, value]) => [
    name.toLowerCase().replace(/_([a-z0-9])/g, (_, letter: string) => letter.toUpperCase()),
    value,
  ])
  return Object.fromEntries(entries) as Renamed // the names are computed, so the compiler cannot follow
}

/** The sandbox's own key: the same over restarts, so that stored secrets and sign-ins stay valid. */
function keepSecretKey(dataDir: string): string {
  const path = join(dataDir, 'secret.key')
  try {
    mkdirSync(dataDir, { recursive: true })
    try {
      writeFileSync(path, randomBytes(32).toString('base64'), { flag: 'wx', mode: 0o600 })
      chmodSync(path, 0o600)
    } catch (error) {
      if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error
    }
    const stored = readFileSync(path, 'utf8').trim()
    if (isKey(stored)) return stored
  } catch (error) {
    const reason = error instanceof Error && 'code' in error ? String(error.code) : 'unknown'
    throw new UserError(`DATA_DIR: ${path} cannot be written (${reason}); example: DATA_DIR=/var/lib/girassol-data`, {
      cause: error,
    })
  }
  throw new UserError(`${path} does not hold a key: remove the whole DATA_DIR to start anew, or set SECRET_KEY.`)
}
