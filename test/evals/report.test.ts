import assert from 'node:assert/strict'
import { test } from 'node:test'
import { parseOptions } from '#evals/options.ts'
import { compareReports, isRegression } from '#evals/report/baseline.ts'
import { caseLines, createPaint, summaryLines } from '#evals/report/console.ts'
import { renderReport } from '#evals/report/html/page.ts'
import { Report, type ReportCase, type ReportRun } from '#evals/report/report-types.ts'
import { median, passPower, summarise } from '#evals/report/summary.ts'

function run(passed: boolean, parts: Partial<ReportRun> = {}): ReportRun {
  return {
    ...{
      trial: 0,
      passed,
      outcome: 'booked',
      reason: null,
      ending: 'nothing_left',
      findings: [],
      violations: 0,
      repeatedQuestions: 0,
    },
    ...{
      facts: { expected: 2, right: passed ? 2 : 1 },
      heard: { told: 3, right: 3 },
      leadBatches: 9,
      batchesToBooking: 9,
      turnMs: [12],
      agentTurns: 10,
      bubbles: 12,
    },
    ...{ modelCalls: 0, blockedDrafts: 0, costUsd: 0, ms: 100, transcript: [], learned: [] },
    ...parts,
  }
}

function reportOf(...cases: [id: string, runs: ReportRun[]][]): Report {
  const reported = cases.map(
    ([id, runs]): ReportCase => ({
      id,
      path: `${id}.yaml`,
      purpose: 'a test',
      style: 'plain',
      expected: '{}',
      judged: [],
      runs,
    }),
  )
  const k = Math.max(...reported.map(({ runs }) => runs.length))
  return {
    format: 1,
    startedAt: '2026-03-10T13:00:00Z',
    complete: true,
    seed: 1,
    k,
    chain: 'rules',
    ms: 1000,
    cases: reported,
  }
}

test('pass^k is the share of k-tuples that all pass', () => {
  const cases = [{ runs: [run(true), run(true), run(true), run(false)] }]
  assert.equal(passPower(cases, 1), 3 / 4)
  assert.equal(passPower(cases, 2), 3 / 6)
  assert.equal(passPower(cases, 4), 0)
  assert.equal(passPower([{ runs: [run(true), run(true)] }], 2), 1)
})

test('the summary counts facts, violations and turns to a booking', () => {
  const finding = { kind: 'violation' as const, code: 'two_questions', message: 'x' }
  const summary = summarise(reportOf(['a', [run(true), run(false, { findings: [finding], batchesToBooking: 13 })]]))
  assert.equal(summary.factsAccuracy, 3 / 4)
  assert.deepEqual(summary.violations, { two_questions: 1 })
  assert.equal(summary.batchesToBooking, 11)
  assert.equal(median([]), null)
})

test('a case that passes less often than before is a regression, a new case is not', () => {
  const before = reportOf(['a', [run(true), run(true)]], ['b', [run(false)]])
  const worse = compareReports(before, reportOf(['a', [run(true), run(false)]], ['c', [run(false)]]))
  assert.ok(isRegression(worse))
  assert.deepEqual(
    worse.worse.map(({ id }) => id),
    ['a'],
  )
  assert.deepEqual([worse.added, worse.removed], [['c'], ['b']])
  const better = compareReports(before, reportOf(['a', [run(true), run(true)]], ['b', [run(true)]]))
  assert.ok(!isRegression(better))
  assert.deepEqual(
    better.better.map(({ id }) => id),
    ['b'],
  )
})

test('more violations are a regression even where the case still passes', () => {
  const before = reportOf(['a', [run(true)]])
  assert.ok(isRegression(compareReports(before, reportOf(['a', [run(true, { violations: 1 })]]))))
})

test('a report survives the way through its file', () => {
  const report = reportOf(['a', [run(true)]])
  assert.deepEqual(Report.parse(JSON.parse(JSON.stringify(report))), report)
})

test('the page escapes what leads and agents write, and needs nothing from elsewhere', () => {
  const transcript = [
    { from: 'lead' as const, text: '<script>alert("oi")</script>', at: '2026-03-10T13:00:00Z' },
    { from: 'agent' as const, text: 'Tudo & bem', at: '2026-03-10T13:00:05Z', turnId: 't1', asks: 'name' },
  ]
  const findings = [{ kind: 'violation' as const, code: 'leak', message: '<b>x</b>', turnId: 't1' }]
  const page = renderReport(reportOf(['a', [run(false, { transcript, findings })]]), null)
  assert.ok(page.includes('&lt;script&gt;alert(&quot;oi&quot;)&lt;/script&gt;'))
  assert.ok(page.includes('Tudo &amp; bem'))
  assert.ok(page.includes('flagged'))
  assert.doesNotMatch(page, /<b>x<\/b>|(?:src|href)="https?:/)
})

test('the console says what failed and how often', () => {
  const findings = [{ kind: 'expectation' as const, code: 'outcome', message: 'outcome: expected booked, got open' }]
  const report = reportOf(['a', [run(true), run(false, { findings })]])
  const [reported] = report.cases
  assert.ok(reported)
  const lines = caseLines(reported, createPaint(false)).join('\n')
  assert.match(lines, /✗ a\s+1\/2/)
  assert.match(lines, /1× outcome: expected booked, got open/)
  assert.match(summaryLines(report, null, createPaint(false)).join('\n'), /pass\^1 50\.0 % {2}pass\^2 0\.0 %/)
})

test('options are checked', () => {
  assert.equal(parseOptions(['--k', '8', '--dir', 'a', '--dir', 'b']).k, 8)
  assert.deepEqual(parseOptions(['--dir', 'a', '--dir', 'b']).dirs, ['a', 'b'])
  assert.throws(() => parseOptions(['--k', 'many']), { exitCode: 2, message: /--k many/ })
  assert.throws(() => parseOptions(['--wat']), { exitCode: 2 })
})
