import { realpathSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { UserError } from '#src/errors.ts'
import { type LoadedCase, loadCases } from './load-cases.ts'
import { type EvalOptions, parseOptions, USAGE } from './options.ts'
import { print, writeFile } from './output.ts'
import { playReport } from './play-report.ts'
import { type Comparison, compareReports, isRegression, readBaseline } from './report/baseline.ts'
import { caseLines, createPaint, summaryLines } from './report/console.ts'
import { renderReport } from './report/html/page.ts'
import type { Report } from './report/report-types.ts'

/** Runs the suite by its command line and returns the exit code. */
export async function runEvals(argv: string[]): Promise<number> {
  const options = parseOptions(argv)
  if (options.help) {
    print(USAGE)
    return 0
  }
  const cases = wantedCases(options)
  const baseline = options.baseline === undefined ? null : readBaseline(options.baseline)
  const report = await playReport(cases, options, (reported) => print(...caseLines(reported, paint)))
  const comparison = baseline && compareReports(baseline, report)
  print(...summaryLines(report, comparison, paint))
  if (options.json !== undefined) writeFile(options.json, JSON.stringify(report))
  if (options.html !== undefined) writeFile(options.html, renderReport(report, comparison))
  return exitCode(report, comparison)
}

const paint = createPaint(process.stdout.isTTY)

function wantedCases({ dirs, grep }: EvalOptions): LoadedCase[] {
  const wanted = (grep ?? '').toLowerCase()
  const cases = loadCases(dirs).filter(({ id, path, purpose }) =>
    `${id} ${path} ${purpose}`.toLowerCase().includes(wanted),
  )
  if (cases.length === 0)
    throw new UserError(`no case in ${dirs.join(', ')}${grep ? ` contains "${grep}"` : ''}`, { exitCode: 2 })
  return cases
}

function exitCode(report: Report, comparison: Comparison | null): number {
  if (comparison) return isRegression(comparison) ? 1 : 0
  return report.complete && report.cases.every(({ runs }) => runs.every(({ passed }) => passed)) ? 0 : 1
}

// Under npm the module is imported by scripts/run.mjs, which names it as the script that runs.
if (process.argv[1] && realpathSync(process.argv[1]) === fileURLToPath(import.meta.url)) {
  try {
    process.exitCode = await runEvals(process.argv.slice(2))
  } catch (error) {
    if (!(error instanceof UserError)) throw error
    process.stderr.write(`${error.message}\n`)
    process.exitCode = error.exitCode
  }
}
