import type { ReportCase, ReportRun } from '../report/report-types.ts'
import { median } from '../report/summary.ts'

/** Conversations that went well are written out whole for so many; of the others their figures are enough. */
const PASSED_KEPT_WHOLE = 40
const FAILED_KEPT_WHOLE = 400

/** Collects played conversations in little memory, and says how they stand. */
export function createTally() {
  const cases: ReportCase[] = []
  let passedWhole = 0
  let failed = 0

  return {
    cases,
    add(reported: ReportCase) {
      const passed = reported.runs.every((run) => run.passed)
      if (!passed) failed += 1
      else passedWhole += 1
      const whole = passed ? passedWhole <= PASSED_KEPT_WHOLE : failed <= FAILED_KEPT_WHOLE
      cases.push(whole ? reported : { ...reported, runs: reported.runs.map(withoutWords) })
    },
    /** One line while it goes on. */
    progress(count: number, ms: number): string {
      const rate = cases.length / (ms / 1000)
      const left = Math.round((count - cases.length) / rate / 60)
      const { violations, loops, deadEnds } = figuresOf(cases)
      return `${cases.length}/${count}: ${failed} failed, ${violations} violations, ${loops} loops, ${deadEnds} dead ends; ${rate.toFixed(1)}/s, ${left} min left`
    },
  }
}

function withoutWords(run: ReportRun): ReportRun {
  return { ...run, transcript: [], learned: [] }
}

/** What generated conversations are measured by. */
export function figuresOf(cases: ReportCase[]) {
  const runs = cases.flatMap((reported) => reported.runs)
  const having = (code: string) =>
    runs.filter(({ findings }) => findings.some((finding) => finding.code === code)).length
  return {
    conversations: runs.length,
    violations: runs.reduce((total, run) => total + run.violations, 0),
    loops: having('loop'),
    deadEnds: having('no_answer'),
    broken: having('error'),
    otherOutcome: having('outcome'),
    batchesToBooking: median(runs.flatMap((run) => run.batchesToBooking ?? [])),
  }
}
