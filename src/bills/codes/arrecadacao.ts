import { mod10, mod11 } from './check-digits.ts'

/** A collection slip (FEBRABAN, arrecadação, layout v7): what its 44 digits say. */
export type Arrecadacao = {
  kind: 'arrecadacao'
  barcode: string
  line: string
  /** 2 water, 3 electricity and gas, 4 telecommunications, 5 government … */
  segment: number
  /** 6 and 8: the value is money; 7 and 9: it is not. */
  valueIdentifier: 6 | 7 | 8 | 9
  /** BRL; null when the value is not money or zero. */
  amountBrl: number | null
  /** The 25 digits the company fills as it likes. */
  free: string
}

/** Reads 44 barcode digits; null unless the general check digit holds. */
export function readArrecadacaoBarcode(barcode: string): Arrecadacao | null {
  if (!/^8[1-9][6-9]\d{41}$/.test(barcode)) return null
  const valueIdentifier = identifierOf(barcode)
  if (!valueIdentifier) return null
  const checkDigit = digitBy(valueIdentifier)
  if (checkDigit(barcode.slice(0, 3) + barcode.slice(4)) !== Number(barcode[3])) return null
  const blocks = [0, 11, 22, 33].map((start) => barcode.slice(start, start + 11))
  const cents = Number(barcode.slice(4, 15))
  const isMoney = valueIdentifier === 6 || valueIdentifier === 8
  return {
    kind: 'arrecadacao',
    barcode,
    line: blocks.map((block) => `${block}${checkDigit(block)}`).join(''),
    segment: Number(barcode[1]),
    valueIdentifier,
    amountBrl: isMoney && cents > 0 ? cents / 100 : null,
    free: barcode.slice(19),
  }
}

/** Reads a digitable line of 48 digits; null unless all five check digits hold. */
export function readArrecadacaoLine(line: string): Arrecadacao | null {
  if (!/^\d{48}$/.test(line)) return null
  const barcode = [0, 12, 24, 36].map((start) => line.slice(start, start + 11)).join('')
  const read = readArrecadacaoBarcode(barcode)
  return read?.line === line ? read : null
}

/** The modulus a slip of this value identifier is checked by: 10 for 6 and 7, 11 for 8 and 9. */
function digitBy(valueIdentifier: number): (digits: string) => number {
  return valueIdentifier <= 7 ? mod10 : mod11
}

function identifierOf(barcode: string): Arrecadacao['valueIdentifier'] | null {
  const found = ([6, 7, 8, 9] as const).find((identifier) => identifier === Number(barcode[2]))
  return found ?? null
}
