import { loadConfig } from '#src/config.ts'
import { startEmbeddedPostgres } from '#src/db/embedded/postgres.ts'
import { migrate as migrateDatabase } from '#src/db/migrate.ts'
import { createLogger } from '#src/logger.ts'
import type { Command } from './command.ts'

export const migrate: Command = {
  name: 'migrate',
  summary: 'bring the database up to date',
  usage: `Usage: girassol migrate

Applies the migrations the database has not seen (DATABASE_URL, or the embedded PostgreSQL). Safe to run twice and from two hosts at once.`,
  async run(_argv, { stdout }) {
    const config = loadConfig()
    const log = createLogger({ level: 'warn', pretty: config.logPretty })
    const embedded = config.databaseUrl ? null : await startEmbeddedPostgres({ dataDir: config.dataDir, log })
    try {
      const applied = await migrateDatabase({ databaseUrl: config.databaseUrl ?? embedded?.url ?? '', log })
      stdout.write(applied.length > 0 ? `Applied: ${applied.join(', ')}\n` : 'The database is up to date.\n')
      return 0
    } finally {
      await embedded?.stop()
    }
  },
}
