import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { after, test } from 'node:test'
import { getDocument } from 'pdfjs-dist/legacy/build/pdf.mjs'
import sharp from 'sharp'
import { createRecogniser } from '#src/media/ocr/recogniser.ts'
import { openDocument } from '#src/media/open-document.ts'
import { renderPage } from '#src/media/pdf-render.ts'
import { cropGray, type Gray, turnGray } from '#src/media/picture/gray.ts'

const recogniser = createRecogniser(2)
after(() => recogniser.close())

const page = await drawFixture('test/fixtures/bills/d01.pdf')
/** The head of the bill, with its QR code; and a part of it without one. */
const head = cropGray(page, 0, 0, page.width, page.height * 0.2)
const client = cropGray(page, 0, page.height * 0.05, page.width * 0.5, page.height * 0.15)

/** On a busy machine reading takes its time: what is read is tested here, not how fast. */
const PATIENCE_MS = 60_000

async function drawFixture(path: string): Promise<Gray> {
  const loading = getDocument({ data: new Uint8Array(readFileSync(path)), verbosity: 0 })
  const pdf = await loading.promise
  const drawn = await renderPage(await pdf.getPage(1))
  await loading.destroy()
  return drawn
}

async function readPicture({ data, width, height }: Gray, tilt = 0) {
  const bytes = await sharp(data, { raw: { width, height, channels: 1 } })
    .rotate(tilt, { background: '#777' })
    .jpeg({ quality: 85 })
    .toBuffer()
  const opened = await openDocument(bytes, { recogniser, limits: { readingMs: PATIENCE_MS } })
  assert.ok(opened.kind === 'opened')
  const [read] = opened.document.pages
  assert.ok(read)
  return { page: read, words: await read.words(), codes: await read.codes() }
}

for (const quarters of [0, 1, 2, 3]) {
  test(`a picture turned by ${quarters * 90} degrees is read by its QR code`, async () => {
    const { words, codes } = await readPicture(turnGray(head, quarters))
    const found = words.map(({ text }) => text)

    assert.deepEqual(
      codes.map(({ format, text }) => [format, /chNF3e=\d{44}/.test(text)]),
      [['qr', true]],
    )
    for (const word of ['Vencimento', '02/10/2026', '371,49']) assert.ok(found.includes(word), word)
  })
}

for (const quarters of [1, 2]) {
  test(`without a code, a trial shows that a picture is turned by ${quarters * 90} degrees`, async () => {
    const { words } = await readPicture(turnGray(client, quarters))

    assert.ok(words.some(({ text }) => text === '1107168758'))
  })
}

test('a tilted picture has its words where they are on the page', async () => {
  const { page, words } = await readPicture(head, 7)
  const at = (text: string) => words.find((word) => word.text === text) ?? assert.fail(`${text} was not read`)
  const [label, value, total] = [at('Vencimento'), at('02/10/2026'), at('371,49')]

  assert.ok(value.y0 > label.y0 && value.y0 - label.y1 < 12, 'the value is right under its label')
  assert.ok(Math.abs(value.x0 + value.x1 - label.x0 - label.x1) < 24, 'in the same column')
  assert.ok(Math.abs(value.y1 - total.y1) < 4, 'values of a row are level')

  const again = await page.readRegion(
    { x0: total.x0 - 4, y0: total.y0 - 4, x1: total.x1 + 4, y1: total.y1 + 4 },
    { digits: true },
  )
  assert.deepEqual(
    again.map(({ text }) => text),
    ['371,49'],
  )
})
