import type { TextPiece } from './text-pieces.ts'

/** A line of running text is at least this many letter heights long, about 40 letters; labels, values and addresses are shorter. */
const LONG = 24
/** Fewer lines are a heading or an address. */
const LINES = 3

/**
 * Leaves out paragraphs of running text: notices and legal print, a third of the letters of a bill and none of its fields. What stands
 * within the paragraph goes with it.
 */
export function withoutSmallPrint(pieces: TextPiece[]): TextPiece[] {
  const long = pieces.filter(({ x0, x1, height }) => x1 - x0 > LONG * height).sort((a, b) => a.y0 - b.y0)
  const paragraphs: TextPiece[][] = []
  for (const line of long) {
    const above = paragraphs.find((paragraph) => paragraph.some((other) => follows(other, line)))
    if (above) above.push(line)
    else paragraphs.push([line])
  }
  const boxes = paragraphs
    .filter((lines) => lines.length >= LINES)
    .map((lines) => ({
      x0: Math.min(...lines.map(({ x0 }) => x0)) - 4,
      x1: Math.max(...lines.map(({ x1 }) => x1)) + 4,
      y0: Math.min(...lines.map(({ y0 }) => y0)),
      y1: Math.max(...lines.map(({ y1 }) => y1)),
    }))
  return pieces.filter(({ x0, x1, y0, y1 }) => {
    const [x, y] = [(x0 + x1) / 2, (y0 + y1) / 2]
    return !boxes.some((box) => x > box.x0 && x < box.x1 && y > box.y0 && y < box.y1)
  })
}

/** Stands right under the other line, in the same column and size; a broken line may lie between. */
function follows(other: TextPiece, line: TextPiece): boolean {
  const gap = line.base - other.base
  const shared = Math.min(other.x1, line.x1) - Math.max(other.x0, line.x0)
  return (
    gap > 0.8 * line.height &&
    gap < 4.5 * line.height &&
    shared > 0.5 * Math.min(other.x1 - other.x0, line.x1 - line.x0) &&
    Math.abs(other.height - line.height) < 0.4 * line.height
  )
}
