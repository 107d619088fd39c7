import { mkdirSync, realpathSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { performance } from 'node:perf_hooks'
import { fileURLToPath } from 'node:url'
import { UserError } from '#src/errors.ts'
import { type LoadedCase, loadCases } from './load-cases.ts'
import { type EvalOptions, parseOptions, USAGE } from './options.ts'
import { type Comparison, compareReports, isRegression, readBaseline } from './report/baseline.ts'
import { caseLines, createPaint, summaryLines } from './report/console.ts'
import { renderReport } from './report/html/page.ts'
import type { Report } from './report/report-types.ts'
import { runSuite } from './run-suite.ts'
import { startWorld } from './world/start-world.ts'

/** Runs the suite by its command line and returns the exit code. */
export async function runEvals(argv: string[]): Promise<number> {
  const options = parseOptions(argv)
  if (options.help) {
    print(USAGE)
    return 0
  }
  const cases = wantedCases(options)
  const baseline = options.baseline === undefined ? null : readBaseline(options.baseline)
  const report = await playCases(cases, options)
  const comparison = baseline && compareReports(baseline, report)
  print(...summaryLines(report, comparison, paint))
  if (options.json !== undefined) write(options.json, JSON.stringify(report))
  if (options.html !== undefined) write(options.html, renderReport(report, comparison))
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

async function playCases(cases: LoadedCase[], { k, seed, jobs, chain }: EvalOptions): Promise<Report> {
  const startedAt = new Date().toISOString()
  const began = performance.now()
  const stop = stopOnInterrupt()
  const world = await startWorld({ chain, seed, jobs })
  try {
    const onCase = (reported: Report['cases'][number]) => print(...caseLines(reported, paint))
    const done = await runSuite(world, cases, { k, seed, jobs, signal: stop.signal, onCase })
    return {
      format: 1,
      startedAt,
      complete: !stop.signal.aborted,
      seed,
      k,
      chain,
      ms: performance.now() - began,
      cases: done,
    }
  } finally {
    stop.release()
    await world.close()
  }
}

/** The first Ctrl-C ends the suite in good order, so that what is done is still reported; the second ends it at once. */
function stopOnInterrupt(): { signal: AbortSignal; release: () => void } {
  const controller = new AbortController()
  const stop = () => {
    if (controller.signal.aborted) process.exit(130)
    print(paint.faint('stopping: conversations under way come to their end (Ctrl-C again ends at once)'))
    controller.abort()
  }
  process.on('SIGINT', stop)
  return { signal: controller.signal, release: () => process.off('SIGINT', stop) }
}

function exitCode(report: Report, comparison: Comparison | null): number {
  if (comparison) return isRegression(comparison) ? 1 : 0
  return report.complete && report.cases.every(({ runs }) => runs.every(({ passed }) => passed)) ? 0 : 1
}

function write(path: string, content: string): void {
  mkdirSync(dirname(path), { recursive: true })
  writeFileSync(path, content)
}

function print(...lines: string[]): void {
  process.stdout.write(`${lines.join('\n')}\n`)
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
