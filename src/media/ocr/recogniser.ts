import { fileURLToPath } from 'node:url'
import { createWorker, OEM, PSM, type Worker } from 'tesseract.js'
import type { Word } from '#src/bills/page.ts'
import { type Gray, toPgm } from '../picture/gray.ts'

/** Recognises print in Portuguese, line by line. Words have boxes in pixels of the picture and a confidence of 0 to 1. */
export type Recogniser = {
  recognise(image: Gray): Promise<Word[]>
  close(): Promise<void>
}

/** A thread costs about 90 MB; two read a page in half the time where two cores are free. */
const THREADS = 2

/** Starts Tesseract in threads of its own, with the Portuguese data from the npm package: nothing is downloaded, nothing written. */
export function createRecogniser(threads = THREADS): Recogniser {
  let workers: Promise<Thread>[] | null = null
  return {
    async recognise(image) {
      workers ??= Array.from({ length: threads }, startThread)
      const started = await Promise.all(workers)
      const [thread] = started.sort((a, b) => a.waiting - b.waiting)
      if (!thread) throw new Error('no thread recognises')
      return await thread.recognise(image)
    },
    async close() {
      const started = workers
      workers = null
      await Promise.all((started ?? []).map(async (thread) => (await thread).worker.terminate()))
    },
  }
}

type Thread = { worker: Worker; waiting: number; recognise: Recogniser['recognise'] }

async function startThread(): Promise<Thread> {
  const worker = await createWorker('por', OEM.LSTM_ONLY, {
    langPath: fileURLToPath(new URL('./4.0.0_best_int', import.meta.resolve('@tesseract.js-data/por'))),
    cacheMethod: 'none',
    gzip: true,
  })
  await worker.setParameters({
    tessedit_pageseg_mode: PSM.SINGLE_BLOCK,
    user_defined_dpi: '300',
    // Paper is white by now: looking for white letters on black as well costs an eighth of the time.
    tessedit_do_invert: '0',
  })
  let queue: Promise<unknown> = Promise.resolve()
  const thread: Thread = {
    worker,
    waiting: 0,
    recognise(image) {
      const run = async () => {
        const { data } = await worker.recognize(toPgm(image), {}, { text: false, tsv: true })
        return parseTsv(data.tsv ?? '')
      }
      thread.waiting += image.width * image.height
      const result = queue.then(run)
      queue = result
        .catch(() => {})
        .finally(() => {
          thread.waiting -= image.width * image.height
        })
      return result
    },
  }
  return thread
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
