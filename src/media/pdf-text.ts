import { type PDFPageProxy, Util } from 'pdfjs-dist/legacy/build/pdf.mjs'
import type { Word } from '#src/bills/page.ts'

export type TextLayer = {
  words: Word[]
  width: number
  height: number /** Degrees to turn the page by, beyond its own turn. */
  turn: number
}

/** Part of the box of a glyph that lies above its base line; the fonts rarely say. */
const ASCENT = 0.8
/** Runs nearer than this part of the letter height are one word that the producer cut. */
const JOINING_GAP = 0.12

type Run = { text: string; x: number; y: number; length: number; size: number; angle: number }

/** Reads the words of a page that has text, upright whatever way the page was turned. */
export async function readTextLayer(page: PDFPageProxy): Promise<TextLayer> {
  const { items } = await page.getTextContent()
  const runs = (turn: number) => {
    const viewport = page.getViewport({ scale: 1, rotation: (page.rotate + turn) % 360 })
    const found = items.flatMap((item): Run[] => {
      if (!('str' in item) || item.str === '') return []
      const [a, b, c, d, x, y]: number[] = Util.transform(viewport.transform, item.transform)
      const size = Math.hypot(c ?? 0, d ?? 0)
      return [{ text: item.str, x: x ?? 0, y: y ?? 0, length: item.width, size, angle: Math.atan2(b ?? 0, a ?? 0) }]
    })
    return { found, width: viewport.width, height: viewport.height }
  }
  const turn = findTurn(runs(0).found)
  const { found, width, height } = runs(turn)
  return { words: joinRuns(found), width, height, turn }
}

/** The turn that makes most letters upright: some producers lay a page on its side without saying so. */
function findTurn(runs: Run[]): number {
  const letters = [0, 0, 0, 0]
  for (const { text, angle } of runs) {
    const quarter = (Math.round(angle / (Math.PI / 2)) + 4) % 4
    letters[quarter] = (letters[quarter] ?? 0) + text.trim().length
  }
  const most = letters.indexOf(Math.max(...letters))
  return (360 - most * 90) % 360
}

/** Cuts runs into words at their spaces, and joins the pieces of a word that was written in several runs. */
function joinRuns(runs: Run[]): Word[] {
  const words: Word[] = []
  let last: { run: Run; word: Word; endsWord: boolean } | undefined
  for (const run of runs) {
    const pieces = splitRun(run)
    const [first] = pieces
    if (!first) {
      last = undefined
      continue
    }
    if (last && !last.endsWord && !/^\s/.test(run.text) && continues(last.run, last.word, run, first)) {
      const { word } = last
      word.text += first.text
      word.x1 = Math.max(word.x1, first.x1)
      pieces[0] = word
      words.push(...pieces.slice(1))
    } else words.push(...pieces)
    const word = pieces.at(-1)
    last = word && { run, word, endsWord: /\s$/.test(run.text) }
  }
  return words
}

function continues(run: Run, word: Word, next: Run, piece: Word): boolean {
  const gap = piece.x0 - word.x1
  return (
    Math.abs(run.angle) < 0.1 &&
    Math.abs(next.angle) < 0.1 &&
    Math.abs(run.y - next.y) < 0.1 * run.size &&
    Math.abs(run.size - next.size) < 0.2 * run.size &&
    Math.abs(gap) < JOINING_GAP * run.size
  )
}

function splitRun(run: Run): Word[] {
  const widths = Array.from(run.text, widthOf)
  const unit = run.length / widths.reduce((sum, width) => sum + width, 0)
  const words: Word[] = []
  let [text, start, at] = ['', 0, 0]
  const end = () => {
    if (text !== '') words.push({ text, ...boxOf(run, start, at), confidence: 1 })
    text = ''
  }
  for (const [index, letter] of Array.from(run.text).entries()) {
    if (/\s/.test(letter)) end()
    else {
      if (text === '') start = at
      text += letter
    }
    at += (widths[index] ?? 0) * unit
  }
  end()
  return words
}

/** The box around a piece of a run, `from` and `to` measured along it. */
function boxOf({ x, y, size, angle }: Run, from: number, to: number) {
  const [along, across] = [
    { x: Math.cos(angle), y: Math.sin(angle) },
    { x: Math.sin(angle), y: -Math.cos(angle) },
  ]
  const corners = [from, to].flatMap((length) =>
    [-(1 - ASCENT) * size, ASCENT * size].map((rise) => ({
      x: x + along.x * length + across.x * rise,
      y: y + along.y * length + across.y * rise,
    })),
  )
  const [xs, ys] = [corners.map((corner) => corner.x), corners.map((corner) => corner.y)]
  return { x0: Math.min(...xs), y0: Math.min(...ys), x1: Math.max(...xs), y1: Math.max(...ys) }
}

/** Widths in a common sans-serif font, in thousandths of its size: enough to share the known width of a run among its words. */
function widthOf(letter: string): number {
  if (/[ilI.,:;'|!/\\\s]/.test(letter)) return 278
  if (/[frtj()[\]{}\-*"]/.test(letter)) return 333
  if (/[mwMW@%]/.test(letter)) return 850
  return /\p{Lu}/u.test(letter) ? 690 : 545
}
