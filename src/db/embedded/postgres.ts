import { chmodSync, existsSync, mkdirSync, readdirSync, realpathSync, renameSync, rmSync, statSync } from 'node:fs'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { Client } from 'pg'
import type { Logger } from 'pino'
import { UserError } from '#src/errors.ts'
import { findArea } from './area-pointer.ts'
import { ensureCluster, readPassword } from './cluster.ts'
import { findDataDirHolder, lockDataDir } from './data-dir-lock.ts'
import { explainFileError } from './explain-failure.ts'
import { type Placement, placeDatabase } from './placement.ts'
import { awaitPreviousServer } from './previous-server.ts'
import { readPostmasterFile, type ServerProcess, startServer } from './server-process.ts'

const DATABASE = 'girassol'
const PORT_TRIES = 10
const LOG_LIMIT_BYTES = 8 * 1024 * 1024

interface EmbeddedOptions {
  dataDir: string
  log: Logger
  /** False (tests): nothing need survive a power cut, so nothing waits for the disk. */
  durable?: boolean
  /** Where the binaries and data go that PostgreSQL's account cannot reach in place (root in private folders). */
  sharedDir?: string
}

export interface EmbeddedPostgres {
  /** Superuser's address of the database `girassol`. */
  url: string
  /** The PostgreSQL server. */
  pid: number
  /** Ends with everything written; also happens when this process ends in any other way. */
  stop(): Promise<void>
  /** Ends at once and deletes the database: for tests. */
  destroy(): Promise<void>
}

/**
 * Starts the PostgreSQL that npm installed on `dataDir`, making the data at the first start. It listens on a socket in its area and a free port of 127.0.0.1,
 * in a process session of its own; a second start on the same folder is refused, one after a crash takes over.
 * @throws {UserError} with one line that says what to do: folder in use, no permission, disk full.
 */
export async function startEmbeddedPostgres(options: EmbeddedOptions): Promise<EmbeddedPostgres> {
  const { log, durable = true, sharedDir = SHARED_DIR } = options
  try {
    const dataDir = prepareDataDir(options.dataDir)
    const lock = lockDataDir(dataDir)
    try {
      const placement = placeDatabase({ dataDir, log, sharedDir })
      return await startIn(placement, { dataDir, log, durable, release: lock.release })
    } catch (error) {
      lock.release()
      throw error
    }
  } catch (error) {
    throw explainFileError(error, options.dataDir)
  }
}

/** The address of the embedded database that a running program serves on this folder, or null: for commands beside it. */
export function findRunningPostgres(dataDir: string, sharedDir = SHARED_DIR): { url: string; holder: number } | null {
  if (!existsSync(dataDir)) return null
  const path = realpathSync(dataDir)
  const holder = findDataDirHolder(path)
  const area = findArea(path, sharedDir)
  if (!holder || !area) return null
  const server = readPostmasterFile(join(area, 'data'))
  return server?.isReady ? { url: buildUrl(area, server.port), holder: holder.pid } : null
}

/** Root's place for what PostgreSQL's account must reach. */
const SHARED_DIR = '/var/lib/girassol'

interface StartOptions {
  dataDir: string
  log: Logger
  durable: boolean
  release(): void
}

async function startIn(
  placement: Placement,
  { dataDir, log, durable, release }: StartOptions,
): Promise<EmbeddedPostgres> {
  const logPath = join(dataDir, 'postgres.log')
  rotate(logPath)
  const { pgData, isNew } = await ensureCluster(placement, { durable, logPath })
  if (isNew) log.info('made a new database folder')
  const realPgData = realpathSync(pgData)
  await awaitPreviousServer(realPgData, log)
  removeSockets(placement.area)
  const { server, port } = await startOnFreePort(placement, { pgData: realPgData, logPath, durable })
  const url = buildUrl(placement.area, port)
  await ensureDatabase(url).catch(async (error) => {
    await server.stop()
    throw error
  })
  return {
    url,
    pid: server.pid,
    async stop() {
      await server.stop()
      release()
    },
    async destroy() {
      await server.abort()
      rmSync(placement.area, { recursive: true, force: true })
      rmSync(join(dataDir, 'postgres.location'), { force: true })
      release()
    },
  }
}

function prepareDataDir(path: string): string {
  if (mkdirSync(path, { recursive: true })) chmodSync(path, 0o711) // PostgreSQL's account passes through, nobody else looks in
  return realpathSync(path)
}

function rotate(logPath: string): void {
  const size = statSync(logPath, { throwIfNoEntry: false })?.size ?? 0
  if (size > LOG_LIMIT_BYTES) renameSync(logPath, `${logPath}.1`)
}

async function startOnFreePort(
  placement: Placement,
  { durable, ...options }: { pgData: string; logPath: string; durable: boolean },
) {
  const settings = {
    ...BASE_SETTINGS,
    unix_socket_directories: socketFolder(placement.area) ?? '',
    ...(durable ? {} : FORGETFUL_SETTINGS),
  }
  for (let tries = 0; tries < PORT_TRIES; tries += 1) {
    const port = await findFreePort()
    const server: ServerProcess | null = await startServer(placement, { ...options, port, settings })
    if (server) return { server, port }
  }
  throw new UserError('The embedded PostgreSQL found no free port on 127.0.0.1: close some programs, and start again.')
}

const BASE_SETTINGS = {
  listen_addresses: '127.0.0.1',
  max_connections: '200',
  timezone: 'UTC',
  log_timezone: 'UTC',
  log_min_messages: 'warning',
  log_checkpoints: 'off',
  jit: 'off', // short statements: compiling costs more than it saves
}

const FORGETFUL_SETTINGS = {
  fsync: 'off',
  synchronous_commit: 'off',
  full_page_writes: 'off',
  wal_level: 'minimal',
  max_wal_senders: '0',
  checkpoint_timeout: '1h',
  max_wal_size: '4GB',
  autovacuum: 'off',
}

function findFreePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer()
    probe.on('error', reject)
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address()
      probe.close(() => (address && typeof address === 'object' ? resolve(address.port) : reject(new Error('no port'))))
    })
  })
}

/** Paths of sockets are limited, to 104 bytes on macOS. */
const SOCKET_PATH_LIMIT = 100

/** Where the server's socket lies; null where there can be none. What is said through it costs a third less than by TCP. */
function socketFolder(area: string): string | null {
  const isShort = Buffer.byteLength(join(area, '.s.PGSQL.65535')) <= SOCKET_PATH_LIMIT
  return process.platform !== 'win32' && isShort ? area : null
}

/** A server that was killed leaves its socket, under the port it had. */
function removeSockets(area: string): void {
  for (const name of readdirSync(area)) if (name.startsWith('.s.PGSQL.')) rmSync(join(area, name), { force: true })
}

/** By TCP, and by the socket for clients that know `host`, as pg and psql do. */
function buildUrl(area: string, port: number): string {
  const folder = socketFolder(area)
  const bySocket = folder === null ? '' : `?host=${encodeURIComponent(folder)}`
  return `postgresql://postgres:${readPassword(area)}@127.0.0.1:${port}/${DATABASE}${bySocket}`
}

async function ensureDatabase(url: string): Promise<void> {
  const maintenance = new URL(url)
  maintenance.pathname = '/postgres'
  const client = new Client({ connectionString: maintenance.href })
  await client.connect()
  try {
    const { rowCount } = await client.query('select 1 from pg_database where datname = $1', [DATABASE])
    if (rowCount === 0) await client.query(`create database ${DATABASE}`)
  } finally {
    await client.end()
  }
}
