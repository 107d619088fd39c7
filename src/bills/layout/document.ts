import { type FoundCodes, findCodes } from '../codes/find-codes.ts'
import { type Claim, claimValues } from '../fields/claim-values.ts'
import { type Label, matchLabels } from '../fields/match-labels.ts'
import type { Page, Word } from '../page.ts'
import { buildSheet, type Sheet } from './sheet.ts'
import { findTokens, type Tokens } from './tokens.ts'
import type { ParsedMonth, ParsedNumber } from './values.ts'

/** A page laid out: words in lines and cells, values recognised, labels found, and which label claims which value. */
export type LaidOutPage = {
  sheet: Sheet
  tokens: Tokens
  labels: Label[]
  dates: Claim<string>[]
  dayMonths: Claim<{ day: number; month: number }>[]
  months: Claim<ParsedMonth>[]
  money: Claim<ParsedNumber>[]
  numbers: Claim<ParsedNumber>[]
  identifiers: Claim<string>[]
}

/** `isBlurred`: of most of its words it is not sure what they are. */
export type LaidOutDocument = {
  pages: LaidOutPage[]
  codes: FoundCodes
  text: string
  source: 'text' | 'ocr'
  isBlurred: boolean
}

/** Less than this part of all letters stand in words that were read surely, on a page that is blurred. */
const CLEAR = { part: 0.3, confidence: 0.85 }

/** Lays out every page once, for all the field readers. */
export function layOut(pages: Page[]): LaidOutDocument {
  const laidOut = pages.map(layOutPage)
  const texts = laidOut.map(({ sheet }) => sheet.lines.map((line) => line.text).join('\n'))
  return {
    pages: laidOut,
    codes: findCodes(pages, texts),
    text: texts.join('\n'),
    source: pages.some(({ source }) => source === 'ocr') ? 'ocr' : 'text',
    isBlurred: isBlurred(pages.flatMap(({ words }) => words)),
  }
}

function isBlurred(words: Word[]): boolean {
  const letters = (some: Word[]) => some.reduce((sum, { text }) => sum + text.replace(/[^\p{L}\d]/gu, '').length, 0)
  return letters(words.filter(({ confidence }) => confidence > CLEAR.confidence)) < CLEAR.part * letters(words)
}

function layOutPage(page: Page): LaidOutPage {
  const sheet = buildSheet(page)
  const tokens = findTokens(sheet)
  const labels = matchLabels(sheet)
  return {
    sheet,
    tokens,
    labels,
    dates: claimValues(sheet, labels, 'date', tokens.dates),
    dayMonths: claimValues(sheet, labels, 'date', tokens.dayMonths),
    months: claimValues(
      sheet,
      labels,
      'month',
      tokens.months.filter(({ value }) => value.year !== null),
    ),
    money: claimValues(
      sheet,
      labels,
      'money',
      tokens.numbers.filter(({ value }) => value.decimals === 2),
    ),
    numbers: claimValues(sheet, labels, 'number', tokens.numbers),
    identifiers: claimValues(sheet, labels, 'identifier', tokens.identifiers),
  }
}
