import { readFileSync } from 'node:fs'
import { parentPort } from 'node:worker_threads'
import { gunzipSync } from 'node:zlib'
import type { Gray } from '../picture/gray.ts'
import { decodeLine } from './decode-line.ts'
import { createLineNet } from './line-net.ts'
import { parseTrainedData, TRAINED_DATA_FOLDER } from './trained-data.ts'

// The thread of a recogniser: reads one batch of lines after the other.

const file = gunzipSync(readFileSync(new URL('por.traineddata.gz', TRAINED_DATA_FOLDER)))
const model = parseTrainedData(file)
const net = createLineNet(model)
const NOTHING = { scores: new Float32Array(), columns: 0 }

parentPort?.on('message', (lines: Gray[]) => {
  const columns = net.read(lines)
  parentPort?.postMessage(lines.map((line, index) => decodeLine(columns[index] ?? NOTHING, model.signs, line)))
})
