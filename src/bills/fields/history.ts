import type { MonthlyKwh } from '../bill.ts'
import { type Box, boxOf, centreOf, middleOf, overlap, type Sheet } from '../layout/sheet.ts'
import { fold } from '../layout/text.ts'
import type { Token, Tokens } from '../layout/tokens.ts'
import { isoMonth, type ParsedNumber } from '../layout/values.ts'
import { fillMonthRun, findMonthRuns, type MonthToken, monthIndexOf, stepBetween } from './month-runs.ts'
import { monthBefore } from './months.ts'

/** A table of months. Each column has one value a row (null where none was read), in the order of `months`, oldest first. */
export type HistoryTable = { months: string[]; columns: HistoryColumn[]; box: Box; direction: 'down' | 'across' }
export type HistoryColumn = { header: string; values: (HistoryValue | null)[] }
export type HistoryValue = { value: number; decimals: number; confidence: number }

/** Finds tables and bar charts of consecutive months, down the page or across it, newest or oldest first. */
export function findHistoryTables(sheet: Sheet, tokens: Tokens, near: string | null): HistoryTable[] {
  const months = tokens.months.filter(({ value }) => value.year === null || value.year > 2010)
  const down = findMonthRuns(months, 'down')
    .map((found) => (sheet.source === 'ocr' ? fillMonthRun(sheet, found) : found))
    .map((run) => readDown(sheet, run, tokens.numbers, near))
  const across = findMonthRuns(months, 'across').map((run) => readAcross(sheet, run, tokens.numbers, near))
  const tables = [...down, ...across].filter((table): table is HistoryTable => table !== null)
  return [...tables, ...joinTables(tables)]
}

/** A year may be printed in two blocks side by side: the months of one go on where those of the other end. */
function joinTables(tables: HistoryTable[]): HistoryTable[] {
  return tables.flatMap((older) =>
    tables.flatMap((newer): HistoryTable[] => {
      const [last, first] = [older.months.at(-1), newer.months[0]]
      const isBeside = overlap(older.box.y0, older.box.y1, newer.box.y0, newer.box.y1) > 0.5
      if (!last || !first || !isBeside || monthBefore(first, 1) !== last) return []
      const columns = older.columns.slice(0, newer.columns.length).map(({ header, values }, index) => ({
        header,
        values: [...values, ...(newer.columns[index]?.values ?? [])],
      }))
      return [
        { months: [...older.months, ...newer.months], columns, box: boxOf([older.box, newer.box]), direction: 'down' },
      ]
    }),
  )
}

/** Months with their years: from the years printed in the run, or else so that the newest is the month next to `near`. */
function dateRun(run: MonthToken[], sheet: Sheet, near: string | null): number[] | null {
  const first = run[0]
  const second = run[1]
  if (!first || !second) return null
  const direction = Math.sign(stepBetween(first.value, second.value, 0) ?? 1)
  const offsets = [0]
  for (const [index, token] of run.entries()) {
    const before = run[index - 1]
    if (before)
      offsets.push((offsets[index - 1] ?? 0) + (stepBetween(before.value, token.value, direction) ?? direction))
  }
  const votes = new Map<number, number>()
  for (const [index, token] of run.entries()) {
    const own = monthIndexOf(token.value) ?? yearBeside(sheet, token)
    if (own !== null) {
      const start = own - (offsets[index] ?? 0)
      votes.set(start, (votes.get(start) ?? 0) + 1)
    }
  }
  const [best] = [...votes].toSorted((a, b) => b[1] - a[1])
  let start = best?.[0]
  if (start === undefined) {
    if (!near) return null
    // Without any year the newest month of the run is the reference month, or one of the three before it.
    const [year = 0, month = 1] = near.split('-').map(Number)
    const newest = run[direction > 0 ? run.length - 1 : 0]
    const ahead = (month - (newest?.value.month ?? month) + 12) % 12
    if (ahead > 3) return null
    const newestIndex = year * 12 + month - 1 - ahead
    start = direction > 0 ? newestIndex - (offsets.at(-1) ?? 0) : newestIndex
  }
  return offsets.map((offset) => (start ?? 0) + offset)
}

/** A year printed once, left of the first month it holds for (CPFL) or right above it. */
function yearBeside(sheet: Sheet, token: MonthToken): number | null {
  const line = sheet.lines[token.line]
  const left = line?.pieces.filter(({ x1 }) => x1 <= token.x0 + 1 && token.x0 - x1 < 45).at(-1)
  const year = /^(20\d\d)$/.exec(left?.text ?? '')
  return year ? Number(year[1]) * 12 + token.value.month - 1 : null
}

function readDown(
  sheet: Sheet,
  run: MonthToken[],
  numbers: Token<ParsedNumber>[],
  near: string | null,
): HistoryTable | null {
  const months = dateRun(run, sheet, near)
  const first = run[0]
  if (!months || !first) return null
  const box = boxOf(run)
  const pitch = (box.y1 - box.y0) / run.length
  const rows = run.map((month) =>
    numbers.filter(
      (number) =>
        number.x0 > month.x1 - 1 &&
        number.x0 - month.x1 < 300 &&
        (number.line === month.line || Math.abs(middleOf(number) - middleOf(month)) < 0.4 * pitch) &&
        !number.value.isMoney,
    ),
  )
  const columns = groupColumns(rows, 'x1').map(({ values, box: columnBox }) => ({
    header: headerAbove(sheet, columnBox, box.y0),
    values: sheet.source === 'ocr' ? withThousands(values) : values,
  }))
  return ordered({ months: months.map(monthOf), columns, box, direction: 'down' })
}

