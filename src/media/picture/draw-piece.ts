import { countLevels, levelAt } from './brightness.ts'
import { emptyGray, type Gray, shrinkGray, turnGray } from './gray.ts'
import { sharpen } from './pixels.ts'
import { drawView, type LevelView } from './straighten.ts'
import type { TextPiece } from './text-pieces.ts'

/** A piece of print drawn for recognition, and how to get back: `x0 + x / scale` in the picture in which the piece was found. */
export type DrawnPiece = { image: Gray; x0: number; y0: number; scale: number }

/** Height of the pictures of lines that are recognised, in pixels. */
const LINE_HEIGHT = 48
/** Height of tall letters in them, and the room below the line they stand on: small ones read best, and large ones are another opinion. */
export const LETTERS = { small: { letter: 23, below: 13 }, large: { letter: 30, below: 12 } }
/** Letters of fewer pixels in the photo that are nowhere darker are blurred, and read better sharpened; clear print reads worse. */
const BLURRED = { letter: 12, ink: 100, radius: 4, amount: 0.6 }
/** Pixels around a piece in which its letters may fade. */
const BLUR = 2
/** Part of a piece's pixels that is ink, and where its paper begins. */
const INK_PART = 0.08
const PAPER_PART = 0.75

/**
 * Draws one piece straight from the photo, as a line for recognition. `pieceScale`: pixels in the piece's coordinates for one of the view.
 * `upsideDown`: turned by half, as it is if the photo is.
 */
export function drawLine(
  flat: Gray,
  view: LevelView,
  piece: TextPiece,
  pieceScale: number,
  { size = LETTERS.small, upsideDown = false } = {},
): DrawnPiece {
  const scale = size.letter / piece.height
  // Print much larger than the line is drawn larger first: sampled, thin strokes would be lost.
  const steps = Math.max(1, Math.floor(1 / (scale * pieceScale)))
  const aside = Math.max(3, piece.height * 0.3)
  const below = upsideDown ? LINE_HEIGHT - size.letter - size.below : size.below
  const y1 = piece.base + below / scale
  const part = { x0: piece.x0 - aside, x1: piece.x1 + aside, y0: y1 - LINE_HEIGHT / scale, y1 }
  const drawn = fitHeight(shrinkGray(drawPart(flat, view, part, pieceScale, scale * steps), steps))
  const isBlurred =
    piece.height / pieceScale < BLURRED.letter && levelAt(countLevels(drawn.data), INK_PART) > BLURRED.ink
  const image = isBlurred ? sharpen(drawn, BLURRED.radius, BLURRED.amount) : drawn
  stretchContrast(image)
  // Beside a piece is paper; a rule that was taken out would be read as a sign.
  whitenSides(image, Math.round((aside - BLUR) * scale))
  return { image: upsideDown ? turnGray(image, 2) : image, x0: part.x0, y0: part.y0, scale }
}

function whitenSides({ data, width, height }: Gray, columns: number) {
  for (let row = 0; row < width * height; row += width) {
    data.fill(255, row, row + columns)
    data.fill(255, row + width - columns, row + width)
  }
}

/** Rounding may have cost a row. */
function fitHeight(image: Gray): Gray {
  if (image.height === LINE_HEIGHT) return image
  const fitted = emptyGray(image.width, LINE_HEIGHT)
  fitted.data.fill(255)
  fitted.data.set(image.data.subarray(0, fitted.data.length))
  return fitted
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
