import { mergeDigits } from '#src/bills/merge-digits.ts'
import type { Word } from '#src/bills/page.ts'
import { type Box, type PageSource, wordsIn } from '#src/bills/page-source.ts'
import { findSlipBars } from './bars/find-slip-bars.ts'
import { type FoundCode, findCodes, mergeCodes } from './codes.ts'
import type { Recogniser } from './ocr/recogniser.ts'
import { layOut } from './picture/contact-sheet.ts'
import { drawPart, drawPiece } from './picture/draw-piece.ts'
import { findUpright } from './picture/find-upright.ts'
import { flattenLight } from './picture/flatten-light.ts'
import { type Gray, turnGray } from './picture/gray.ts'
import { type Prepared, preparePicture } from './picture/prepare.ts'
import { withoutSmallPrint } from './picture/small-print.ts'
import type { TextPiece } from './picture/text-pieces.ts'
import { findFigures, readFigures } from './read-figures.ts'
import { readPieces } from './read-pieces.ts'

/** Points across a page: A4. */
const PAGE_WIDTH = 595
/** Most pieces of print that are read: a full bill has about 400. */
const MOST_PIECES = 600
/** Pieces that are read both ways up where no code shows which end is up. */
const TRIAL_PIECES = 6
/** Words that are read so show that a picture is not upside down. */
const CLEAR = { confidence: 0.85, letters: 20, part: 0.75 }

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
  const codes = await findAllCodes(image)
  const { quarters, certain } = findUpright(image, codes)
  let prepared = preparePicture(image, quarters, codes)
  if (prepared && !certain && (await isUpsideDown(prepared, recogniser)))
    prepared = preparePicture(image, quarters + 2, codes)
  const pointsPerPixel = PAGE_WIDTH / (prepared?.width ?? image.width)
  let words: Promise<Word[]> | undefined
  const inPoints = toPoints(0, 0, 1, pointsPerPixel)
  const readWords = async () => {
    if (!prepared) return []
    const pieces = withoutSmallPrint(prepared.pieces).slice(0, MOST_PIECES)
    return (await readPieces(pieces, prepared, recogniser, readingMs)).map(inPoints)
  }
  return {
    number,
    width: PAGE_WIDTH,
    height: (prepared?.height ?? image.height) * pointsPerPixel,
    source: 'ocr',
    codes: async () => codes.map(({ format, text }) => ({ format, text })),
    words: () => {
      words ??= readWords()
      return words
    },
    async readRegion(box, { digits = false } = {}) {
      if (!prepared) return []
      const part = {
        x0: Math.max(0, box.x0 / pointsPerPixel),
        y0: Math.max(0, box.y0 / pointsPerPixel),
        x1: Math.min(prepared.width, box.x1 / pointsPerPixel),
        y1: Math.min(prepared.height, box.y1 / pointsPerPixel),
      }
      if (part.x1 - part.x0 < 4 || part.y1 - part.y0 < 4) return []
      const inside = prepared.pieces.filter((piece) => isInside(piece, part))
      if (digits) return readFigures(inside, prepared).map(inPoints)
      const scale = regionScale(prepared.pieces, part)
      const drawn = drawPart(prepared.flat, prepared.view, part, prepared.scale, scale)
      const found = (await recogniser.recognise(drawn)).map(toPoints(part.x0, part.y0, scale, pointsPerPixel))
      return wordsIn(mergeDigits(found, findFigures(inside, prepared).map(inPoints)), box)
    },
  }
}

async function findAllCodes(image: Gray): Promise<FoundCode[]> {
  const untouched = await findCodes(image)
  const hasQr = untouched.some(({ format }) => format === 'qr')
  const codes = hasQr ? untouched : mergeCodes(untouched, await findCodes(flattenLight(image)))
  const slip = codes.some(({ format }) => format === 'itf') ? null : findSlipBars(image)
  return slip ? [...codes, slip] : codes
}

function toPoints(x0: number, y0: number, scale: number, points: number) {
  return (word: Word): Word => ({
    ...word,
    x0: (x0 + word.x0 / scale) * points,
    y0: (y0 + word.y0 / scale) * points,
    x1: (x0 + word.x1 / scale) * points,
    y1: (y0 + word.y1 / scale) * points,
  })
}

function isInside({ x0, y0, x1, y1 }: TextPiece, part: Box): boolean {
  const [x, y] = [(x0 + x1) / 2, (y0 + y1) / 2]
  return x > part.x0 && x < part.x1 && y > part.y0 && y < part.y1
}

/** The scale that makes the usual letter of a region as tall as Tesseract likes it. */
function regionScale(pieces: TextPiece[], part: Box): number {
  const heights = pieces
    .filter(({ x0, x1, y0, y1 }) => x1 > part.x0 && x0 < part.x1 && y1 > part.y0 && y0 < part.y1)
    .map(({ height }) => height)
    .sort((a, b) => a - b)
  return Math.max(1, Math.min(4, 34 / (heights[heights.length >> 1] ?? 17)))
}

/** Reads a few pieces, and the other way up too if they were not clear: upside down, confidence falls. */
async function isUpsideDown(prepared: Prepared, recogniser: Recogniser): Promise<boolean> {
  const trial = [...prepared.pieces]
    .filter(({ x0, x1, height }) => x1 - x0 > height * 4 && x1 - x0 < height * 30)
    .sort((a, b) => b.height - a.height)
    .slice(0, TRIAL_PIECES)
  if (trial.length === 0) return false
  const drawn = trial.map((piece) => drawPiece(prepared.flat, prepared.view, piece, prepared.scale))
  const { image } = layOut(drawn)
  const upright = await recogniser.recognise(image)
  if (areClear(upright)) return false
  return certainty(await recogniser.recognise(turnGray(image, 2))) > certainty(upright)
}

/** Enough letters, and hardly one in doubt. */
function areClear(words: Word[]): boolean {
  const letters = (some: Word[]) => some.map(({ text }) => text.replace(/[^\p{L}\d]/gu, '')).join('').length
  const clear = words.filter(({ confidence }) => confidence > CLEAR.confidence)
  return letters(clear) >= CLEAR.letters && letters(clear) > CLEAR.part * letters(words)
}

function certainty(words: Word[]): number {
  return words.reduce((sum, { text, confidence }) => sum + confidence ** 2 * text.replace(/[^\p{L}\d]/gu, '').length, 0)
}
