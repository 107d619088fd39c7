import type { BillReading } from '#src/bills/bill.ts'
import { readPage } from '#src/bills/page-source.ts'
import { readBill } from '#src/bills/read-bill.ts'
import { type OpenOptions, openDocument, type Refusal } from './open-document.ts'

/** A document that was opened and read. `ms`: how long it took. */
export type DocumentReading = BillReading & {
  kind: 'pdf-text' | 'pdf-scan' | 'image'
  /** Pages of the file, not only those that were read. */
  pages: number
  ms: number
}

/**
 * Reads a file as an electricity bill: codes and text first, and from a picture only the regions again that are still needed. A file that
 * cannot be opened gives the reason. Never throws for a bad file.
 */
export async function readDocument(bytes: Uint8Array, options: OpenOptions): Promise<DocumentReading | Refusal> {
  const startedAt = performance.now()
  const opened = await openDocument(bytes, options)
  if (opened.kind === 'refused') return opened
  const { document } = opened
  try {
    const pages = await Array.fromAsync(document.pages, readPage)
    const reading = readBill(pages)
    return {
      ...reading,
      warnings: [...document.warnings, ...reading.warnings],
      kind: document.kind,
      pages: document.pageCount,
      ms: Math.round(performance.now() - startedAt),
    }
  } finally {
    await opened.close()
  }
}
