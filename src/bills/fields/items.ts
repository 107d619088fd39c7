import { heightOf, type Sheet } from '../layout/sheet.ts'
import { fold } from '../layout/text.ts'
import type { Token, Tokens } from '../layout/tokens.ts'
import type { ParsedNumber } from '../layout/values.ts'
import { classifyItem, type ItemKind, type Part, type Post } from './item-kinds.ts'

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
  /** The other amounts of the row: tax bases and taxes. */
  others: number[]
  isProved: boolean
  confidence: number
  line: number
}

type NumberToken = Token<ParsedNumber>
type Row = { line: number; description: string; unit: Item['unit']; numbers: NumberToken[] }
type Product = { quantity: NumberToken; price: NumberToken; amounts: NumberToken[] }

/** Reads the rows of charges on a sheet, by what they say and by the arithmetic of their numbers. */
export function readItems(sheet: Sheet, tokens: Tokens): Item[] {
  const products = sheet.lines.flatMap((_, line) => {
    const numbers = numbersOf(tokens, line)
    const product = findProduct(numbers)
    return product ? [{ line, numbers, product, row: describe(sheet, line, numbers, product.quantity) }] : []
  })
  const column = findAmountColumn(tokens, products)
  const proved = products.flatMap(({ line, row, product, numbers }) => {
    // Recognition may have lost the words; a price of energy beside kWh still says what was charged.
    const named = row ?? unnamed(sheet, line, numbers, product)
    return named ? [provedItem(named, product, numbers, column)] : []
  })
  const lines = new Set(products.map(({ line }) => line))
  const [top, bottom] = [Math.min(...lines), lastLine(sheet, tokens, column, Math.max(...lines))]
  const plain = sheet.lines.flatMap((_, line) => {
    if (lines.has(line)) return []
    const item = plainItem(sheet, tokens, line, column)
    const isInside = line >= top && line <= bottom
    return item && (item.kind !== 'other' || (column !== null && isInside)) ? [item] : []
  })
  return [...proved, ...plain].toSorted((a, b) => a.line - b.line)
}

function numbersOf(tokens: Tokens, line: number): NumberToken[] {
  return tokens.numbers.filter((token) => token.line === line).toSorted((a, b) => a.x0 - b.x0)
}

function provedItem(
  row: Row,
  { quantity, price, amounts }: Product,
  numbers: NumberToken[],
  column: number | null,
): Item {
  const amount = amounts.find((one) => column !== null && Math.abs(one.x1 - column) < 9) ?? amounts[0]
  const size = Math.abs(amount?.value.value ?? 0)
  const isNegative = (amount?.value.value ?? 0) < 0 || quantity.value.value < 0
  return {
    ...classifyItem(row.description, row.unit),
    description: row.description,
    quantity: Math.abs(quantity.value.value),
    unit: row.unit,
    price: Math.abs(price.value.value),
    amount: isNegative ? -size : size,
    others: [],
    isProved: true,
    confidence: Math.max(0.9, Math.min(...numbers.map(({ confidence }) => confidence))),
    line: row.line,
  }
}

function unnamed(sheet: Sheet, line: number, numbers: NumberToken[], { price }: Product): Row | null {
  const hasUnit = sheet.lines[line]?.pieces.some(({ key }) => /^K[WVN][HNK]$/.test(key)) ?? false
  const value = Math.abs(price.value.value)
  return sheet.source === 'ocr' && hasUnit && value > 0.3 && value < 2
    ? { line, description: '', unit: 'kWh', numbers }
    : null
}

/** A row without quantity and price, or whose product does not hold: its amount stands in the column of amounts. */
function plainItem(sheet: Sheet, tokens: Tokens, line: number, column: number | null): Item | null {
  const numbers = numbersOf(tokens, line)
  const isAmount = ({ value }: NumberToken) => value.decimals === 2
  const amount =
    column === null ? numbers.find(isAmount) : numbers.find((one) => isAmount(one) && Math.abs(one.x1 - column) < 9)
  if (!amount) return null
  const row = describe(sheet, line, numbers, amount)
  if (!row) return null
  const quantity = row.unit
    ? numbers.find(({ x0, x1, value }) => x1 < amount.x0 && value.value > 0 && isAfter(x0, row, sheet))
    : undefined
  return {
    ...classifyItem(row.description, row.unit),
    description: row.description,
    quantity: quantity ? Math.abs(quantity.value.value) : null,
    unit: row.unit,
    price: null,
    amount: amount.value.value,
    others: numbers.filter((one) => one.x0 > amount.x1 && one.value.decimals === 2).map(({ value }) => value.value),
    isProved: false,
    confidence: amount.confidence * (column === null ? 0.6 : 1),
    line,
  }
}

const isAfter = (x0: number, row: Row, sheet: Sheet) => x0 > (sheet.lines[row.line]?.x0 ?? 0)

/**
 * The words a row begins with: those before its numbers, back to the numbers of another table left of it. Null for sentences that only
 * happen to have an amount in them.
 */
