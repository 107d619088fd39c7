import type { Word } from '#src/bills/page.ts'
import { FIGURE_PICTURE, type FigureLine, readFigureLines } from './ocr/figure-net.ts'
import { type DrawnPiece, drawFigures } from './picture/draw-piece.ts'
import type { Prepared } from './picture/prepare.ts'
import type { TextPiece } from './picture/text-pieces.ts'

const LONGEST = 14

/** The words of the pieces as they would be if all were figures, in pixels of the picture in which they were found; `?` is no figure. */
export function readFigures(pieces: TextPiece[], { flat, view, scale }: Prepared): Word[] {
  const drawn = pieces.map((piece) => drawFigures(flat, view, piece, scale, FIGURE_PICTURE))
  const lines = readFigureLines(drawn.map(({ image }) => image))
  return pieces.flatMap((piece, index) => {
    const [line, one] = [lines[index], drawn[index]]
    return line && one ? toWords(piece, line, one) : []
  })
}

/** Only the words that may be figures, of pieces that may: longer ones are text. */
export function findFigures(pieces: TextPiece[], prepared: Prepared): Word[] {
  return readFigures(pieces.filter(isShort), prepared).filter(({ text }) => !text.includes('?'))
}

/** As long as a figure can be: a unit's number of 17 signs is ten times as long as it is high. */
function isShort({ x0, x1, height }: TextPiece): boolean {
  return x1 - x0 <= LONGEST * height
}

function toWords({ y0, y1 }: TextPiece, { signs, certainty }: FigureLine, { x0: left, scale }: DrawnPiece): Word[] {
  const words: Word[] = []
  let isApart = true
  for (const { sign, x0, x1 } of signs) {
    const word = isApart ? undefined : words.at(-1)
    if (sign === ' ') isApart = true
    else if (word) {
      word.text += sign
      word.x1 = left + x1 / scale
    } else {
      words.push({ text: sign, x0: left + x0 / scale, x1: left + x1 / scale, y0, y1, confidence: certainty })
      isApart = false
    }
  }
  return words
}
