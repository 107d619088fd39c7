import { chmodSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Client } from 'pg'
import { startEmbeddedPostgres } from '#src/db/embedded/postgres.ts'
import { migrate } from '#src/db/migrate.ts'
import { createLogger } from '#src/logger.ts'

export const TEMPLATE = 'girassol_template'
/** Names the variable in which the global setup tells test processes the server's address. */
export const SERVER_VARIABLE = 'GIRASSOL_TEST_SERVER'

export interface TestServer {
  /** Superuser's address of the database `girassol`, which no test uses. */
  url: string
  stop(): Promise<void>
}

/** Starts a PostgreSQL of its own in a temporary folder, with a migrated database that tests clone. */
export async function startTestServer(): Promise<TestServer> {
  const dataDir = mkdtempSync(join(tmpdir(), 'girassol-test-'))
  chmodSync(dataDir, 0o711) // as root PostgreSQL runs as another account, which must get in
  const log = createLogger({ level: 'warn', pretty: 'auto' })
  const postgres = await startEmbeddedPostgres({ dataDir, log, durable: false })
  const stop = async () => {
    await postgres.destroy()
    rmSync(dataDir, { recursive: true, force: true })
  }
  try {
    await buildTemplate(postgres.url)
  } catch (error) {
    await stop()
    throw error
  }
  return { url: postgres.url, stop }
}

/** The same server's address of another database. */
export function addressOf(url: string, database: string): string {
  const address = new URL(url)
  address.pathname = `/${database}`
  return address.href
}

/** Runs statements as the superuser, outside every test database. */
export async function administer(url: string, ...statements: string[]): Promise<void> {
  const client = new Client({ connectionString: addressOf(url, 'postgres') })
  await client.connect()
  try {
    for (const statement of statements) await client.query(statement)
  } finally {
    await client.end()
  }
}

async function buildTemplate(url: string): Promise<void> {
  await administer(url, `create database ${TEMPLATE}`)
  const log = createLogger({ level: 'warn', pretty: 'auto' })
  await migrate({ databaseUrl: addressOf(url, TEMPLATE), log })
}
