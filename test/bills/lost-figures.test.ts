import assert from 'node:assert/strict'
import { test } from 'node:test'
import { tariffs } from '#src/bills/fields/charges.ts'
import { classifyItem } from '#src/bills/fields/item-kinds.ts'
import type { Item } from '#src/bills/fields/items.ts'
import { parseBlurredMonth } from '#src/bills/layout/values.ts'
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

test('where another row is of one part, a row whose part was misread is not the whole tariff', () => {
  const known = { post: 'any', isProved: true, confidence: 0.95, line: 0 } as const
  const row: Item = {
    ...{ ...known, description: 'TUSOD - CONSUMO', kind: 'energy', part: 'whole', unit: null },
    ...{ others: [], quantity: 655, price: 0.5465216, amount: 357.97 },
  }
  const injected: Item = { ...row, description: 'TE - INJETADA', kind: 'compensated', part: 'te', amount: -197.61 }

  assert.deepEqual(tariffs([row, injected], false, 100).whole, [])
  assert.equal(tariffs([row], false, 100).whole[0]?.value, 0.5465216)
})

test('of a blurred page a doubtful total is none, one that the slip confirms is', () => {
  const total: Placed[] = [
    [20, 90, 'UNIDADE CONSUMIDORA'],
    [20, 110, 'TOTAL A PAGAR'],
    [20, 122, '317,42'],
  ]
  const slip: Placed = [20, 200, '83660000003-5 17429901012-7 34567890123-1 45678901234-5']
  const noise: Placed[] = Array.from({ length: 40 }, (_, row) => [20, 300 + row * 10, 'Oorta Oemeune Snca stuee'])
  const readTotal = (placed: Placed[], noiseConfidence: number) => {
    const page = buildPage([...HEADER, ...placed, ...noise], { source: 'ocr' })
    const words = page.words.map((word) => ({
      ...word,
      confidence: word.y0 >= 300 ? noiseConfidence : word.text === '317,42' ? 0.8 : 1,
    }))
    return readBill([{ ...page, words }]).fields.totalAmount
  }

  assert.deepEqual(
    [readTotal(total, 0.95), readTotal(total, 0.5), readTotal([...total, slip], 0.5)],
    [317.42, undefined, 317.42],
  )
})

test('a bill of gas of which little was read is none of electricity, though slip and labels are the same', () => {
  const isEnergyBill = (item: string) =>
    readBill([
      buildPage(
        [
          [20, 90, 'Unidade consumidora'],
          [20, 120, 'Histórico de consumo'],
          [20, 150, item],
          [20, 200, '83660000003-5 17429901012-7 34567890123-1 45678901234-5'],
        ],
        { source: 'ocr' },
      ),
    ]).isEnergyBill

  assert.deepEqual([isEnergyBill('Consumo de gás'), isEnergyBill('Consumo em kWh')], [false, true])
})

test('a slash that was read as a letter does not hide the month', () => {
  const months = ['SETI2026', 'SET/I2026', 'SET/l26', 'SETEI2026'].map(parseBlurredMonth)

  assert.deepEqual(months, [{ month: 9, year: 2026 }, { month: 9, year: 2026 }, { month: 9, year: 2026 }, null])
})

test('a figure for the letter of the subgroup is no other subgroup', () => {
  const fields = read([
    [20, 60, 'UNIDADE CONSUMIDORA'],
    [40, 220, 'Modalidade Tarifária'],
    [40, 230, 'Convencional 81'],
  ])

  assert.deepEqual([fields.tariffGroup, fields.tariffSubgroup], ['B', 'B1'])
})
