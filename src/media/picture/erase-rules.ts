import type { Gray } from './gray.ts'
import { findDarkRuns } from './pixels.ts'

/** Pixels: thicker strokes are those of letters, and so are shorter ones. */
const RULE = { widest: 6, shortest: 60 }
/** Rows in which a rule may be lost. */
const GAP = 3
/** Part of a rule that is seen alone; in the rest something touches it. */
const ALONE = 0.4

/** A stroke that is followed down the picture: where it is now, and its pixels in the rows in which it stands alone (y, x0, x1 each). */
type Stroke = { x0: number; x1: number; first: number; last: number; alone: number[] }

/**
 * Paints upright rules over, in place, so that letters which touch the frame of a table are letters again. A rule is followed from row to row, because
 * it leans a little and letters touch it. `level`: what is darker is ink.
 */
export function eraseUprightRules(image: Gray, level: number): void {
  const { data, width, height } = image
  const { runs, starts } = findDarkRuns(image, level)
  let open: Stroke[] = []
  const close = ({ first, last, alone }: Stroke) => {
    if (last - first < RULE.shortest || alone.length / 3 < ALONE * (last - first)) return
    for (let at = 0; at < alone.length; at += 3) {
      const row = (alone[at] ?? 0) * width
      data.fill(255, row + Math.max(0, (alone[at + 1] ?? 0) - 1), row + Math.min(width, (alone[at + 2] ?? 0) + 1))
    }
  }
  for (let y = 0; y < height; y++) {
    const next: Stroke[] = []
    let at = 0
    for (let run = starts[y] ?? 0; run < (starts[y + 1] ?? 0); run++) {
      const [x0 = 0, x = 0] = [runs[3 * run], runs[3 * run + 1]]
      const isNarrow = x - x0 <= RULE.widest
      for (; at < open.length && (open[at]?.x1 ?? 0) < x0; at++) keep(open[at], y, next, close)
      let isTaken = false
      for (; at < open.length && (open[at]?.x0 ?? 0) <= x; at++) {
        const stroke = open[at]
        if (!stroke) continue
        stroke.last = y
        if (isNarrow && isTaken) continue
        if (isNarrow) {
          isTaken = true
          stroke.x0 = x0
          stroke.x1 = x
          stroke.alone.push(y, x0, x)
        }
        next.push(stroke)
      }
      if (isNarrow && !isTaken) next.push({ x0, x1: x, first: y, last: y, alone: [y, x0, x] })
    }
    for (; at < open.length; at++) keep(open[at], y, next, close)
    open = next
  }
  open.forEach(close)
}

/** A stroke that this row does not go on with stays open for a few rows. */
function keep(stroke: Stroke | undefined, y: number, open: Stroke[], close: (stroke: Stroke) => void) {
  if (!stroke) return
  if (y - stroke.last <= GAP) open.push(stroke)
  else close(stroke)
}
