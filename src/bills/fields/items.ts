import { heightOf, type Sheet } from '../layout/sheet.ts'
import { fold } from '../layout/text.ts'
import type { Token, Tokens } from '../layout/tokens.ts'
import type { ParsedNumber } from '../layout/values.ts'

export type ItemKind = 'energy' | 'compensated' | 'demand' | 'reactive' | 'flag' | 'lighting' | 'total' | 'other'
export type Part = 'te' | 'tusd' | 'whole'
export type Post = 'peak' | 'offpeak' | 'any'

/** A row of the table of what is charged. `isProved`: quantity × price gives the amount, so all three were read right. */
export type Item = {
  description: string
  kind: ItemKind
  part: Part
  post: Post
  quantity: number | null
  unit: 'kWh' | 'kW' | 'kVArh' | null
  price: number | null
  amount: number
  isProved: boolean
  confidence: number
  line: number
}

/** What rows of charges are called, first match first. */
const KINDS: [ItemKind, RegExp][] = [
  ['total', /^(SUB)?TOTAL\b/],
  ['lighting', /ILUM|COSIP|\bCIP\b|CONT\.? ?IL|\bIL\.? ?PUB/],
  ['flag', /\bBAND|ADC\.? B|ADIC\.? B/],
  ['compensated', /COMPENSAD|INJET|INJEC|\bINJ\b|\bINJ\.|GERACAO|\bGD ?(I|II|III|1|2)\b|\bSCEE\b.*(DEDU|CREDIT)/],
  ['reactive', /REATIV|KVAR|UFER|\bERE\b/],
  ['demand', /DEMANDA|\bKW\b|ULTRAPASS/],
  ['energy', /CONSUMO|ENERGIA|ENERG\b|USO (DO )?SISTEMA|DISPONIBILIDADE|CUSTO DISP|\bTUSD\b/],
]

/** Reads the rows of charges on a sheet, by what they say and by the arithmetic of their numbers. */
export function readItems(sheet: Sheet, tokens: Tokens): Item[] {
  const rows = sheet.lines.flatMap((line, index) => {
    const numbers = tokens.numbers.filter((token) => token.line === index).toSorted((a, b) => a.x0 - b.x0)
    return splitRows(line.pieces.length > 0 ? describe(sheet, index, numbers) : null, numbers)
  })
  const proved = rows.flatMap((row) => {
    const found = findProduct(row.numbers)
    return found ? [{ ...row, ...found }] : []
  })
  const amountRight = median(proved.map(({ amount }) => amount.x1))
  const amountCentre = median(proved.map(({ amount }) => (amount.x0 + amount.x1) / 2))
  const provedLines = new Set(proved.map(({ line }) => line))
  const items = proved.map(({ description, unit, quantity, price, amount, line, numbers }): Item => {
    const isNegative = amount.value.value < 0 || quantity.value.value < 0
    return {
      ...classify(description, unit),
      quantity: Math.abs(quantity.value.value),
      unit,
      price: Math.abs(price.value.value),
      amount: isNegative ? -Math.abs(amount.value.value) : amount.value.value,
      isProved: true,
      confidence: Math.max(0.9, Math.min(...numbers.map(({ confidence }) => confidence))),
      line,
      description,
    }
  })
  for (const row of rows) {
    if (provedLines.has(row.line)) continue
    const amount = row.numbers.find(
      (number) =>
        number.value.decimals === 2 &&
        (amountRight === null ||
          Math.abs(number.x1 - amountRight) < 9 ||
          Math.abs((number.x0 + number.x1) / 2 - (amountCentre ?? 0)) < 6),
    )
    const { kind } = classify(row.description, row.unit)
    if (!amount || kind === 'other') continue
    const whole = row.numbers.find(({ x1, value }) => x1 < amount.x0 && value.value > 0)
    items.push({
      ...classify(row.description, row.unit),
      quantity: row.unit && whole ? whole.value.value : null,
      unit: row.unit,
      price: null,
      amount: amount.value.value,
      isProved: false,
      confidence: amount.confidence * (amountRight === null ? 0.6 : 1),
      line: row.line,
      description: row.description,
    })
  }
  return items.toSorted((a, b) => a.line - b.line)
}

