// How long the product takes for photos of bills, side by side with Tesseract's own program over the whole page with the same trained data:
// `npm run measure-photos -- test/fixtures/bills/*.jpg`. Needs the program `tesseract` (Debian: tesseract-ocr). Runs alone on a quiet machine.
import { spawn } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import { createDocumentPool } from '#src/media/document-pool.ts'
import { TRAINED_DATA_FOLDER } from '#src/media/ocr/trained-data.ts'

const files = process.argv.slice(2)
if (files.length === 0) {
  process.stderr.write('measure-photos: name the photos, as in: npm run measure-photos -- test/fixtures/bills/*.jpg\n')
  process.exit(2)
}

const data = mkdtempSync(join(tmpdir(), 'girassol-tesseract-'))
writeFileSync(
  join(data, 'por.traineddata'),
  gunzipSync(readFileSync(new URL('por.traineddata.gz', TRAINED_DATA_FOLDER))),
)
const pool = createDocumentPool()
try {
  // the product keeps its threads: what starting them takes is no part of a photo
  for (const file of files) await pool.read(readFileSync(file))
  const rows: { ours: number; native: number }[] = []
  for (const file of files) {
    const bytes = readFileSync(file)
    const ours = await timeOf(() => pool.read(bytes))
    const native = await timeOf(() => runTesseract(file))
    rows.push({ ours, native })
    process.stdout.write(`${basename(file).padEnd(24)} ${seconds(ours)}   tesseract ${seconds(native)}\n`)
  }
  const [ours, native] = [middle(rows.map((row) => row.ours)), middle(rows.map((row) => row.native))]
  const slowest = Math.max(...rows.map((row) => row.ours))
  process.stdout.write(
    `\nmedian ${seconds(ours)}, tesseract ${seconds(native)}: ${(ours / native).toFixed(2)} times; slowest ${seconds(slowest)}; peak memory ${peakMb()} MB\n`,
  )
} finally {
  await pool.close()
  rmSync(data, { recursive: true })
}

async function timeOf(work: () => Promise<unknown>): Promise<number> {
  const startedAt = performance.now()
  await work()
  return performance.now() - startedAt
}

/** The whole page in its usual mode, in one thread. */
function runTesseract(file: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const child = spawn('tesseract', [file, '-', '-l', 'por', '--tessdata-dir', data], {
      env: { ...process.env, OMP_THREAD_LIMIT: '1' },
      stdio: 'ignore',
    })
    child.on('error', (cause) => reject(new Error('tesseract does not start: install tesseract-ocr', { cause })))
    child.on('close', (code) => (code === 0 ? resolve() : reject(new Error(`tesseract ended with ${code}`))))
  })
}

function middle(values: number[]): number {
  return values.sort((a, b) => a - b)[values.length >> 1] ?? 0
}

function seconds(ms: number): string {
  return `${(ms / 1000).toFixed(2)} s`
}

/** Of this process, in which everything runs. Linux. */
function peakMb(): number {
  const [, kb = '0'] = /VmHWM:\s+(\d+) kB/.exec(readFileSync('/proc/self/status', 'utf8')) ?? []
  return Math.round(Number(kb) / 1024)
}
