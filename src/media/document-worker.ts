import { parentPort } from 'node:worker_threads'
import type { DocumentTask } from './document-pool.ts'
import { createRecogniser } from './ocr/recogniser.ts'
import { readDocument } from './read-document.ts'

// The thread of a document pool: one document at a time. Whatever goes wrong in here ends with this thread.

const recogniser = createRecogniser()

parentPort?.on('message', async ({ bytes, password, readingMs }: DocumentTask) => {
  const limits = readingMs === undefined ? {} : { readingMs }
  const options = { recogniser, limits, ...(password === undefined ? {} : { password }) }
  parentPort?.postMessage(await readDocument(bytes, options))
})