type Row = { line: number; description: string; unit: Item['unit']; numbers: Token<ParsedNumber>[] }

/** The words before the first number, and the unit. */
function describe(sheet: Sheet, index: number, numbers: Token<ParsedNumber>[]): Row | null {
  const line = sheet.lines[index]
  const firstAmount = numbers.find(({ value }) => value.decimals >= 2)
  if (!line || !firstAmount) return null
  const words = line.pieces.filter(({ x1 }) => x1 <= firstAmount.x0 + 1)
  const description = fold(words.map(({ text }) => text).join(' '))
  if (!/[A-Z]{3}/.test(description) || words.length > 14) return null
  // A sentence with an amount in it is no row: its words run up to the amount without a gap and it goes on after it.
  const last = words.at(-1)
  const unit = /K(W|N)H\b/.test(description)
    ? 'kWh'
    : /KVAR/.test(description)
      ? 'kVArh'
      : /\bKW\b/.test(description)
        ? 'kW'
        : null
  const isSentence = last && unit === null && firstAmount.x0 - last.x1 < heightOf(last) && words.length > 5
  return isSentence ? null : { line: index, description, unit, numbers }
}

const splitRows = (row: Row | null, numbers: Token<ParsedNumber>[]): Row[] => (row && numbers.length > 0 ? [row] : [])

/** Quantity, price and amount among the numbers of a row: the first three in order whose product holds; taxes included before without. */
function findProduct(numbers: Token<ParsedNumber>[]) {
  let best: { quantity: Token<ParsedNumber>; price: Token<ParsedNumber>; amount: Token<ParsedNumber> } | null = null
  for (const [i, quantity] of numbers.entries()) {
    const q = Math.abs(quantity.value.value)
    if (q < 1) continue
    for (const price of numbers.slice(i + 1, i + 5)) {
      const p = Math.abs(price.value.value)
      if (price.value.decimals < 2 || p === 0 || (price.value.decimals === 2 && p > 5)) continue
      for (const amount of numbers.slice(i + 1)) {
        const a = Math.abs(amount.value.value)
        if (amount === price || amount.x0 < price.x0 - 60 || amount.value.decimals !== 2 || a < 0.5) continue
        const slack = Math.max(0.015, 0.5 * 10 ** -price.value.decimals * q + 0.006)
        if (Math.abs(q * p - a) > slack || slack > 0.03 * a) continue
        if (!best || p > Math.abs(best.price.value.value) + 1e-9) best = { quantity, price, amount }
      }
    }
  }
  return best
}

function classify(description: string, unit: Item['unit']): { kind: ItemKind; part: Part; post: Post } {
  const text = description.replace(/^\d+\s+/, '')
  let kind = KINDS.find(([, pattern]) => pattern.test(text))?.[0] ?? 'other'
  if (kind === 'demand' && unit === 'kWh' && !/DEMANDA/.test(text)) kind = 'energy'
  if (kind === 'other' && unit === 'kWh') kind = 'energy'
  if (kind === 'compensated' && /NAO COMPENSAD/.test(text)) kind = 'energy'
  const part: Part = /\bTUSD\b|USO (DO )?SISTEMA|\bTUSD/.test(text)
    ? /-? ?TE\b/.test(text)
      ? 'te'
      : 'tusd'
    : /\bTE\b|ELET CONSUMO/.test(text)
      ? 'te'
      : 'whole'
  const isOff = /F(ORA)?[. ]*(DE )?[. ]*PONTA|\bFP\b|\bHFP\b|\bF\.? ?PTA/.test(text)
  const post: Post = isOff ? 'offpeak' : /PONTA|\bHP\b|\bPTA\b/.test(text) ? 'peak' : 'any'
  return { kind, part, post }
}

function median(values: number[]): number | null {
  const sorted = values.toSorted((a, b) => a - b)
  return sorted[Math.floor(sorted.length / 2)] ?? null
}
