import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { deflateSync } from 'node:zlib'
import sharp from 'sharp'
import { createRecogniser } from '#src/media/ocr/recogniser.ts'
import { DEFAULT_LIMITS, openDocument } from '#src/media/open-document.ts'
import { writePdf } from '#test/support/write-pdf.ts'

const recogniser = createRecogniser()
after(() => recogniser.close())

/** The code of the refusal, or the warnings of a file that was opened; and that it came in time. */
async function open(bytes: Uint8Array): Promise<string | string[]> {
  const startedAt = performance.now()
  const opened = await openDocument(bytes, { recogniser })
  assert.ok(performance.now() - startedAt < 10_000, 'answered within 10 s')
  if (opened.kind === 'refused') return opened.code
  await opened.close()
  return opened.document.warnings
}

/** A PNG of any size in a few kilobytes: rows of nothing, packed. */
function hollowPng(width: number, height: number): Buffer {
  const crcOf = (data: Buffer) => {
    let crc = 0xffffffff
    for (const byte of data) {
      crc ^= byte
      for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? (crc >>> 1) ^ 0xedb88320 : crc >>> 1
    }
    return (crc ^ 0xffffffff) >>> 0
  }
  const chunk = (name: string, data: Buffer) => {
    const body = Buffer.concat([Buffer.from(name, 'latin1'), data])
    const frame = Buffer.alloc(8)
    frame.writeUInt32BE(data.length, 0)
    frame.writeUInt32BE(crcOf(body), 4)
    return Buffer.concat([frame.subarray(0, 4), body, frame.subarray(4)])
  }
  const header = Buffer.alloc(13)
  header.writeUInt32BE(width, 0)
  header.writeUInt32BE(height, 4)
  header.set([1, 0], 8)
  const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a])
  const rows = deflateSync(Buffer.alloc(Math.min(height, 64) * (Math.ceil(width / 8) + 1)))
  return Buffer.concat([signature, chunk('IHDR', header), chunk('IDAT', rows), chunk('IEND', Buffer.alloc(0))])
}

const whitePaper = () => sharp({ create: { width: 400, height: 300, channels: 3, background: 'white' } })
const text = 'Conta de energia referente a setembro com vencimento em outubro e total a pagar de R$ 100,00 por favor'

test('a file that cannot be read says why, within 10 s', async () => {
  const jpeg = await whitePaper().jpeg().toBuffer()
  const pdf = writePdf({ pages: [text] })
  const cases: [name: string, bytes: Uint8Array, code: string][] = [
    ['nothing', new Uint8Array(), 'corrupt'],
    ['a PDF cut after its header', pdf.subarray(0, 40), 'corrupt'],
    ['noise that calls itself a PDF', Buffer.concat([Buffer.from('%PDF-1.7\n'), Buffer.alloc(5000, 0xa5)]), 'corrupt'],
    ['half a photo', jpeg.subarray(0, jpeg.length / 2), 'corrupt'],
    ['a text', Buffer.from('Oi, segue a conta'), 'unsupported'],
    ['a program', Buffer.concat([Buffer.from('MZ'), Buffer.alloc(2000)]), 'unsupported'],
    ['a drawing that could run scripts', Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"/>'), 'unsupported'],
    ['60 megapixels', hollowPng(10_000, 6_000), 'too-large'],
    ['a decompression bomb', hollowPng(60_000, 60_000), 'too-large'],
    ['100 pages', writePdf({ pages: Array.from({ length: 100 }, () => text) }), 'too-large'],
    ['more bytes than allowed', new Uint8Array(DEFAULT_LIMITS.bytes + 1), 'too-large'],
  ]
  const answers = await Array.fromAsync(cases, async ([name, bytes]) => [name, await open(bytes)])

  assert.deepEqual(
    answers,
    cases.map(([name, , code]) => [name, code]),
  )
})

test('what a PDF would run is left alone and named', async () => {
  const warnings = await open(writePdf({ pages: [text], script: 'app.alert("oi"); while (true) {}' }))

  assert.deepEqual(warnings, ['javascript-ignored'])
})

test('a file of two kinds is opened as what its first bytes are, and named', async () => {
  const zipEnd = Buffer.concat([Buffer.from('PK\x05\x06', 'latin1'), Buffer.alloc(18)])
  const photo = await whitePaper().jpeg().toBuffer()

  assert.deepEqual(await open(Buffer.concat([writePdf({ pages: [text] }), zipEnd])), ['polyglot'])
  assert.deepEqual(await open(Buffer.concat([photo, zipEnd])), ['polyglot'])
})

test('of a long PDF the first pages are read', async () => {
  const opened = await openDocument(writePdf({ pages: Array.from({ length: 12 }, () => text) }), { recogniser })
  assert.ok(opened.kind === 'opened')

  assert.deepEqual([opened.document.pageCount, opened.document.pages.length], [12, 4])
  assert.deepEqual(opened.document.warnings, ['pages-not-read'])
})

test('pictures of every usual format are opened', async () => {
  const formats = ['jpeg', 'png', 'webp', 'avif', 'tiff', 'gif'] as const
  const kinds = await Array.fromAsync(formats, async (format) => {
    const opened = await openDocument(await whitePaper().toFormat(format).toBuffer(), { recogniser })
    return opened.kind
  })

  assert.deepEqual(
    kinds,
    formats.map(() => 'opened'),
  )
})
