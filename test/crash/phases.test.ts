import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createTestDatabase } from '../support/database.ts'
import { type Gates, type Point, placeGates } from './support/gates.ts'
import { judge, placeWitness } from './support/judge.ts'
import { holdSends, type SendHolder } from './support/sends.ts'
import { startWorld, until, type World } from './support/world.ts'

const RESUME_WITHIN_MS = 30_000
/** Longer than it may take, so that a failure says by how much. */
const WAIT_MS = 60_000

/** One lead, stopped at one place of a turn, at which the worker dies. */
type Stop = {
  phase: string
  at: Point | 'before the provider' | 'after the provider'
  /** How far the conversation is before the turn. */
  given: 'greeted' | 'known' | 'offered' | 'booked' | 'moving'
  writes: string
  /** How WhatsApp names this person; by phone unless said. */
  addressing?: 'v2.3.6'
  /** What the turn says in the end, and the lead's meetings by state. */
  says?: string
  bookings?: Record<string, number>
}

/** The last of three times on offer, on a later day: the first may become too near while the test runs. */
const LAST = '3'

const STOPS: Stop[] = [
  { phase: 'while the lease is taken', at: 'claim', given: 'greeted', writes: 'Célia' },
  { phase: 'with the lease, before the graph', at: 'memory', given: 'greeted', writes: 'Célia' },
  { phase: 'while thinking', at: 'offer', given: 'known', writes: 'quero agendar', says: 'offer_slots' },
  {
    phase: 'in the middle of a booking',
    at: 'book',
    given: 'offered',
    writes: LAST,
    says: 'booked',
    bookings: { confirmed: 1 },
  },
  { phase: 'after a booking', at: 'turn', given: 'offered', writes: LAST, says: 'booked', bookings: { confirmed: 1 } },
  {
    phase: 'after a cancellation',
    at: 'turn',
    given: 'booked',
    writes: 'quero cancelar',
    says: 'cancelled',
    bookings: { cancelled: 1 },
  },
  {
    phase: 'after a move',
    at: 'turn',
    given: 'moving',
    writes: LAST,
    says: 'rescheduled',
    bookings: { cancelled: 1, confirmed: 1 },
  },
  { phase: 'in the middle of the commit', at: 'words', given: 'greeted', writes: 'Célia' },
  { phase: 'before the provider call', at: 'before the provider', given: 'greeted', writes: 'Célia' },
  { phase: 'after the provider call', at: 'after the provider', given: 'greeted', writes: 'Célia' },
  {
    phase: 'after the provider call to somebody known by another address',
    at: 'after the provider',
    given: 'greeted',
    writes: 'Célia',
    addressing: 'v2.3.6',
  },
  { phase: 'while the send is being noted', at: 'sent', given: 'greeted', writes: 'Célia' },
  { phase: 'between bubbles', at: 'sending', given: 'known', writes: 'quero agendar', says: 'offer_slots' },
]

test('a worker that dies in any phase of a turn is replaced, and every turn ends as if nothing had happened', async (t) => {
  const database = await createTestDatabase(t)
  const world = await startWorld(t, {
    databaseUrl: database.url,
    env: { WORKER_CONCURRENCY: '24', DATABASE_POOL_SIZE: '30' },
  })
  await placeWitness(world)
  const gates = await placeGates(world, t)
  const [, worker] = await Promise.all([world.startWeb(), world.startWorker()])
  const leads = STOPS.map((stop, i) => ({ ...stop, phone: `55819999${20_000 + i}` }))
  const written = await prepare(world, leads)
  const echoes = holdEchoes(world)
  const sends = holdSends(world)

  const closed = []
  for (const lead of leads) closed.push(await stopAt(lead, { gates, sends }))
  for (const { phone, writes, addressing } of leads) written.push(world.write(phone, writes, addressing))
  await Promise.all(closed.map(({ reached }) => reached()))
  const killedAt = performance.now()
  await worker.kill()
  for (const { open } of closed) await open()
  await world.startWorker()
  const resumedMs = await Promise.all(
    leads.map(async ({ phone }) => {
      await settled(world, phone)
      return Math.round(performance.now() - killedAt)
    }),
  )
  echoes.letGo()
  await world.quiet(WAIT_MS)

  for (const [i, lead] of leads.entries()) {
    await t.test(lead.phase, async () => {
      const ms = resumedMs[i] ?? Number.POSITIVE_INFINITY
      assert.ok(ms < RESUME_WITHIN_MS, `resumed after ${ms} ms`)
      await checkOutcome(world, lead)
    })
  }
  await t.test('nothing is lost, said twice or out of order', async () => {
    t.diagnostic(JSON.stringify({ ...(await judge(world, written)), resumedMs }))
  })
})

