import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Client } from 'pg'
import { createTestDatabase } from '../support/database.ts'

async function query(url: string, sql: string) {
  const client = new Client({ connectionString: url })
  await client.connect()
  try {
    return (await client.query(sql)).rows
  } finally {
    await client.end()
  }
}

test('every test has a migrated database of its own', async (t) => {
  const [one, other] = [await createTestDatabase(t), await createTestDatabase(t)]
  await query(one.url, 'create table only_here (id int)')

  assert.equal((await query(one.url, `select to_regclass('only_here') is not null as found`))[0].found, true)
  assert.equal((await query(other.url, `select to_regclass('only_here') is not null as found`))[0].found, false)
  assert.equal((await query(one.url, `select to_regclass('tenants') is not null as found`))[0].found, true)
})

test('dropping a test database cuts the connections that are still open', async (t) => {
  const { url, drop } = await createTestDatabase(t)
  const client = new Client({ connectionString: url })
  client.on('error', () => {})
  await client.connect()

  await drop()

  await assert.rejects(query(url, 'select 1'), /does not exist/)
})

test('a database is dropped after the test’s own hooks, which may still use it', async (t) => {
  const seen: unknown[] = []
  let url = ''
  await t.test('inner', async (inner) => {
    url = (await createTestDatabase(inner)).url
    inner.after(async () => void seen.push(...(await query(url, 'select 1 as one'))))
  })

  assert.deepEqual(seen, [{ one: 1 }])
  await assert.rejects(query(url, 'select 1'), /does not exist/)
})
