import type { Page, Word } from '../page.ts'
import { keyOf } from './text.ts'

/** A rectangle in points, as on a Page. */
export type Box = { x0: number; y0: number; x1: number; y1: number }

/** A word in its line. `key` is what labels are compared by. */
export type Piece = Box & { text: string; key: string; confidence: number }

/** Words of one line that stand close together: a label, a value, a sentence. */
export type Cell = Box & { text: string; pieces: Piece[]; line: number }

export type Line = Box & { cells: Cell[]; pieces: Piece[]; text: string }

/** A page whose words were put into lines and cells. Line numbers are indexes into `lines`, which go down the page. */
export type Sheet = {
  page: number
  source: Page['source']
  width: number
  height: number
  lines: Line[]
  cells: Cell[]
}

/** Puts the words of a page into lines, slightly slanted ones too, and into cells. */
export function buildSheet(page: Page): Sheet {
  const words = straighten(page.words.flatMap(splitWord).filter((word) => word.text.trim() !== ''))
  const lines = groupLines(words).map((pieces, index) => buildLine(pieces, index))
  return {
    page: page.number,
    source: page.source,
    width: page.width,
    height: page.height,
    lines,
    cells: lines.flatMap((line) => line.cells),
  }
}

export const heightOf = ({ y0, y1 }: Box) => y1 - y0
export const middleOf = ({ y0, y1 }: Box) => (y0 + y1) / 2
export const centreOf = ({ x0, x1 }: Box) => (x0 + x1) / 2

/** How much of the shorter of two intervals both share, from 0 to 1. */
export function overlap(a0: number, a1: number, b0: number, b1: number): number {
  const shared = Math.min(a1, b1) - Math.max(a0, b0)
  return shared <= 0 ? 0 : shared / Math.max(0.01, Math.min(a1 - a0, b1 - b0))
}

/** The smallest box around several. */
export function boxOf(boxes: Box[]): Box {
  return {
    x0: Math.min(...boxes.map(({ x0 }) => x0)),
    y0: Math.min(...boxes.map(({ y0 }) => y0)),
    x1: Math.max(...boxes.map(({ x1 }) => x1)),
    y1: Math.max(...boxes.map(({ y1 }) => y1)),
  }
}

/** "Vencimento:02/10/2026" is two words printed without a blank; widths are shared out by the number of signs. */
function splitWord(word: Word): Piece[] {
  const parts = word.text.split(/\s+|(?<=[A-Za-zÀ-ú)]:)(?=\S)|(?<=R\$)(?=\d)/).filter((part) => part !== '')
  const total = parts.reduce((sum, part) => sum + part.length, 0) || 1
  let at = 0
  return parts.map((text) => {
    const [from, to] = [at / total, (at + text.length) / total]
    at += text.length
    const width = word.x1 - word.x0
    return {
      text,
      key: keyOf(text),
      confidence: word.confidence,
      x0: word.x0 + from * width,
      x1: word.x0 + to * width,
      y0: word.y0,
      y1: word.y1,
    }
  })
}

/** Turns the page back by the slant most of its neighbouring words share, when it is more than half a line over the page. */
function straighten(pieces: Piece[]): Piece[] {
  const slopes: number[] = []
  const sorted = pieces.toSorted((a, b) => a.x0 - b.x0)
  for (const [index, piece] of sorted.entries()) {
    const next = sorted
      .slice(index + 1, index + 80)
      .find(
        (other) =>
          other.x0 >= piece.x1 &&
          other.x0 - piece.x1 < 4 * heightOf(piece) &&
          overlap(piece.y0, piece.y1, other.y0, other.y1) > 0.6 &&
          Math.abs(heightOf(piece) - heightOf(other)) < 0.15 * heightOf(piece),
      )
    if (next && centreOf(next) - centreOf(piece) > 20)
      slopes.push((next.y1 - piece.y1) / (centreOf(next) - centreOf(piece)))
  }
  slopes.sort((a, b) => a - b)
  const slope = slopes[Math.floor(slopes.length / 2)] ?? 0
  if (slopes.length < 12 || Math.abs(slope) < 0.003 || Math.abs(slope) > 0.15) return pieces
  return pieces.map((piece) => {
    const shift = slope * centreOf(piece)
    return { ...piece, y0: piece.y0 - shift, y1: piece.y1 - shift }
  })
}

/** Words written upwards, as under the bars of a chart: they keep out of the lines beside them. */
const isUpended = (piece: Piece) => piece.text.length >= 4 && heightOf(piece) > 1.5 * (piece.x1 - piece.x0)

/** Each word joins the line whose nearest word to the left it overlaps most in height. */
function groupLines(pieces: Piece[]): Piece[][] {
  const lines: Piece[][] = []
  for (const piece of pieces.toSorted((a, b) => a.x0 - b.x0 || a.y0 - b.y0)) {
    let best: Piece[] | null = null
    let bestScore = 0.02
    for (const line of lines) {
      const last = line.at(-1)
      if (!last || isUpended(last) !== isUpended(piece) || last.x1 > piece.x0 + 1.2 * heightOf(piece)) continue
      const shared = overlap(last.y0, last.y1, piece.y0, piece.y1)
      const score =
        shared - Math.abs(middleOf(last) - middleOf(piece)) / (4 * heightOf(piece) + 0.1) - (piece.x0 - last.x1) / 6000
      if (shared > 0.28 && score > bestScore) {
        bestScore = score
        best = line
      }
    }
    if (best) best.push(piece)
    else lines.push([piece])
  }
  return lines.toSorted((a, b) => boxOf(a).y0 + boxOf(a).y1 - boxOf(b).y0 - boxOf(b).y1)
}

function buildLine(pieces: Piece[], line: number): Line {
  const cells: Cell[] = []
  let open: Piece[] = []
  const close = () => {
    if (open.length > 0)
      cells.push({ ...boxOf(open), text: open.map(({ text }) => text).join(' '), pieces: open, line })
    open = []
  }
  for (const piece of pieces) {
    const last = open.at(-1)
    // A blank is about a quarter of the height of the type; columns stand at least a full height apart.
    if (last && piece.x0 - last.x1 > 0.75 * Math.max(heightOf(last), heightOf(piece), 4)) close()
    open.push(piece)
  }
  close()
  return { ...boxOf(pieces), cells, pieces, text: cells.map(({ text }) => text).join('  ') }
}
