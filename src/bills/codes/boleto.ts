import { mod10, mod11OfBoleto } from './check-digits.ts'

/** A bank slip: what its 44 digits say. */
export type Boleto = {
  kind: 'boleto'
  barcode: string
  line: string
  bank: string
  /** Days of the due factor; 0 when the slip has no due date. */
  dueFactor: number
  /** BRL; null when zero. */
  amountBrl: number | null
}

/** Reads 44 barcode digits; null unless the general check digit holds and the currency is the real. */
export function readBoletoBarcode(barcode: string): Boleto | null {
  if (!/^\d{3}9\d{40}$/.test(barcode) || barcode.startsWith('000')) return null
  if (mod11OfBoleto(barcode.slice(0, 4) + barcode.slice(5)) !== Number(barcode[4])) return null
  const cents = Number(barcode.slice(9, 19))
  const free = barcode.slice(19)
  const fields = [barcode.slice(0, 4) + free.slice(0, 5), free.slice(5, 15), free.slice(15)]
  return {
    kind: 'boleto',
    barcode,
    line: `${fields.map((field) => `${field}${mod10(field)}`).join('')}${barcode[4]}${barcode.slice(5, 19)}`,
    bank: barcode.slice(0, 3),
    dueFactor: Number(barcode.slice(5, 9)),
    amountBrl: cents > 0 ? cents / 100 : null,
  }
}

/** Reads a digitable line of 47 digits; null unless all four check digits hold. */
export function readBoletoLine(line: string): Boleto | null {
  if (!/^\d{47}$/.test(line)) return null
  const free = line.slice(4, 9) + line.slice(10, 20) + line.slice(21, 31)
  const read = readBoletoBarcode(line.slice(0, 4) + line.slice(32, 47) + free)
  return read?.line === line ? read : null
}

const FIRST_CYCLE = Temporal.PlainDate.from('1997-10-07')
/** The factor went from 9999 back to 1000 on this day (FEBRABAN, fator de vencimento). */
const SECOND_CYCLE = Temporal.PlainDate.from('2025-02-22')

/** The due date of a factor: of its two cycles, the one nearer to `near` (the issue date or the reference month). Null without a factor. */
export function dueDateOf(factor: number, near: Temporal.PlainDate): Temporal.PlainDate | null {
  if (factor < 1000) return null
  const [first, second] = [FIRST_CYCLE.add({ days: factor }), SECOND_CYCLE.add({ days: factor - 1000 })]
  const distance = (date: Temporal.PlainDate) => Math.abs(date.until(near).days)
  return distance(first) < distance(second) ? first : second
}
