import { performance } from 'node:perf_hooks'
import type { LoadedCase } from './load-cases.ts'
import { print } from './output.ts'
import type { Report, ReportCase } from './report/report-types.ts'
import { runSuite } from './run-suite.ts'
import { startWorld } from './world/start-world.ts'

/** A database that has seen thousands of companies answers more slowly, and so do the emulators. */
const CONVERSATIONS_A_WORLD = 400

export type PlayOptions = {
  k: number
  seed: number
  jobs: number
  chain: string
  models: 'obedient' | 'hostile' | undefined
  /** Without typing simulation: a bubble leaves in one job instead of two. */
  brisk?: boolean
  /** The share of all model calls whose connection is cut. */
  modelsFail?: number | undefined
}

/** Plays the cases and reports; Ctrl-C ends it early, with a report of what was done. */
export async function playReport(
  cases: LoadedCase[],
  options: PlayOptions,
  onCase: (reported: ReportCase) => void,
): Promise<Report> {
  const done = new Map<string, ReportCase>()
  const report = await playThrough(cases, options, (reported) => {
    done.set(reported.id, reported)
    onCase(reported)
  })
  return { ...report, cases: cases.flatMap(({ id }) => done.get(id) ?? []) }
}

/**
 * Plays any number of cases, each told to `onCase` and then forgotten. After some hundred conversations the world, its database and its
 * emulators are thrown away and made anew, so that the last conversation finds as little there as the first.
 */
export async function playThrough(
  cases: Iterable<LoadedCase>,
  options: PlayOptions,
  onCase: (reported: ReportCase) => void,
): Promise<Omit<Report, 'cases'>> {
  const { k, seed, jobs, chain, models, brisk = false, modelsFail } = options
  const startedAt = new Date().toISOString()
  const began = performance.now()
  const stop = stopOnInterrupt()
  try {
    for (const some of portions(cases, Math.ceil(CONVERSATIONS_A_WORLD / k))) {
      if (stop.signal.aborted) break
      const world = await startWorld({ chain, models, jobs, brisk, modelsFail })
      try {
        await runSuite(world, some, { k, seed, jobs, signal: stop.signal, onCase })
      } finally {
        await world.close()
      }
    }
    return { format: 1, startedAt, complete: !stop.signal.aborted, seed, k, chain, ms: performance.now() - began }
  } finally {
    stop.release()
  }
}

/** Parts of at most `size`; nothing is made before it is wanted. */
function* portions<T>(items: Iterable<T>, size: number): Generator<Iterable<T>> {
  const all = Iterator.from(items)
  for (let next = all.next(); !next.done; next = all.next()) {
    const first = next.value
    yield (function* () {
      yield first
      for (let taken = 1; taken < size; taken++) {
        const more = all.next()
        if (more.done) return
        yield more.value
      }
    })()
  }
}

/** The first Ctrl-C ends the suite in good order, so that what is done is still reported; the second ends it at once. */
function stopOnInterrupt(): { signal: AbortSignal; release: () => void } {
  const controller = new AbortController()
  const stop = () => {
    if (controller.signal.aborted) process.exit(130)
    print('stopping: conversations under way come to their end (Ctrl-C again ends at once)')
    controller.abort()
  }
  process.on('SIGINT', stop)
  return { signal: controller.signal, release: () => process.off('SIGINT', stop) }
}
