import { mergeDigits } from '#src/bills/merge-digits.ts'
import type { Word } from '#src/bills/page.ts'
import type { Recogniser } from './ocr/recogniser.ts'
import { inSheets, layOut } from './picture/contact-sheet.ts'
import { drawPiece } from './picture/draw-piece.ts'
import type { Prepared } from './picture/prepare.ts'
import type { TextPiece } from './picture/text-pieces.ts'
import { findFigures } from './read-figures.ts'

/** Sheets on their way to the recogniser's threads, so that none waits for the next. */
const AHEAD = 4

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
  const { flat, view, scale } = prepared
  const startedAt = performance.now()
  const left = inSheets(pieces).reverse()
  const words: Word[] = []
  const figures: Word[] = []
  const readOn = async () => {
    for (let next = left.pop(); next !== undefined; next = left.pop()) {
      if (performance.now() - startedAt > readingMs) return
      const sheet = layOut(next.map((piece) => drawPiece(flat, view, piece, scale)))
      const recognised = recogniser.recognise(sheet.image)
      // While Tesseract's threads are busy.
      figures.push(...findFigures(next, prepared))
      words.push(...sheet.toPicture(await recognised))
    }
  }
  await Promise.all(Array.from({ length: AHEAD }, readOn))
  return mergeDigits(words, figures)
}
