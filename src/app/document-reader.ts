import { DocumentReading, type ReadDocument } from '#src/domain/media.ts'
import { createDocumentPool, type PoolOptions } from '#src/media/document-pool.ts'

/** Reads documents as the jobs want them: of everything on one only what may be kept. `close` ends the threads that read. */
export function createDocumentReader(options: PoolOptions = {}): {
  readDocument: ReadDocument
  close: () => Promise<void>
} {
  const pool = createDocumentPool(options)
  return {
    async readDocument(bytes, { password, signal }) {
      const reading = await pool.read(bytes, { signal, ...(password === undefined ? {} : { password }) })
      return reading.kind === 'refused' ? { error: { code: reading.code } } : DocumentReading.parse(reading)
    },
    close: () => pool.close(),
  }
}
