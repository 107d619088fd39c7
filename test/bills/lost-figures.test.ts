import assert from 'node:assert/strict'
import { test } from 'node:test'
import { tariffs } from '#src/bills/fields/charges.ts'
import { classifyItem } from '#src/bills/fields/item-kinds.ts'
import type { Item } from '#src/bills/fields/items.ts'
import { readBill } from '#src/bills/read-bill.ts'
import { buildPage, type Placed } from '#test/support/bill-page.ts'

// What recognition lost must not be replaced by what stands beside it.

const HEADER: Placed[] = [
  [20, 20, 'CELESC DISTRIBUIÇÃO S.A. CNPJ 08.336.783/0001-90'],
  [20, 40, 'NOTA FISCAL DE ENERGIA ELÉTRICA'],
  [200, 60, 'REFERÊNCIA'],
  [200, 72, '09/2026'],
]

function read(placed: Placed[]) {
  return readBill([buildPage([...HEADER, ...placed], { source: 'ocr' })]).fields
}

test('a column of days is neither the history nor the consumption of the month', () => {
  const months = ['09/2026', '08/2026', '07/2026', '06/2026', '05/2026', '04/2026', '03/2026', '02/2026']
  const rows = months.flatMap((month, row): Placed[] => [
    [40, 400 + row * 10, month],
    [104, 400 + row * 10, String([31, 29, 32, 30, 31, 28, 29, 33][row])],
  ])

  const fields = read([[40, 385, 'Mês/Ano'], [95, 385, 'Consumo kWh'], [160, 385, 'Dias'], ...rows])

  assert.deepEqual(
    [fields.consumptionHistory, fields.consumptionKwh, fields.average12mKwh],
    [undefined, undefined, undefined],
  )
})

test('a part of a unit number is none', () => {
  const label: Placed = [20, 60, 'UNIDADE CONSUMIDORA']

  assert.equal(read([label, [20, 72, '0.823'], [42, 72, '270.236'], [72, 72, '069-86']]).installationNumber, undefined)
  assert.equal(read([label, [20, 72, '48151623']]).installationNumber, '48151623')
})

test('a unit number whose first point was read as a comma is one', () => {
  const fields = read([
    [20, 60, 'UNIDADE CONSUMIDORA'],
    [20, 72, '11,401.114.018-85'],
  ])

  assert.equal(fields.installationNumber, '11.401.114.018-85')
})

test('an injection that lost its comma is not one, a plausible one is', () => {
  const injected = (kwh: string) => read([[20, 300, `Energia injetada kWh ${kwh} kWh`]]).injectedKwh

  assert.deepEqual([injected('60100'), injected('601')], [undefined, 601])
})

test('misread rows of charges are still what they are', () => {
  assert.equal(classifyItem('TE ENERGIA ATIVA INTEZADA', 'kWh').kind, 'compensated')
  assert.equal(classifyItem('TUSD ENERGIA ATIVA INFETADA', 'kWh').kind, 'compensated')
  assert.equal(classifyItem('CONSUMO TUSO', 'kWh').part, 'tusd')
  assert.equal(classifyItem('CONSUMO DE ENERGIA', 'kWh').kind, 'energy')
})

test('one row that is too little for the bill is not its whole tariff', () => {
  const row: Item = {
    ...{ description: 'ENERGIA', kind: 'energy', part: 'whole', post: 'any', unit: 'kWh' },
    ...{ quantity: 215, price: 0.615619, amount: 132.36, others: [], isProved: true, confidence: 0.95, line: 0 },
  }

  assert.deepEqual(tariffs([row], false, 0.65 * 261.43).whole, [])
  assert.equal(tariffs([row], false, 0.65 * 150).whole[0]?.value, 0.615619)
})

test('a figure for the letter of the subgroup is no other subgroup', () => {
  const fields = read([
    [20, 60, 'UNIDADE CONSUMIDORA'],
    [40, 220, 'Modalidade Tarifária'],
    [40, 230, 'Convencional 81'],
  ])

  assert.deepEqual([fields.tariffGroup, fields.tariffSubgroup], ['B', 'B1'])
})
