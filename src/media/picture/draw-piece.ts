import { countLevels, levelAt } from './brightness.ts'
import type { Gray } from './gray.ts'
import { sharpen } from './sharpen.ts'
import { drawView, type LevelView } from './straighten.ts'
import type { TextPiece } from './text-pieces.ts'

/** A piece of print drawn for recognition, and how to get back: `x0 + x / scale` in the picture in which the piece was found. */
export type DrawnPiece = { image: Gray; x0: number; y0: number; scale: number }

/** Height that tall letters get, in pixels: a little more than the network takes, because small figures read better than at its own size. */
export const LETTER_HEIGHT = 44
const MOST_ENLARGED = 5
/** Print that is enlarged more than this and yet nowhere darker is blurred, and reads better sharpened; clear print reads worse. */
const BLURRED = { enlarged: 3.6, ink: 100 }
/** Part of a piece's pixels that is ink, and where its paper begins. */
const INK_PART = 0.04
const PAPER_PART = 0.75

/** Draws one piece straight from the photo, enlarged once. `pieceScale`: pixels in the piece's coordinates for one of the view. */
export function drawPiece(flat: Gray, view: LevelView, piece: TextPiece, pieceScale: number): DrawnPiece {
  const scale = Math.min(MOST_ENLARGED, LETTER_HEIGHT / piece.height)
  const aside = Math.max(3, piece.height * 0.3)
  const part = { x0: piece.x0 - aside, x1: piece.x1 + aside, y0: piece.y0 - 1.5, y1: piece.y1 + 1.5 }
  const drawn = drawPart(flat, view, part, pieceScale, scale)
  const isBlurred = scale * pieceScale > BLURRED.enlarged && levelAt(countLevels(drawn.data), INK_PART) > BLURRED.ink
  const image = isBlurred ? sharpen(drawn, Math.round(LETTER_HEIGHT * 0.18), 1) : drawn
  stretchContrast(image)
  return { image, x0: part.x0, y0: part.y0, scale }
}

/** Draws a piece so that its figures have the height a network takes, in the middle of a line. */
export function drawFigures(
  flat: Gray,
  view: LevelView,
  piece: TextPiece,
  pieceScale: number,
  size: { height: number; figure: number },
): DrawnPiece {
  const scale = size.figure / piece.height
  const middle = piece.base - piece.height / 2
  const [aside, above] = [0.4 * piece.height, size.height / scale / 2]
  const part = { x0: piece.x0 - aside, x1: piece.x1 + aside, y0: middle - above, y1: middle + above }
  const image = drawPart(flat, view, part, pieceScale, scale)
  stretchContrast(image)
  return { image, x0: part.x0, y0: part.y0, scale }
}

/** Draws a rectangle of the picture in which pieces were found. */
export function drawPart(
  flat: Gray,
  view: LevelView,
  part: LevelView['bounds'],
  pieceScale: number,
  scale: number,
): Gray {
  const inView = {
    x0: view.bounds.x0 + part.x0 / pieceScale,
    x1: view.bounds.x0 + part.x1 / pieceScale,
    y0: view.bounds.y0 + part.y0 / pieceScale,
    y1: view.bounds.y0 + part.y1 / pieceScale,
  }
  return drawView(flat, view, inView, scale * pieceScale)
}

/** Paper becomes white and ink black, however faint; what has no ink stays as it is. */
function stretchContrast({ data }: Gray) {
  const levels = countLevels(data)
  const [ink, paper] = [levelAt(levels, INK_PART), levelAt(levels, PAPER_PART)]
  if (paper - ink < 40) return
  const scale = 255 / (paper - ink)
  for (let index = 0; index < data.length; index++) {
    const value = ((data[index] ?? 0) - ink) * scale
    data[index] = value < 0 ? 0 : Math.min(value, 255)
  }
}
