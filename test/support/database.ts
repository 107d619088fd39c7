import { after } from 'node:test'
import { addressOf, administer, SERVER_VARIABLE, startTestServer, TEMPLATE, type TestServer } from './test-server.ts'

// A test file run alone has no global setup: its first database then starts a server for this process.
let own: Promise<TestServer> | undefined
let count = 0

export interface TestDatabase {
  /** Owner's address, as DATABASE_URL would hold it. */
  url: string
  /** Drops it before the test ends; connections that are still open are cut. */
  drop(): Promise<void>
}

/** A migrated database of its own for one test (or suite), dropped after it. */
export async function createTestDatabase(t: { after(hook: () => Promise<void>): void }): Promise<TestDatabase> {
  const url = await findServer()
  count += 1
  const name = `test_${process.pid}_${count}`
  await administer(url, `create database ${name} template ${TEMPLATE} strategy file_copy`)
  const drop = () => administer(url, `drop database if exists ${name} with (force)`)
  // A hook added by a hook runs last: after those of the test that stop whatever uses the database.
  t.after(async () => t.after(drop))
  return { url: addressOf(url, name), drop }
}

async function findServer(): Promise<string> {
  const shared = process.env[SERVER_VARIABLE]
  if (shared) return shared
  own ??= startTestServer()
  return (await own).url
}

after(async () => {
  await (await own)?.stop()
})
