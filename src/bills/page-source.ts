import type { Code, Page, Word } from './page.ts'

/**
 * An opened document. Its pages are read step by step, because reading is what takes the time: codes first (about 0.1 s), the words of a
 * whole page next (at once from a text layer, 1 to 2 s from a picture), single regions again only where a field is still missing.
 */
export type DocumentSource = {
  kind: 'pdf-text' | 'pdf-scan' | 'image'
  /** Pages of the file; `pages` holds only the first few of them. */
  pageCount: number
  pages: PageSource[]
  /** What the reader may want to know about the file: `pages-not-read`, `polyglot`, `javascript-ignored`… */
  warnings: string[]
}

/** One page that can be read. Every answer is kept: asking twice costs nothing. Coordinates as in `Page`. */
export type PageSource = Pick<Page, 'number' | 'width' | 'height' | 'source'> & {
  /** Codes on the page, decoded. Asked for before the words they also help to find which way up a photo is. */
  codes(): Promise<Code[]>
  /** The bars of a payment slip that `codes` did not find because they are small, blurred or dark; about 0.3 s where there are bars. */
  slipBars(): Promise<Code[]>
  /**
   * The words of the page: the text layer, or what was recognised in a picture, without its paragraphs of running text (notices, legal
   * print), which `readRegion` reads where they are wanted.
   */
  words(): Promise<Word[]>
  /** Reads a part of the page again, larger. A text layer gives its words inside the box. */
  readRegion(box: Box, way: RegionWay): Promise<Word[]>
}

/**
 * `lines`: its pieces of print, about 0.1 s. `block`: all of it, by a reader that finds lines itself, so that rows which the first reading lost are
 * found; about 1 s. `figures`: its pieces, of which only digits and their punctuation are expected.
 */
export type RegionWay = 'lines' | 'block' | 'figures'

/** Points of the page; may reach over its edge. */
export type Box = { x0: number; y0: number; x1: number; y1: number }

/** The words whose middle lies in the box. */
export function wordsIn(words: Word[], box: Box): Word[] {
  return words.filter(({ x0, y0, x1, y1 }) => {
    const [x, y] = [(x0 + x1) / 2, (y0 + y1) / 2]
    return x >= box.x0 && x <= box.x1 && y >= box.y0 && y <= box.y1
  })
}

/** Reads a page as a whole. */
export async function readPage(page: PageSource): Promise<Page> {
  const { number, width, height, source } = page
  return { number, source, codes: await page.codes(), words: await page.words(), width, height }
}
