import type { Word } from '#src/bills/page.ts'
import { type DrawnPiece, LETTER_HEIGHT } from './draw-piece.ts'
import { emptyGray, type Gray } from './gray.ts'
import type { TextPiece } from './text-pieces.ts'

/** Pieces of print under one another, so that one call reads many and none is lost between boxes and rules. */
export type ContactSheet = {
  image: Gray
  /** Words of the sheet, where they stand in the picture in which the pieces were found. */
  toPicture(words: Word[]): Word[]
}

const LEADING = Math.round(LETTER_HEIGHT * 0.6)
/** White around the pieces, in pixels: without it the first and last letters read worse. */
const BORDER = 10

/** Lays the pieces out, each on a line of its own: side by side they would disturb each other's height and lose their commas. */
export function layOut(pieces: DrawnPiece[]): ContactSheet {
  let bottom = BORDER - LEADING
  const placed = pieces.map((piece) => {
    const top = bottom + LEADING
    bottom = top + piece.image.height
    return { ...piece, top }
  })
  const image = emptyGray(Math.max(...pieces.map(({ image: { width } }) => width)) + 2 * BORDER, bottom + BORDER)
  image.data.fill(255)
  for (const { image: drawn, top } of placed)
    for (let y = 0; y < drawn.height; y++)
      image.data.set(drawn.data.subarray(y * drawn.width, (y + 1) * drawn.width), (top + y) * image.width + BORDER)

  const placeWord = (word: Word): Word[] => {
    const middle = (word.y0 + word.y1) / 2
    const piece = placed.find(({ top, image: { height } }) => middle <= top + height + LEADING / 2)
    if (!piece) return []
    const { x0, y0, top, scale } = piece
    const down = (at: number) => y0 + Math.max(0, Math.min(piece.image.height, at - top)) / scale
    return [
      {
        ...word,
        x0: x0 + (word.x0 - BORDER) / scale,
        x1: x0 + (word.x1 - BORDER) / scale,
        y0: down(word.y0),
        y1: down(word.y1),
      },
    ]
  }
  return { image, toPicture: (words) => words.flatMap(placeWord) }
}

/** Letter heights of one sheet differ by less than this factor. */
const SIZE_STEP = 1.5
const MOST_ON_SHEET = 24

/** Shares pieces out on sheets: the largest print first, and what stands on one line of the page together. */
export function inSheets(pieces: TextPiece[]): TextPiece[][] {
  const sizes = Map.groupBy(pieces, ({ height }) => Math.round(Math.log(height) / Math.log(SIZE_STEP)))
  return [...sizes]
    .sort(([a], [b]) => b - a)
    .flatMap(([, same]) => {
      const ordered = inReadingOrder(same)
      const count = Math.ceil(ordered.length / MOST_ON_SHEET)
      const each = Math.ceil(ordered.length / count)
      return Array.from({ length: count }, (_, index) => ordered.slice(index * each, (index + 1) * each))
    })
}

function inReadingOrder(pieces: TextPiece[]): TextPiece[] {
  const lines: TextPiece[][] = []
  for (const piece of pieces.toSorted((a, b) => a.base - b.base)) {
    const line = lines.at(-1)
    const start = line?.[0]
    if (line && start && piece.base - start.base < 0.6 * piece.height) line.push(piece)
    else lines.push([piece])
  }
  return lines.flatMap((line) => line.sort((a, b) => a.x0 - b.x0))
}
