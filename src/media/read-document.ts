import type { BillReading } from '#src/bills/bill.ts'
import { findRegions } from '#src/bills/find-regions.ts'
import { mergeDigits } from '#src/bills/merge-digits.ts'
import type { Page, Word } from '#src/bills/page.ts'
import { type Box, type DocumentSource, readPage, wordsIn } from '#src/bills/page-source.ts'
import { readBill } from '#src/bills/read-bill.ts'
import { DEFAULT_LIMITS, type OpenOptions, openDocument } from './open-document.ts'
import type { Refusal } from './refusal.ts'

/** A document that was opened and read. `ms`: how long it took. */
export type DocumentReading = BillReading & {
  kind: 'pdf-text' | 'pdf-scan' | 'image'
  /** Pages of the file, not only those that were read. */
  pages: number
  ms: number
}

/** No region is begun again later than this part of the time for a first reading: one takes a second or two, and the product waits for 10 s. */
const LATEST_LOOK = 1.4

/**
 * Reads a file as an electricity bill: codes and text first, and from a picture only the regions again that are still needed. A file that
 * cannot be opened gives the reason. Never throws for a bad file.
 */
export async function readDocument(bytes: Uint8Array, options: OpenOptions): Promise<DocumentReading | Refusal> {
  const startedAt = performance.now()
  const deadline = startedAt + LATEST_LOOK * (options.limits?.readingMs ?? DEFAULT_LIMITS.readingMs)
  const opened = await openDocument(bytes, options)
  if (opened.kind === 'refused') return opened
  const { document } = opened
  try {
    const pages = await Array.fromAsync(document.pages, readPage)
    const reading = await readAgain(document, await lookForBars(document, pages), deadline)
    return {
      ...reading,
      // what gave no value, however clear some of its words, needs a better photo
      readable: reading.readable && !(reading.isEnergyBill && Object.keys(reading.fields).length === 0),
      warnings: [...document.warnings, ...reading.warnings],
      kind: document.kind,
      pages: document.pageCount,
      ms: Math.round(performance.now() - startedAt),
    }
  } finally {
    await opened.close()
  }
}

type PagesRead = { pages: Page[]; reading: BillReading }

/** Where no payment line was read, on a bill or on what may be one, the bars of its slip may still say the amount. */
async function lookForBars(document: DocumentSource, pages: Page[]): Promise<PagesRead> {
  const reading = readBill(pages)
  if (reading.fields.payment?.linhaDigitavel || (reading.readable && !reading.isEnergyBill)) return { pages, reading }
  const bars = await Array.fromAsync(document.pages, (page) => page.slipBars())
  if (bars.flat().length === 0) return { pages, reading }
  const withBars = pages.map((page, index) => ({ ...page, codes: [...page.codes, ...(bars[index] ?? [])] }))
  return { pages: withBars, reading: readBill(withBars) }
}

/**
 * Reads the regions again in which something is missing, and keeps what they add; a region that makes things worse is forgotten. What is then still
 * missing is looked for by another reader, which takes longer.
 */
async function readAgain(document: DocumentSource, first: PagesRead, deadline: number): Promise<BillReading> {
  let best = first
  for (const way of ['lines', 'block'] as const)
    for (const { page: number, box, digits } of findRegions(best.pages, best.reading)) {
      if (performance.now() > deadline) return best.reading
      // Figures have one reader.
      if (digits && way === 'block') continue
      const source = document.pages.find((page) => page.number === number)
      const words = (await source?.readRegion(box, digits ? 'figures' : way)) ?? []
      const merge = digits ? mergeDigits : exchangeWords
      const changed = best.pages.map((page) =>
        page.number === number ? { ...page, words: merge(page.words, words, box) } : page,
      )
      const reading = readBill(changed)
      if (worth(reading) > worth(best.reading)) best = { pages: changed, reading }
    }
  return best.reading
}

function exchangeWords(words: Word[], found: Word[], box: Box): Word[] {
  const inside = new Set(wordsIn(words, box))
  return [...words.filter((word) => !inside.has(word)), ...found]
}

/** Values that were read, less those whose places disagree. */
function worth({ fields, warnings }: BillReading): number {
  return Object.keys(fields).length + (fields.payment?.linhaDigitavel ? 1 : 0) - 2 * warnings.length
}
