import { DocumentReading, type ReadDocument } from '#src/domain/media.ts'
import { readDocument as readFile } from '#src/media/read-document.ts'

/** Reads a document as the jobs want it: of everything on it only what may be kept. */
export const readDocument: ReadDocument = async (bytes, { password }) => {
  const reading = await readFile(bytes, password === undefined ? {} : { password })
  return reading.kind === 'refused' ? { error: { code: reading.code } } : DocumentReading.parse(reading)
}
