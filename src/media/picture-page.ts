import { mergeDigits } from '#src/bills/merge-digits.ts'
import type { Word } from '#src/bills/page.ts'
import { type Box, type PageSource, wordsIn } from '#src/bills/page-source.ts'
import { findSlipBars } from './bars/find-slip-bars.ts'
import { type FoundCode, findCodes, mergeCodes } from './codes.ts'
import type { LineWord } from './ocr/decode-line.ts'
import type { Recogniser } from './ocr/recogniser.ts'
import { drawLine, LETTERS } from './picture/draw-piece.ts'
import { findUpright } from './picture/find-upright.ts'
import { flattenLight } from './picture/flatten-light.ts'
import type { Gray } from './picture/gray.ts'
import { type Prepared, preparePicture, turnPrepared } from './picture/prepare.ts'
import { withoutSmallPrint } from './picture/small-print.ts'
import type { TextPiece } from './picture/text-pieces.ts'
import { readBlock } from './read-block.ts'
import { findFigures, readFigures } from './read-figures.ts'
import { readLines, readPieces } from './read-pieces.ts'

/** Points across a page: A4. */
const PAGE_WIDTH = 595
/** Most pieces of print that are read: a full bill has about 400. */
const MOST_PIECES = 600
/** Pieces that are read both ways up where no code shows which end is up, and their length in heights of their letters. */
const TRIAL = { pieces: 4, shortest: 4, longest: 12 }

/**
 * Makes a page of a picture: decodes its codes, then finds which way up it is and where its print lies. The words are read when they are
 * asked for, for `readingMs` at most: then it has those that were read by then.
 */
export async function createPicturePage(
  image: Gray,
  number: number,
  recogniser: Recogniser,
  readingMs: number,
): Promise<PageSource> {
  const flat = flattenLight(image)
  const codes = await findAllCodes(image, flat)
  const { quarters, certain } = findUpright(flat, codes)
  let prepared = preparePicture(flat, quarters, codes)
  if (prepared && !certain && (await isUpsideDown(prepared, recogniser))) prepared = turnPrepared(prepared)
  const pointsPerPixel = PAGE_WIDTH / (prepared?.level ?? image).width
  let words: Promise<Word[]> | undefined
  const inPoints = toPoints(pointsPerPixel)
  const readWords = async () => {
    if (!prepared) return []
    const pieces = withoutSmallPrint(prepared.pieces).slice(0, MOST_PIECES)
    return (await readPieces(pieces, prepared, recogniser, readingMs)).map(inPoints)
  }
  return {
    number,
    width: PAGE_WIDTH,
    height: (prepared?.level ?? image).height * pointsPerPixel,
    source: 'ocr',
    codes: async () => codes.map(({ format, text }) => ({ format, text })),
    async slipBars() {
      const slip = codes.some(({ format }) => format === 'itf') ? null : findSlipBars(image, flat)
      return slip ? [{ format: slip.format, text: slip.text }] : []
    },
    words: () => {
      words ??= readWords()
      return words
    },
    async readRegion(box, way) {
      if (!prepared) return []
      const part = {
        x0: Math.max(0, box.x0 / pointsPerPixel),
        y0: Math.max(0, box.y0 / pointsPerPixel),
        x1: Math.min(prepared.level.width, box.x1 / pointsPerPixel),
        y1: Math.min(prepared.level.height, box.y1 / pointsPerPixel),
      }
      if (part.x1 - part.x0 < 4 || part.y1 - part.y0 < 4) return []
      const inside = prepared.pieces.filter((piece) => isInside(piece, part))
      if (way === 'figures') return readFigures(inside, prepared).map(inPoints)
      const reading =
        way === 'block'
          ? readBlock(part, prepared, recogniser)
          : readLines(inside, prepared, recogniser, { size: LETTERS.large })
      // While the recogniser's threads are busy.
      const figures = findFigures(inside, prepared).map(inPoints)
      return wordsIn(mergeDigits((await reading).flat().map(inPoints), figures), box)
    },
  }
}

async function findAllCodes(image: Gray, flat: Gray): Promise<FoundCode[]> {
  const untouched = await findCodes(image)
  const hasQr = untouched.some(({ format }) => format === 'qr')
  return hasQr ? untouched : mergeCodes(untouched, await findCodes(flat))
}

function toPoints(points: number) {
  return (word: Word): Word => ({
    ...word,
    x0: word.x0 * points,
    y0: word.y0 * points,
    x1: word.x1 * points,
    y1: word.y1 * points,
  })
}

function isInside({ x0, y0, x1, y1 }: TextPiece, part: Box): boolean {
  const [x, y] = [(x0 + x1) / 2, (y0 + y1) / 2]
  return x > part.x0 && x < part.x1 && y > part.y0 && y < part.y1
}

/** Reads a few pieces both ways up: upside down, confidence falls. */
async function isUpsideDown({ pieces, flat, view, scale }: Prepared, recogniser: Recogniser): Promise<boolean> {
  const trial = pieces
    .filter(({ x0, x1, height }) => x1 - x0 > TRIAL.shortest * height && x1 - x0 < TRIAL.longest * height)
    .sort((a, b) => b.height - a.height)
    .slice(0, TRIAL.pieces)
  const [upright, turned] = [false, true].map((upsideDown) =>
    trial.map((piece) => drawLine(flat, view, piece, scale, { upsideDown }).image),
  )
  const read = await recogniser.readLines([...(upright ?? []), ...(turned ?? [])])
  return certainty(read.slice(trial.length).flat()) > certainty(read.slice(0, trial.length).flat())
}

function certainty(words: LineWord[]): number {
  return words.reduce((sum, { text, confidence }) => sum + confidence ** 2 * text.replace(/[^\p{L}\d]/gu, '').length, 0)
}
