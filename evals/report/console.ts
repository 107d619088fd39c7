import type { Comparison } from './baseline.ts'
import type { Report, ReportCase } from './report-types.ts'
import { type Summary, summarise } from './summary.ts'

type Paint = { good: (text: string) => string; bad: (text: string) => string; faint: (text: string) => string }

/** Colours for a terminal, none for a file. */
export function createPaint(isTerminal: boolean): Paint {
  const paint = (code: number) => (text: string) => (isTerminal ? `\u001b[${code}m${text}\u001b[0m` : text)
  return { good: paint(32), bad: paint(31), faint: paint(2) }
}

/** One line a case, with the reasons of its failures under it. */
export function caseLines(reported: ReportCase, paint: Paint): string[] {
  const passed = reported.runs.filter((run) => run.passed).length
  const whole = passed === reported.runs.length
  const outcomes = [
    ...new Set(reported.runs.map(({ outcome, reason }) => (reason ? `${outcome} (${reason})` : outcome))),
  ].join(', ')
  const ms = Math.round(reported.runs.reduce((total, run) => total + run.ms, 0) / reported.runs.length)
  const batches = reported.runs.map(({ leadBatches }) => leadBatches)
  const spread = `${Math.min(...batches)}${Math.max(...batches) > Math.min(...batches) ? `–${Math.max(...batches)}` : ''} turns`
  const mark = whole ? paint.good('✓') : paint.bad('✗')
  const line = `${mark} ${reported.id.padEnd(44)} ${`${passed}/${reported.runs.length}`.padStart(5)}  ${outcomes.padEnd(30)} ${paint.faint(`${spread}, ${ms} ms`)}`
  return whole ? [line] : [line, ...failureLines(reported, paint)]
}

function failureLines({ runs }: ReportCase, paint: Paint): string[] {
  const counts = new Map<string, number>()
  for (const run of runs.filter(({ passed }) => !passed)) {
    for (const message of new Set(
      run.findings.map(({ kind, code, message }) => (kind === 'expectation' ? message : `${code}: ${message}`)),
    )) {
      counts.set(message, (counts.get(message) ?? 0) + 1)
    }
  }
  return [...counts].map(([message, count]) => paint.faint(`    ${count}× ${message.replaceAll('\n', ' ⏎ ')}`))
}

/** The figures at the end, and what changed against the baseline. */
export function summaryLines(report: Report, comparison: Comparison | null, paint: Paint): string[] {
  const summary = summarise(report)
  const rows: [string, string][] = [
    ['cases', `${summary.cases} cases, ${summary.runs} conversations, ${summary.passedRuns} passed`],
    ['pass', summary.passPower.map((share, i) => `pass^${i + 1} ${percent(share)}`).join('  ')],
    [
      'facts',
      `${percent(summary.factsAccuracy)} of those expected, ${percent(summary.heardAccuracy)} of those the leads told when asked`,
    ],
    ['violations', violationsText(summary)],
    ['repeated', `${summary.repeatedQuestions} questions for what was known`],
    [
      'turns',
      `${summary.agentTurnsMean.toFixed(1)} of the agent, ${summary.bubblesMean.toFixed(1)} bubbles; ${summary.batchesToBooking ?? '–'} of the lead to a booking (median)`,
    ],
    [
      'models',
      `${summary.modelCalls} calls (${(summary.modelCalls / Math.max(1, summary.agentTurns)).toFixed(2)} a turn), ${summary.blockedDrafts} drafts blocked, US$ ${summary.costUsd.toFixed(4)} (US$ ${(summary.costUsd / Math.max(1, summary.runs)).toFixed(5)} a conversation)`,
    ],
    ['thinking', `${summary.turnMsP95 ?? '–'} ms a turn at most in 95 % of them`],
    ['time', `${(report.ms / 1000).toFixed(1)} s, seed ${report.seed}, chain ${report.chain}`],
  ]
  return [
    '',
    ...(report.complete ? [] : [paint.bad('stopped early: only what was done so far')]),
    ...rows.map(([name, text]) => `${name.padEnd(11)} ${text}`),
    ...(comparison ? comparisonLines(comparison, paint) : []),
  ]
}

function violationsText({ violations }: Summary): string {
  const total = Object.values(violations).reduce((sum, count) => sum + count, 0)
  const kinds = Object.entries(violations).map(([code, count]) => `${code} ${count}`)
  return total === 0 ? '0' : `${total} (${kinds.join(', ')})`
}

function comparisonLines({ better, worse, added, removed, fallen, baseline }: Comparison, paint: Paint): string[] {
  return [
    '',
    `against the baseline of ${baseline.startedAt.slice(0, 16)} (seed ${baseline.seed}, k ${baseline.k}): ${better.length} better, ${worse.length} worse, ${added.length} new, ${removed.length} not run`,
    ...worse.map((change) =>
      paint.bad(
        `  worse   ${change.id}: ${percent(change.before)} → ${percent(change.after)}${violationsMore(change)}`,
      ),
    ),
    ...fallen.map((figure) => paint.bad(`  worse   ${figure}`)),
    ...better.map((change) =>
      paint.good(`  better  ${change.id}: ${percent(change.before)} → ${percent(change.after)}`),
    ),
  ]
}

function violationsMore({
  violationsBefore,
  violationsAfter,
}: {
  violationsBefore: number
  violationsAfter: number
}): string {
  return violationsAfter > violationsBefore
    ? `, violations ${violationsBefore.toFixed(2)} → ${violationsAfter.toFixed(2)} a conversation`
    : ''
}

function percent(share: number): string {
  return `${(share * 100).toFixed(1)} %`
}
