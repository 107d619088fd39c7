import type { Page, Word } from '#src/bills/page.ts'

/** A piece of text at a place of a page: left edge, top, text. Letters are 5 points wide and 8 high. */
export type Placed = [x: number, y: number, text: string]

/** A page of an invented layout, out of texts and where they stand. */
export function buildPage(placed: Placed[], options: Partial<Page> = {}): Page {
  return {
    number: 1,
    width: 595,
    height: 842,
    source: 'text',
    codes: [],
    ...options,
    words: placed.flatMap(([x, y, text]) => wordsOf(x, y, text)),
  }
}

function wordsOf(x: number, y: number, text: string): Word[] {
  let at = 0
  return text.split(' ').map((word) => {
    const x0 = x + at * 4
    at += word.length + 1
    return { text: word, x0, y0: y, x1: x0 + word.length * 4, y1: y + 8, confidence: 1 }
  })
}
