import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Bill, type BillFields, sumBills } from '#src/domain/bill.ts'

let count = 0
function bill(fields: BillFields): Bill {
  count += 1
  const rest = { confidence: {}, provenance: {}, checks: [] }
  return Bill.parse({ messageId: `m${count}`, readAt: '2026-03-10T12:00:00Z', fields, ...rest })
}

const HOUSE: BillFields = {
  distributor: 'Neoenergia Pernambuco',
  installationNumber: '7001234567',
  referenceMonth: '2026-02',
  totalAmount: 400,
  consumptionKwh: 350,
}
const SHOP: BillFields = { ...HOUSE, installationNumber: '7009999999', totalAmount: 250.5, consumptionKwh: 200 }

test('bills of different units add up', () => {
  assert.deepEqual(sumBills([bill(HOUSE), bill(SHOP)]), {
    totalBrl: 650.5,
    consumptionKwh: 550,
    isAverage: false,
    units: 2,
  })
})

const ONE: [string, BillFields[], number | null][] = [
  ['the same bill twice', [HOUSE, HOUSE], 400],
  ['an older month of the unit', [HOUSE, { ...HOUSE, referenceMonth: '2026-01', totalAmount: 900 }], 400],
  ['a newer month of the unit', [HOUSE, { ...HOUSE, referenceMonth: '2026-03', totalAmount: 900 }], 900],
  ['the number written otherwise', [HOUSE, { ...HOUSE, installationNumber: '07001234567' }], 400],
  ['a code of the same amount', [HOUSE, { totalAmount: 400 }], 400],
  ['its history from nearer, without the total', [HOUSE, { referenceMonth: '2026-02', average12mKwh: 320 }], 400],
]
for (const [name, bills, total] of ONE)
  test(`${name} is one unit`, () => {
    const sum = sumBills(bills.map(bill))
    assert.deepEqual([sum.units, sum.totalBrl], [1, total])
  })

test('a close-up completes what the whole page did not show', () => {
  const sum = sumBills([
    bill({ ...HOUSE, consumptionKwh: undefined }),
    bill({ referenceMonth: '2026-02', average12mKwh: 320 }),
  ])
  assert.deepEqual([sum.consumptionKwh, sum.isAverage], [320, true])
})

test('where one unit lacks its amount there is no sum, since it would pass for the whole', () => {
  const { totalAmount: _, ...without } = SHOP
  assert.equal(sumBills([bill(HOUSE), bill(without)]).totalBrl, null)
})
