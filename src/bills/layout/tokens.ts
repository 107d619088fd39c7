import { type Box, boxOf, heightOf, type Piece, type Sheet } from './sheet.ts'
import {
  type ParsedMonth,
  type ParsedNumber,
  parseBlurredMonth,
  parseDate,
  parseDayMonth,
  parseMonth,
  parseNumber,
} from './values.ts'

/** A value recognised by its form alone, with where it stands. `confidence`: that of its least certain word. */
export type Token<T> = Box & { value: T; text: string; line: number; first: number; last: number; confidence: number }

export type Tokens = {
  numbers: Token<ParsedNumber>[]
  dates: Token<string>[]
  dayMonths: Token<{ day: number; month: number }>[]
  months: Token<ParsedMonth>[]
  /** Numbers of things: digits with points, slashes and hyphens, at least five digits. */
  identifiers: Token<string>[]
}

/** Every value on the sheet. A value may be made of up to four words, as in "R$ 371,49" or "SET / 2026". */
export function findTokens(sheet: Sheet): Tokens {
  const lenient = sheet.source === 'ocr'
  return {
    numbers: scan(sheet, 2, (text) => parseNumber(text, lenient)),
    dates: scan(sheet, 5, parseDate),
    dayMonths: scan(sheet, 1, parseDayMonth),
    months: scan(sheet, 3, (text) => parseMonth(text) ?? (lenient ? parseBlurredMonth(text) : null)),
    identifiers: scan(sheet, lenient ? 3 : 1, parseIdentifier),
  }
}

/** Words belong to one number only where a point or a hyphen was cut off: "0.009.684. 620.906-44". */
function parseIdentifier(text: string): string | null {
  if (/[^./-]\s+[^./-]/.test(text)) return null
  // A point is often read as a comma: "11.401,114,018-85".
  const compact = text
    .replace(/\s/g, '')
    .replace(/[.,;:]$/, '')
    .replace(/(?<=\d),(?=\d{3}[.,-])/g, '.')
  if (!/^\d[\d./-]*[\dX]$/i.test(compact) || parseDate(compact) || parseMonth(compact)) return null
  // Periods: "15/06-14/07".
  if (/^\d{2}\/\d{2}-\d{2}\/\d{2}$/.test(compact)) return null
  // Numbers of laws and resolutions: "12.007/2009".
  if (/^\d{1,2}(\.\d{3})?\/(19|20)\d{2}$/.test(compact)) return null
  const digits = compact.replace(/\D/g, '')
  return digits.length >= 5 && digits.length <= 16 ? compact : null
}

/** The longest run of at most `most` close words that `parse` accepts, at every place; runs do not overlap. */
function scan<T>(sheet: Sheet, most: number, parse: (text: string) => T | null): Token<T>[] {
  return sheet.lines.flatMap(({ pieces }, line) => {
    const found: Token<T>[] = []
    for (let first = 0; first < pieces.length; first++) {
      for (let last = Math.min(first + most, pieces.length) - 1; last >= first; last--) {
        const run = pieces.slice(first, last + 1)
        if (!isClose(run)) continue
        const text = run.map((piece) => piece.text).join(' ')
        const value = parse(trimmed(text))
        if (value === null) continue
        const confidence = Math.min(...run.map((piece) => piece.confidence))
        found.push({ ...boxOf(run), value, text, line, first, last, confidence })
        first = last
        break
      }
    }
    return found
  })
}

/** Punctuation around a value is not part of it. */
const trimmed = (text: string) => text.replace(/^[(|[\]:;'"*=~_—]+\s*/, '').replace(/\s*[)|[\]:;,.'"*=~_—]+$/, '')

function isClose(run: Piece[]): boolean {
  return run.every((piece, index) => {
    const before = run[index - 1]
    return !before || piece.x0 - before.x1 < 1.2 * Math.max(heightOf(piece), heightOf(before))
  })
}
