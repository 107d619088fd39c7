import assert from 'node:assert/strict'
import test from 'node:test'
import fc from 'fast-check'
import type { FactName, LeadFacts, StoredFact } from '#src/domain/facts.ts'
import { scoreLead, temperatureOf } from '#src/domain/score.ts'

function facts(values: Partial<Record<FactName, StoredFact['value']>>): LeadFacts {
  const stored = Object.entries(values).map(([name, value]) => [
    name,
    { value, confidence: 1, evidence: '', source: 'lead', at: '2026-03-02T10:15:00-03:00' },
  ])
  return Object.fromEntries(stored)
}

const rows: [why: string, values: Parameters<typeof facts>[0], sentBill: boolean, score: number][] = [
  ['nothing known', {}, false, 0],
  ['a bill under the gate', { billBrl: 399.99 }, false, 0],
  ['a bill at the gate', { billBrl: 400 }, false, 15],
  ['just under the second step', { billBrl: 699.99 }, false, 15],
  ['the second step', { billBrl: 700 }, false, 30],
  ['just under the third step', { billBrl: 1499 }, false, 30],
  ['the third step', { billBrl: 1500 }, false, 40],
  ['just under the top', { billBrl: 3999 }, false, 40],
  ['the top', { billBrl: 4000 }, false, 50],
  ['owner', { ownsProperty: true }, false, 10],
  ['tenant', { ownsProperty: false }, false, 0],
  ['decides', { decisionMaker: true }, false, 15],
  ['urgent', { urgency: 'now' }, false, 15],
  ['within 90 days', { urgency: '90d' }, false, 10],
  ['later', { urgency: 'later' }, false, 0],
  ['sent the bill', {}, true, 10],
  ['declined to say', { billBrl: null, ownsProperty: null, urgency: null }, false, 0],
  ['everything', { billBrl: 9000, ownsProperty: true, decisionMaker: true, urgency: 'now' }, true, 100],
  ['the bakery of the example', { billBrl: 620, ownsProperty: true, decisionMaker: true, urgency: '90d' }, true, 60],
]
for (const [why, values, sentBill, score] of rows) {
  test(`score: ${why} is ${score}`, () => assert.equal(scoreLead(facts(values), { sentBill }).score, score))
}

test('hot from 70, warm from 45', () => {
  const bounds = [0, 44, 45, 69, 70, 100].map(temperatureOf)
  assert.deepEqual(bounds, ['cold', 'cold', 'warm', 'warm', 'hot', 'hot'])
})

test('a higher bill never lowers the score, and it stays within 0 and 100', () => {
  const amount = fc.integer({ min: 1, max: 100_000 })
  fc.assert(
    fc.property(amount, amount, fc.boolean(), fc.boolean(), (a, b, ownsProperty, sentBill) => {
      const of = (billBrl: number) => scoreLead(facts({ billBrl, ownsProperty }), { sentBill }).score
      assert.ok(of(Math.min(a, b)) <= of(Math.max(a, b)))
      assert.ok(of(a) >= 0 && of(a) <= 100)
    }),
    { seed: 7 },
  )
})
