import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { after, test } from 'node:test'
import { getDocument } from 'pdfjs-dist/legacy/build/pdf.mjs'
import sharp from 'sharp'
import { createRecogniser } from '#src/media/ocr/recogniser.ts'
import { openDocument } from '#src/media/open-document.ts'
import { renderPage } from '#src/media/pdf-render.ts'
import { decodePicture } from '#src/media/picture/decode.ts'
import { cropGray, type Gray, turnGray } from '#src/media/picture/gray.ts'

const recogniser = createRecogniser()
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
  return await readBytes(bytes)
}

async function readBytes(bytes: Uint8Array) {
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
  const at = (text: string) =>
    words.find((word) => word.text === text) ?? assert.fail(`${text} was not read in ${words.map((one) => one.text)}`)
  const [label, value, total] = [at('Vencimento'), at('02/10/2026'), at('371,49')]

  assert.ok(value.y0 > label.y0 && value.y0 - label.y1 < 12, 'the value is right under its label')
  assert.ok(Math.abs(value.x0 + value.x1 - label.x0 - label.x1) < 24, 'in the same column')
  assert.ok(Math.abs(value.y1 - total.y1) < 4, 'values of a row are level')

  const box = { x0: total.x0 - 4, y0: total.y0 - 4, x1: total.x1 + 4, y1: total.y1 + 4 }
  for (const way of ['figures', 'lines', 'block'] as const) {
    const again = await page.readRegion(box, way)
    assert.deepEqual(
      again.map(({ text }) => text),
      ['371,49'],
      way,
    )
    assert.ok(
      again.every(({ x0, x1 }) => Math.abs(x0 + x1 - total.x0 - total.x1) < 8),
      'at the same place',
    )
  }
})

test('a photo that lies on its side and says so in its EXIF is turned as it is decoded', async () => {
  const { data, width, height } = turnGray(client, 3)
  const photo = sharp(data, { raw: { width, height, channels: 1 } }).withMetadata({ orientation: 6 })
  const decoded = await decodePicture(await photo.jpeg().toBuffer(), 10_000_000)

  assert.ok(decoded.kind === 'decoded')
  const { image } = decoded
  assert.deepEqual([image.width, image.height], [client.width, client.height])
  const off =
    image.data.reduce((sum, value, at) => sum + Math.abs(value - (client.data[at] ?? 0)), 0) / image.data.length
  assert.ok(off < 3, `${off} levels away from the picture as it was`)
})

test('an iPhone picture is read', async () => {
  const { words, codes } = await readBytes(readFileSync('test/fixtures/pictures/bill-head.heic'))

  assert.equal(codes.length, 1)
  for (const text of ['02/10/2026', '371,49'])
    assert.ok(
      words.some((word) => word.text === text),
      text,
    )
})

test('white print on a dark band is read, and so is what stands in a frame', async () => {
  const drawn = `<svg xmlns="http://www.w3.org/2000/svg" width="1654" height="700" font-family="DejaVu Sans" font-size="30">
    <rect width="1654" height="700" fill="white"/>
    <rect x="100" y="80" width="1400" height="56" fill="#444"/>
    <text x="120" y="120" fill="white">HISTORICO DE CONSUMO</text>
    <path d="M118 170V660" stroke="black" stroke-width="3"/>
    ${['OUT/25', 'NOV/25', 'DEZ/25', 'JAN/26', 'FEV/26', 'MAR/26']
      .map(
        (month, row) => `<text x="121" y="${220 + row * 70}">${month}</text>
      <rect x="400" y="${198 + row * 70}" width="${300 + row * 40}" height="24" fill="#777"/><text x="1200" y="${220 + row * 70}">${198 + row}</text>`,
      )
      .join('')}
    </svg>`
  const { words } = await readBytes(await sharp(Buffer.from(drawn)).png().toBuffer())
  const found = words.map(({ text }) => text.replace(/^I(?=[A-Z]{3}\/)|^\W/, ''))

  for (const text of ['HISTORICO', 'CONSUMO', 'OUT/25', 'MAR/26', '198', '203'])
    assert.ok(found.includes(text), `${text} in ${found}`)
  assert.ok(found.length <= 16, `bars are no words: ${found}`)
})
