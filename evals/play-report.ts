import { once } from 'node:events'
import { availableParallelism } from 'node:os'
import { fileURLToPath } from 'node:url'
import { forkModule } from './fork-module.ts'
import type { LoadedCase } from './load-cases.ts'
import { print } from './output.ts'
import type { Report, ReportCase } from './report/report-types.ts'
import { FromPlayer, type PlayOptions, type ToPlayer } from './suite-messages.ts'

/** Each has a database and emulators of its own; more of them than this would only share the disk. */
const MOST_PROCESSES = 8
const MODULE = fileURLToPath(new URL('./suite-process.ts', import.meta.url))

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
 * Plays any number of cases in as many processes as there are cores, each told to `onCase` and then forgotten. After some hundred
 * conversations a process throws its world away, database and emulators, so that the last conversation finds as little there as the first.
 */
export async function playThrough(
  cases: Iterable<LoadedCase>,
  options: PlayOptions,
  onCase: (reported: ReportCase) => void,
): Promise<Omit<Report, 'cases'>> {
  const { k, seed, jobs, chain } = options
  const startedAt = new Date().toISOString()
  const began = performance.now()
  const stop = stopOnInterrupt()
  const processes = Math.min(availableParallelism(), MOST_PROCESSES, jobs)
  const share = { ...options, jobs: Math.ceil(jobs / processes) }
  const left = Iterator.from(cases)
  try {
    const players = Array.from({ length: processes }, () => runPlayer(left, share, stop.signal, onCase))
    await Promise.all(players)
    return { format: 1, startedAt, complete: !stop.signal.aborted, seed, k, chain, ms: performance.now() - began }
  } finally {
    stop.release()
  }
}

/** Hands one process its cases until none is left. Throws when it dies with cases in hand. */
async function runPlayer(
  left: Iterator<LoadedCase>,
  options: PlayOptions,
  signal: AbortSignal,
  onCase: (reported: ReportCase) => void,
): Promise<void> {
  const child = forkModule(MODULE)
  const tell = (message: ToPlayer) => child.connected && child.send(message)
  const next = () => (signal.aborted ? null : (left.next().value ?? null))
  signal.addEventListener('abort', () => tell({ kind: 'stop' }), { once: true })
  child.on('message', (message) => {
    const said = FromPlayer.parse(message)
    if (said.kind === 'next') tell({ kind: 'case', next: next() })
    else onCase(said.reported)
  })
  tell({ kind: 'start', options })
  const [code, killedBy] = await once(child, 'exit')
  if (code !== 0) throw new Error(`a process that played conversations ended: ${killedBy ?? `exit code ${code}`}`)
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
