import assert from 'node:assert/strict'
import { test } from 'node:test'
import { readBill } from '#src/bills/read-bill.ts'
import { buildPage, type Placed } from '#test/support/bill-page.ts'

// Histories as recognition leaves them: rows are lost, figures misread.

const HEADER: Placed[] = [
  [20, 20, 'CELESC DISTRIBUIÇÃO S.A. CNPJ 08.336.783/0001-90'],
  [20, 40, 'NOTA FISCAL DE ENERGIA ELÉTRICA'],
  [20, 60, 'UNIDADE CONSUMIDORA'],
  [200, 60, 'REFERÊNCIA'],
  [20, 72, '48151623'],
  [200, 72, '09/2026'],
]
const MONTHS = ['09/2025', '10/2025', '11/2025', '12/2025', ...Array.from({ length: 9 }, (_, at) => `0${at + 1}/2026`)]
const kwhOf = (row: number) => 300 + row * 7
const DAYS = 30

type Row = { kwh?: string; mean?: string; days?: string; month?: string }

/** A table down the page; `changes` tells what recognition made of its rows. */
function table(changes: Record<number, Row | null>, columns: (keyof Row)[] = ['month', 'kwh']): Placed[] {
  return MONTHS.flatMap((month, row): Placed[] => {
    const change = changes[row]
    if (change === null) return []
    const printed: Row = {
      month,
      kwh: String(kwhOf(row)),
      mean: (kwhOf(row) / DAYS).toFixed(2).replace('.', ','),
      days: String(DAYS),
      ...change,
    }
    return columns.flatMap((column, index): Placed[] => [[40 + index * 60, 400 + row * 10, printed[column] ?? '']])
  })
}

function read(placed: Placed[]) {
  const { fields } = readBill([
    buildPage([...HEADER, [40, 375, 'Histórico'], [100, 385, 'Consumo kWh'], ...placed], { source: 'ocr' }),
  ])
  return fields
}

test('where a table prints the mean of a day, a misread figure is mended and a lost one computed', () => {
  const { consumptionHistory } = read(table({ 4: { kwh: '528' }, 7: { kwh: '' } }, ['month', 'kwh', 'mean', 'days']))

  assert.deepEqual(
    [consumptionHistory?.length, consumptionHistory?.[4]?.kwh, consumptionHistory?.[7]?.kwh],
    [13, kwhOf(4), kwhOf(7)],
  )
})

test('a history with lost rows is none, but its mean still is one', () => {
  const fields = read(table({ 0: null, 3: null }))

  assert.equal(fields.consumptionHistory, undefined)
  assert.ok(Math.abs((fields.average12mKwh ?? 0) / 345.5 - 1) < 0.02)
})

test('beside a lost row, a figure that is twice as much as usual is doubtful, and so is the mean', () => {
  const fields = read(table({ 5: { kwh: '835' }, 8: null }))

  assert.deepEqual([fields.consumptionHistory, fields.average12mKwh], [undefined, undefined])
})

test('rows that stand further apart at the foot of a photo are counted to the last, whose month was lost', () => {
  const bent = table({ 12: { month: '' } }).map(([x, y, text]): Placed => [x, y + 0.2 * Math.max(0, y - 480), text])
  const { consumptionHistory } = read(bent)

  assert.deepEqual([consumptionHistory?.length, consumptionHistory?.at(-1)?.kwh], [13, kwhOf(12)])
})

test('a month whose figure became ten times too large is what the meter says', () => {
  const meter: Placed[] = [
    [300, 300, 'Energia kWh'],
    [380, 300, '34.088'],
    [430, 300, '34.472'],
    [480, 300, '1'],
    [520, 300, '384'],
  ]
  const { consumptionHistory, consumptionKwh } = read([...meter, ...table({ 12: { kwh: '38434' } })])

  assert.deepEqual([consumptionKwh, consumptionHistory?.at(-1)], [384, { month: '2026-09', kwh: 384 }])
})

test('a year printed in two blocks side by side is one history', () => {
  const blocks = MONTHS.flatMap((month, row): Placed[] => {
    const [x, y] = row < 7 ? [40, 400 + row * 10] : [220, 400 + (row - 7) * 10]
    return [
      [x, y, month],
      [x + 60, y, String(kwhOf(row))],
      [x + 110, y, String(DAYS)],
    ]
  })
  const { consumptionHistory } = read([[280, 385, 'Consumo kWh'], ...blocks])

  assert.deepEqual(
    consumptionHistory,
    MONTHS.map((month, row) => ({ month: `${month.slice(3)}-${month.slice(0, 2)}`, kwh: kwhOf(row) })),
  )
})