type Lead = Stop & { phone: string }

/** Brings every conversation to where its turn begins. Returns the ids of what the leads wrote. */
async function prepare(world: World, leads: Lead[]): Promise<string[]> {
  const rounds: [text: string, given: Stop['given'][]][] = [
    ['oi', ['greeted', 'known', 'offered', 'booked', 'moving']],
    ['quero agendar', ['offered', 'booked', 'moving']],
    ['1', ['booked', 'moving']],
    ['preciso remarcar', ['moving']],
  ]
  const written: string[] = []
  for (const [text, given] of rounds) {
    for (const { phone, addressing } of leads.filter((lead) => given.includes(lead.given))) {
      written.push(world.write(phone, text, addressing))
      // one after another: two who are offered times at the same moment may be offered the same
      if (text !== 'oi') await world.quiet(WAIT_MS)
    }
    await world.quiet(WAIT_MS)
    if (text === 'oi') await tellEverything(world, leads)
  }
  return written
}

const EVERYTHING = {
  name: 'Célia',
  billBrl: 620,
  city: 'Recife',
  state: 'PE',
  propertyKind: 'house',
  ownsProperty: true,
  hasSolar: false,
  competitorContract: false,
  decisionMaker: true,
}

/** As if these leads had answered every question. */
async function tellEverything(world: World, leads: Lead[]): Promise<void> {
  const phones = leads.filter(({ given }) => given !== 'greeted').map(({ phone }) => phone)
  const facts = Object.entries(EVERYTHING).map(([name, value]) => [
    name,
    { value, confidence: 1, evidence: '', source: 'crm', at: Temporal.Now.instant().toString() },
  ])
  await world.rows(
    `update leads l set facts = $1 from lead_identities i where i.lead_id = l.id and i.value = any($2)`,
    [JSON.stringify(Object.fromEntries(facts)), phones],
  )
}

/** Stops the lead's next turn at its place. */
function stopAt({ at, phone }: Lead, { gates, sends }: { gates: Gates; sends: SendHolder }) {
  return at === 'before the provider' || at === 'after the provider' ? sends.hold(at, phone) : gates.close(at, phone)
}

/** WhatsApp's echoes and ticks stay away, so that nothing but a look-up can tell what was sent. */
function holdEchoes(world: World) {
  const { promise, resolve } = Promise.withResolvers<void>()
  world.wires.webhooks.set({
    async before({ body }) {
      if (/^\{"event":"(send\.message|messages\.update)"/.test(body)) await promise
      return true
    },
  })
  return { letGo: resolve }
}

/** Resolves when nothing of this lead waits any more. */
function settled(world: World, phone: string) {
  return until(`${phone} is answered`, WAIT_MS, async () => {
    const rows = await world.rows(
      `select from conversations c join lead_identities i on i.lead_id = c.lead_id
        where i.value = $1 and (c.turn_due_at is not null or exists (
          select from messages m where m.conversation_id = c.id and m.status in ('queued', 'typing', 'sending')))`,
      [phone],
    )
    return rows.length === 0
  })
}

async function checkOutcome(world: World, { phone, says, bookings }: Lead): Promise<void> {
  const [turn] = await world.rows<{ says: string[] }>(
    `select array(select jsonb_array_elements(t.plan -> 'says') ->> 'kind') as says
       from turns t join conversations c on c.id = t.conversation_id join lead_identities i on i.lead_id = c.lead_id
      where i.value = $1 and t.status = 'committed' order by t.created_at desc limit 1`,
    [phone],
  )
  if (says) assert.ok(turn?.says.includes(says), `the lead is told ${says}: ${turn?.says}`)
  const found = await world.rows<{ status: string; n: number }>(
    `select b.status, count(*)::int as n from bookings b join lead_identities i on i.lead_id = b.lead_id
      where i.value = $1 group by b.status order by b.status`,
    [phone],
  )
  if (bookings) assert.deepEqual(Object.fromEntries(found.map(({ status, n }) => [status, n])), bookings)
}
