import { Worker } from 'node:worker_threads'
import type { Gray } from '../picture/gray.ts'
import type { LineWord } from './decode-line.ts'

/** Reads lines of print in Portuguese. */
export type Recogniser = {
  /** The words of each line. Pictures have the height of the network's lines; `x0` and `x1` are pixels, confidence is 0 to 1. */
  recognise(lines: Gray[]): Promise<LineWord[][]>
  close(): Promise<void>
}

/** Two threads read a page in half the time where two cores are free. */
const THREADS = 2

/** Starts the network for print in threads of its own. */
export function createRecogniser(threads = THREADS): Recogniser {
  let started: Thread[] | null = null
  return {
    async recognise(lines) {
      if (lines.length === 0) return []
      started ??= Array.from({ length: threads }, startThread)
      const [thread] = started.toSorted((a, b) => a.waiting() - b.waiting())
      if (!thread) throw new Error('no thread recognises')
      return await thread.recognise(lines)
    },
    async close() {
      const threads = started ?? []
      started = null
      await Promise.all(threads.map(({ worker }) => worker.terminate()))
    },
  }
}

type Thread = { worker: Worker; waiting(): number; recognise: Recogniser['recognise'] }
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
  worker.on('error', fail).on('exit', () => fail(new Error('the thread that recognises has ended')))
  return {
    worker,
    waiting: () => tasks.reduce((sum, { pixels }) => sum + pixels, 0),
    recognise(lines) {
      const { promise, resolve, reject } = Promise.withResolvers<LineWord[][]>()
      tasks.push({ pixels: lines.reduce((sum, { width }) => sum + width, 0), resolve, reject })
      worker.ref()
      worker.postMessage(lines)
      return promise
    },
  }
}