function describe(sheet: Sheet, index: number, numbers: NumberToken[], until: NumberToken): Row | null {
  const line = sheet.lines[index]
  if (!line) return null
  const at = numbers.indexOf(until)
  // Numbers right before this one, with no words between, are its own row's: quantity and price before the amount.
  let first = at
  while (first > 0 && wordsBetween(sheet, index, numbers[first - 1], numbers[first]) < 3) first -= 1
  const start = numbers[first - 1]?.x1 ?? 0
  const end = numbers[first]?.x0 ?? until.x0
  const opening = line.pieces.find(({ x0, key }) => x0 >= start - 1 && /[A-Z]/.test(key))
  // A number inside the words, as the unit that gives its energy, belongs to them.
  const cell = line.cells.find(({ pieces }) => opening !== undefined && pieces.includes(opening))
  const from = cell && /[A-Z]{3}/.test(cell.pieces[0]?.key ?? '') ? Math.min(start, cell.x0) : start
  const words = line.pieces.filter(({ x0, x1 }) => x0 >= from - 1 && x1 <= end + 1)
  const description = fold(words.map(({ text }) => text).join(' '))
  if (
    !/[A-Z]{3}/.test(description.replace(/\bK[WVN][HNK]\b/g, '')) ||
    words.length > 12 ||
    /JA INCLU|PAGO EM|VENCID/.test(description)
  )
    return null
  const tail = fold(
    line.pieces
      .filter(({ x0 }) => x0 >= start - 1)
      .map(({ text }) => text)
      .join(' '),
  )
  const unit = /\bK[WNV][HNK]\b/.test(tail) ? 'kWh' : /KVAR/.test(tail) ? 'kVArh' : /\bKW\b/.test(tail) ? 'kW' : null
  const last = words.at(-1)
  const isSentence = last !== undefined && unit === null && end - last.x1 < heightOf(last) && words.length > 5
  return isSentence ? null : { line: index, description, unit, numbers }
}

/** Letters between two numbers of a line; a unit has two or three. */
function wordsBetween(
  sheet: Sheet,
  line: number,
  left: NumberToken | undefined,
  right: NumberToken | undefined,
): number {
  if (!left || !right) return 0
  const between = sheet.lines[line]?.pieces.filter(({ x0, x1 }) => x0 >= left.x1 - 1 && x1 <= right.x0 + 1) ?? []
  return between.reduce((sum, { key }) => sum + (/^(KWH|KW|KVARH|R|MES)$|\d/.test(key) ? 0 : key.length), 0)
}

/** Where amounts end: of the columns in which products were found, the one filled in most rows (bases and taxes are often 0,00), leftmost of equals. */
function findAmountColumn(tokens: Tokens, products: { line: number; product: Product }[]): number | null {
  if (products.length === 0) return null
  const lines = products.map(({ line }) => line)
  const [top, bottom] = [Math.min(...lines), Math.max(...lines) + 8]
  const edges = products.flatMap(({ product }) => product.amounts.map(({ x1 }) => x1))
  const counted = edges.map((edge) => ({
    edge,
    rows: new Set(
      tokens.numbers
        .filter(
          ({ line, x1, value }) =>
            line >= top && line <= bottom && Math.abs(x1 - edge) < 6 && value.decimals === 2 && value.value !== 0,
        )
        .map(({ line }) => line),
    ).size,
  }))
  return counted.toSorted((a, b) => b.rows - a.rows || a.edge - b.edge)[0]?.edge ?? null
}

/** The row "total" that closes the table, or the last product. */
function lastLine(sheet: Sheet, tokens: Tokens, column: number | null, bottom: number): number {
  for (let line = bottom + 1; line < Math.min(sheet.lines.length, bottom + 16); line++) {
    const numbers = numbersOf(tokens, line)
    const amount = numbers.find(({ x1, value }) => value.decimals === 2 && column !== null && Math.abs(x1 - column) < 9)
    const row = amount ? describe(sheet, line, numbers, amount) : null
    if (row && /^TOTAL\b(?! DIST)/.test(row.description)) return line
  }
  return bottom
}

/** Quantity, price and amounts among the numbers of a row: the first three in order whose product holds; the price with taxes is the higher. */
function findProduct(numbers: NumberToken[]): Product | null {
  let best: Product | null = null
  for (const [i, quantity] of numbers.entries()) {
    const q = Math.abs(quantity.value.value)
    if (q < 1) continue
    for (const price of numbers.slice(i + 1, i + 5)) {
      const p = Math.abs(price.value.value)
      if (price.value.decimals < 2 || p === 0 || (price.value.decimals === 2 && p > 5)) continue
      const amounts = numbers.filter(
        (amount, at) => at > i && amount !== price && amount.x0 > price.x0 - 60 && isProductOf(q, price, amount),
      )
      if (amounts.length > 0 && (!best || p > Math.abs(best.price.value.value) + 1e-9))
        best = { quantity, price, amounts }
    }
  }
  return best
}

function isProductOf(quantity: number, price: NumberToken, amount: NumberToken): boolean {
  const size = Math.abs(amount.value.value)
  if (amount.value.decimals !== 2 || size < 0.5) return false
  const slack = Math.max(0.015, 0.5 * 10 ** -price.value.decimals * quantity + 0.006)
  return Math.abs(quantity * Math.abs(price.value.value) - size) <= slack && slack <= 0.03 * size
}
