import type { Gray } from './gray.ts'
import { measureLowerEdges } from './pixels.ts'

/** The slope of text lines (dy by dx) as a polynomial of the place, in units of half the picture's longer side from its middle. */
export type SlopeField = { terms: number[]; x0: number; y0: number; unit: number }

/** How much a part of the picture looks like lines of text: 0 none, 1 clear; and the slope of its lines. */
export type TextTile = { x: number; y: number; width: number; height: number; slope: number; score: number }

const TILES_ACROSS = 6
/** The lower edge of a letter: a pixel this dark, and one this bright two rows below. */
const EDGE = { dark: 150, bright: 175 }
/** Pixels under which a tile has too little print to be measured. */
const NEEDED_EDGES = 60

/**
 * Measures text lines tile by tile, within `range` of the `expected` slope: where lines lie along the slope that is tried, the lower
 * edges of letters gather in few rows. The picture must have flat light.
 */
export function measureTiles(flat: Gray, expected: number, range: number): TextTile[] {
  const side = Math.round(Math.max(flat.width, flat.height) / TILES_ACROSS / 1.34)
  const [across, down] = [Math.max(1, Math.round(flat.width / side)), Math.max(1, Math.round(flat.height / side))]
  const [width, height] = [Math.floor(flat.width / across), Math.floor(flat.height / down)]
  const areas = Array.from({ length: across * down }, (_, index) => {
    const [row, column] = [Math.floor(index / across), index % across]
    return { x: column * width, y: row * height, width, height }
  })
  return measureLowerEdges(flat, areas, EDGE, (area, count, score) => ({
    ...area,
    ...(count < NEEDED_EDGES ? { slope: expected, score: 0 } : measureTile(score, expected, range)),
  }))
}

/** A smooth surface through the slopes of the tiles (perspective, a bent sheet); tiles that disagree with the others are left out. */
export function fitSlopeField(tiles: TextTile[], width: number, height: number): SlopeField {
  let used = tiles.filter(({ score }) => score > 0.25)
  const field: SlopeField = { terms: [0], x0: width / 2, y0: height / 2, unit: Math.max(width, height) / 2 }
  for (let round = 0; round < 4 && used.length > 0; round++) {
    field.terms = fitTerms(used, field, round === 0 || used.length < 12 ? Math.min(3, used.length) : 6)
    const off = used.map((tile) => Math.abs(tile.slope - slopeAt(field, middleOf(tile))))
    const limit = Math.max(0.006, 2.5 * ([...off].sort((a, b) => a - b)[off.length >> 1] ?? 0))
    used = used.filter((_, index) => (off[index] ?? 0) <= limit)
  }
  return field
}

export function slopeAt(field: SlopeField, place: { x: number; y: number }): number {
  const powers = powersAt(field, place)
  return field.terms.reduce((sum, term, index) => sum + term * (powers[index] ?? 0), 0)
}

function powersAt({ x0, y0, unit }: SlopeField, { x, y }: { x: number; y: number }): number[] {
  const [u, v] = [(x - x0) / unit, (y - y0) / unit]
  return [1, u, v, u * u, u * v, v * v]
}

function middleOf(tile: TextTile) {
  return { x: tile.x + tile.width / 2, y: tile.y + tile.height / 2 }
}

function measureTile(score: (slope: number) => number, expected: number, range: number) {
  let best = { slope: expected, sum: 0 }
  const sums: number[] = []
  const search = (from: number, to: number, step: number) => {
    for (let slope = from; slope <= to + 1e-9; slope += step) {
      const sum = score(slope)
      sums.push(sum)
      if (sum > best.sum) best = { slope, sum }
    }
  }
  search(expected - range, expected + range, 0.01)
  const usual = [...sums].sort((a, b) => a - b)[sums.length >> 1] ?? 1
  search(best.slope - 0.008, best.slope + 0.008, 0.002)
  return { slope: best.slope, score: Math.max(0, Math.min(1, (best.sum / usual - 1.15) / 1.5)) }
}

/** Weighted least squares with a little stiffness in the higher terms, so that few tiles do not bend the surface elsewhere. */
function fitTerms(tiles: TextTile[], field: SlopeField, count: number): number[] {
  const matrix = Array.from({ length: count }, () => new Array<number>(count + 1).fill(0))
  const weight = tiles.reduce((sum, { score }) => sum + score, 0)
  for (const tile of tiles) {
    const powers = powersAt(field, middleOf(tile))
    for (const [i, row] of matrix.entries()) {
      for (let j = 0; j < count; j++) row[j] = (row[j] ?? 0) + tile.score * (powers[i] ?? 0) * (powers[j] ?? 0)
      row[count] = (row[count] ?? 0) + tile.score * (powers[i] ?? 0) * tile.slope
    }
  }
  for (const [i, row] of matrix.entries()) if (i > 0) row[i] = (row[i] ?? 0) + weight * (i < 3 ? 0.01 : 0.03)
  return solve(matrix)
}

/** Gaussian elimination; the matrix is symmetric and positive, so that no rows need to be swapped. */
function solve(matrix: number[][]): number[] {
  const count = matrix.length
  for (const [i, pivot] of matrix.entries())
    for (const row of matrix.slice(i + 1)) {
      const factor = (row[i] ?? 0) / (pivot[i] || 1)
      for (let j = i; j <= count; j++) row[j] = (row[j] ?? 0) - factor * (pivot[j] ?? 0)
    }
  const result = new Array<number>(count).fill(0)
  for (let i = count - 1; i >= 0; i--) {
    const row = matrix[i] ?? []
    const known = result.reduce((sum, value, j) => (j > i ? sum + value * (row[j] ?? 0) : sum), 0)
    result[i] = ((row[count] ?? 0) - known) / (row[i] || 1)
  }
  return result
}
