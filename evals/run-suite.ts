import { performance } from 'node:perf_hooks'
import type { Grade } from './graders/grade.ts'
import { gradeRun } from './graders/grade.ts'
import type { LoadedCase } from './load-cases.ts'
import { play } from './play.ts'
import { reportRun } from './report/report-run.ts'
import type { ReportCase, ReportRun } from './report/report-types.ts'
import type { RunRecord } from './run-record.ts'
import type { World } from './world.ts'

export type SuiteOptions = {
  k: number
  seed: number
  /** Conversations at the same time. */
  jobs: number
  /** Set when the person at the keyboard has had enough: conversations under way end, no other begins. */
  signal: AbortSignal
  /** Told of each case once its last conversation is over, and at the end of those that were cut short. */
  onCase: (reported: ReportCase) => void
}

type Trial = { case: LoadedCase; trial: number }

/** Plays every case that `nextCase` gives k times, several conversations at once. Holds no more than the cases under way. */
export async function runSuite(
  world: World,
  nextCase: () => Promise<LoadedCase | null>,
  options: SuiteOptions,
): Promise<void> {
  const trials = trialsOf(nextCase, options.k)
  const underWay = new Map<LoadedCase, ReportRun[]>()
  const work = async () => {
    while (!options.signal.aborted) {
      const { done, value: next } = await trials.next()
      if (done) return
      const runs = underWay.get(next.case) ?? []
      underWay.set(next.case, runs)
      runs.push(await runTrial(world, next, options.seed))
      if (runs.length < options.k) continue
      underWay.delete(next.case)
      options.onCase(reportCase(next.case, runs))
    }
  }
  await Promise.all(Array.from({ length: options.jobs }, work))
  for (const [part, runs] of underWay) if (runs.length > 0) options.onCase(reportCase(part, runs))
}

async function* trialsOf(nextCase: () => Promise<LoadedCase | null>, k: number): AsyncGenerator<Trial, undefined> {
  for (;;) {
    const evalCase = await nextCase()
    if (evalCase === null) return
    for (let trial = 0; trial < k; trial++) yield { case: evalCase, trial }
  }
}

async function runTrial(world: World, { case: evalCase, trial }: Trial, seed: number): Promise<ReportRun> {
  const startedAt = performance.now()
  const { run, zone } = await playSafely(world, evalCase, trial, seed)
  const record: RunRecord = { ...run, ms: performance.now() - startedAt }
  const grade: Grade = gradeRun(record, world.playbookSource(evalCase.playbook), zone)
  const judged = record.final ? ((await world.judge?.(evalCase.expect.judged ?? [], record.final)) ?? []) : []
  return reportRun(record, {
    ...grade,
    passed: grade.passed && judged.length === 0,
    findings: [...judged, ...grade.findings],
  })
}

/** A conversation that breaks is a failed conversation, not the end of the suite. */
async function playSafely(
  world: World,
  evalCase: LoadedCase,
  trial: number,
  seed: number,
): Promise<{ run: Omit<RunRecord, 'ms'>; zone: string }> {
  let zone = 'America/Recife'
  try {
    const own = await world.createCaseWorld(evalCase, { seed: `${seed}-${evalCase.id}-${trial}` })
    zone = own.zone
    try {
      return { run: await play(evalCase, own, seed, trial), zone }
    } finally {
      await own.close()
    }
  } catch (error) {
    const text = error instanceof Error ? (error.stack ?? error.message) : String(error)
    return { run: { case: evalCase, trial, seed, steps: [], ending: 'error', error: text, final: null }, zone }
  }
}

function reportCase({ id, path, purpose, lead, expect }: LoadedCase, runs: ReportRun[]): ReportCase {
  const { judged, ...expected } = expect
  return {
    ...{ id, path, purpose, style: lead.style },
    expected: JSON.stringify(expected),
    judged: judged ?? [],
    runs: runs.toSorted((one, other) => one.trial - other.trial),
  }
}
