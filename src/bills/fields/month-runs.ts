import { type Box, boxOf, centreOf, heightOf, middleOf, type Sheet } from '../layout/sheet.ts'
import type { Token } from '../layout/tokens.ts'
import { MONTHS, type ParsedMonth } from '../layout/values.ts'

export type MonthToken = Token<ParsedMonth>

/** Months since year 0; null without a year. */
export const monthIndexOf = ({ month, year }: ParsedMonth) => (year === null ? null : year * 12 + month - 1)

/** Runs of at least three months, aligned, each one step from the one before. A gap of one is a row that was not read. */
export function findMonthRuns(months: MonthToken[], direction: 'down' | 'across'): MonthToken[][] {
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
export function fillMonthRun(sheet: Sheet, run: MonthToken[]): MonthToken[] {
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
  const rowOf = countRows(run, pitch)
  for (const [index, line] of sheet.lines.entries()) {
    for (const [at, piece] of line.pieces.entries()) {
      const isInColumn = Math.abs(piece.x0 - box.x0) < 7 || Math.abs(piece.x1 - box.x1) < 5
      if (
        !isInColumn ||
        piece.key.length < 3 ||
        filled.some((token) => Math.abs(middleOf(token) - middleOf(piece)) < 0.6 * pitch)
      )
        continue
      const { row: near, away, off } = rowOf(piece)
      if (near < -12 || near > 13 || away > 6 || off > 0.3 + 0.02 * away) continue
      const value = shiftMonth(first.value, near * step)
      if (!resembles(piece.key, value.month)) continue
      filled.push({ ...piece, value, line: index, first: at, last: at })
    }
  }
  return [...filled, ...rowsWithoutMonth(sheet, filled, first, step, pitch)].toSorted((a, b) => a.y0 - b.y0)
}

/** Rows whose month was lost altogether: numbers that stand in the column of values, between the months that were read or next to them. */
function rowsWithoutMonth(
  sheet: Sheet,
  known: MonthToken[],
  first: MonthToken,
  step: number,
  pitch: number,
): MonthToken[] {
  if (known.length < 4) return []
  const numeric = sheet.lines.flatMap((line, index) =>
    line.pieces.filter(({ text }) => /^\d{2,6}([.,]00)?$/.test(text)).map((piece) => ({ piece, index })),
  )
  const besides = numeric.filter(({ piece }) =>
    known.some((token) => Math.abs(middleOf(token) - middleOf(piece)) < 0.4 * pitch && piece.x0 > token.x1 - 1),
  )
  const column = besides
    .toSorted((a, b) => a.piece.x1 - b.piece.x1)
    .find(
      ({ piece }) => besides.filter((other) => Math.abs(other.piece.x1 - piece.x1) < 6).length >= 0.6 * known.length,
    )
  if (!column) return []
  const rowOf = countRows(known, pitch)
  const rows = known.map((token) => rowOf(token).row - rowOf(first).row)
  const [top, bottom] = [Math.max(...rows) - 12, Math.min(...rows) + 12]
  return numeric.flatMap(({ piece, index }): MonthToken[] => {
    const { row, off } = rowOf(piece)
    const near = row - rowOf(first).row
    const isFree = !known.some((token) => Math.abs(middleOf(token) - middleOf(piece)) < 0.6 * pitch)
    if (!isFree || Math.abs(piece.x1 - column.piece.x1) > 7 || off > 0.25 || near < top || near > bottom) return []
    const box = { x0: first.x0, x1: first.x1, y0: piece.y0, y1: piece.y1 }
    return [
      {
        ...box,
        value: shiftMonth(first.value, near * step),
        text: '',
        line: index,
        first: -1,
        last: -1,
        confidence: piece.confidence,
      },
    ]
  })
}

/**
 * Counts rows from the first that is known. The nearest one tells where a place is: `away` rows from it, and `off` by a part of a row. Over many
 * rows of a photo a pitch does not hold.
 */
function countRows(known: Box[], pitch: number): (place: Box) => { row: number; away: number; off: number } {
  const places = known.toSorted((a, b) => a.y0 - b.y0)
  let row = 0
  const rows = places.map((place, index) => {
    const before = places[index - 1]
    if (before) row += Math.round((middleOf(place) - middleOf(before)) / pitch)
    return { place, row }
  })
  return (place) => {
    const distance = ({ place: other }: { place: Box }) => Math.abs(middleOf(place) - middleOf(other))
    const [nearest] = rows.toSorted((a, b) => distance(a) - distance(b))
    const by = nearest ? (middleOf(place) - middleOf(nearest.place)) / pitch : 0
    return {
      row: (nearest?.row ?? 0) + Math.round(by),
      away: Math.abs(Math.round(by)),
      off: Math.abs(by - Math.round(by)),
    }
  }
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
export function stepBetween(from: ParsedMonth, to: ParsedMonth, step: number): number | null {
  const [a, b] = [monthIndexOf(from), monthIndexOf(to)]
  let difference = a !== null && b !== null ? b - a : ((to.month - from.month + 18) % 12) - 6
  if (difference === -6) difference = 6
  if (difference === 0 || Math.abs(difference) > 3 || (step !== 0 && Math.sign(difference) !== step)) return null
  return difference
}
