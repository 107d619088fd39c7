import { mergeDigits } from '#src/bills/merge-digits.ts'
import type { Word } from '#src/bills/page.ts'
import { THREADS } from './ocr/line-reader.ts'
import type { Recogniser } from './ocr/recogniser.ts'
import { drawLine } from './picture/draw-piece.ts'
import type { Prepared } from './picture/prepare.ts'
import { splitLine } from './picture/split-line.ts'
import type { TextPiece } from './picture/text-pieces.ts'
import { findFigures } from './read-figures.ts'

/** Batches on their way to the recogniser's threads, so that none waits for the next. */
const AHEAD = 4
/** Widths of the lines of a batch, in heights of their letters: at most so much, and enough to fill the lanes in which they are read. */
const BATCH = 300
/** Letter heights of print of one size differ by less than this factor. */
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
  const parts = pieces.flatMap((piece) => {
    const { image, x0, scale: drawn } = drawLine(flat, view, piece, scale, options)
    return splitLine(image).map((part) => ({ piece, image: part.image, x0: x0 + part.x0 / drawn, drawn }))
  })
  const read = await recogniser.readLines(parts.map(({ image }) => image))
  const lines = new Map<TextPiece, Word[]>(pieces.map((piece) => [piece, []]))
  for (const [index, { piece, x0: left, drawn }] of parts.entries())
    for (const word of read[index] ?? [])
      lines.get(piece)?.push({
        ...word,
        x0: Math.max(piece.x0, left + word.x0 / drawn),
        x1: Math.min(piece.x1, left + word.x1 / drawn),
        y0: piece.y0,
        y1: piece.y1,
      })
  return [...lines.values()]
}

/** A line in which only words are read, and surely, holds no figures. */
function mayHoldFigures(words: Word[]): boolean {
  return words.length === 0 || words.some(({ text, confidence }) => /\d/.test(text) || confidence < SURE)
}

/** Shares pieces out, as much to each thread: the largest print first, then from top to bottom. */
function inBatches(pieces: TextPiece[]): TextPiece[][] {
  const size = ({ height }: TextPiece) => Math.round(Math.log(height) / Math.log(SIZE_STEP))
  const widthOf = ({ x0, x1, height }: TextPiece) => (x1 - x0) / height
  const whole = pieces.reduce((sum, piece) => sum + widthOf(piece), 0)
  const each = whole / (THREADS * Math.ceil(whole / THREADS / BATCH))
  const batches: TextPiece[][] = []
  let wide = each
  for (const piece of pieces.toSorted((a, b) => size(b) - size(a) || a.base - b.base)) {
    if (wide >= each) {
      batches.push([])
      wide = 0
    }
    batches.at(-1)?.push(piece)
    wide += widthOf(piece)
  }
  return batches
}
