import type { Sheet } from '../layout/sheet.ts'
import { fold } from '../layout/text.ts'
import type { Token, Tokens } from '../layout/tokens.ts'
import type { ParsedNumber } from '../layout/values.ts'
import type { Item } from './items.ts'

/** A row of the meter table that adds up: (current − previous) × constant = kWh. */
export type MeterRow = {
  kind: 'consumed' | 'injected'
  post: 'peak' | 'offpeak' | 'any'
  kwh: number
  line: number
  isProved: boolean
}

/** Reads meter rows by their arithmetic; rows of demand and of reactive energy are left out. */
export function readMeterRows(sheet: Sheet, tokens: Tokens, items: Item[]): MeterRow[] {
  const charged = new Set(
    items.filter(({ isProved, others }) => isProved || others.length >= 3).map(({ line }) => line),
  )
  const rows = sheet.lines.flatMap((line, index): MeterRow[] => {
    if (charged.has(index)) return []
    const text = fold(line.text)
    if (/REATIV|KVAR|DEMANDA|\bUFER\b|\bDMCR\b|R\$/.test(text)) return []
    const numbers = tokens.numbers
      .filter((token) => token.line === index && token.value.value >= 0)
      .toSorted((a, b) => a.x0 - b.x0)
    // A price marks a row of charges whose product did not hold; a constant is a whole number.
    if (numbers.some(({ value }) => value.decimals >= 5 && !Number.isInteger(value.value))) return []
    const kwh = findDifference(numbers)
    if (kwh === null) return []
    const isInjected = /INJ|GERA/.test(text)
    const isOff = /F(ORA)?[. ]*(DE )?[. ]*PONTA|\bFP\b|\bHFP\b/.test(text)
    const isPeak = !isOff && /PONTA|\bHP\b/.test(text)
    return [
      {
        kind: isInjected ? 'injected' : 'consumed',
        post: isOff ? 'offpeak' : isPeak ? 'peak' : 'any',
        kwh,
        line: index,
        isProved: true,
      },
    ]
  })
  // With a single post there is no peak: what is called "fora ponta" is all there is.
  const hasPeak = rows.some(({ post }) => post === 'peak')
  return rows.map((row) => (hasPeak ? row : { ...row, post: 'any' }))
}

/** Previous and current reading in either order, a constant (1 when not printed), and the kWh after them. */
function findDifference(numbers: Token<ParsedNumber>[]): number | null {
  const values = numbers.map(({ value }) => value.value)
  for (let i = 0; i + 2 < values.length; i++) {
    for (let j = i + 1; j <= i + 3 && j + 1 < values.length; j++) {
      const difference = Math.abs((values[j] ?? 0) - (values[i] ?? 0))
      if (difference < 3 || Math.max(values[i] ?? 0, values[j] ?? 0) < 100) continue
      for (let k = j + 1; k < values.length; k++) {
        const kwh = values[k] ?? 0
        if (kwh < 5) continue
        const constants = [1, ...values.slice(j + 1).filter((_, at) => at + j + 1 !== k)]
        const multiplies = constants.some((constant) => constant >= 0.1 && Math.abs(difference * constant - kwh) <= 0.6)
        // A reading equal to the difference of two others by chance is as good as impossible, but a constant of 1 must not be the reading.
        if (multiplies && kwh !== values[i] && kwh !== values[j]) return kwh
      }
    }
  }
  return null
}
