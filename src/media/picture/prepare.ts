import type { FoundCode } from '../codes.ts'
import { emptyGray, type Gray, turnGray } from './gray.ts'
import { invertDarkBands } from './light-on-dark.ts'
import { drawView, type LevelView, levelView } from './straighten.ts'
import { findTextPieces, type TextPiece } from './text-pieces.ts'
import { fitSlopeField, measureTiles } from './text-slope.ts'

/** A picture ready to be read: light flat, lines level, print found. Pieces are in pixels of `level`, the view drawn with `scale`. */
export type Prepared = { flat: Gray; view: LevelView; scale: number; level: Gray; pieces: TextPiece[] }

/** Steepest text lines that are looked for: 14 degrees either way. */
const SLOPE_RANGE = 0.25
/** Pixels across a whole page when its print is looked for. */
const PAGE_WIDTH = 1700

/**
 * Prepares a picture with flat light, turned by `quarters`; null when nothing in it looks like lines of text. About 0.15 s a phone photo.
 */
export function preparePicture(light: Gray, quarters: number, codes: FoundCode[]): Prepared | null {
  const flat = turnGray(invertDarkBands(eraseCodes(light, codes)), quarters)
  const tiles = measureTiles(flat, 0, SLOPE_RANGE)
  if (!tiles.some(({ score }) => score > 0.25)) return null
  const view = levelView(fitSlopeField(tiles, flat.width, flat.height), tiles)
  const scale = Math.max(0.5, Math.min(1.6, PAGE_WIDTH / (view.bounds.x1 - view.bounds.x0)))
  const level = drawView(flat, view, view.bounds, scale)
  return { flat, view, scale, level, pieces: findTextPieces(level) }
}

/** A prepared picture turned by half. */
export function turnPrepared({ flat, view, scale, level }: Prepared): Prepared {
  const { bounds } = view
  const toPicture = (x: number, y: number) => {
    const at = view.toPicture(bounds.x0 + bounds.x1 - x, bounds.y0 + bounds.y1 - y)
    return { x: flat.width - at.x, y: flat.height - at.y }
  }
  const turned = turnGray(level, 2)
  return { flat: turnGray(flat, 2), view: { bounds, toPicture }, scale, level: turned, pieces: findTextPieces(turned) }
}

/** Paints decoded codes over with the paper around them: nobody should look for letters in them. */
function eraseCodes(image: Gray, codes: FoundCode[]): Gray {
  if (codes.length === 0) return image
  const erased = { ...emptyGray(0, 0), ...image, data: image.data.slice() }
  for (const { corners } of codes) {
    const [xs, ys] = [corners.map(({ x }) => x), corners.map(({ y }) => y)]
    const [x0, x1] = [Math.max(0, Math.min(...xs) - 3), Math.min(image.width, Math.max(...xs) + 3)]
    const [y0, y1] = [Math.max(0, Math.min(...ys) - 3), Math.min(image.height, Math.max(...ys) + 3)]
    for (let y = y0; y < y1; y++) {
      const row = y * image.width
      const [left, right] = [
        image.data[row + Math.max(0, x0 - 2)] ?? 255,
        image.data[row + Math.min(image.width - 1, x1 + 2)] ?? 255,
      ]
      erased.data.fill(Math.max(left, right), row + x0, row + x1)
    }
  }
  return erased
}
