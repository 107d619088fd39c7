import { Client } from 'pg'
import type { Logger } from 'pino'
import { migrate } from '#src/db/migrate.ts'

const TEMPLATE = 'eval_template'

/** Migrated databases on the server of a run, cloned from one that is migrated when the first is wanted. */
export function createDatabases(serverUrl: string, log: Logger) {
  let template: Promise<void> | null = null
  let last: Promise<unknown> = Promise.resolve()

  const buildTemplate = async () => {
    await administer(serverUrl, `create database ${TEMPLATE}`)
    await migrate({ databaseUrl: addressOf(serverUrl, TEMPLATE), log })
  }

  return {
    /** Makes a database and returns its address. One at a time: a template may not be copied twice at once. */
    create(slug: string): Promise<string> {
      const name = slug.replaceAll('-', '_')
      template ??= buildTemplate()
      const made = Promise.all([template, last]).then(async () => {
        await administer(serverUrl, `create database ${name} template ${TEMPLATE} strategy file_copy`)
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

async function administer(url: string, statement: string): Promise<void> {
  const client = new Client({ connectionString: addressOf(url, 'postgres') })
  await client.connect()
  try {
    await client.query(statement)
  } finally {
    await client.end()
  }
}
