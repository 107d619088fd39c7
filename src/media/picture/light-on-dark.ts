import { type Component, findComponents } from './components.ts'
import type { Gray } from './gray.ts'

const DARK = 170
/** Of a band, in parts of the picture's longer side: thinner ones are rules, larger ones the table under the sheet. */
const BAND = { lowest: 0.008, widest: 0.035, highest: 0.2 }
/** Part of a band's box that is dark: letters take less than half, and a tilted band leaves corners. */
const FILLED = 0.45

/** Turns light print on dark bands, as titles and totals of bills often are, into dark print on white. */
export function invertDarkBands(flat: Gray): Gray {
  const side = Math.max(flat.width, flat.height)
  const { components, runs } = findComponents(flat, DARK)
  const extents = new Map<Component, Map<number, { x0: number; x1: number }>>()
  for (const component of components) if (isBand(component, flat, side)) extents.set(component, new Map())
  if (extents.size === 0) return flat
  for (const { y, x0, x1, component } of runs) {
    const rows = extents.get(component)
    if (!rows) continue
    const row = rows.get(y)
    if (row) row.x1 = Math.max(row.x1, x1)
    else rows.set(y, { x0, x1 })
  }
  const turned = { ...flat, data: flat.data.slice() }
  for (const rows of extents.values()) {
    const histogram = new Uint32Array(256)
    for (const [y, { x0, x1 }] of rows)
      for (const value of flat.data.subarray(y * flat.width + x0, y * flat.width + x1))
        histogram[value] = (histogram[value] ?? 0) + 1
    const [band, print] = [levelAt(histogram, 0.5), levelAt(histogram, 0.97)]
    if (print - band < 50) continue
    for (const [y, { x0, x1 }] of rows)
      for (let at = y * flat.width + x0; at < y * flat.width + x1; at++)
        turned.data[at] = Math.max(0, Math.min(255, 255 - (((flat.data[at] ?? 0) - band) * 255) / (print - band)))
  }
  return turned
}

function isBand({ x0, y0, x1, y1, pixels }: Component, { width, height }: Gray, side: number): boolean {
  const [across, down] = [x1 - x0, y1 - y0]
  const [long, short] = [Math.max(across, down), Math.min(across, down)]
  const isInside = x0 > 0 && y0 > 0 && x1 < width && y1 < height
  return (
    isInside &&
    short > side * BAND.lowest &&
    long > side * BAND.widest &&
    short < side * BAND.highest &&
    pixels > across * down * FILLED
  )
}

function levelAt(histogram: Uint32Array, part: number): number {
  const wanted = histogram.reduce((sum, count) => sum + count, 0) * part
  let [level, below] = [0, 0]
  while (level < 255 && below + (histogram[level] ?? 0) < wanted) below += histogram[level++] ?? 0
  return level
}
