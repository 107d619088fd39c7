import type { DocumentSource } from '#src/bills/page-source.ts'
import { findFileKind } from './file-kind.ts'
import type { Recogniser } from './ocr/recogniser.ts'
import { openPdf } from './pdf-document.ts'
import { decodeHeic, decodePicture } from './picture/decode.ts'
import { createPicturePage } from './picture-page.ts'
import { type Refusal, refusal } from './refusal.ts'

export type Opened = { kind: 'opened'; document: DocumentSource; close(): Promise<void> }
/** `recogniser` reads pictures; it is the caller's, who keeps it for the next document. */
export type OpenOptions = { recogniser: Recogniser; password?: string; limits?: Partial<DocumentLimits> }
export type DocumentLimits = typeof DEFAULT_LIMITS

/** What is opened at all; a bill of any kind stays far below. */
export const DEFAULT_LIMITS = {
  bytes: 25 * 1024 * 1024,
  /** Pages of a PDF that are read: bills have two, and notices after them. */
  pagesRead: 4,
  /** A PDF with more pages is no bill, nor a year of them. */
  pages: 40,
  /** Pixels of a picture, before it is decoded: the largest phone cameras make 50 million. */
  pixels: 52_000_000,
  /** Time for reading the print of a picture, in ms; what is left unread then stays so. Half of what a document may take in the product. */
  readingMs: 5500,
}

/**
 * Opens a PDF or a picture by what its bytes are, whatever its name says. Nothing inside is run (no JavaScript) or fetched. Close it after
 * use. Never throws for a bad file.
 */
export async function openDocument(bytes: Uint8Array, options: OpenOptions): Promise<Opened | Refusal> {
  const limits = { ...DEFAULT_LIMITS, ...options.limits }
  if (bytes.byteLength === 0) return refusal('corrupt', 'The file is empty.')
  if (bytes.byteLength > limits.bytes) return refusal('too-large', `The file is larger than ${limits.bytes} bytes.`)
  const { kind, warnings } = await findFileKind(bytes)
  if (kind === 'pdf') return await openPdf(bytes, { ...options, password: options.password, limits, warnings })
  if (kind === 'other') return refusal('unsupported', 'The file is neither a PDF nor a picture that can be read.')
  const decoded = await (kind === 'heic' ? decodeHeic : decodePicture)(bytes, limits.pixels)
  if (decoded.kind === 'corrupt') return refusal('corrupt', 'The picture is damaged.')
  if (decoded.kind === 'too-large') return refusal('too-large', 'The picture has too many pixels.')
  const page = await createPicturePage(decoded.image, 1, options.recogniser, limits.readingMs)
  return { kind: 'opened', document: { kind: 'image', pageCount: 1, pages: [page], warnings }, close: async () => {} }
}
