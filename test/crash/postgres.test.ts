import assert from 'node:assert/strict'
import { test } from 'node:test'
import { setTimeout as pause } from 'node:timers/promises'
import { type Gates, type Point, placeGates } from './support/gates.ts'
import { judge, placeWitness } from './support/judge.ts'
import { startRestartableDatabase } from './support/restartable-database.ts'
import { holdSends, type SendHolder } from './support/sends.ts'
import { startWorld, type World } from './support/world.ts'

const RESUME_WITHIN_MS = 30_000
/** Longer than it may take, so that a failure says by how much. */
const WAIT_MS = 60_000
/** As long as an upgrade of a minor version takes. */
const AWAY_MS = 3000

const PLACES: (Point | 'before the provider' | 'after the provider')[] = [
  'claim',
  'memory',
  'turn',
  'words',
  'sent',
  'before the provider',
  'after the provider',
]

test('PostgreSQL dies and comes back under running processes: they go on, and nothing is lost or said twice', async (t) => {
  const database = await startRestartableDatabase(t)
  const world = await startWorld(t, { databaseUrl: database.url, crm: true, env: { WORKER_CONCURRENCY: '20' } })
  await placeWitness(world)
  const gates = await placeGates(world, t)
  const [web, worker] = await Promise.all([world.startWeb(), world.startWorker()])
  const phones = PLACES.map((_, i) => `55819999${30_000 + i}`)
  const written = phones.map((phone) => world.write(phone, 'oi'))
  await world.quiet(WAIT_MS)
  const sends = holdSends(world)
  const closed = []
  for (const [i, at] of PLACES.entries()) closed.push(await stopAt(at, phones[i] ?? '', { gates, sends }))
  written.push(...phones.map((phone) => world.write(phone, 'Célia')))
  await Promise.all(closed.map(({ reached }) => reached()))

  await database.kill()
  await Promise.all(closed.map(({ goOn }) => goOn()))
  written.push(...phones.map((phone) => world.write(phone, 'uns 620')))
  await pause(AWAY_MS)
  await database.restart()
  const backAt = performance.now()
  await world.quiet(WAIT_MS)
  const resumedMs = Math.round(performance.now() - backAt)
  const counts = await judge(world, written)

  assert.ok(web.isRunning() && worker.isRunning(), 'the same processes are at work')
  assert.ok(resumedMs < RESUME_WITHIN_MS, `everything was done ${resumedMs} ms after the database was back`)
  await world.crmQuiet(WAIT_MS)
  assertOneCardEach(world, phones)
  t.diagnostic(JSON.stringify({ ...counts, resumedMs }))
})

/** Stops the lead's next turn at its place; what waits at the provider goes on when told, the rest when its connection breaks. */
async function stopAt(
  at: (typeof PLACES)[number],
  phone: string,
  { gates, sends }: { gates: Gates; sends: SendHolder },
): Promise<{ reached: () => Promise<unknown>; goOn: () => Promise<void> }> {
  if (at !== 'before the provider' && at !== 'after the provider')
    return { reached: (await gates.close(at, phone)).reached, goOn: async () => undefined }
  const held = sends.hold(at, phone)
  return { reached: held.reached, goOn: () => held.open('goes on') }
}

function assertOneCardEach({ emulators, tenant }: World, phones: string[]) {
  const { contacts, leads } = emulators.kommo.snapshot(tenant.kommoAccount)
  assert.deepEqual(
    contacts.flatMap((contact) => contact.phones).toSorted(),
    phones.map((phone) => `+${phone}`),
  )
  assert.equal(leads.length, phones.length)
}
