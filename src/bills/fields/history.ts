import type { MonthlyKwh } from '../bill.ts'
import { type Box, boxOf, centreOf, heightOf, middleOf, overlap, type Sheet } from '../layout/sheet.ts'
import { fold } from '../layout/text.ts'
import type { Token, Tokens } from '../layout/tokens.ts'
import { isoMonth, MONTHS, type ParsedMonth, type ParsedNumber } from '../layout/values.ts'

/** A table of months. Each column has one value a row (null where none was read), in the order of `months`, oldest first. */
export type HistoryTable = { months: string[]; columns: HistoryColumn[]; box: Box; direction: 'down' | 'across' }
export type HistoryColumn = { header: string; values: (HistoryValue | null)[] }
export type HistoryValue = { value: number; decimals: number; confidence: number }

type MonthToken = Token<ParsedMonth>

/** Finds tables and bar charts of consecutive months, down the page or across it, newest or oldest first. */
export function findHistoryTables(sheet: Sheet, tokens: Tokens, near: string | null): HistoryTable[] {
  const months = tokens.months.filter(({ value }) => value.year === null || value.year > 2010)
  const down = runsOf(months, 'down')
    .map((found) => (sheet.source === 'ocr' ? fillRun(sheet, found) : found))
    .map((run) => readDown(sheet, run, tokens.numbers, near))
  const across = runsOf(months, 'across').map((run) => readAcross(sheet, run, tokens.numbers, near))
  return [...down, ...across].filter((table): table is HistoryTable => table !== null)
}

const indexOf = ({ month, year }: ParsedMonth) => (year === null ? null : year * 12 + month - 1)

/** Runs of at least three months, aligned, each one step from the one before. A gap of one is a row that was not read. */
function runsOf(months: MonthToken[], direction: 'down' | 'across'): MonthToken[][] {
  const runs: MonthToken[][] = []
  const used = new Set<MonthToken>()
  const sorted = months.toSorted((a, b) => (direction === 'down' ? a.y0 - b.y0 : a.x0 - b.x0))
  for (const start of sorted) {
    if (used.has(start)) continue
    const run = [start]
    let step = 0
    for (const next of sorted) {
      const last = run.at(-1)
      if (!last || used.has(next) || !follows(last, next, direction)) continue
      const difference = stepBetween(last.value, next.value, step)
      if (difference === null) continue
      step ||= Math.sign(difference)
      run.push(next)
    }
    if (run.length >= 3) {
      for (const one of run) used.add(one)
      runs.push(run)
    }
  }
  return runs
}

/**
 * Adds rows whose month was misread: words in the column of months, as far apart as its rows are, count as the month their place says,
 * when the months that were read fit the same count.
 */
function fillRun(sheet: Sheet, run: MonthToken[]): MonthToken[] {
  const box = boxOf(run)
  const gaps = run.slice(1).map((token, index) => {
    const before = run[index]
    return before ? (middleOf(token) - middleOf(before)) / Math.abs(stepBetween(before.value, token.value, 0) ?? 1) : 0
  })
  const pitch = gaps.toSorted((a, b) => a - b)[Math.floor(gaps.length / 2)] ?? 0
  const [first, second] = [run[0], run[1]]
  if (!first || !second || pitch < 4) return run
  const step = Math.sign(stepBetween(first.value, second.value, 0) ?? 0)
  const filled = [...run]
  for (const [index, line] of sheet.lines.entries()) {
    for (const [at, piece] of line.pieces.entries()) {
      const isInColumn = Math.abs(piece.x0 - box.x0) < 7 || Math.abs(piece.x1 - box.x1) < 5
      if (
        !isInColumn ||
        piece.key.length < 3 ||
        filled.some((token) => Math.abs(middleOf(token) - middleOf(piece)) < 0.6 * pitch)
      )
        continue
      const rows = (middleOf(piece) - middleOf(first)) / pitch
      const near = Math.round(rows)
      if (near < -12 || near > 13 || Math.abs(rows - near) > 0.3 + 0.02 * Math.abs(near)) continue
      const known = run.find((token) => Math.abs(Math.round((middleOf(token) - middleOf(piece)) / pitch)) <= 6)
      if (!known) continue
      const value = shiftMonth(first.value, near * step)
      if (!resembles(piece.key, value.month)) continue
      filled.push({ ...piece, value, line: index, first: at, last: at })
    }
  }
  return filled.toSorted((a, b) => a.y0 - b.y0)
}

function shiftMonth({ month, year }: ParsedMonth, by: number): ParsedMonth {
  const shifted = month - 1 + by
  return { month: (((shifted % 12) + 12) % 12) + 1, year: year === null ? null : year + Math.floor(shifted / 12) }
}

/** Whether a misread word may be this month: it begins nearly like its name or has a figure where its number stands. */
function resembles(key: string, month: number): boolean {
  const name = MONTHS[month - 1] ?? ''
  const start = key.slice(0, 3)
  const same = [...name].filter((letter, index) => start[index] === letter || key[index + 1] === letter).length
  return same >= 2 || key.startsWith(String(month).padStart(2, '0')) || (same >= 1 && /\d/.test(key))
}

function follows(last: MonthToken, next: MonthToken, direction: 'down' | 'across'): boolean {
  const size = heightOf(last)
  if (direction === 'down') {
    const isAligned =
      Math.abs(last.x1 - next.x1) < 9 ||
      Math.abs(last.x0 - next.x0) < 9 ||
      Math.abs(centreOf(last) - centreOf(next)) < 8
    return isAligned && next.y0 > last.y0 + 0.6 * size && next.y0 - last.y1 < 3.6 * size
  }
  return Math.abs(middleOf(last) - middleOf(next)) < 0.6 * size && next.x0 > last.x1 - 1 && next.x0 - last.x1 < 60
}

/** Months from one to the next: 1 or 2 either way, in the way the run already goes; null otherwise. */
function stepBetween(from: ParsedMonth, to: ParsedMonth, step: number): number | null {
  const [a, b] = [indexOf(from), indexOf(to)]
  let difference = a !== null && b !== null ? b - a : ((to.month - from.month + 18) % 12) - 6
  if (difference === -6) difference = 6
  if (difference === 0 || Math.abs(difference) > 3 || (step !== 0 && Math.sign(difference) !== step)) return null
  return difference
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
    const own = indexOf(token.value) ?? yearBeside(sheet, token)
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
    values,
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
