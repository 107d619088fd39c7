import { Worker } from 'node:worker_threads'
import type { DocumentReading } from './read-document.ts'
import { type Refusal, refusal } from './refusal.ts'

/** What is sent to a thread. */
export type DocumentTask = { bytes: Uint8Array; password: string | undefined; readingMs: number | undefined }

export type DocumentPool = {
  /**
   * Reads a document in a thread; waits for its turn first. A file that takes too long, or breaks its thread, is refused as `too-large` or
   * `corrupt`, and the next one gets a new thread. Never rejects for a bad file.
   */
  read(bytes: Uint8Array, options?: { password?: string; signal?: AbortSignal }): Promise<DocumentReading | Refusal>
  /** Ends the threads; what is still being read is refused. */
  close(): Promise<void>
}

/** `threads`: documents at a time, each with up to 450 MB. `timeLimitMs`: for one document, from when its reading starts. `readingMs`: as in the
 * limits of a document. */
export type PoolOptions = { threads?: number; timeLimitMs?: number; readingMs?: number }

/** Threads that read documents, kept for the next document: starting one and its recogniser costs about a second. */
export function createDocumentPool({ threads = 1, timeLimitMs = 10_000, readingMs }: PoolOptions = {}): DocumentPool {
  const idle: Worker[] = []
  const running = new Set<Worker>()
  const waiting: (() => void)[] = []
  let free = threads
  let isClosed = false

  const takeTurn = async () => {
    if (free > 0) free--
    else await new Promise<void>((resolve) => waiting.push(resolve))
  }
  const passTurn = () => {
    const next = waiting.shift()
    if (next) next()
    else free++
  }

  return {
    async read(bytes, { password, signal } = {}) {
      await takeTurn()
      try {
        if (isClosed) return refusal('unsupported', 'The reading was ended.')
        const worker = idle.pop() ?? startThread()
        running.add(worker)
        const { outcome, isReusable } = await runTask(worker, { bytes, password, readingMs }, timeLimitMs, signal)
        running.delete(worker)
        if (isReusable && !isClosed) idle.push(worker)
        else await worker.terminate()
        return outcome
      } finally {
        passTurn()
      }
    },
    async close() {
      isClosed = true
      await Promise.all([...idle, ...running].map((worker) => worker.terminate()))
    },
  }
}

function startThread(): Worker {
  const worker = new Worker(new URL('./document-worker.ts', import.meta.url), {
    resourceLimits: { maxOldGenerationSizeMb: 320, maxYoungGenerationSizeMb: 32 },
  })
  // A thread that breaks while it is being ended has nobody left to tell; unheard, its error would end the process.
  worker.on('error', () => {})
  // An idle thread keeps nobody from ending.
  worker.unref()
  return worker
}

type Outcome = { outcome: DocumentReading | Refusal; isReusable: boolean }

function runTask(worker: Worker, task: DocumentTask, timeLimitMs: number, signal: AbortSignal | undefined) {
  const { promise, resolve } = Promise.withResolvers<Outcome>()
  const end = (outcome: DocumentReading | Refusal, isReusable = false) => resolve({ outcome, isReusable })
  const timer = setTimeout(
    () => end(refusal('too-large', `The document could not be read within ${timeLimitMs / 1000} s.`)),
    timeLimitMs,
  )
  const onMessage = (outcome: DocumentReading | Refusal) => end(outcome, true)
  const onError = () => end(refusal('corrupt', 'The document could not be read.'))
  const onAbort = () => end(refusal('unsupported', 'The reading was ended.'))
  worker.on('message', onMessage).on('error', onError).on('exit', onAbort).ref()
  signal?.addEventListener('abort', onAbort)
  if (signal?.aborted) onAbort()
  worker.postMessage(task)
  return promise.finally(() => {
    clearTimeout(timer)
    worker.off('message', onMessage).off('error', onError).off('exit', onAbort).unref()
    signal?.removeEventListener('abort', onAbort)
  })
}
