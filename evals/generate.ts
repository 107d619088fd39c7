import { realpathSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { UserError } from '#src/errors.ts'
import { generateCases } from './generate/generate-cases.ts'
import { behaviour, wholeNumber } from './options.ts'
import { print, writeFile } from './output.ts'
import { playReport } from './play-report.ts'
import { createPaint, summaryLines } from './report/console.ts'
import { renderReport } from './report/html/page.ts'
import type { Report, ReportRun } from './report/report-types.ts'
import { median } from './report/summary.ts'

const USAGE = `Plays generated conversations: other people, styles, orders and interruptions, from a seed.

usage: node evals/generate.ts [--count N] [--seed S] [--jobs N] [--chain C] [--models M] [--json FILE] [--html FILE]

  --count N    how many conversations (default: 200)
  --seed S     the same seed gives the same conversations (default: 1)
  --jobs N     conversations at the same time (default: 8)
  --chain C    models asked, in order (default: rules)
  --models M   emulates them: obedient or hostile (default: real ones where there is a key, else obedient)
  --json FILE  everything, as evals/run.ts writes it
  --html FILE  the report, of the conversations that failed and one in ten of the others

exit: 0 no violation, loop, dead end or other outcome than the rules give · 1 some · 2 wrong usage`

const FAILURES_SHOWN = 40

/** Generates and plays conversations, prints the figures, and returns the exit code. */
export async function runGenerated(argv: string[]): Promise<number> {
  const options = parseOptions(argv)
  if (options.help) {
    print(USAGE)
    return 0
  }
  const { count, seed, jobs, chain, models } = options
  let done = 0
  const report = await playReport(generateCases({ count, seed }), { k: 1, seed, jobs, chain, models }, () => {
    done += 1
    if (done % Math.max(1, Math.round(count / 10)) === 0) print(`${done}/${count}`)
  })
  print(...failureLines(report), ...figureLines(report), ...summaryLines(report, null, createPaint(false)))
  if (options.json !== undefined) writeFile(options.json, JSON.stringify(report))
  if (options.html !== undefined) writeFile(options.html, renderReport(readable(report), null))
  return report.complete && report.cases.every(({ runs }) => runs.every(({ passed }) => passed)) ? 0 : 1
}

function parseOptions(argv: string[]) {
  try {
    const { values } = parseArgs({
      args: argv,
      options: {
        count: { type: 'string' },
        seed: { type: 'string' },
        jobs: { type: 'string' },
        chain: { type: 'string', default: 'rules' },
        models: { type: 'string' },
        json: { type: 'string' },
        html: { type: 'string' },
        help: { type: 'boolean', short: 'h', default: false },
      },
    })
    return {
      ...values,
      count: wholeNumber('--count', values.count, 200),
      seed: wholeNumber('--seed', values.seed, 1),
      jobs: wholeNumber('--jobs', values.jobs, 8),
      models: behaviour(values.models),
    }
  } catch (cause) {
    if (cause instanceof UserError) throw cause
    throw new UserError(`${cause instanceof Error ? cause.message : String(cause)}; see --help`, { exitCode: 2, cause })
  }
}

function failureLines({ cases }: Report): string[] {
  const failed = cases.filter(({ runs }) => runs.some(({ passed }) => !passed))
  const lines = failed
    .slice(0, FAILURES_SHOWN)
    .map(({ id, runs }) => `✗ ${id}: ${[...new Set(runs.flatMap(messagesOf))].join(' | ')}`)
  return failed.length > FAILURES_SHOWN ? [...lines, `… and ${failed.length - FAILURES_SHOWN} more`] : lines
}

function messagesOf({ findings }: ReportRun): string[] {
  return findings.map(({ kind, code, message }) =>
    (kind === 'expectation' ? message : `${code}: ${message}`).replaceAll('\n', ' ⏎ '),
  )
}

function figureLines({ cases }: Report): string[] {
  const runs = cases.flatMap((reported) => reported.runs)
  const having = (code: string) =>
    runs.filter(({ findings }) => findings.some((finding) => finding.code === code)).length
  const violations = runs.reduce((total, run) => total + run.violations, 0)
  const turns = median(runs.filter(({ outcome }) => outcome === 'booked').map(({ leadBatches }) => leadBatches))
  return [
    '',
    `conversations ${runs.length}: violations ${violations}, loops ${having('loop')}, dead ends ${having('no_answer')}, broken runs ${having('error')}`,
    `other outcome than the rules give: ${having('outcome')}; lead turns to a booking (median): ${turns ?? '–'}`,
  ]
}

/** Ten thousand transcripts are no report: everything that failed, and a tenth of the rest. */
function readable(report: Report): Report {
  return { ...report, cases: report.cases.filter(({ runs }, i) => i % 10 === 0 || runs.some(({ passed }) => !passed)) }
}

if (process.argv[1] && realpathSync(process.argv[1]) === fileURLToPath(import.meta.url)) {
  try {
    process.exitCode = await runGenerated(process.argv.slice(2))
  } catch (error) {
    if (!(error instanceof UserError)) throw error
    process.stderr.write(`${error.message}\n`)
    process.exitCode = error.exitCode
  }
}
