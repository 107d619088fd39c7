import { fileURLToPath } from 'node:url'
import { createWorker, OEM, PSM, type Worker } from 'tesseract.js'
import type { Word } from '#src/bills/page.ts'
import { type Gray, toPgm } from '../picture/gray.ts'
import { TRAINED_DATA_FOLDER } from './trained-data.ts'

/** Reads a block of print with Tesseract, which finds the lines itself. */
export type BlockReader = {
  /** Words have boxes in pixels of the picture and a confidence of 0 to 1. One block is read at a time. */
  read(image: Gray): Promise<Word[]>
  close(): Promise<void>
}

/** Starts Tesseract in a thread of its own (90 MB), with the Portuguese data from the npm package: nothing is downloaded, nothing written. */
export function createBlockReader(): BlockReader {
  let started: Promise<Worker> | null = null
  return {
    async read(image) {
      started ??= startThread()
      const worker = await started
      const { data } = await worker.recognize(toPgm(image), {}, { text: false, tsv: true })
      return parseTsv(data.tsv ?? '')
    },
    async close() {
      const worker = await started
      started = null
      await worker?.terminate()
    },
  }
}

async function startThread(): Promise<Worker> {
  const worker = await createWorker('por', OEM.LSTM_ONLY, {
    langPath: fileURLToPath(TRAINED_DATA_FOLDER),
    cacheMethod: 'none',
    gzip: true,
  })
  await worker.setParameters({
    tessedit_pageseg_mode: PSM.SINGLE_BLOCK,
    user_defined_dpi: '300',
    // Paper is white by now: looking for white letters on black as well costs an eighth of the time.
    tessedit_do_invert: '0',
  })
  return worker
}

/** Tesseract's table: level, page, block, paragraph, line, word, left, top, width, height, confidence, text. */
function parseTsv(tsv: string): Word[] {
  return tsv.split('\n').flatMap((line) => {
    const cells = line.split('\t')
    const text = cells[11]?.trim() ?? ''
    if (cells[0] !== '5' || text === '') return []
    const [left = 0, top = 0, width = 0, height = 0, confidence = 0] = cells.slice(6, 11).map(Number)
    return [{ text, x0: left, y0: top, x1: left + width, y1: top + height, confidence: confidence / 100 }]
  })
}
