import { type LineOf, type PlaybookProblem, pathText } from './load.ts'

/** Collects problems of one file, each with the line its path stands on. */
export type Report = (path: readonly PropertyKey[], message: string, allowed?: string) => void

export function createReport(file: string, lineOf: LineOf): { report: Report; problems: PlaybookProblem[] } {
  const problems: PlaybookProblem[] = []
  const report: Report = (path, message, allowed) => {
    problems.push({ file, line: lineOf(path), path: pathText(path), message, ...(allowed ? { allowed } : {}) })
  }
  return { report, problems }
}

/** The name most like the one written, for "did you mean"; null when none is near. */
export function nearest(written: string, names: readonly string[]): string | null {
  const ranked = names
    .map((name) => ({ name, distance: editDistance(written, name) }))
    .sort((a, b) => a.distance - b.distance)
  const [best] = ranked
  return best && best.distance <= Math.max(2, Math.floor(written.length / 4)) ? best.name : null
}

function editDistance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, i) => i)
  for (let i = 1; i <= a.length; i++) {
    const next = [i]
    for (let j = 1; j <= b.length; j++) {
      const swap = (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1)
      next.push(Math.min(swap, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1))
    }
    row = next
  }
  return row[b.length] ?? 0
}
