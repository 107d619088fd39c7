import { monthBefore } from './months.ts'

/** Where a row between others was lost, what is more than twice as much as usual or less than half may be a misread first figure. */
export function withoutDoubtful<Row extends { month: string; kwh: number }>(rows: Row[]): Row[] {
  if (rows.every(({ month }, index) => index === 0 || rows[index - 1]?.month === monthBefore(month, 1))) return rows
  const middle = middleOf(rows)
  return rows.filter(({ kwh }) => kwh <= 2 * middle && kwh >= middle / 2)
}

/** The usual kWh of a month. */
export function middleOf(rows: { kwh: number }[]): number {
  return rows.map(({ kwh }) => kwh).toSorted((a, b) => a - b)[Math.floor(rows.length / 2)] ?? 0
}
