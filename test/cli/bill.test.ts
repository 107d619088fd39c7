import assert from 'node:assert/strict'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { PassThrough } from 'node:stream'
import { text } from 'node:stream/consumers'
import { test } from 'node:test'
import { runGirassol } from '#src/cli/girassol.ts'
import { billFixtures } from '#test/support/score-bills.ts'

async function girassol(...argv: string[]) {
  const [stdout, stderr] = [new PassThrough(), new PassThrough()]
  const output = Promise.all([text(stdout), text(stderr)])
  const code = await runGirassol(['bill', ...argv], { stdout, stderr })
  stdout.end()
  stderr.end()
  const [out, err] = await output
  return { code, out, err }
}

const fixture = (name: string) => join(billFixtures, name)

test('bill read --json gives one object a line and a file, and reads on after a file that does not open', async (t) => {
  const folder = await mkdtemp(join(tmpdir(), 'girassol-bill-'))
  t.after(() => rm(folder, { recursive: true }))
  const [empty, noise] = [join(folder, 'empty.pdf'), join(folder, 'noise.jpg')]
  await writeFile(empty, '')
  await writeFile(noise, 'this is no picture')

  const { code, out } = await girassol(
    'read',
    empty,
    noise,
    fixture('d05.pdf'),
    join(folder, 'missing.pdf'),
    fixture('d01.pdf'),
    '--json',
  )
  const lines = out
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line))

  assert.equal(code, 1)
  assert.deepEqual(
    lines.map(({ error }) => error?.code ?? null),
    ['corrupt', 'unsupported', 'password-required', 'unsupported', null],
  )
  const [bill] = lines.slice(-1)
  assert.deepEqual(
    [bill.file, bill.isEnergyBill, bill.readable, bill.kind, bill.pages, bill.billPage],
    [fixture('d01.pdf'), true, true, 'pdf-text', 1, 1],
  )
  assert.deepEqual(
    [bill.fields.totalAmount, bill.fields.payment.barcodeAmount, bill.fields.payment.pixKind],
    [371.49, 371.49, 'static'],
  )
  assert.ok(bill.confidence.totalAmount > 0.99 && bill.provenance.totalAmount.includes('barcode'))
  assert.ok(bill.checks.some(({ name, ok }: { name: string; ok: boolean }) => name === 'total-equals-pix' && ok))
  assert.equal(typeof bill.ms, 'number')
})

test('bill read opens a protected file with its password, which it does not repeat', async () => {
  const { code, out, err } = await girassol('read', fixture('d05.pdf'), '--password', '43252')

  assert.equal(code, 0)
  assert.match(out, /total +R\$\s195,97/)
  assert.ok(!`${out}${err}`.includes('43252'))
})

test('bill read says what is no electricity bill', async () => {
  const { code, out } = await girassol('read', fixture('d15.pdf'))

  assert.equal(code, 0)
  assert.match(out, /not an electricity bill \(looks like: phone-bill\)/)
})

test('bill without files is wrong usage', async () => {
  const { code, err } = await girassol('read')

  assert.equal(code, 2)
  assert.match(err, /expected "read" and at least one file/)
})
