import assert from 'node:assert/strict'
import { test } from 'node:test'
import { setTimeout as pause } from 'node:timers/promises'
import { z } from 'zod'
import { createRandom, type Random } from '#src/sandbox/random.ts'
import { createTestDatabase } from '../support/database.ts'
import { judge, placeWitness } from './support/judge.ts'
import type { Program } from './support/processes.ts'
import type { Call } from './support/proxy.ts'
import { startWorld, type WorkerProgram, type World } from './support/world.ts'

const LEADS = 100
const SCRIPT = ['oi', 'Célia', 'uns 620', 'Recife', 'é casa']
/** At least these shares of the messages arrive twice, and after one that was written later. */
const DUPLICATED = 0.3
const REORDERED = 0.2
/** A little more is tried than must come about. */
const MARGIN = 1.2
/** A held message is overtaken by what its lead and others write meanwhile. */
const HELD_AT_MOST_MS = 3000
/** The leads' messages spread over this time. */
const WRITTEN_WITHIN_MS = 10_000
/** The web process dies while it takes these webhooks: the first is stored and never answered, the other never arrives. */
const KILLS_AT_WEBHOOK = [60, 250]
/** Kills of a worker come in the middle of these sends, counted over the whole run: half of them before WhatsApp has the text, half after. */
const KILLS_AT_SEND = [5, 30, 55, 80, 105]
const RESUME_WITHIN_MS = 30_000
/** Nobody writes any more, and all the rest is done; on a machine that is busy with other tests. */
const QUIET_WITHIN_MS = 120_000

test('500 messages of 100 leads, duplicated and reordered, while workers are killed: none is lost, answered twice or out of order', async (t) => {
  const random = createRandom('crash messages')
  const database = await createTestDatabase(t)
  const world = await startWorld(t, { databaseUrl: database.url })
  await placeWitness(world)
  const network = troubleWebhooks(world)
  const kills = killAtSends(world)
  await Promise.all([network.startWeb(), kills.startWorker(), kills.startWorker()])

  const { written, duplicated } = await writeEverything(world, random)
  const quietMs = await world.quiet(QUIET_WITHIN_MS)
  const resumedMs = await kills.resumed()
  const counts = await judge(world, written)

  assert.equal(written.length, LEADS * SCRIPT.length)
  assert.ok(duplicated >= DUPLICATED * written.length, `${duplicated} duplicated`)
  const reordered = network.overtaken(written)
  assert.ok(reordered >= REORDERED * written.length, `${reordered} overtaken`)
  assert.equal(network.webKills(), KILLS_AT_WEBHOOK.length)
  assert.equal(resumedMs.length, KILLS_AT_SEND.length)
  assert.ok(Math.max(...resumedMs) < RESUME_WITHIN_MS, `work resumed after ${resumedMs} ms`)
  t.diagnostic(JSON.stringify({ ...counts, duplicated, reordered, resumedMs, quietMs }))
})

/** Every lead writes the script in order, at moments of its own, without waiting for answers. Some messages are delivered again later. */
async function writeEverything(world: World, random: Random) {
  const planned = Array.from({ length: LEADS }, (_, lead) =>
    SCRIPT.map(() => Math.floor(random.next() * WRITTEN_WITHIN_MS))
      .toSorted((a, b) => a - b)
      .map((atMs, i) => ({ phone: `55819999${String(10_000 + lead)}`, text: SCRIPT[i] ?? '', atMs })),
  ).flat()
  const startedAt = performance.now()
  const written: string[] = []
  const again: Promise<void>[] = []
  const chance = createRandom('crash duplicates')
  for (const { phone, text, atMs } of planned.toSorted((a, b) => a.atMs - b.atMs)) {
    await pause(Math.max(0, startedAt + atMs - performance.now()))
    const id = world.write(phone, text)
    written.push(id)
    if (chance.chance(DUPLICATED * MARGIN))
      again.push(pause(chance.next() * HELD_AT_MOST_MS).then(() => world.redeliver(id)))
  }
  await Promise.all(again)
  return { written, duplicated: again.length }
}

const Envelope = z.object({ event: z.string(), data: z.object({ key: z.object({ id: z.string() }) }) })

/** Some of the leads' messages are held on the way, so that later ones arrive first; at two of them the web process dies. */
function troubleWebhooks(world: World) {
  const seen = new Set<string>()
  const arrived: string[] = []
  const doomed = new Map<Call, 'before' | 'after'>()
  let web: Program | undefined
  let kills = 0
  async function startWeb() {
    web = await world.startWeb()
  }
  async function killAt(call: Call, side: 'before' | 'after'): Promise<boolean> {
    if (doomed.get(call) !== side) return true
    await web?.kill()
    kills += 1
    await startWeb()
    return false
  }
  world.wires.webhooks.set({
    async before(call) {
      const envelope = Envelope.safeParse(JSON.parse(call.body))
      if (!envelope.success || envelope.data.event !== 'messages.upsert') return true
      const { id } = envelope.data.data.key
      if (!seen.has(id)) {
        seen.add(id)
        const chance = createRandom(`crash holds ${id}`) // the same ones in every run, in whatever order they come
        if (chance.chance(REORDERED * MARGIN)) await pause(chance.next() * HELD_AT_MOST_MS)
        arrived.push(id)
      }
      // a repeated one will do: where programs start slowly, every message was tried before the web is back from its first death
      const next = KILLS_AT_WEBHOOK[doomed.size]
      if (next !== undefined && arrived.length >= next && kills === doomed.size && web?.isRunning())
        doomed.set(call, doomed.size === 0 ? 'after' : 'before')
      return await killAt(call, 'before')
    },
    after: (call) => killAt(call, 'after'),
  })
  return {
    startWeb,
    webKills: () => kills,
    /** How many arrived after one that was written later. */
    overtaken(written: string[]) {
      const places = arrived.map((id) => written.indexOf(id))
      let latest = -1
      return places.filter((place) => {
        latest = Math.max(latest, place)
        return place < latest
      }).length
    },
  }
}

/** Kills the worker that makes certain sends, in the middle of them, and replaces it. */
function killAtSends(world: World) {
  const workers = new Map<string, WorkerProgram>()
  const resumed: Promise<number>[] = []
  let sends = 0
  async function startWorker() {
    const worker = await world.startWorker()
    workers.set(worker.name, worker)
  }
  const doomed = new Map<Call, 'before' | 'after'>()
  const hit = new Set<string>()
  async function killAt(call: Call, side: 'before' | 'after'): Promise<boolean> {
    if (!call.path.startsWith('/message/sendText/')) return true
    if (side === 'before') sends += 1
    const next = KILLS_AT_SEND[doomed.size]
    // never the same bubble twice: its wait would be twice as long
    if (side === 'before' && next !== undefined && sends >= next && !hit.has(call.body)) {
      doomed.set(call, doomed.size % 2 === 0 ? 'before' : 'after')
      hit.add(call.body)
    }
    if (doomed.get(call) !== side) return true
    const worker = workers.get(call.via)
    await worker?.kill()
    if (worker) resumed.push(world.untilFreed(worker))
    await startWorker()
    return false
  }
  world.wires.whatsapp.set({ before: (call) => killAt(call, 'before'), after: (call) => killAt(call, 'after') })
  return { startWorker, resumed: async () => (await Promise.all(resumed)).map(Math.round) }
}
