import { readFile } from 'node:fs/promises'
import { parseArgs } from 'node:util'
import { createDocumentPool, type DocumentPool } from '#src/media/document-pool.ts'
import type { DocumentReading } from '#src/media/read-document.ts'
import type { Refusal } from '#src/media/refusal.ts'
import type { Command, CommandIo } from './command.ts'
import { renderBill } from './render-bill.ts'

const usage = `Usage: girassol bill read FILE... [--password P] [--json]

Reads electricity bills: PDFs with text, scans, screenshots and photos. What is not certain is left out. Needs no database.

  --password P  opens protected PDFs; usually the first digits of the holder's CPF. It is neither kept nor printed
  --json        one JSON object a line and a file, each with "file"; a file that cannot be read has "error": {"code", "message"}

Exit codes: 0 every file was read, 1 some could not be (the others still are), 2 wrong usage.`

/** `girassol bill read`. */
export const bill: Command = {
  name: 'bill',
  summary: 'Reads electricity bills: amounts, consumption, dates, codes.',
  usage,
  async run(argv, io) {
    const { values, positionals } = parseArgs({
      args: argv,
      allowPositionals: true,
      options: { password: { type: 'string' }, json: { type: 'boolean', default: false } },
    })
    const [action, ...files] = positionals
    if (action !== 'read' || files.length === 0) {
      io.stderr.write('girassol bill: expected "read" and at least one file, as in: girassol bill read conta.pdf\n')
      return 2
    }
    const pool = createDocumentPool({ readingMs: READING_MS, timeLimitMs: 3 * READING_MS })
    let failed = 0
    try {
      // One after another: reading a picture already keeps every core busy.
      for (const file of files) {
        const outcome = await readFileAsBill(pool, file, values.password)
        if (outcome.kind === 'refused') failed += 1
        report(file, outcome, values.json, io)
      }
    } finally {
      await pool.close()
    }
    return failed > 0 ? 1 : 0
  },
}

/** Nobody waits in a chat for this command: on a busy machine it may take longer over a picture. */
const READING_MS = 15_000

async function readFileAsBill(
  pool: DocumentPool,
  file: string,
  password: string | undefined,
): Promise<DocumentReading | Refusal> {
  let bytes: Uint8Array
  try {
    bytes = await readFile(file)
  } catch (error) {
    const reason = error instanceof Error && 'code' in error ? String(error.code) : 'unknown reason'
    return { kind: 'refused', code: 'unsupported', message: `The file cannot be read from disk (${reason}).` }
  }
  return await pool.read(bytes, password === undefined ? {} : { password })
}

function report(file: string, outcome: DocumentReading | Refusal, json: boolean, { stdout, stderr }: CommandIo): void {
  if (outcome.kind === 'refused') {
    const { code, message } = outcome
    if (json) stdout.write(`${JSON.stringify({ file, error: { code, message } })}\n`)
    else
      stderr.write(`${file}: ${code}: ${message}${code === 'password-required' ? ' Give it with --password.' : ''}\n`)
    return
  }
  if (json) stdout.write(`${JSON.stringify(asJson(file, outcome))}\n`)
  else stdout.write(renderBill(file, outcome))
}

/** The public form: the file first, the time last. */
function asJson(
  file: string,
  { isEnergyBill, readable, looksLike, kind, pages, billPage, ms, ...rest }: DocumentReading,
) {
  return {
    file,
    isEnergyBill,
    readable,
    ...(looksLike === undefined ? {} : { looksLike }),
    kind,
    pages,
    ...(billPage === undefined ? {} : { billPage }),
    ...rest,
    ms,
  }
}
