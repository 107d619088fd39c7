import type { FoundCode } from '../codes.ts'
import { flattenLight } from './flatten-light.ts'
import { type Gray, shrinkGray, turnGray } from './gray.ts'
import { measureTiles } from './text-slope.ts'

/** Quarters to turn a picture clockwise until its text is upright; `certain` is false where 180 degrees more may be right. */
export type Upright = { quarters: number; certain: boolean }

/** Steepest text lines that are looked for: 14 degrees either way. */
export const SLOPE_RANGE = 0.25

/**
 * Finds which way up a picture is. A decoded QR code or payment slip shows all of it. Otherwise text lines show whether they run across or
 * up and down, but not which end is up.
 */
export function findUpright(image: Gray, codes: FoundCode[]): Upright {
  const flat = flattenLight(shrinkGray(image, Math.max(1, Math.floor(Math.max(image.width, image.height) / 1500))))
  const [across = 0, upDown = 0] = [0, 1].map((quarters) =>
    measureTiles(turnGray(flat, quarters), 0, SLOPE_RANGE).reduce((sum, { score }) => sum + score, 0),
  )
  const isAcross = across >= upDown
  for (const { corners } of codes) {
    const [from, to] = corners
    const angle = Math.atan2(to.y - from.y, to.x - from.x)
    const quarters = (4 - Math.round(angle / (Math.PI / 2))) % 4
    // A code may be printed on its side: then the text lines say so.
    if ((quarters % 2 === 0) === isAcross) return { quarters, certain: true }
  }
  return { quarters: isAcross ? 0 : 1, certain: false }
}
