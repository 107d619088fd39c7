import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { pino } from 'pino'
import type { Config } from '#src/config.ts'
import { findRunningPostgres, startEmbeddedPostgres } from '#src/db/embedded/postgres.ts'
import { findPendingMigrations } from '#src/db/migrate.ts'
import { createPool } from '#src/db/pool.ts'
import { describeError } from '../describe-error.ts'
import type { Finding } from './finding.ts'

/** Checks the database and its migrations: the given one, the embedded one of a running program, or the resting embedded one. */
export async function examineDatabase(config: Config): Promise<Finding[]> {
  if (config.databaseUrl) return checkDatabase(config.databaseUrl, 'DATABASE_URL')
  const running = findRunningPostgres(config.dataDir)
  if (running) return checkDatabase(running.url, `embedded, run by process ${running.holder}`)
  const hasData = ['postgres', 'postgres.location'].some((name) => existsSync(join(config.dataDir, name)))
  if (!hasData) return [{ name: 'database', status: 'ok', detail: 'embedded, made at the first start' }]
  return checkResting(config)
}

async function checkResting({ dataDir }: Config): Promise<Finding[]> {
  try {
    const postgres = await startEmbeddedPostgres({ dataDir, log: pino({ level: 'silent' }) })
    try {
      return await checkDatabase(postgres.url, 'embedded, started for this check')
    } finally {
      await postgres.stop()
    }
  } catch (error) {
    return [{ name: 'database', status: 'broken', detail: 'embedded, does not start', mend: describeError(error).text }]
  }
}

const OLDEST_SERVER = 15

async function checkDatabase(databaseUrl: string, where: string): Promise<Finding[]> {
  const pool = createPool({ databaseUrl, size: 1, role: null })
  try {
    const { rows } = await pool.query<{ version: string }>(`select current_setting('server_version') as version`)
    const version = rows[0]?.version ?? ''
    if (Number.parseInt(version, 10) < OLDEST_SERVER) {
      return [
        {
          name: 'database',
          status: 'broken',
          detail: `${where}: PostgreSQL ${version}`,
          mend: `use PostgreSQL ${OLDEST_SERVER} or newer`,
        },
      ]
    }
    return [{ name: 'database', status: 'ok', detail: `PostgreSQL ${version}, ${where}` }, await checkMigrations(pool)]
  } catch (error) {
    return [{ name: 'database', status: 'broken', detail: `${where}: no answer`, mend: describeError(error).text }]
  } finally {
    await pool.end()
  }
}

async function checkMigrations(pool: ReturnType<typeof createPool>): Promise<Finding> {
  const pending = await findPendingMigrations(pool)
  if (pending.length === 0) return { name: 'migrations', status: 'ok', detail: 'up to date' }
  return {
    name: 'migrations',
    status: 'broken',
    detail: `${pending.length} pending, from ${pending[0]} on`,
    mend: 'run `girassol migrate`',
  }
}
