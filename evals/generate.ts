import { appendFileSync, realpathSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { UserError } from '#src/errors.ts'
import { generateCases } from './generate/generate-cases.ts'
import { createTally, figuresOf } from './generate/tally.ts'
import type { LoadedCase } from './load-cases.ts'
import { behaviour, share, wholeNumber } from './options.ts'
import { print, writeFile } from './output.ts'
import { playThrough } from './play-report.ts'
import { createPaint, summaryLines } from './report/console.ts'
import { renderReport } from './report/html/page.ts'
import type { Report, ReportRun } from './report/report-types.ts'

const USAGE = `Plays generated conversations: other people, styles, orders and interruptions, from a seed.

usage: node evals/generate.ts [--count N] [--seed S] [--jobs N] [--chain C] [--models M] [--fails P] [--grep ID] [--lines FILE]
                             [--json FILE] [--html FILE] [--typing]

  --count N    how many conversations (default: 200)
  --seed S     the same seed gives the same conversations (default: 1)
  --jobs N     conversations at the same time (default: 12)
  --chain C    models asked, in order (default: rules)
  --models M   emulates them: obedient or hostile (default: real ones where there is a key, else obedient)
  --fails P    cuts this share of all calls to emulated models, from 0 to 1
  --grep ID    of them, only those whose id contains it
  --lines FILE every conversation as a line of JSON, written as soon as it is over
  --json FILE  the figures of all and the words of those that failed, as evals/run.ts writes them
  --html FILE  the report, of the conversations that failed and some of the others
  --typing     bubbles are typed as in production (default: they leave at once, which halves their jobs)

Ctrl-C ends it with the figures of what was played.

exit: 0 no violation, loop, dead end or other outcome than the rules give · 1 some · 2 wrong usage`

const FAILURES_SHOWN = 40

const PROGRESS_EVERY = 100

/** Generates and plays conversations, prints the figures, and returns the exit code. */
export async function runGenerated(argv: string[]): Promise<number> {
  const options = parseOptions(argv)
  if (options.help) {
    print(USAGE)
    return 0
  }
  const { count, seed, jobs, chain, models, fails, grep, lines, typing } = options
  const tally = createTally()
  const began = performance.now()
  if (lines !== undefined) writeFile(lines, '')
  const playing = { k: 1, seed, jobs, chain, models, modelsFail: fails, brisk: !typing }
  const ended = await playThrough(wanted(generateCases({ count, seed }), grep), playing, (reported) => {
    tally.add(reported)
    if (lines !== undefined) appendFileSync(lines, `${JSON.stringify(reported)}\n`)
    if (tally.cases.length % PROGRESS_EVERY === 0) print(tally.progress(count, performance.now() - began))
  })
  const report = { ...ended, cases: tally.cases }
  print(...failureLines(report), ...figureLines(report), ...summaryLines(report, null, createPaint(false)))
  if (options.json !== undefined) writeFile(options.json, JSON.stringify(report))
  if (options.html !== undefined) writeFile(options.html, renderReport(readable(report), null))
  return report.complete && report.cases.every(({ runs }) => runs.every(({ passed }) => passed)) ? 0 : 1
}

function* wanted(cases: Iterable<LoadedCase>, grep: string): Generator<LoadedCase> {
  for (const generated of cases) if (generated.id.includes(grep)) yield generated
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
        fails: { type: 'string' },
        grep: { type: 'string', default: '' },
        lines: { type: 'string' },
        typing: { type: 'boolean', default: false },
        json: { type: 'string' },
        html: { type: 'string' },
        help: { type: 'boolean', short: 'h', default: false },
      },
    })
    return {
      ...values,
      count: wholeNumber('--count', values.count, 200),
      seed: wholeNumber('--seed', values.seed, 1),
      jobs: wholeNumber('--jobs', values.jobs, 12),
      models: behaviour(values.models),
      fails: share('--fails', values.fails),
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
  const { conversations, violations, loops, deadEnds, broken, otherOutcome, batchesToBooking } = figuresOf(cases)
  return [
    '',
    `conversations ${conversations}: violations ${violations}, loops ${loops}, dead ends ${deadEnds}, broken runs ${broken}`,
    `other outcome than the rules give: ${otherOutcome}; lead turns to a booking (median): ${batchesToBooking ?? '–'}`,
  ]
}

/** Ten thousand transcripts are no report: only those that were kept whole. */
function readable(report: Report): Report {
  return { ...report, cases: report.cases.filter(({ runs }) => runs.some(({ transcript }) => transcript.length > 0)) }
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
