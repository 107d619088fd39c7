import { createBlockReader } from './block-reader.ts'
import { createLineReader } from './line-reader.ts'

/** Reads print in Portuguese: many lines fast, or a block as a second opinion. */
export type Recogniser = {
  readLines: ReturnType<typeof createLineReader>['read']
  readBlock: ReturnType<typeof createBlockReader>['read']
  close(): Promise<void>
}

/** Both readers start when they are first needed, and stay for the next document. */
export function createRecogniser(): Recogniser {
  const [lines, block] = [createLineReader(), createBlockReader()]
  return {
    readLines: lines.read,
    readBlock: block.read,
    async close() {
      await Promise.all([lines.close(), block.close()])
    },
  }
}
