import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { createRecogniser } from '#src/media/ocr/recogniser.ts'
import { type DocumentReading, readDocument } from '#src/media/read-document.ts'
import { addScores, type BillTruth, billFixtures, readBillTruth, scoreBill } from '#test/support/score-bills.ts'

const truths = readBillTruth()
const recogniser = createRecogniser()
after(() => recogniser.close())

async function read({ file, password }: BillTruth): Promise<DocumentReading> {
  const outcome = await readDocument(readFileSync(join(billFixtures, file)), {
    recogniser,
    limits: { readingMs: 120_000 },
    ...(password === null ? {} : { password }),
  })
  assert.ok(outcome.kind !== 'refused', `${file} opens`)
  return outcome
}

test('every value of a bill whose PDF has text is read, and none is wrong', async () => {
  const bills = truths.filter(
    ({ kind, is_energy_bill }) => is_energy_bill && (kind === 'pdf_text' || kind === 'pdf_password'),
  )
  assert.ok(bills.length >= 4)

  const scores = await Array.fromAsync(bills, async (truth) => scoreBill(truth, await read(truth)))
  const { right, possible, wrong, faults } = addScores(scores)

  assert.equal(wrong, 0, faults.join('; '))
  assert.ok(right / possible >= 0.98, `${right} of ${possible}: ${faults.join('; ')}`)
})

test('an internet bill says what it is and gives no values', async () => {
  const reading = await read(truths.find(({ file }) => file === 'd15.pdf') ?? assert.fail())

  assert.deepEqual([reading.isEnergyBill, reading.looksLike, reading.fields], [false, 'phone-bill', {}])
})

test('documents of people stay out of the reading', async () => {
  for (const truth of truths.filter(({ kind, is_energy_bill }) => is_energy_bill && kind.startsWith('pdf_t'))) {
    const printed = String(truth.fields.holder_document_printed)
    const text = JSON.stringify(await read(truth))

    assert.ok(!text.includes(printed), truth.file)
    assert.ok(!text.includes(printed.replace(/\D/g, '')) || printed.includes('*'), truth.file)
  }
})

test('a protected PDF asks for its password, and says when it is wrong', async () => {
  const bytes = readFileSync(join(billFixtures, 'd05.pdf'))

  const codes = await Array.fromAsync([{}, { password: '00000' }], async (options) => {
    const outcome = await readDocument(bytes, { recogniser, ...options })
    return outcome.kind === 'refused' ? outcome.code : null
  })

  assert.deepEqual(codes, ['password-required', 'wrong-password'])
})

test('scans and screenshots are read without a wrong value, and nearly all of it', async () => {
  const pictures = truths.filter(({ kind, is_energy_bill }) => is_energy_bill && /scan|png/.test(kind))
  const scores = await Array.fromAsync(pictures, async (truth) => scoreBill(truth, await read(truth)))
  const { right, possible, wrong, faults } = addScores(scores)

  assert.equal(wrong, 0, faults.join('; '))
  assert.ok(right / possible >= 0.95, `${right} of ${possible}: ${faults.join('; ')}`)
})

test('of photos every total is read, also of a dark and blurred one; three quarters of the rest, and nothing wrong', async () => {
  const photos = truths.filter(
    ({ kind, is_energy_bill, readable, visible }) =>
      kind === 'image_jpg' && is_energy_bill && readable && visible.includes('total_amount'),
  )
  const readings = await Array.fromAsync(photos, async (truth) => ({ truth, reading: await read(truth) }))
  const { right, possible, wrong, faults } = addScores(readings.map(({ truth, reading }) => scoreBill(truth, reading)))

  assert.deepEqual(
    readings.map(({ reading }) => reading.fields.totalAmount),
    photos.map(({ fields }) => fields.total_amount),
  )
  assert.equal(wrong, 0, faults.join('; '))
  assert.ok(right / possible >= 0.75, `${right} of ${possible}: ${faults.join('; ')}`)
})

test('every document is told apart: bills, what is none, and a photo in which nothing can be read', async () => {
  for (const truth of truths.filter(({ kind }) => kind.startsWith('image') || kind === 'pdf_scan')) {
    const { isEnergyBill, readable, fields } = await read(truth)
    if (!truth.is_energy_bill) assert.deepEqual([isEnergyBill, fields], [false, {}], truth.file)
    else if (!truth.readable) assert.deepEqual([readable, fields], [false, {}], truth.file)
    else assert.deepEqual([isEnergyBill, readable], [true, true], truth.file)
  }
})

test('a picture of a person is no bill, and gives no values', async () => {
  const reading = await read(truths.find(({ file }) => file === 'd18.jpg') ?? assert.fail())

  assert.deepEqual([reading.isEnergyBill, reading.fields], [false, {}])
})
