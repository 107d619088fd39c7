import { type Component, findComponents } from './components.ts'
import { emptyGray, type Gray } from './gray.ts'

/**
 * A piece of one line of print, up to the next wide gap: a word or a few, what stands in a cell of a table, or a line of a paragraph.
 * `height`: of its tall letters; `base`: where letters stand.
 */
export type TextPiece = { x0: number; y0: number; x1: number; y1: number; height: number; base: number }

/** Darker than this is ink; paper is 255. */
const INK = 165
/** Pixels; the picture has about 2.9 to the point, so that print of 5 to 40 points passes. */
const PRINT = { lowest: 6, highest: 110, smallestMark: 4 }

/**
 * Finds the pieces of print in a level picture with flat light (1700 pixels to a whole page). Rules, boxes, bars and specks are left out;
 * what is left grows to the right by about the height of its letters, and what then touches is one piece.
 */
export function findTextPieces(image: Gray): TextPiece[] {
  const { width, height } = image
  const ink = findComponents(image, INK).runs.filter(({ component }) => isInkOfPrint(component))
  const grown = emptyGray(width, height)
  grown.data.fill(255)
  for (const { y, x0, x1, component } of ink)
    grown.data.fill(0, y * width + x0, y * width + Math.min(width, x1 + reach(component)))

  const owners = new Map<Component, Component[]>()
  const ownerAt = new Array<Component | undefined>(width)
  const grownRuns = findComponents(grown, 128).runs
  let next = 0
  let row = -1
  const seen = new Set<Component>()
  for (const { y, x0, component } of ink) {
    if (y !== row) {
      row = y
      for (; (grownRuns[next]?.y ?? height) < y; next++);
      for (; grownRuns[next]?.y === y; next++) {
        const run = grownRuns[next]
        if (run) ownerAt.fill(run.component, run.x0, run.x1)
      }
    }
    if (seen.has(component)) continue
    seen.add(component)
    const owner = ownerAt[x0]
    if (!owner) continue
    const letters = owners.get(owner)
    if (letters) letters.push(component)
    else owners.set(owner, [component])
  }
  return [...owners.values()].flatMap(toPiece)
}

function isInkOfPrint({ x0, y0, x1, y1, pixels }: Component): boolean {
  const [width, height] = [x1 - x0, y1 - y0]
  if (height > PRINT.highest || pixels < PRINT.smallestMark) return false
  const fill = pixels / (width * height)
  const isRule = (width > 30 && width > height * 5 && fill > 0.6) || width > height * 40
  const isBar = height > 24 && height > width * 4.5
  const isBox = height > 40 && (fill < 0.12 || (width > height * 3 && fill > 0.6))
  return !isRule && !isBar && !isBox
}

/** The gap that does not end a piece: words of a line are about half a letter height apart, columns more than one. */
function reach({ y0, y1 }: Component): number {
  return Math.min(44, Math.max(9, Math.round((y1 - y0) * 0.9)))
}

function toPiece(letters: Component[]): TextPiece[] {
  const heights = letters.map(({ y0, y1 }) => y1 - y0).sort((a, b) => a - b)
  const height = heights[Math.min(heights.length - 1, Math.floor(heights.length * 0.92))] ?? 0
  const feet = letters
    .filter(({ y0, y1 }) => y1 - y0 > height * 0.55)
    .map(({ y1 }) => y1)
    .sort((a, b) => a - b)
  const box = {
    x0: Math.min(...letters.map(({ x0 }) => x0)),
    y0: Math.min(...letters.map(({ y0 }) => y0)),
    x1: Math.max(...letters.map(({ x1 }) => x1)),
    y1: Math.max(...letters.map(({ y1 }) => y1)),
  }
  const isPrint =
    height >= PRINT.lowest && box.y1 - box.y0 < Math.max(height * 2.2, 14) && box.x1 - box.x0 >= height * 0.25
  return isPrint ? [{ ...box, height, base: feet[feet.length >> 1] ?? box.y1 }] : []
}
