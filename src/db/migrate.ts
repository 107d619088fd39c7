import { createHash } from 'node:crypto'
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { runMigrations } from 'graphile-worker'
import type pg from 'pg'
import type { Logger } from 'pino'
import { UserError } from '#src/errors.ts'
import { APP_ROLE, createPool } from './pool.ts'

const MIGRATIONS = join(import.meta.dirname, '../../migrations')
const OLDEST_SERVER = 15
/** Two hosts that migrate at once take turns on this lock. */
const LOCK = 7236981
const UNDEFINED_TABLE = '42P01'

/**
 * Brings the database up to date: our migrations as the owner, graphile-worker's as the application role that runs it.
 * Safe to run twice and from two hosts at once. Returns the names of the migrations applied now.
 * @throws {UserError} when the server is too old, or a migration that was already applied has been edited.
 */
export async function migrate({ databaseUrl, log }: { databaseUrl: string; log?: Logger }): Promise<string[]> {
  const owner = createPool({ databaseUrl, size: 2, role: null })
  try {
    const client = await owner.connect()
    try {
      await refuseOldServer(client)
      await client.query('select pg_advisory_lock($1)', [LOCK])
      const applied = await applyMigrations(client, log)
      await migrateWorker(client, databaseUrl)
      await client.query('select prepare_event_partitions(7)')
      return applied
    } finally {
      await client.query('select pg_advisory_unlock_all()').catch(() => undefined)
      client.release()
    }
  } finally {
    await owner.end()
  }
}

/** The migrations in this tree that the database has not seen; for health and doctor. */
export async function findPendingMigrations(pool: Pick<pg.Pool, 'query'>): Promise<string[]> {
  const known = await pool.query<{ name: string }>('select name from girassol_migrations').catch((error: unknown) => {
    if (error instanceof Error && 'code' in error && error.code === UNDEFINED_TABLE) return { rows: [] }
    throw error
  })
  const names = new Set(known.rows.map((row) => row.name))
  return (await migrationFiles()).filter((name) => !names.has(name))
}

async function applyMigrations(client: pg.PoolClient, log: Logger | undefined): Promise<string[]> {
  await client.query(
    'create table if not exists girassol_migrations (name text primary key, sha256 text not null, applied_at timestamptz not null default now())',
  )
  const { rows } = await client.query<{ name: string; sha256: string }>('select name, sha256 from girassol_migrations')
  const known = new Map(rows.map((row) => [row.name, row.sha256]))
  const applied: string[] = []
  for (const name of await migrationFiles()) {
    const sql = await readFile(join(MIGRATIONS, name), 'utf8')
    const sha256 = createHash('sha256').update(sql).digest('hex')
    const before = known.get(name)
    if (before === sha256) continue
    if (before !== undefined) {
      throw new UserError(
        `migration ${name} was edited after it had been applied; put it back and add a new migration instead`,
      )
    }
    await applyOne(client, { name, sql, sha256 })
    applied.push(name)
    log?.info({ migration: name }, 'migration applied')
  }
  return applied
}

async function applyOne(client: pg.PoolClient, { name, sql, sha256 }: { name: string; sql: string; sha256: string }) {
  await client.query('begin')
  try {
    await client.query(sql)
    await client.query('insert into girassol_migrations (name, sha256) values ($1, $2)', [name, sha256])
    await client.query(`grant select on girassol_migrations to ${APP_ROLE}`)
    await client.query('commit')
  } catch (error) {
    await client.query('rollback')
    throw new Error(`migration ${name} failed`, { cause: error })
  }
}

/** graphile-worker's tables have row-level security without policies: they must belong to the role that works on them. */
async function migrateWorker(client: pg.PoolClient, databaseUrl: string) {
  const { rows } = await client.query<{ database: string }>('select quote_ident(current_database()) as database')
  const database = rows[0]?.database
  const appPool = createPool({ databaseUrl, size: 1 })
  try {
    await client.query(`grant create on database ${database} to ${APP_ROLE}`)
    await runMigrations({ pgPool: appPool })
  } finally {
    await client.query(`revoke create on database ${database} from ${APP_ROLE}`)
    await appPool.end()
  }
}

async function refuseOldServer(client: pg.PoolClient) {
  const { rows } = await client.query<{ version: number }>(
    `select current_setting('server_version_num')::int / 10000 as version`,
  )
  const version = rows[0]?.version ?? 0
  if (version < OLDEST_SERVER)
    throw new UserError(`PostgreSQL ${version} is too old; Girassol needs ${OLDEST_SERVER} or newer`)
}

async function migrationFiles(): Promise<string[]> {
  return (await readdir(MIGRATIONS)).filter((name) => /^\d{4}-.+\.sql$/.test(name)).sort()
}
