import { readFileSync } from 'node:fs'
import { parentPort } from 'node:worker_threads'
import { gunzipSync } from 'node:zlib'
import type { Gray } from '../picture/gray.ts'
import { decodeLine } from './decode-line.ts'
import { createLineNet, STEP } from './line-net.ts'
import { parseTrainedData } from './trained-data.ts'

// The thread of a recogniser: reads one batch of lines after the other.

const file = gunzipSync(
  readFileSync(new URL('./4.0.0_best_int/por.traineddata.gz', import.meta.resolve('@tesseract.js-data/por'))),
)
const model = parseTrainedData(file)
const net = createLineNet(model)

parentPort?.on('message', (lines: Gray[]) => {
  const read = net
    .read(lines)
    .map((columns) =>
      decodeLine(columns, model.signs).map((word) => ({ ...word, x0: word.x0 * STEP, x1: word.x1 * STEP })),
    )
  parentPort?.postMessage(read)
})
