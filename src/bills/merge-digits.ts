import type { Word } from './page.ts'
import { wordsIn } from './page-source.ts'

/** A figure of two readings that differ is worth no more than this. */
const DOUBTFUL = 0.35
/** A second reading surer than the first by this much is kept, for rows of tables; alone it is too little for a value under a label. */
const CLEARER = 0.1
const REFUTED = 0.65
/** A second reading that is more likely wrong than right hardly speaks against the first. */
const EVEN = 0.5
/** Two figures at least: one alone may be a speck or a letter. Two commas are two columns of a table. */
const FIGURE = /^(?=.*\d.*\d)-?\d+([./-]\d+)*(,\d+)?-?$/
const DATE = /^\d\d[/.]\d\d([/.](\d\d)?\d\d)?$/
/** A word with more letters than figures, read as surely as this, is a word. */
const SURE = 0.85

/**
 * Puts the figures of a second reading, in which nothing but figures was expected, beside those of the first: what both say is surer than
 * either, what they disagree about is doubtful, and what the first took for letters is now a figure.
 */
export function mergeDigits(words: Word[], figures: Word[]): Word[] {
  let merged = words
  for (const figure of figures) {
    if (!FIGURE.test(figure.text) || figure.confidence < DOUBTFUL) continue
    const under = merged.filter((word) => wordsIn([word], figure).length > 0 || wordsIn([figure], word).length > 0)
    if (under.some(isWord) || under.filter(isFigure).length > 1) continue
    merged = [...merged.filter((word) => !under.includes(word)), settleFigure(under, figure)]
  }
  return merged
}

function settleFigure(under: Word[], figure: Word): Word {
  const [first] = under
  if (!first || under.length > 1) return figure
  // "63%" and "R$371,49".
  if (!/^[\d.,/-]+$/.test(first.text)) return /\d/.test(first.text) && first.confidence > SURE ? first : figure
  const [a, b] = [first.confidence, figure.confidence]
  if (first.text === figure.text) return { ...figure, confidence: 1 - (1 - a) * (1 - b) }
  // The second reading often takes a comma for a point; both lie in so few pixels.
  if (first.text.replaceAll(',', '.') === figure.text.replaceAll(',', '.'))
    return { ...first, confidence: Math.max(a, b) }
  const better = a > b + 0.3 ? first : figure
  if (DATE.test(first.text) && !DATE.test(figure.text)) return first
  if (better === figure && b > a + CLEARER) return { ...figure, confidence: REFUTED * b }
  if (better === first && b < EVEN) return { ...first, confidence: a * (1 - b) }
  return { ...better, confidence: Math.min(DOUBTFUL, better.confidence) }
}

function isFigure({ text, confidence }: Word): boolean {
  return /\d/.test(text) && confidence > EVEN
}

function isWord({ text, confidence }: Word): boolean {
  return text.replace(/[^\p{L}]/gu, '').length > text.replace(/\D/g, '').length && confidence > SURE
}
