import { performance } from 'node:perf_hooks'
import type { LoadedCase } from './load-cases.ts'
import { print } from './output.ts'
import type { Report, ReportCase } from './report/report-types.ts'
import { runSuite } from './run-suite.ts'
import { startWorld } from './world/start-world.ts'

export type PlayOptions = {
  k: number
  seed: number
  jobs: number
  chain: string
  models: 'obedient' | 'hostile' | undefined
}

/** Starts a world, plays the cases in it and reports; Ctrl-C ends it early, with a report of what was done. */
export async function playReport(
  cases: LoadedCase[],
  options: PlayOptions,
  onCase: (reported: ReportCase) => void,
): Promise<Report> {
  const { k, seed, jobs, chain, models } = options
  const startedAt = new Date().toISOString()
  const began = performance.now()
  const stop = stopOnInterrupt()
  const world = await startWorld({ chain, models, jobs })
  try {
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
    await world.close()
    stop.release()
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
