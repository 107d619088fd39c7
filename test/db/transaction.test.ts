import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import type pg from 'pg'
import { createPool } from '#src/db/pool.ts'
import { inTenant, inTenantAtOnce, type Transaction, together } from '#src/db/transaction.ts'
import { createTestDatabase } from '../support/database.ts'

const TENANT = '0197a000-0000-7000-8000-000000000001'

async function startPool(t: TestContext): Promise<pg.Pool> {
  const { url } = await createTestDatabase(t)
  const owner = createPool({ databaseUrl: url, size: 1, role: null })
  await owner.query('create table noted (n integer primary key, tenant text)')
  await owner.query('grant all on noted to girassol_app')
  await owner.end()
  const pool = createPool({ databaseUrl: url, size: 1 })
  t.after(() => pool.end())
  return pool
}

const note = (tx: Transaction, n: number) =>
  tx.query(`insert into noted values ($1, current_setting('girassol.tenant_id', true))`, [n])
const noted = async (pool: pg.Pool) => (await pool.query('select n, tenant from noted order by n')).rows

for (const [name, run] of Object.entries({ inTenant, inTenantAtOnce })) {
  test(`${name}: statements that travel together are one transaction of the tenant`, async (t) => {
    const pool = await startPool(t)

    const results = await run(pool, TENANT, (tx) => together(note(tx, 1), tx.query('select 7 as seven'), note(tx, 2)))

    assert.deepEqual(results[1].rows, [{ seven: 7 }])
    assert.deepEqual(await noted(pool), [
      { n: 1, tenant: TENANT },
      { n: 2, tenant: TENANT },
    ])
  })

  test(`${name}: when one of them fails none is kept, and its error is told, not that of those after it`, async (t) => {
    const pool = await startPool(t)

    const working = run(pool, TENANT, (tx) => together(note(tx, 1), tx.query('select 1 / 0'), note(tx, 2)))

    await assert.rejects(working, /division by zero/)
    assert.deepEqual(await noted(pool), [])
  })
}

test('nothing is rolled back while a statement of the transaction is still to come', async (t) => {
  const pool = await startPool(t)
  const slow = async (tx: Transaction) => {
    await tx.query('select 1')
    await new Promise((resolve) => setImmediate(resolve))
    await note(tx, 1)
  }

  await assert.rejects(
    inTenant(pool, TENANT, (tx) => together(slow(tx), tx.query('select 1 / 0'))),
    (error: Error) => /division by zero|aborted/.test(error.message),
  )
  assert.deepEqual(await noted(pool), [])
})

test('a transaction that is sent off at once takes no statement that waited for another', async (t) => {
  const pool = await startPool(t)

  const working = inTenantAtOnce(pool, TENANT, async (tx) => {
    await note(tx, 1)
    await note(tx, 2)
  })

  await assert.rejects(working, /use inTenant/)
  assert.deepEqual(
    (await noted(pool)).map(({ n }) => n),
    [1],
    'what it had asked for was committed',
  )
})
