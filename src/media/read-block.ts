import type { Word } from '#src/bills/page.ts'
import type { Box } from '#src/bills/page-source.ts'
import type { Recogniser } from './ocr/recogniser.ts'
import { drawPart } from './picture/draw-piece.ts'
import type { Prepared } from './picture/prepare.ts'

/** Height that the usual tall letter of a block gets, in pixels; print is enlarged at most so much. */
const LETTER_HEIGHT = 34
const MOST_ENLARGED = 4

/** Reads a part of a picture as one block: rows that were lost between pieces of print are found. In pixels of that picture. */
export async function readBlock(
  part: Box,
  { flat, view, scale, pieces }: Prepared,
  recogniser: Recogniser,
): Promise<Word[]> {
  const heights = pieces
    .filter(({ x0, x1, y0, y1 }) => x1 > part.x0 && x0 < part.x1 && y1 > part.y0 && y0 < part.y1)
    .map(({ height }) => height)
    .sort((a, b) => a - b)
  const usual = heights[heights.length >> 1] ?? LETTER_HEIGHT / 2
  const enlarged = Math.max(1, Math.min(MOST_ENLARGED, LETTER_HEIGHT / usual))
  const words = await recogniser.readBlock(drawPart(flat, view, part, scale, enlarged))
  return words.map((word) => ({
    ...word,
    x0: part.x0 + word.x0 / enlarged,
    y0: part.y0 + word.y0 / enlarged,
    x1: part.x0 + word.x1 / enlarged,
    y1: part.y0 + word.y1 / enlarged,
  }))
}
