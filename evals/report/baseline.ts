import { readFileSync } from 'node:fs'
import { UserError } from '#src/errors.ts'
import { Report, type ReportCase } from './report-types.ts'
import { summarise } from './summary.ts'

/** How one case stands against the baseline; shares of passed conversations. */
export type CaseChange = {
  id: string
  before: number
  after: number
  violationsBefore: number
  violationsAfter: number
}

export type Comparison = {
  baseline: Report
  better: CaseChange[]
  worse: CaseChange[]
  added: string[]
  removed: string[]
  /** Figures of the whole suite that fell. */
  fallen: string[]
}

/** Facts accuracy may move this much by the luck of other wordings before it counts as worse. */
const ACCURACY_SLACK = 0.005

/** Reads an earlier `--json` file. @throws {UserError} when it is missing or something else. */
export function readBaseline(path: string): Report {
  try {
    return Report.parse(JSON.parse(readFileSync(path, 'utf8')))
  } catch (cause) {
    throw new UserError(`${path}: cannot be read as a baseline; give a file written by --json`, { exitCode: 2, cause })
  }
}

/** Compares case by case over the cases both have. */
export function compareReports(baseline: Report, current: Report): Comparison {
  const before = new Map(baseline.cases.map((reported) => [reported.id, reported]))
  const shared = current.cases.filter(({ id }) => before.has(id))
  const changes = shared.map((reported) => changeOf(before.get(reported.id) ?? reported, reported))
  return {
    baseline,
    better: changes.filter(isBetter),
    worse: changes.filter(isWorse),
    added: current.cases.filter(({ id }) => !before.has(id)).map(({ id }) => id),
    removed: baseline.cases
      .filter(({ id }) => !current.cases.some((reported) => reported.id === id))
      .map(({ id }) => id),
    fallen: fallenFigures(baseline, { ...current, cases: shared }),
  }
}

/** True if something got worse that both runs measured. */
export function isRegression({ worse, fallen }: Comparison): boolean {
  return worse.length > 0 || fallen.length > 0
}

function changeOf(before: ReportCase, after: ReportCase): CaseChange {
  return {
    id: after.id,
    before: passShare(before),
    after: passShare(after),
    violationsBefore: violationShare(before),
    violationsAfter: violationShare(after),
  }
}

function isWorse(change: CaseChange): boolean {
  return change.after < change.before || change.violationsAfter > change.violationsBefore
}

function isBetter(change: CaseChange): boolean {
  return !isWorse(change) && (change.after > change.before || change.violationsAfter < change.violationsBefore)
}

function passShare({ runs }: ReportCase): number {
  return runs.length === 0 ? 0 : runs.filter(({ passed }) => passed).length / runs.length
}

function violationShare({ runs }: ReportCase): number {
  return runs.length === 0 ? 0 : runs.reduce((total, { violations }) => total + violations, 0) / runs.length
}

function fallenFigures(baseline: Report, current: Report): string[] {
  const ids = new Set(current.cases.map(({ id }) => id))
  const before = summarise({ ...baseline, cases: baseline.cases.filter(({ id }) => ids.has(id)) })
  const after = summarise(current)
  return before.factsAccuracy - after.factsAccuracy > ACCURACY_SLACK
    ? [`facts accuracy ${percent(before.factsAccuracy)} → ${percent(after.factsAccuracy)}`]
    : []
}

function percent(share: number): string {
  return `${(share * 100).toFixed(1)} %`
}
