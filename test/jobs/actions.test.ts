import assert from 'node:assert/strict'
import { test } from 'node:test'
import { findBookingBeforeTurn, takeBackUnspoken } from '#src/db/bookings.ts'
import { inTenant } from '#src/db/transaction.ts'
import { createActions } from '#src/jobs/actions.ts'
import { startTestApp, type TestApp, type TestTenant } from '../support/app.ts'

const TUESDAY_AT_NINE = '2026-03-10T09:00:00-03:00'
const TUESDAY_AT_TEN = '2026-03-10T10:00:00-03:00'

test('a turn that starts again finds its own booking', async (t) => {
  const { act, bookings } = await givenTurn(t)

  const first = await act({ kind: 'book', start: TUESDAY_AT_NINE })
  const again = await act({ kind: 'book', start: TUESDAY_AT_NINE })

  assert.equal(first.kind, 'booked')
  assert.deepEqual(again, first)
  assert.equal((await bookings()).length, 1)
})

test('a turn that starts again and books another time lets go of the first', async (t) => {
  const { act, bookings } = await givenTurn(t)

  await act({ kind: 'book', start: TUESDAY_AT_NINE })
  const second = await act({ kind: 'book', start: TUESDAY_AT_TEN })

  assert.equal(second.kind, 'booked')
  assert.deepEqual(
    (await bookings()).map(({ status }) => status),
    ['cancelled', 'confirmed'],
  )
})

test('a turn that starts again sees the meeting as it stood before, and cancelling twice is cancelling once', async (t) => {
  const { act, nextTurn, before, bookings } = await givenTurn(t)
  const booked = await act({ kind: 'book', start: TUESDAY_AT_NINE })
  assert.ok(booked.kind === 'booked')
  nextTurn()

  const cancelled = await act({ kind: 'cancel', bookingId: booked.booking.id })
  const seenAgain = await before()
  const again = await act({ kind: 'cancel', bookingId: booked.booking.id })

  assert.equal(cancelled.kind, 'cancelled')
  assert.equal(seenAgain?.id, booked.booking.id)
  assert.equal(seenAgain?.status, 'confirmed')
  assert.equal(again.kind, 'cancelled')
  assert.deepEqual(
    (await bookings()).map(({ status }) => status),
    ['cancelled'],
  )
})

test('what no try of a turn came to say is taken back: the new meeting goes, the old one stands again', async (t) => {
  const { act, nextTurn, takeBack, bookings } = await givenTurn(t)
  const booked = await act({ kind: 'book', start: TUESDAY_AT_NINE })
  assert.ok(booked.kind === 'booked')
  nextTurn()
  await act({ kind: 'reschedule', bookingId: booked.booking.id, start: TUESDAY_AT_TEN })

  await takeBack({ kept: [], ended: false })

  assert.deepEqual(
    (await bookings()).map(({ id, status }) => [id === booked.booking.id, status]),
    [
      [true, 'confirmed'],
      [false, 'cancelled'],
    ],
  )
})

test('of two leads that pick the same last time one books, and the other is offered others', async (t) => {
  const app = await startTestApp(t)
  const tenant = await app.tenant()
  const [one, other] = [await givenLead(app, tenant, '5581999990001'), await givenLead(app, tenant, '5581999990002')]
  await app.rows(
    tenant,
    `insert into busy_times (tenant_id, attendant_id, during) select current_tenant(), a.id, '[2026-03-01, 2026-03-31)'
                           from unnest($1::text[]) a(id)`,
    [[(await attendantsOf(app, tenant))[1]]],
  )

  const results = await Promise.all([one, other].map(({ act }) => act({ kind: 'book', start: TUESDAY_AT_NINE })))

  assert.deepEqual(results.map(({ kind }) => kind).sort(), ['booked', 'slot_taken'])
  const taken = results.find((result) => result.kind === 'slot_taken')
  assert.equal(taken?.kind === 'slot_taken' && taken.slots.length, 3)
})

async function givenTurn(t: Parameters<typeof startTestApp>[0]) {
  const app = await startTestApp(t)
  const tenant = await app.tenant()
  return await givenLead(app, tenant, '5581999990001')
}

async function attendantsOf(app: TestApp, tenant: TestTenant): Promise<string[]> {
  return (await kitOf(app, tenant)).scheduling.attendants.map(({ id }) => id)
}

async function kitOf(app: TestApp, tenant: TestTenant) {
  const [row] = await app.rows<{ source: string; source_sha: string }>(
    tenant,
    'select source, source_sha from playbooks where active',
  )
  return app.services.playbooks.kitOf(row?.source_sha ?? '', row?.source ?? '').playbook
}

/** A lead who has written once, and the actions of a turn of theirs. */
async function givenLead(app: TestApp, tenant: TestTenant, phone: string) {
  await app.say(tenant, phone, 'oi')
  const [row] = await app.rows<{ lead_id: string; id: string }>(
    tenant,
    `select c.lead_id, c.id from conversations c join lead_identities i on i.lead_id = c.lead_id where i.value = $1`,
    [phone],
  )
  assert.ok(row)
  const playbook = await kitOf(app, tenant)
  let turn = 1
  const scope = () => ({
    services: app.services,
    tenantId: tenant.id,
    conversationId: row.id,
    leadId: row.lead_id,
    playbook,
    turnKey: `turn-${turn}`,
  })
  return {
    act: (action: Parameters<ReturnType<typeof createActions>>[0]) => createActions(scope())(action),
    nextTurn: () => {
      turn += 1
    },
    before: () =>
      inTenant(app.services.pool, tenant.id, (tx) => findBookingBeforeTurn(tx, row.lead_id, `turn-${turn}`)),
    takeBack: (outcome: { kept: string[]; ended: boolean }) =>
      inTenant(app.services.pool, tenant.id, (tx) =>
        takeBackUnspoken(tx, { leadId: row.lead_id, turnKey: `turn-${turn}`, ...outcome }),
      ),
    bookings: () =>
      app.rows<{ id: string; status: string }>(tenant, 'select id, status from bookings order by created_at'),
  }
}
