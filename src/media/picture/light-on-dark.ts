import { countLevels, levelAt } from './brightness.ts'
import { type Component, findComponents } from './components.ts'
import type { Gray } from './gray.ts'

const DARK = 170
/** Of a band, in parts of the picture's longer side: thinner ones are rules, larger ones the table under the sheet. */
const BAND = { lowest: 0.008, widest: 0.035, highest: 0.2 }
/** Part of a band's box that is dark: letters take less than half, and a tilted band leaves corners. */
const FILLED = 0.45
/** Pixels at the edge of a band that are neither band nor paper. */
const RIM = 3
const NOISE = 0.25
/** Part of a band that has nearly its colour; in a QR code or a blurred word brightness is spread. */
const EVEN = 0.55
const NEARLY = 20

/** Turns light print on dark bands, as titles and totals of bills often are, into dark print on white. */
export function invertDarkBands(flat: Gray): Gray {
  const side = Math.max(flat.width, flat.height)
  const { components, runs } = findComponents(flat, DARK)
  const extents = new Map<Component, Map<number, { x0: number; x1: number }>>()
  for (const component of components) if (isBand(component, flat, side)) extents.set(component, new Map())
  if (extents.size === 0) return flat
  for (const { y, x0, x1, component } of runs()) {
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
      countLevels(flat.data.subarray(y * flat.width + x0, y * flat.width + x1), histogram)
    const [band, print] = [levelAt(histogram, 0.5), levelAt(histogram, 0.97)]
    if (print - band < 50 || shareNear(histogram, band) < EVEN) continue
    // What is hardly lighter than the band is the noise of the photo.
    const floor = band + NOISE * (print - band)
    eraseRim(turned, rows)
    for (const [y, { x0, x1 }] of rows) {
      const [above, below] = [rows.get(y - RIM), rows.get(y + RIM)]
      for (let x = x0; x < x1; x++) {
        const at = y * flat.width + x
        if (!isWithin(x, x0, x1) || !isWithin(x, above?.x0, above?.x1) || !isWithin(x, below?.x0, below?.x1)) continue
        turned.data[at] = Math.max(0, Math.min(255, 255 - (((flat.data[at] ?? 0) - floor) * 255) / (print - floor)))
      }
    }
  }
  return turned
}

/** The rim of a band is lighter than the band, but no print. */
function eraseRim({ data, width, height }: Gray, rows: Map<number, { x0: number; x1: number }>) {
  for (const [y, { x0, x1 }] of rows)
    for (let row = Math.max(0, y - RIM); row <= Math.min(height - 1, y + RIM); row++)
      data.fill(255, row * width + Math.max(0, x0 - RIM), row * width + Math.min(width, x1 + RIM))
}

function isWithin(x: number, x0 = 0, x1 = 0): boolean {
  return x >= x0 + RIM && x < x1 - RIM
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

function shareNear(histogram: Uint32Array, level: number): number {
  const all = histogram.reduce((sum, count) => sum + count, 0)
  const near = histogram.subarray(Math.max(0, level - NEARLY), level + NEARLY + 1)
  return near.reduce((sum, count) => sum + count, 0) / all
}