function readAcross(
  sheet: Sheet,
  run: MonthToken[],
  numbers: Token<ParsedNumber>[],
  near: string | null,
): HistoryTable | null {
  const months = dateRun(run, sheet, near)
  if (!months) return null
  const box = boxOf(run)
  const pitch = (box.x1 - box.x0) / run.length
  const candidates = run.map((month) =>
    numbers.filter(
      (number) =>
        Math.abs(centreOf(number) - centreOf(month)) < 0.5 * pitch &&
        number.y1 > month.y0 - 170 &&
        number.y0 < month.y1 + 60 &&
        (number.y1 < month.y0 + 1 || number.y0 > month.y1 - 1) &&
        !number.value.isMoney,
    ),
  )
  // In a bar chart values stand on their bars, at any height above their month; in a table, in rows below or above it.
  const below = groupColumns(
    candidates.map((row) => row.filter((number) => number.y0 > box.y1 - 1)),
    'y1',
  )
  const above = candidates.map(
    (row) => row.filter((number) => number.y1 < box.y0 + 1).toSorted((a, b) => b.y1 - a.y1)[0],
  )
  const columns = below.map(({ values, box: columnBox }) => ({ header: headerLeft(sheet, columnBox, box.x0), values }))
  if (above.filter(Boolean).length >= 0.7 * run.length)
    columns.push({
      header: headerAbove(sheet, box, box.y0 - 60),
      values: above.map((number) => (number ? asHistoryValue(number) : null)),
    })
  return ordered({ months: months.map(monthOf), columns, box, direction: 'across' })
}

const asHistoryValue = ({ value, confidence }: Token<ParsedNumber>): HistoryValue => ({
  value: value.value,
  decimals: value.decimals,
  confidence,
})
const monthOf = (index: number) => isoMonth({ year: Math.floor(index / 12), month: (index % 12) + 1 })

/** Puts the numbers of rows into columns by where they end (right-aligned figures); columns filled in fewer than half the rows fall away. */
function groupColumns(rows: Token<ParsedNumber>[][], edge: 'x1' | 'y1') {
  const all = rows.flatMap((row, index) => row.map((number) => ({ number, index })))
  const centre = (number: Token<ParsedNumber>) => (edge === 'x1' ? centreOf(number) : middleOf(number))
  const columns: { number: Token<ParsedNumber>; index: number }[][] = []
  for (const one of all.toSorted((a, b) => centre(a.number) - centre(b.number))) {
    const fitting = columns.find(
      (column) =>
        column.every(({ index }) => index !== one.index) &&
        column.some(
          ({ number }) =>
            Math.abs(number[edge] - one.number[edge]) < 5 || Math.abs(centre(number) - centre(one.number)) < 4,
        ),
    )
    if (fitting) fitting.push(one)
    else columns.push([one])
  }
  return columns
    .filter((column) => column.length >= 0.5 * rows.length)
    .map((column) => ({
      box: boxOf(column.map(({ number }) => number)),
      values: rows.map((_, index) => {
        const found = column.find((one) => one.index === index)
        return found ? asHistoryValue(found.number) : null
      }),
    }))
}

/** "1,545" among whole numbers is one too, whose point was read as a comma. */
function withThousands(values: (HistoryValue | null)[]): (HistoryValue | null)[] {
  const odd = values.filter((value) => value?.decimals === 3).length
  if (odd > values.length / 3) return values
  return values.map((one) => (one?.decimals === 3 ? { ...one, value: Math.round(one.value * 1000), decimals: 0 } : one))
}

/** The words above a column, down to its first row: up to 30 points. */
function headerAbove(sheet: Sheet, column: Box, top: number): string {
  const [x0, x1] = [column.x0 - 6, column.x1 + 6]
  const words = sheet.cells.filter(
    (cell) =>
      cell.y1 <= top + 3 && cell.y0 > top - 34 && overlap(cell.x0, cell.x1, x0, x1) > 0.1 && /[A-Za-z]/.test(cell.text),
  )
  return fold(words.map(({ text }) => text).join(' '))
}

function headerLeft(sheet: Sheet, row: Box, left: number): string {
  const words = sheet.cells.filter(
    (cell) => cell.x1 <= left + 4 && left - cell.x1 < 90 && overlap(cell.y0, cell.y1, row.y0, row.y1) > 0.4,
  )
  return fold(words.map(({ text }) => text).join(' '))
}

function ordered(table: HistoryTable): HistoryTable | null {
  const order = table.months
    .map((_, index) => index)
    .toSorted((a, b) => (table.months[a] ?? '').localeCompare(table.months[b] ?? ''))
  const months = order.map((index) => table.months[index] ?? '')
  if (new Set(months).size !== months.length || table.columns.length === 0) return null
  return {
    ...table,
    months,
    columns: table.columns.map(({ header, values }) => ({
      header,
      values: order.map((index) => values[index] ?? null),
    })),
  }
}

/** The kWh a month of one column, or of several added up. */
export function seriesOf(table: HistoryTable, columns: number[]): (MonthlyKwh & { confidence: number })[] {
  return table.months.flatMap((month, row) => {
    const values = columns.map((column) => table.columns[column]?.values[row] ?? null)
    if (values.some((value) => value === null)) return []
    const kwh = values.reduce((sum, value) => sum + (value?.value ?? 0), 0)
    return [{ month, kwh, confidence: Math.min(...values.map((value) => value?.confidence ?? 0)) }]
  })
}
