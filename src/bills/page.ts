/**
 * A page as it is read, wherever its words come from: a PDF's text layer, or optical character recognition of a picture. Coordinates grow
 * to the right and down, in points of an A4-sized page (`width` of about 595 for a whole page), so that distances mean the same in both.
 */
export type Page = {
  /** From 1, in the document. */
  number: number
  width: number
  height: number
  source: 'text' | 'ocr'
  words: Word[]
  codes: Code[]
}

/** One word and its box. `confidence`: 0 to 1; 1 in a text layer. */
export type Word = { text: string; x0: number; y0: number; x1: number; y1: number; confidence: number }

/** A machine-readable code that was decoded on the page: a QR code, or the interleaved bars of a payment slip. */
export type Code = { format: 'qr' | 'itf' | 'other'; text: string }
