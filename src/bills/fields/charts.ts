import { centreOf, overlap, type Sheet } from '../layout/sheet.ts'
import { fold } from '../layout/text.ts'
import type { Token, Tokens } from '../layout/tokens.ts'
import type { ParsedNumber } from '../layout/values.ts'

/** How far below its title a chart reaches, in points. */
const DEPTH = 130

/** Rows of bars, each with its kWh on top, left to right: twelve or thirteen whole numbers, evenly spaced, under a title about consumption. */
export function findCharts(sheet: Sheet, tokens: Tokens): { kwh: number; confidence: number }[][] {
  const titles = sheet.cells.filter(({ text }) =>
    /HIST\w* D[EO] CONSUMO|CONSUMO.*KWH|ULTIMOS 1[23] MESES/.test(fold(text)),
  )
  return titles.flatMap((title) => {
    const below = tokens.numbers.filter(
      ({ value, y0, x0, x1 }) =>
        value.decimals === 0 &&
        value.value >= 10 &&
        y0 > title.y1 &&
        y0 < title.y1 + DEPTH &&
        overlap(x0, x1, title.x0 - 60, title.x1 + 160) > 0,
    )
    const bars = evenlySpaced(below)
    return bars ? [bars.map(({ value, confidence }) => ({ kwh: value.value, confidence }))] : []
  })
}

/** The longest evenly spaced row among numbers, if it has twelve or thirteen. */
function evenlySpaced(numbers: Token<ParsedNumber>[]): Token<ParsedNumber>[] | null {
  const sorted = numbers.toSorted((a, b) => centreOf(a) - centreOf(b))
  const gaps = sorted.slice(1).map((number, index) => centreOf(number) - centreOf(sorted[index] ?? number))
  const pitch = gaps.toSorted((a, b) => a - b)[Math.floor(gaps.length / 2)] ?? 0
  const isEven = gaps.every((gap) => Math.abs(gap - pitch) < 0.3 * pitch)
  return pitch > 6 && isEven && (sorted.length === 12 || sorted.length === 13) ? sorted : null
}
