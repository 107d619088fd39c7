import { mergeDigits } from '#src/bills/merge-digits.ts'
import type { Word } from '#src/bills/page.ts'
import type { Recogniser } from './ocr/recogniser.ts'
import { drawLine } from './picture/draw-piece.ts'
import type { Prepared } from './picture/prepare.ts'
import type { TextPiece } from './picture/text-pieces.ts'
import { findFigures } from './read-figures.ts'

/** Batches on their way to the recogniser's threads, so that none waits for the next. */
const AHEAD = 4
/** Widths of the lines of a batch, in heights of their letters: enough to fill the lanes in which they are read, and a sixth of a full page. */
const BATCH = 800
/** Letter heights of one batch differ by less than this factor. */
const SIZE_STEP = 1.5
/** Words that are read as surely as this are words. */
const SURE = 0.9

/**
 * Recognises pieces of print, the largest first: what time is left over for on a busy machine is the small print. After `readingMs` no more
 * are begun. Figures are read a second time, by a network of their own. Words are in pixels of the picture in which the pieces were found.
 */
export async function readPieces(
  pieces: TextPiece[],
  prepared: Prepared,
  recogniser: Recogniser,
  readingMs: number,
): Promise<Word[]> {
  const startedAt = performance.now()
  const left = inBatches(pieces).reverse()
  const words: Word[] = []
  const figures: Word[] = []
  const readOn = async () => {
    for (let next = left.pop(); next !== undefined; next = left.pop()) {
      if (performance.now() - startedAt > readingMs) return
      const lines = await readLines(next, prepared, recogniser)
      words.push(...lines.flat())
      // While the recogniser's threads are busy with the next.
      figures.push(
        ...findFigures(
          next.filter((_, index) => mayHoldFigures(lines[index] ?? [])),
          prepared,
        ),
      )
    }
  }
  await Promise.all(Array.from({ length: AHEAD }, readOn))
  return mergeDigits(words, figures)
}

/** The words of each piece of print, in pixels of the picture in which the pieces were found. */
export async function readLines(
  pieces: TextPiece[],
  { flat, view, scale }: Prepared,
  recogniser: Recogniser,
  options: Parameters<typeof drawLine>[4] = {},
): Promise<Word[][]> {
  const lines = pieces.map((piece) => drawLine(flat, view, piece, scale, options))
  const read = await recogniser.readLines(lines.map(({ image }) => image))
  return pieces.map((piece, index) =>
    (read[index] ?? []).map((word) => {
      const { x0: left = 0, scale = 1 } = lines[index] ?? {}
      return {
        ...word,
        x0: Math.max(piece.x0, left + word.x0 / scale),
        x1: Math.min(piece.x1, left + word.x1 / scale),
        y0: piece.y0,
        y1: piece.y1,
      }
    }),
  )
}

/** A line in which only words are read, and surely, holds no figures. */
function mayHoldFigures(words: Word[]): boolean {
  return words.length === 0 || words.some(({ text, confidence }) => /\d/.test(text) || confidence < SURE)
}

/** Shares pieces out: the largest print first, then from top to bottom. */
function inBatches(pieces: TextPiece[]): TextPiece[][] {
  const size = ({ height }: TextPiece) => Math.round(Math.log(height) / Math.log(SIZE_STEP))
  const batches: TextPiece[][] = []
  let wide = Number.POSITIVE_INFINITY
  for (const piece of pieces.toSorted((a, b) => size(b) - size(a) || a.base - b.base)) {
    if (wide >= BATCH) {
      batches.push([])
      wide = 0
    }
    batches.at(-1)?.push(piece)
    wide += (piece.x1 - piece.x0) / piece.height
  }
  return batches
}
