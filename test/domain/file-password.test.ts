import assert from 'node:assert/strict'
import { test } from 'node:test'
import { findFilePassword, passwordsToTry } from '#src/domain/file-password.ts'

const PASSWORDS: [string, string][] = [
  ['12345', '12345'],
  ['a senha é 48213', '48213'],
  ['acho que é 321', '321'],
  ['Senha: 123456.', '123456'],
  ['123.456.789-09', '12345678909'],
  ['meu cpf 12345678909', '12345678909'],
  ['12.345.678/0001-95', '12345678000195'],
  ['os 5 primeiros dígitos são 98765', '98765'],
]
for (const [text, password] of PASSWORDS)
  test(`a password: ${text}`, () => {
    const found = findFilePassword(text)
    assert.equal(found?.password, password)
    assert.ok(!found?.redacted.includes(password.slice(0, 3)))
  })

for (const text of [
  'vem 600',
  'uns 600 conto',
  'R$ 487,31',
  '12',
  '1234567',
  'rua 500, apto 1202',
  '640 kWh',
  'não sei',
  'a 2',
  '',
])
  test(`no password: ${text}`, () => assert.equal(findFilePassword(text), null))

test('a long text is no password, and is not searched for one', () => {
  assert.equal(findFilePassword(`${'a senha é o '.repeat(2000)}12345`), null)
})

test('a whole document opens what its first digits open; digits are tried as they are', () => {
  assert.deepEqual(passwordsToTry('43252'), ['43252'])
  assert.deepEqual(passwordsToTry('43252112233'), ['43252112233', '43252', '432521', '4325', '432'])
})
