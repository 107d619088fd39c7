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
  onCase: (reported: ReportCase) => void
}

type Trial = { case: LoadedCase; trial: number }

/** Plays every case k times, several at once, and reports each case when its last conversation is over. */
export async function runSuite(world: World, cases: LoadedCase[], options: SuiteOptions): Promise<ReportCase[]> {
  const queue = cases.flatMap((evalCase) =>
    Array.from({ length: options.k }, (_, trial): Trial => ({ case: evalCase, trial })),
  )
  const runs = new Map<string, ReportRun[]>()
  const done: ReportCase[] = []
  const work = async () => {
    for (let next = queue.shift(); next && !options.signal.aborted; next = queue.shift()) {
      const own = runs.get(next.case.id) ?? []
      runs.set(next.case.id, own)
      own.push(await runTrial(world, next, options.seed))
      if (own.length < options.k) continue
      const reported = reportCase(next.case, own)
      done.push(reported)
      options.onCase(reported)
    }
  }
  await Promise.all(Array.from({ length: options.jobs }, work))
  if (options.signal.aborted)
    done.push(
      ...cases
        .filter(({ id }) => isPart(runs.get(id), options.k))
        .map((part) => reportCase(part, runs.get(part.id) ?? [])),
    )
  return cases.flatMap(({ id }) => done.filter((reported) => reported.id === id))
}

function isPart(runs: ReportRun[] | undefined, k: number): boolean {
  return runs !== undefined && runs.length > 0 && runs.length < k
}

async function runTrial(world: World, { case: evalCase, trial }: Trial, seed: number): Promise<ReportRun> {
  const startedAt = performance.now()
  const { run, zone } = await playSafely(world, evalCase, trial, seed)
  const record: RunRecord = { ...run, ms: performance.now() - startedAt }
  const grade: Grade = gradeRun(record, world.playbookSource(evalCase.playbook), zone)
  return reportRun(record, grade)
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
