import type { Report, ReportCase, ReportRun } from './report-types.ts'

export type Summary = {
  cases: number
  runs: number
  passedRuns: number
  /** pass^1 … pass^k: the chance that k conversations of one case all go well. */
  passPower: number[]
  factsAccuracy: number
  heardAccuracy: number
  violations: Record<string, number>
  repeatedQuestions: number
  /** Median batches of the lead to a booking; null when nothing was booked. */
  batchesToBooking: number | null
  agentTurnsMean: number
  bubblesMean: number
  modelCalls: number
  blockedDrafts: number
  agentTurns: number
  /** 95 % of all turns were thought in this time or less, in real ms; null without turns. */
  turnMsP95: number | null
  costUsd: number
}

/** The figures of a report. */
export function summarise({ cases, k }: Pick<Report, 'cases' | 'k'>): Summary {
  const runs = cases.flatMap((reported) => reported.runs)
  return {
    cases: cases.length,
    runs: runs.length,
    passedRuns: runs.filter(({ passed }) => passed).length,
    passPower: Array.from({ length: k }, (_, i) => passPower(cases, i + 1)),
    factsAccuracy: ratio(
      sum(runs, ({ facts }) => facts.right),
      sum(runs, ({ facts }) => facts.expected),
    ),
    heardAccuracy: ratio(
      sum(runs, ({ heard }) => heard.right),
      sum(runs, ({ heard }) => heard.told),
    ),
    violations: countViolations(runs),
    repeatedQuestions: sum(runs, ({ repeatedQuestions }) => repeatedQuestions),
    batchesToBooking: median(runs.flatMap((run) => run.batchesToBooking ?? [])),
    agentTurnsMean: ratio(
      sum(runs, ({ agentTurns }) => agentTurns),
      runs.length,
    ),
    bubblesMean: ratio(
      sum(runs, ({ bubbles }) => bubbles),
      runs.length,
    ),
    modelCalls: sum(runs, ({ modelCalls }) => modelCalls),
    blockedDrafts: sum(runs, ({ blockedDrafts }) => blockedDrafts),
    turnMsP95: quantile(
      runs.flatMap(({ turnMs }) => turnMs),
      0.95,
    ),
    agentTurns: sum(runs, ({ agentTurns }) => agentTurns),
    costUsd: sum(runs, ({ costUsd }) => costUsd),
  }
}

/** Of all ways to take `size` conversations of a case, the share in which every one passed; the mean over cases. */
export function passPower(cases: Pick<ReportCase, 'runs'>[], size: number): number {
  const shares = cases
    .filter(({ runs }) => runs.length >= size)
    .map(({ runs }) => choose(runs.filter(({ passed }) => passed).length, size) / choose(runs.length, size))
  return ratio(
    shares.reduce((total, share) => total + share, 0),
    shares.length,
  )
}

export function median(values: number[]): number | null {
  const sorted = values.toSorted((a, b) => a - b)
  const [low, high] = [sorted[Math.ceil(sorted.length / 2) - 1], sorted[Math.floor(sorted.length / 2)]]
  return low === undefined || high === undefined ? null : (low + high) / 2
}

function quantile(values: number[], share: number): number | null {
  const sorted = values.toSorted((a, b) => a - b)
  return sorted[Math.ceil(sorted.length * share) - 1] ?? null
}

function countViolations(runs: ReportRun[]): Record<string, number> {
  const counts: Record<string, number> = {}
  for (const { kind, code } of runs.flatMap(({ findings }) => findings)) {
    if (kind === 'violation') counts[code] = (counts[code] ?? 0) + 1
  }
  return counts
}

function choose(from: number, size: number): number {
  let ways = 1
  for (let i = 0; i < size; i++) ways *= (from - i) / (size - i)
  return Math.max(0, ways)
}

function sum(runs: ReportRun[], value: (run: ReportRun) => number): number {
  return runs.reduce((total, run) => total + value(run), 0)
}

/** 1 when there was nothing to get wrong. */
function ratio(part: number, whole: number): number {
  return whole === 0 ? 1 : part / whole
}
