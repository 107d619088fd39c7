import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import { pino } from 'pino'
import { z } from 'zod'
import { loadConfig } from '#src/config.ts'
import { createPool } from '#src/db/pool.ts'
import { keepRunning } from '#src/jobs/runner.ts'
import { defineTask } from '#src/jobs/task.ts'
import { createServices } from '#src/services.ts'
import { createTestDatabase } from '../support/database.ts'

/** One process that runs "take" jobs, one at a time; each job says which process has it and ends when it is told to. */
async function startProcess(t: TestContext, url: string, name: string, taken: (by: string, n: number) => void) {
  const services = createServices({ config: loadConfig({ env: {} }), log: pino({ enabled: false }), databaseUrl: url })
  const ended = Promise.withResolvers<void>()
  const take = defineTask({
    name: 'take',
    payload: z.object({ n: z.number() }),
    run: async ({ n }) => {
      taken(name, n)
      await ended.promise
    },
  })
  const runner = await keepRunning(services, { tasks: [take], concurrency: 1, pollMs: 100 })
  t.after(async () => {
    ended.resolve()
    await runner.stop()
    await services.close()
  })
}

test('a job fetched by a process that is busy for long is had by another one', async (t) => {
  const { url } = await createTestDatabase(t)
  const pool = createPool({ databaseUrl: url, size: 2 })
  t.after(() => pool.end())
  const took = new Map([1, 2].map((n) => [n, Promise.withResolvers<string>()]))
  const taken = (by: string, n: number) => took.get(n)?.resolve(by)
  const add = (n: number) =>
    pool.query(`select add_job('take', $1::json, now(), 3, $2, 'replace')`, [JSON.stringify({ n }), `take:${n}`])
  const held = async () => {
    const { rows } = await pool.query<{ count: number }>(
      'select count(*)::int as count from graphile_worker.jobs where locked_at is not null',
    )
    return rows[0]?.count
  }

  await startProcess(t, url, 'first', taken)
  await add(1)
  assert.equal(await took.get(1)?.promise, 'first')
  await add(2)
  while ((await held()) !== 2) {} // fetched by the first, which has nobody free for it
  await startProcess(t, url, 'second', taken)

  assert.equal(await took.get(2)?.promise, 'second')
})
