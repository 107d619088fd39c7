import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { DeliveryStatus, laterStatus } from '#src/domain/inbound.ts'

test('ticks in any order and number end at the furthest one', () => {
  fc.assert(
    fc.property(
      fc.array(fc.constantFrom('sent', 'delivered', 'read', 'played' as const), { minLength: 1 }),
      (ticks) => {
        const order = ['pending', 'sent', 'delivered', 'read', 'played']
        const end = ticks.reduce<DeliveryStatus>(
          (status, tick) => laterStatus(status, DeliveryStatus.parse(tick)),
          'pending',
        )
        assert.equal(end, order[Math.max(...ticks.map((tick) => order.indexOf(tick)))])
      },
    ),
    { seed: 2 },
  )
})

test('a refusal counts only while nothing was delivered, and a delivery disproves it', () => {
  assert.equal(laterStatus('pending', 'failed'), 'failed')
  assert.equal(laterStatus('sent', 'failed'), 'failed')
  assert.equal(laterStatus('delivered', 'failed'), 'delivered')
  assert.equal(laterStatus('failed', 'sent'), 'failed')
  assert.equal(laterStatus('failed', 'delivered'), 'delivered')
})
