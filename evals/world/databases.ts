import { Client } from 'pg'
import type { Logger } from 'pino'
import { migrate } from '#src/db/migrate.ts'
import { WORK_FUNCTION } from './read-state.ts'

const TEMPLATE = 'eval_template'

/** Migrated databases on the server of a run, cloned from one that is migrated when the first is wanted. */
export function createDatabases(serverUrl: string, log: Logger) {
  let template: Promise<void> | null = null
  let last: Promise<unknown> = Promise.resolve()

  const buildTemplate = async () => {
    await runAsOwner(addressOf(serverUrl, 'postgres'), `create database ${TEMPLATE}`)
    const databaseUrl = addressOf(serverUrl, TEMPLATE)
    await migrate({ databaseUrl, log })
    await runAsOwner(databaseUrl, WORK_FUNCTION)
  }

  return {
    /** Makes a database and returns its address. One at a time: a template may not be copied twice at once. */
    create(slug: string): Promise<string> {
      const name = slug.replaceAll('-', '_')
      template ??= buildTemplate()
      const made = Promise.all([template, last]).then(async () => {
        await runAsOwner(
          addressOf(serverUrl, 'postgres'),
          `create database ${name} template ${TEMPLATE} strategy file_copy`,
        )
        return addressOf(serverUrl, name)
      })
      last = made.catch(() => undefined)
      return made
    },
  }
}

function addressOf(url: string, database: string): string {
  const address = new URL(url)
  address.pathname = `/${database}`
  return address.href
}

/** Runs a statement as the owner of a database. */
export async function runAsOwner(url: string, statement: string): Promise<void> {
  const client = new Client({ connectionString: url })
  await client.connect()
  try {
    await client.query(statement)
  } finally {
    await client.end()
  }
}
