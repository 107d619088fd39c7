import type { HistoryColumn, HistoryTable, HistoryValue } from './history.ts'

/** Rows that must hold before a table is believed to print the mean of a day and the days beside its kWh. */
const PROOFS = 3
/** As sure as a figure is that two others confirm, or that two others alone give. */
const SURE = { proved: 0.97, computed: 0.75, refuted: 0.2 }

/**
 * Some tables print kWh, kWh a day and days: each row then proves itself. A figure that its row refutes becomes doubtful, unless one misread
 * digit explains it; one that was lost is computed.
 */
export function proveHistory(table: HistoryTable): HistoryTable {
  const { columns } = table
  for (const [at, kwh] of columns.entries())
    for (const mean of columns)
      for (const days of columns) {
        if (kwh === mean || mean === days || kwh === days) continue
        const products = kwh.values.map((_, row) => productOf(mean.values[row], days.values[row]))
        const proofs = kwh.values.filter((value, row) => holds(value, products[row] ?? null)).length
        if (proofs < PROOFS || proofs < products.filter((one) => one !== null).length / 2) continue
        const proved = { ...kwh, values: kwh.values.map((value, row) => settleRow(value, products[row] ?? null)) }
        return { ...table, columns: columns.with(at, proved satisfies HistoryColumn) }
      }
  return table
}

type Product = { kwh: number; slack: number; confidence: number }

/** Null unless these can be kWh a day with decimals, and days between two readings. */
function productOf(mean: HistoryValue | null | undefined, days: HistoryValue | null | undefined): Product | null {
  if (!mean || !days || mean.decimals !== 2 || days.decimals > 0 || days.value < 15 || days.value > 45) return null
  const confidence = Math.min(mean.confidence, days.confidence)
  return { kwh: mean.value * days.value, slack: 0.005 * days.value + 0.51, confidence }
}

function holds(value: HistoryValue | null, product: Product | null): boolean {
  return value !== null && product !== null && Math.abs(value.value - product.kwh) <= product.slack
}

function settleRow(value: HistoryValue | null, product: Product | null): HistoryValue | null {
  if (!product) return value
  if (value && holds(value, product)) return { ...value, confidence: SURE.proved }
  const computed = { value: Math.round(product.kwh), decimals: 0, confidence: SURE.computed * product.confidence }
  if (!value) return computed
  // One of the three was misread. A misread factor would hardly give a product so near.
  if (differsByOneDigit(value.value, computed.value) && product.confidence > 0.5) return computed
  return { ...value, confidence: SURE.refuted }
}

function differsByOneDigit(a: number, b: number): boolean {
  const [left, right] = [String(a), String(b)]
  return left.length === right.length && [...left].filter((digit, at) => digit !== right[at]).length === 1
}
