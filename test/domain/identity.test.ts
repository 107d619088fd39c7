import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { canonicalPhone, parsePhone, phoneVariants, samePhone } from '#src/domain/identity.ts'

for (const [written, phone] of [
  ['5581999990001', '5581999990001'],
  ['+55 (81) 99999-0001', '5581999990001'],
  ['(81) 99999-0001', '5581999990001'],
  ['081 99999-0001', '5581999990001'],
  ['81 9999-0001', '5581999990001'],
  ['558199990001', '5581999990001'],
  ['0055 81 99999-0001', '5581999990001'],
  ['81 3333-4444', '558133334444'],
  ['+55 81 3333-4444', '558133334444'],
  ['+351 912 345 678', '351912345678'],
  ['+1 (202) 555-0123', '12025550123'],
  ['51912345678', '5551912345678'],
  ['+51 912 345 678', '51912345678'],
  ['999990001', '999990001'],
  ['1234567', null],
  ['conta de luz', null],
  ['', null],
  ['1234567890123456', null],
] as const) {
  test(`"${written}" is read as ${phone}`, () => assert.equal(parsePhone(written), phone))
}

test('fixed lines and foreign numbers never get a ninth digit', () => {
  assert.deepEqual(phoneVariants('558133334444'), ['558133334444'])
  assert.deepEqual(phoneVariants('12025550123'), ['12025550123'])
})

test('a mobile is known in two forms, the one with the ninth digit first', () => {
  const both = ['5581999990001', '558199990001']
  assert.deepEqual(phoneVariants('5581999990001'), both)
  assert.deepEqual(phoneVariants('558199990001'), both)
})

test('the same line is recognised in any form, another area code or number is not', () => {
  assert.ok(samePhone('+55 81 99999-0001', '558199990001'))
  assert.ok(samePhone('(81) 9999-0001', '5581999990001'))
  assert.ok(!samePhone('5581999990001', '5511999990001'))
  assert.ok(!samePhone('5581999990001', '5581999990002'))
  assert.ok(!samePhone('12025550123', '12025550124'))
  assert.ok(!samePhone('sem número', 'sem número'))
})

const mobile = fc
  .tuple(fc.constantFrom('11', '21', '31', '71', '81', '87', '88'), fc.integer({ min: 60_000_000, max: 99_999_999 }))
  .map(([area, number]) => ({ area, number: String(number) }))

test('however a mobile is written, all forms mean one canonical phone', () => {
  fc.assert(
    fc.property(mobile, ({ area, number }) => {
      const canonical = `55${area}9${number}`
      for (const form of [
        `55${area}${number}`,
        `(${area}) ${number.slice(0, 4)}-${number.slice(4)}`,
        `+55 ${area} 9${number}`,
      ]) {
        assert.equal(parsePhone(form), canonical)
        assert.ok(samePhone(form, canonical))
      }
      assert.equal(canonicalPhone(canonical), canonical)
      for (const variant of phoneVariants(canonical)) assert.equal(canonicalPhone(variant), canonical)
    }),
    { seed: 5 },
  )
})
