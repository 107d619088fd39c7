import { type Component, findComponents } from './components.ts'
import { eraseUprightRules } from './erase-rules.ts'
import { emptyGray, type Gray } from './gray.ts'
import { sharpen } from './pixels.ts'

/**
 * A piece of one line of print, up to the next wide gap: a word or a few, what stands in a cell of a table, or a line of a paragraph.
 * `height`: of its tall letters; `base`: where letters stand.
 */
export type TextPiece = { x0: number; y0: number; x1: number; y1: number; height: number; base: number }

/** Below the edge is ink, if some of it is darker than the core: thin print of a phone photo is light grey. Paper is 255. */
const INK = { edge: 198, core: 185 }
/** Pixels; the picture has about 2.9 to the point, so that print of 5 to 40 points passes. */
const PRINT = { lowest: 6, highest: 110, smallestMark: 4 }

/** Side of the cells in which specks are counted, in pixels. */
const GRAIN_CELL = 32
/** Pixels of a speck. */
const SPECK = 10
const MOST_GRAIN = 2.5

/**
 * Finds the pieces of print in a level picture with flat light (1700 pixels to a whole page). Rules, boxes, bars and specks are left out;
 * what is left grows to the right by about the height of its letters, and what then touches is one piece.
 */
export function findTextPieces(image: Gray): TextPiece[] {
  const { width, height } = image
  const sharp = sharpen(image, 4, 1)
  eraseUprightRules(sharp, INK.edge)
  const { components, runs } = findComponents(sharp, INK.edge)
  const ink = runs().filter(({ component }) => isInkOfPrint(component))
  const grown = emptyGray(width, height)
  grown.data.fill(255)
  for (const { y, x0, x1, component } of ink)
    grown.data.fill(0, y * width + x0, y * width + Math.min(width, x1 + reach(component)))

  const owners = new Map<Component, Component[]>()
  const ownerAt = new Array<Component | undefined>(width)
  const grownRuns = findComponents(grown, 128).runs()
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
  const grain = measureGrain(components, width, height)
  return [...owners.values()].flatMap(toPiece).filter((piece) => grain(piece) < MOST_GRAIN)
}

/** Specks per cell around a piece: on paper there are dots and accents, on a carpet or a stone table something everywhere. */
function measureGrain(components: Component[], width: number, height: number): (piece: TextPiece) => number {
  const [across, down] = [Math.ceil(width / GRAIN_CELL), Math.ceil(height / GRAIN_CELL)]
  const specks = new Float32Array(across * down)
  for (const { x0, y0, x1, y1, pixels, darkest } of components) {
    if (pixels > SPECK || darkest > INK.core) continue
    const at = Math.floor((y0 + y1) / 2 / GRAIN_CELL) * across + Math.floor((x0 + x1) / 2 / GRAIN_CELL)
    specks[at] = (specks[at] ?? 0) + 1
  }
  return ({ x0, y0, x1, y1 }) => {
    const [left, right] = [
      Math.max(0, Math.floor(x0 / GRAIN_CELL) - 1),
      Math.min(across - 1, Math.floor(x1 / GRAIN_CELL) + 1),
    ]
    const [top, bottom] = [
      Math.max(0, Math.floor(y0 / GRAIN_CELL) - 1),
      Math.min(down - 1, Math.floor(y1 / GRAIN_CELL) + 1),
    ]
    let sum = 0
    for (let row = top; row <= bottom; row++)
      for (let column = left; column <= right; column++) sum += specks[row * across + column] ?? 0
    return sum / ((right - left + 1) * (bottom - top + 1))
  }
}

function isInkOfPrint({ x0, y0, x1, y1, pixels, darkest }: Component): boolean {
  const [width, height] = [x1 - x0, y1 - y0]
  if (height > PRINT.highest || pixels < PRINT.smallestMark || darkest > INK.core) return false
  const fill = pixels / (width * height)
  // The letters of a blurred word are one blot, but not as full as a bar.
  const isRule = width > height * 40 || (height < 6 && width > 30 && width > height * 5) || (width > 150 && fill < 0.15)
  const isBlock = fill > 0.84 && height >= 6 && width > height * 1.6
  const isBar = height > 24 && height > width * 4.5
  const isBox = height > 40 && (fill < 0.12 || (width > height * 3 && fill > 0.6))
  return !isRule && !isBlock && !isBar && !isBox
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
