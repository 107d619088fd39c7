import assert from 'node:assert/strict'
import test from 'node:test'
import fc from 'fast-check'
import type { EstimateInput } from '#src/domain/estimate.ts'
import { estimatePlant } from '#src/domain/estimate.ts'

const recife: EstimateInput = { consumptionKwh: 620, billBrl: 620, state: 'PE', city: 'Recife', year: 2026 }

test('the worked example: 320 kWh on two phases in Belo Horizonte is 2.2–2.6 kWp, 4–5 modules', () => {
  const found = estimatePlant({
    consumptionKwh: 320,
    tariffBrlPerKwh: 1,
    state: 'MG',
    city: 'belo horizonte',
    phase: 'bifasico',
    year: 2026,
  })
  assert.ok(found)
  assert.deepEqual([found.kwpFrom, found.kwpTo, found.kwp], [2.2, 2.6, 2.4])
  assert.equal(found.panels, 5)
  // 270 kWh × R$ 1 less 60 % of a Fio B that is 35 % to 20 % of the tariff: 213.30 to 237.60.
  assert.deepEqual([found.savingFromBrl, found.savingToBrl], [210, 230])
})

test('what is not known widens the range', () => {
  const known = estimatePlant({ ...recife, phase: 'bifasico' })
  const unknownPhase = estimatePlant(recife)
  const interior = estimatePlant({ ...recife, city: 'Caruaru' })
  assert.ok(known && unknownPhase && interior)
  assert.ok(unknownPhase.kwpFrom < known.kwpFrom && unknownPhase.savingFromBrl < known.savingFromBrl)
  assert.ok(interior.kwpFrom < unknownPhase.kwpFrom && interior.kwpTo > unknownPhase.kwpTo)
})

test('the Fio B grows by year until 2029, and the saving with it shrinks', () => {
  const savings = [2022, 2024, 2026, 2028, 2029, 2035].map(
    (year) => estimatePlant({ ...recife, year })?.savingFromBrl ?? 0,
  )
  assert.deepEqual(
    savings,
    [...savings].sort((a, b) => b - a),
  )
  assert.ok((savings[0] ?? 0) > (savings[4] ?? 0))
  assert.equal(savings[4], savings[5])
})

const silent: [why: string, input: EstimateInput][] = [
  ['an unknown state', { ...recife, state: 'XX' }],
  ['neither tariff nor bill', { ...recife, billBrl: undefined }],
  ['an amount that cannot belong to the consumption', { ...recife, billBrl: 5000 }],
  ['less than the minimum bill', { ...recife, consumptionKwh: 60, billBrl: 60 }],
  ['a group A consumer', { ...recife, tariffGroup: 'A' }],
  ['no consumption', { ...recife, consumptionKwh: 0 }],
]
for (const [why, input] of silent) {
  test(`no estimate from ${why}`, () => assert.equal(estimatePlant(input), null))
}

test('an estimate is ordered, never above 90 % of the energy part, and has just the panels it needs', () => {
  const inputs = fc.record({
    consumptionKwh: fc.integer({ min: 1, max: 30_000 }),
    tariffBrlPerKwh: fc.double({ min: 0.5, max: 1.6, noNaN: true }),
    state: fc.constantFrom('PE', 'PB', 'RN', 'AL', 'SP'),
    phase: fc.constantFrom('monofasico' as const, 'bifasico' as const, 'trifasico' as const, undefined),
    year: fc.integer({ min: 2023, max: 2035 }),
  })
  fc.assert(
    fc.property(inputs, (input) => {
      const found = estimatePlant(input)
      if (!found) return
      assert.ok(found.kwpFrom <= found.kwp && found.kwp <= found.kwpTo)
      assert.ok(found.savingFromBrl > 0 && found.savingFromBrl <= found.savingToBrl)
      assert.ok(found.savingToBrl <= input.consumptionKwh * input.tariffBrlPerKwh * 0.9)
      const watts = Math.round(found.kwp * 1000)
      assert.ok(found.panels * 585 >= watts && (found.panels - 1) * 585 < watts)
    }),
    { seed: 11, numRuns: 500 },
  )
})
