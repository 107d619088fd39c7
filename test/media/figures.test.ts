import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { findCodes } from '#src/media/codes.ts'
import { convolve } from '#src/media/ocr/convolve.ts'
import { decodePicture } from '#src/media/picture/decode.ts'
import { findUpright } from '#src/media/picture/find-upright.ts'
import { flattenLight } from '#src/media/picture/flatten-light.ts'
import { preparePicture } from '#src/media/picture/prepare.ts'
import { findFigures, readFigures } from '#src/media/read-figures.ts'
import { readBillTruth } from '#test/support/score-bills.ts'

async function prepare(file: string) {
  const decoded = await decodePicture(readFileSync(`test/fixtures/bills/${file}`), 52_000_000)
  assert.ok(decoded.kind === 'decoded')
  const codes = await findCodes(decoded.image)
  const flat = flattenLight(decoded.image)
  return preparePicture(flat, findUpright(flat, codes).quarters, codes) ?? assert.fail('no print')
}

test('small figures of a phone photo are read, the history of a year among them', async () => {
  const prepared = await prepare('d07.jpg')
  const { fields } = readBillTruth().find(({ file }) => file === 'd07.jpg') ?? assert.fail()
  const history = fields.consumption_history ?? assert.fail()

  const words = findFigures(prepared.pieces, prepared)

  const sure = words.filter(({ confidence }) => confidence > 0.5).map(({ text }) => text)
  const lost = history.filter(({ kwh }) => !sure.includes(String(kwh)))
  assert.ok(lost.length <= 1, `lost: ${lost.map(({ kwh }) => kwh)}`)
  for (const figure of ['08/10/2026', '0.044.791.536.903-56', '935,97']) assert.ok(sure.includes(figure), figure)
})

test('words are no figures, and what stands beside them in a line is apart', async () => {
  const prepared = await prepare('d02.jpg')
  const [name] = prepared.pieces
    .filter(({ x0, x1, height }) => x1 - x0 > 14 * height && x1 - x0 < 18 * height)
    .toSorted((a, b) => b.height - a.height)
  assert.ok(name)

  const words = readFigures([name], prepared)

  assert.ok(words.length > 1, 'a line of several words')
  assert.ok(
    words.every(({ text }) => text.includes('?')),
    words.map(({ text }) => text).join(' '),
  )
})

test('a layer adds up what stands under its kernel, and keeps nothing below its floor', () => {
  const numbers = Float32Array.from({ length: 2 * 3 * 8 }, (_, at) => ((at * 7) % 11) - 5)
  const weights = Float32Array.from({ length: 5 * 2 * 3 * 3 }, (_, at) => ((at * 5) % 7) - 3)
  const layer = {
    shape: [5, 2, 3, 3],
    pad: [1, 1],
    weights,
    bias: Float32Array.of(1, -2, 0, 3, 2),
  } as const
  const input = { data: numbers, channels: 2, height: 3, width: 8 }
  const at = (channel: number, y: number, x: number) =>
    y < 0 || y > 2 || x < 0 || x > 7 ? 0 : (numbers[(channel * 3 + y) * 8 + x] ?? 0)
  const expected = Array.from({ length: 5 * 3 * 8 }, (_, index) => {
    const [out, y, x] = [Math.floor(index / 24), Math.floor(index / 8) % 3, index % 8]
    let sum = layer.bias[out] ?? 0
    for (let i = 0; i < 18; i++)
      sum += (weights[out * 18 + i] ?? 0) * at(Math.floor(i / 9), y + (Math.floor(i / 3) % 3) - 1, x + (i % 3) - 1)
    return Math.max(0, sum)
  })

  assert.deepEqual([...convolve(input, layer, 0).data], expected)

  const largest = (wide: number) =>
    Array.from({ length: 5 * (8 / wide) }, (_, index) => {
      const [out, x] = [Math.floor(index / (8 / wide)), (index % (8 / wide)) * wide]
      const from = (row: number) => expected.slice(out * 24 + row * 8 + x, out * 24 + row * 8 + x + wide)
      return Math.max(...from(0), ...from(1))
    })
  assert.deepEqual([...convolve(input, { ...layer, pool: 'rows' }, 0).data], largest(1))
  assert.deepEqual([...convolve(input, { ...layer, pool: 'blocks' }, 0).data], largest(2))
})
