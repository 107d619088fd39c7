import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import sharp from 'sharp'
import { findSigns } from '#src/media/ocr/find-signs.ts'
import { createLineReader } from '#src/media/ocr/line-reader.ts'
import { cropGray, type Gray } from '#src/media/picture/gray.ts'
import { splitLine } from '#src/media/picture/split-line.ts'

const reader = createLineReader(1)
after(() => reader.close())

/** Tall letters of 22 pixels, and 9 pixels of paper on each side. */
async function drawLine(text: string): Promise<Gray> {
  const drawn = `<svg xmlns="http://www.w3.org/2000/svg" width="1200" height="48" font-family="DejaVu Sans" font-size="30">
    <rect width="1200" height="48" fill="white"/><text x="9" y="35">${text}</text></svg>`
  const { data } = await sharp(Buffer.from(drawn)).greyscale().raw().toBuffer({ resolveWithObject: true })
  const page = { data: new Uint8Array(data), width: 1200, height: 48 }
  const last = page.data.reduce((most, value, at) => (value < 128 ? Math.max(most, at % 1200) : most), 0)
  return cropGray(page, 0, 0, last + 10, 48)
}

test('lines are read side by side as each alone, and their words stand in their order', async () => {
  const texts = [
    'Total a pagar',
    'R$1.371,49',
    'VENCIMENTO 02/10/2026',
    'Endereço de cobrança não informado, consulte',
    'Classe',
  ]
  const lines = await Promise.all(Array.from({ length: 12 }, (_, index) => drawLine(texts[index % texts.length] ?? '')))

  const together = await reader.read(lines)
  const alone = await Promise.all(lines.map((line) => reader.read([line])))

  const toText = (words: { text: string }[] = []) => words.map(({ text }) => text).join(' ')
  assert.deepEqual(together.slice(0, 5).map(toText), texts)
  assert.deepEqual(
    together.map(toText),
    alone.map(([words]) => toText(words)),
  )
  for (const words of together)
    for (const [index, word] of words.entries()) {
      assert.ok(word.confidence > 0.8, `${word.text} ${word.confidence}`)
      assert.ok(word.x0 >= (words[index - 1]?.x1 ?? 0) && word.x1 > word.x0)
    }
})

test('words reach to the paper beside them', async () => {
  const line = await drawLine('GISELE RABELLO')
  const isInk = (x: number) => line.data.some((value, at) => at % line.width === x && value < 128)
  const [[first, second] = []] = await reader.read([line])
  assert.ok(first && second)

  const inked = Array.from({ length: line.width }, (_, x) => x).filter(isInk)
  const gap = inked.findIndex((x, index) => (inked[index + 1] ?? x) - x > 6)
  assert.ok(Math.abs(first.x1 - (inked[gap] ?? 0)) < 3, `${first.x1} is not ${inked[gap]}`)
  assert.ok(Math.abs(second.x0 - (inked[gap + 1] ?? 0)) < 3, `${second.x0} is not ${inked[gap + 1]}`)
})

test('a long line is cut between words, and read as it is whole', async () => {
  const text = 'Endereço de cobrança não informado, consulte'
  const line = await drawLine(text)
  const parts = splitLine(line)

  assert.ok(line.width > 600 && parts.every(({ image }) => image.width <= 600))
  assert.equal(
    parts.reduce((sum, { image }) => sum + image.width, 0),
    line.width,
  )
  const read = await reader.read(parts.map(({ image }) => image))
  assert.equal(read.flatMap((words) => words.map((word) => word.text)).join(' '), text)
})

test('a sign that is likeliest in one column, but less likely than none of it in any, is not read', () => {
  // Three columns of "a", "b" and none; "b" leads in the middle, but all ways without it are likelier.
  const columns = [
    [0.9, 0.05, 0.05],
    [0.3, 0.36, 0.34],
    [0.05, 0.05, 0.9],
  ]
  const scores = Float32Array.from(columns.flat().map(Math.log))

  assert.deepEqual(findSigns({ scores, columns: 3 }), [0, 2, 2])
})
