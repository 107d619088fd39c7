import assert from 'node:assert/strict'
import { test } from 'node:test'
import { mergeDigits } from '#src/bills/merge-digits.ts'
import type { Word } from '#src/bills/page.ts'

const word = (text: string, confidence: number): Word => ({ text, x0: 100, x1: 115, y0: 50, y1: 57, confidence })

for (const [name, first, second, expected] of [
  ['what both readings say is surer', word('305', 0.8), word('305', 0.8), ['305', 0.96]],
  ['what they disagree about is doubtful', word('206', 0.8), word('208', 0.9), ['208', 0.35]],
  ['a much surer second reading is kept, but never alone enough', word('780', 0.6), word('788', 0.9), ['788', 0.59]],
  ['a point for a comma is no other number', word('11,40', 0.7), word('11.40', 0.8), ['11,40', 0.8]],
  ['a part of a hundred stays one', word('63%', 0.94), word('635', 0.97), ['63%', 0.94]],
  ['one figure alone may be a letter', word('[o', 0.4), word('8', 0.99), ['[o', 0.4]],
  [
    'a second reading that is likely wrong hardly counts',
    word('02/10/2026', 0.9),
    word('02/10/2025', 0.4),
    ['02/10/2026', 0.54],
  ],
  ['a date that lost its stroke is still one', word('02/10/2026', 0.9), word('0210/2026', 0.97), ['02/10/2026', 0.9]],
  ['letters become the figures they are', word('sas', 0.8), word('945', 0.7), ['945', 0.7]],
  ['a word that is sure stays one', word('MAIO', 0.9), word('4410', 0.7), ['MAIO', 0.9]],
  ['a figure nobody is sure of adds nothing', word('849', 0.5), word('2', 0.2), ['849', 0.5]],
] as const) {
  test(`second reading of figures: ${name}`, () => {
    const merged = mergeDigits([first], [second])

    assert.deepEqual(
      merged.map(({ text, confidence }) => [text, Math.round(confidence * 100) / 100]),
      [expected],
    )
  })
}

test('a figure that only the second reading found is added', () => {
  const found = mergeDigits([word('305', 0.9)], [{ ...word('271', 0.9), x0: 200, x1: 215 }])

  assert.deepEqual(
    found.map(({ text }) => text),
    ['305', '271'],
  )
})

test('two columns of a table do not become one figure', () => {
  const columns = [word('0,353340', 0.9), { ...word('268,54', 0.6), x0: 116, x1: 131 }]

  const merged = mergeDigits(columns, [{ ...word('0.353340268,54', 0.99), x1: 131 }])

  assert.deepEqual(merged, columns)
})
