import { findSigns } from './find-signs.ts'
import type { SignColumns } from './line-net.ts'

/** A word of a line; `x0` and `x1` in columns of the network's answer. */
export type LineWord = { text: string; x0: number; x1: number; confidence: number }

/** Confidence goes down by this for each step of the logarithm of a probability, as Tesseract's does: at 0.5 it is 0.76. */
const PER_LOGARITHM = 0.35

type Run = { sign: number; first: number; last: number; score: number }

/**
 * The words of a line. The same sign in columns side by side is one. A word is as sure as its least certain sign.
 */
export function decodeLine({ scores, columns }: SignColumns, signs: string[]): LineWord[] {
  if (columns === 0) return []
  const outputs = scores.length / columns
  const runs = findRuns(scores, findSigns({ scores, columns }), outputs)
  const read = runs.filter(({ sign }) => (signs[sign] ?? '') !== '')
  const words: LineWord[] = []
  let isApart = true
  for (const [index, run] of read.entries()) {
    const sign = signs[run.sign] ?? ''
    if (sign === ' ') {
      isApart = true
      continue
    }
    const x0 = ((read[index - 1]?.last ?? -1) + 1 + run.first) / 2
    const x1 = (run.last + 1 + (read[index + 1]?.first ?? columns)) / 2
    const confidence = Math.max(0, 1 + PER_LOGARITHM * run.score)
    const word = isApart ? undefined : words.at(-1)
    if (word) Object.assign(word, { text: word.text + sign, x1, confidence: Math.min(word.confidence, confidence) })
    else words.push({ text: sign, x0, x1, confidence })
    isApart = false
  }
  return words
}

/** Columns that say the same, and the least likely of them; a doubtful column without a sign counts for the sign after it, or for the last one. */
function findRuns(scores: Float32Array, best: number[], outputs: number): Run[] {
  const none = outputs - 1
  const runs: Run[] = []
  let gap = 0
  for (const [column, sign] of best.entries()) {
    const score = scoreAt(scores, best, column, outputs)
    const open = runs.at(-1)
    if (sign === none) gap = Math.min(gap, score)
    else if (open && best[column - 1] === sign) {
      open.last = column
      open.score = Math.min(open.score, score)
    } else {
      runs.push({ sign, first: column, last: column, score: Math.min(score, gap) })
      gap = 0
    }
  }
  const last = runs.at(-1)
  if (last) last.score = Math.min(last.score, gap)
  return runs
}

/** Where a sign begins or ends, either of the two is right. */
function scoreAt(scores: Float32Array, best: number[], column: number, outputs: number): number {
  const none = outputs - 1
  const at = (sign: number) => Math.exp(scores[column * outputs + sign] ?? Number.NEGATIVE_INFINITY)
  const [before = none, sign = none, after = none] = [best[column - 1], best[column], best[column + 1]]
  const others = new Set([before, after, ...(before === sign && after === sign ? [] : [none])])
  others.delete(sign)
  return Math.min(0, Math.log([...others].reduce((sum, other) => sum + at(other), at(sign))))
}
