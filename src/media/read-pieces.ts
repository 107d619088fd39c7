import type { Word } from '#src/bills/page.ts'
import type { Recogniser } from './ocr/recogniser.ts'
import { inSheets, layOut } from './picture/contact-sheet.ts'
import { drawPiece } from './picture/draw-piece.ts'
import type { Prepared } from './picture/prepare.ts'
import type { TextPiece } from './picture/text-pieces.ts'

/** Sheets on their way to the recogniser's threads, so that none waits for the next. */
const AHEAD = 4

/**
 * Recognises pieces of print, the largest first: what time is left over for on a busy machine is the small print. After `readingMs` no more
 * are begun. Words are in pixels of the picture in which the pieces were found.
 */
export async function readPieces(
  pieces: TextPiece[],
  { flat, view, scale }: Prepared,
  recogniser: Recogniser,
  { readingMs, digits = false }: { readingMs: number; digits?: boolean },
): Promise<Word[]> {
  const startedAt = performance.now()
  const left = inSheets(pieces).reverse()
  const words: Word[] = []
  const readOn = async () => {
    for (let next = left.pop(); next !== undefined; next = left.pop()) {
      if (performance.now() - startedAt > readingMs) return
      const sheet = layOut(next.map((piece) => drawPiece(flat, view, piece, scale)))
      words.push(...sheet.toPicture(await recogniser.recognise(sheet.image, { layout: 'block', digits })))
    }
  }
  await Promise.all(Array.from({ length: AHEAD }, readOn))
  return words
}
