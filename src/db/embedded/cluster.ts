import { spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { chownSync, existsSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { explainPostgresFailure } from './explain-failure.ts'
import type { Placement } from './placement.ts'

interface ClusterOptions {
  /** False for data that need not survive a power cut: about a second faster. */
  durable: boolean
  logPath: string
}

/** PostgreSQL's environment: ours may hold PG… variables and secrets that are none of its business. */
export const postgresEnv = { PATH: '/usr/local/bin:/usr/bin:/bin:/usr/sbin:/sbin' }

/** Makes the data folder unless it is there; one that was interrupted half-way is made anew. */
export async function ensureCluster(
  placement: Placement,
  options: ClusterOptions,
): Promise<{ pgData: string; isNew: boolean }> {
  const pgData = join(placement.area, 'data')
  for (const name of readdirSync(placement.area)) {
    if (name.startsWith('data.init-')) rmSync(join(placement.area, name), { recursive: true, force: true })
  }
  if (existsSync(join(pgData, 'PG_VERSION'))) return { pgData, isNew: false }
  const unfinished = join(placement.area, `data.init-${process.pid}`)
  const passwordPath = writePassword(placement)
  const output = await initdb(placement, { unfinished, passwordPath, locale: 'C.UTF-8', durable: options.durable })
  if (output !== null) {
    rmSync(unfinished, { recursive: true, force: true })
    writeFileSync(options.logPath, output, { flag: 'a' })
    throw explainPostgresFailure('could not make its data folder', output, options.logPath)
  }
  renameSync(unfinished, pgData)
  return { pgData, isNew: true }
}

/** The superuser's password of this area. */
export function readPassword(area: string): string {
  return readFileSync(join(area, 'password'), 'utf8').trim()
}

function writePassword({ area, account }: Placement): string {
  const path = join(area, 'password')
  rmSync(path, { force: true })
  writeFileSync(path, `${randomBytes(24).toString('base64url')}\n`, { mode: 0o600 })
  if (account) chownSync(path, account.uid, account.gid) // initdb reads it
  return path
}

interface InitdbOptions {
  unfinished: string
  passwordPath: string
  locale: string
  durable: boolean
}

/** Null when it worked, what it printed otherwise. */
async function initdb(placement: Placement, options: InitdbOptions): Promise<string | null> {
  const { unfinished, passwordPath, locale, durable } = options
  const args = [
    '-D',
    unfinished,
    '-U',
    'postgres',
    `--pwfile=${passwordPath}`,
    '--auth=scram-sha-256',
    '--encoding=UTF8',
  ]
  args.push(`--locale=${locale}`, '--no-instructions', ...(durable ? [] : ['--no-sync']))
  const { code, output } = await run(placement, args)
  if (code === 0) return null
  // Systems without C.UTF-8 (older macOS) sort the same bytes in the same order with C.
  if (locale !== 'C' && /invalid locale name/.test(output)) {
    rmSync(unfinished, { recursive: true, force: true })
    return initdb(placement, { ...options, locale: 'C' })
  }
  return output
}

function run({ binaries, account }: Placement, args: string[]): Promise<{ code: number | null; output: string }> {
  return new Promise((resolve) => {
    const child = spawn(binaries.initdb, args, {
      ...account,
      cwd: '/',
      env: postgresEnv,
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    let output = ''
    const keep = (chunk: Buffer) => {
      output += chunk.toString()
    }
    child.stdout.on('data', keep)
    child.stderr.on('data', keep)
    child.on('error', (error) => resolve({ code: null, output: `${output}\n${error.message}` }))
    child.on('close', (code) => resolve({ code, output }))
  })
}
