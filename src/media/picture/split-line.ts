import { cropGray, type Gray } from './gray.ts'

/** Columns of pixels with something darker than this hold ink, in the rows of letters: what stands above or below is of other lines. */
const INK = 160
const ROWS = { first: 12, last: 35 }
/** Pixels of a part, 26 letters' heights: longer lines would keep the others of their batch waiting. */
const LONGEST = 600

/** A part of the picture of a line, and where it begins in it. */
export type LinePart = { image: Gray; x0: number }

/** Cuts a long line in the widest gaps between its words; what has none stays whole. */
export function splitLine(line: Gray): LinePart[] {
  const parts: LinePart[] = []
  const isInk = line.width > LONGEST ? findInk(line) : []
  let start = 0
  while (line.width - start > LONGEST) {
    const gap = findWidestGap(isInk, start + LONGEST / 2, start + LONGEST)
    const end = Math.round((gap.x0 + gap.x1) / 2)
    if (gap.x1 - gap.x0 < 3) break
    parts.push({ image: cropGray(line, start, 0, end - start, line.height), x0: start })
    start = end
  }
  return [
    ...parts,
    { image: start === 0 ? line : cropGray(line, start, 0, line.width - start, line.height), x0: start },
  ]
}

/** Which columns of a line's pixels hold ink. */
export function findInk({ data, width }: Gray): boolean[] {
  return Array.from({ length: width }, (_, x) => {
    for (let y = ROWS.first; y < ROWS.last; y++) if ((data[y * width + x] ?? 255) < INK) return true
    return false
  })
}

/** The widest paper in some columns; empty where there is none. */
export function findWidestGap(isInk: boolean[], from: number, to: number): { x0: number; x1: number } {
  let widest = { x0: from, x1: from }
  for (let x0 = from; x0 < to; x0++) {
    let x1 = x0
    while (x1 < to && !isInk[x1]) x1++
    if (x1 - x0 > widest.x1 - widest.x0) widest = { x0, x1 }
    x0 = x1
  }
  return widest
}
