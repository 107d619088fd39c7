import { DocumentReading, type ReadDocument } from '#src/domain/media.ts'
import { createRecogniser } from '#src/media/ocr/recogniser.ts'
import { readDocument } from '#src/media/read-document.ts'

/** Reads documents as the jobs want them: of everything on one only what may be kept. `close` ends what reads. */
export function createDocumentReader(): { readDocument: ReadDocument; close: () => Promise<void> } {
  const recogniser = createRecogniser()
  return {
    async readDocument(bytes, { password }) {
      const reading = await readDocument(bytes, { recogniser, ...(password === undefined ? {} : { password }) })
      return reading.kind === 'refused' ? { error: { code: reading.code } } : DocumentReading.parse(reading)
    },
    close: () => recogniser.close(),
  }
}
