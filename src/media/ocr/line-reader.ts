import { Worker } from 'node:worker_threads'
import type { Gray } from '../picture/gray.ts'
import type { LineWord } from './decode-line.ts'

/** Reads lines of print that were cut out, many at a time. */
export type LineReader = {
  /** The words of each line. Pictures have the height of the network's lines; `x0` and `x1` are pixels, confidence is 0 to 1. */
  read(lines: Gray[]): Promise<LineWord[][]>
  close(): Promise<void>
}

/** Two threads read a page in half the time where two cores are free. */
export const THREADS = 2

/** Starts the network for lines in threads of its own. */
export function createLineReader(threads = THREADS): LineReader {
  let started: Thread[] | null = null
  return {
    async read(lines) {
      if (lines.length === 0) return []
      started ??= Array.from({ length: threads }, startThread)
      const [thread] = started.toSorted((a, b) => a.waiting() - b.waiting())
      if (!thread) throw new Error('no thread reads')
      return await thread.read(lines)
    },
    async close() {
      const threads = started ?? []
      started = null
      await Promise.all(threads.map(({ worker }) => worker.terminate()))
    },
  }
}

type Thread = { worker: Worker; waiting(): number; read: LineReader['read'] }
type Task = { pixels: number; resolve(words: LineWord[][]): void; reject(error: unknown): void }

function startThread(): Thread {
  const worker = new Worker(new URL('./line-worker.ts', import.meta.url), {
    resourceLimits: { maxOldGenerationSizeMb: 64, maxYoungGenerationSizeMb: 16 },
  })
  // An idle thread keeps nobody from ending.
  worker.unref()
  // Answers come in the order of the questions.
  const tasks: Task[] = []
  worker.on('message', (words: LineWord[][]) => {
    tasks.shift()?.resolve(words)
    if (tasks.length === 0) worker.unref()
  })
  const fail = (error: unknown) => {
    for (const { reject } of tasks.splice(0)) reject(error)
  }
  worker.on('error', fail).on('exit', () => fail(new Error('the thread that reads lines has ended')))
  return {
    worker,
    waiting: () => tasks.reduce((sum, { pixels }) => sum + pixels, 0),
    read(lines) {
      const { promise, resolve, reject } = Promise.withResolvers<LineWord[][]>()
      tasks.push({ pixels: lines.reduce((sum, { width }) => sum + width, 0), resolve, reject })
      worker.ref()
      worker.postMessage(lines)
      return promise
    },
  }
}
