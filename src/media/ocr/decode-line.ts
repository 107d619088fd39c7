import type { Gray } from '../picture/gray.ts'
import { findInk, findWidestGap } from '../picture/split-line.ts'
import { findSigns } from './find-signs.ts'
import { type SignColumns, STEP } from './line-net.ts'

/** A word of a line; `x0` and `x1` in pixels of its picture. */
export type LineWord = { text: string; x0: number; x1: number; confidence: number }

/** Confidence goes down by this for each step of the logarithm of a probability, as Tesseract's does: at 0.5 it is 0.76. */
const PER_LOGARITHM = 0.35

/** Pixels of paper between two words. */
const NARROWEST = 3

type Run = { sign: number; first: number; last: number; score: number }

/**
 * The words of a line. The same sign in columns side by side is one. A word is as sure as its least certain sign, and reaches to the paper beside
 * it: the network tells of a sign somewhere in its middle.
 */
export function decodeLine({ scores, columns }: SignColumns, signs: string[], line: Gray): LineWord[] {
  if (columns === 0) return []
  const outputs = scores.length / columns
  const read = findRuns(scores, findSigns({ scores, columns }), outputs).filter(
    ({ sign }) => (signs[sign] ?? '') !== '',
  )
  const isInk = findInk(line)
  const words: LineWord[] = []
  let before: Run | null = null
  let isApart = true
  for (const run of read) {
    const sign = signs[run.sign] ?? ''
    if (sign === ' ') {
      isApart = true
      continue
    }
    const confidence = Math.max(0, 1 + PER_LOGARITHM * run.score)
    const word = words.at(-1)
    if (word && !isApart) {
      word.text += sign
      word.confidence = Math.min(word.confidence, confidence)
    } else {
      const gap = findGap(isInk, before ? before.last * STEP + 1 : 0, run.first * STEP + 1, before === null)
      if (word) word.x1 = gap.x0
      words.push({ text: sign, x0: gap.x1, x1: line.width, confidence })
    }
    before = run
    isApart = false
  }
  return words
}

/** The widest paper between the middles of two signs; where there is none, half of the way between them, or where the line begins. */
function findGap(isInk: boolean[], from: number, to: number, isFirst: boolean): { x0: number; x1: number } {
  const gap = findWidestGap(isInk, from, to)
  const quarter = (to - from) / 4
  return isFirst || gap.x1 - gap.x0 >= NARROWEST ? gap : { x0: from + quarter, x1: to - quarter }
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
