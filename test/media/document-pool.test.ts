import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { after, test } from 'node:test'
import { createDocumentPool } from '#src/media/document-pool.ts'

const bill = readFileSync('test/fixtures/bills/d01.pdf')
const codeOf = (outcome: { kind: string; code?: string }) => outcome.code ?? outcome.kind

test('documents are read one after the other, and a bad one costs the next nothing', async (t) => {
  const pool = createDocumentPool({ timeLimitMs: 60_000 })
  t.after(() => pool.close())

  const outcomes = await Promise.all([pool.read(bill), pool.read(Buffer.from('oi')), pool.read(bill)])

  assert.deepEqual(outcomes.map(codeOf), ['pdf-text', 'unsupported', 'pdf-text'])
})

test('a document that takes too long is ended, and the next one is read', async (t) => {
  const pool = createDocumentPool({ timeLimitMs: 5 })
  t.after(() => pool.close())

  assert.equal(codeOf(await pool.read(bill)), 'too-large')
  assert.equal(codeOf(await pool.read(bill)), 'too-large')
})

test('a caller may give up, and closing ends what is being read', async () => {
  const pool = createDocumentPool({ timeLimitMs: 60_000 })
  after(() => pool.close())
  const startedAt = performance.now()

  assert.equal(codeOf(await pool.read(bill, { signal: AbortSignal.timeout(20) })), 'unsupported')
  const reading = pool.read(bill)
  await new Promise((resolve) => setTimeout(resolve, 20))
  await pool.close()

  assert.equal(codeOf(await reading), 'unsupported')
  assert.ok(performance.now() - startedAt < 10_000)
})
