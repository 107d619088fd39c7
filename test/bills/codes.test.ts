import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { readArrecadacaoBarcode, readArrecadacaoLine } from '#src/bills/codes/arrecadacao.ts'
import { dueDateOf, readBoletoBarcode, readBoletoLine } from '#src/bills/codes/boleto.ts'
import { isCnpj, mod10, mod11, mod11OfBoleto } from '#src/bills/codes/check-digits.ts'
import { findDigitableLines } from '#src/bills/codes/find-lines.ts'
import { readAccessKey, readAccessKeyOfUrl } from '#src/bills/codes/nf3e.ts'
import { crc16, readPix } from '#src/bills/codes/pix.ts'
import { DISTRIBUTORS } from '#src/bills/data/distributors.ts'

// Vectors: FEBRABAN's layout v7 and worked examples with invented amounts.
const LINE_6 = '836600000035174299010127345678901231456789012345'
const LINE_8 = '838100000035174299010120345678901235456789012341'
const BOLETO = '34191111111111111111511111111115116260000031742'
const KEY = withCheckDigit('3126100698118000011666000187914456101234567')
const PIX_STATIC =
  '00020126980014br.gov.bcb.pix0136123e4567-e89b-42d3-a456-4266141740000236Conta Ref OUT/26 Vencimento 10/11/265204000053039865406317.425802BR5922DISTRIBUIDORA FICTICIA6014BELO HORIZONTE6229052501234567890123456789012346304D47B'
const PIX_DYNAMIC =
  '00020101021226820014br.gov.bcb.pix2560pix.banco.example/qr/v2/123e4567-e89b-42d3-a456-4266141740005204000053039865802BR5922DISTRIBUIDORA FICTICIA6006CUIABA62070503***630421B9'

test('check digits are those of the manual', () => {
  assert.equal(mod10('01230067896'), 3)
  assert.equal(mod11('01230067896'), 0)
  const general = '8220000215048200974123220154098290108605940'
  assert.equal(mod10(general), 1)
  assert.equal(mod11(general), 0)
  assert.equal(crc16('123456789'), '29B1')
})

test('a collection slip gives its amount by modulus 10 and by modulus 11', () => {
  const [by10, by11] = [readArrecadacaoLine(LINE_6), readArrecadacaoLine(LINE_8)]

  assert.deepEqual([by10?.amountBrl, by10?.valueIdentifier, by10?.segment], [317.42, 6, 3])
  assert.equal(by10?.free, '0123456789012345678901234')
  assert.deepEqual([by11?.amountBrl, by11?.valueIdentifier], [317.42, 8])
})

test('a quantity in the place of the value is not money', () => {
  const barcode = generalDigitOf('837', '000000317429901', '0123456789012345678901234')

  assert.equal(readArrecadacaoBarcode(barcode)?.amountBrl, null)
})

test('a bank slip gives its amount, and its due date in the right cycle of the factor', () => {
  const slip = readBoletoLine(BOLETO)

  assert.deepEqual([slip?.bank, slip?.amountBrl, slip?.dueFactor], ['341', 317.42, 1626])
  assert.equal(dueDateOf(1626, Temporal.PlainDate.from('2026-10-28'))?.toString(), '2026-11-10')
  assert.equal(dueDateOf(1139, Temporal.PlainDate.from('2025-07-01'))?.toString(), '2025-07-11')
  assert.equal(dueDateOf(9999, Temporal.PlainDate.from('2025-02-01'))?.toString(), '2025-02-21')
  assert.equal(dueDateOf(1000, Temporal.PlainDate.from('2025-02-01'))?.toString(), '2025-02-22')
  assert.equal(dueDateOf(0, Temporal.PlainDate.from('2025-02-01')), null)
})

test('a static PIX code gives amount and bill; a dynamic one gives no amount', () => {
  const [fixed, dynamic] = [readPix(PIX_STATIC), readPix(PIX_DYNAMIC)]

  assert.deepEqual([fixed?.kind, fixed?.amountBrl, fixed?.merchantCity], ['static', 317.42, 'BELO HORIZONTE'])
  assert.equal(fixed?.info, 'Conta Ref OUT/26 Vencimento 10/11/26')
  assert.deepEqual([dynamic?.kind, dynamic?.amountBrl], ['dynamic', null])
  assert.equal(readPix(PIX_STATIC.replace('317.42', '317.43')), null)
})

test('an access key gives issuer, state, month and model, also out of its address', () => {
  const key = readAccessKeyOfUrl(`https://dfe.example/nf3e/qrcode?chNF3e=${KEY}&tpAmb=1`)

  assert.deepEqual(key, { key: KEY, uf: 'MG', issueMonth: '2026-10', issuerCnpj: '06981180000116', model: 66 })
})

test('every distributor of the table has a CNPJ whose check digits hold, and its own', () => {
  assert.deepEqual(
    DISTRIBUTORS.filter(({ cnpj }) => !isCnpj(cnpj)),
    [],
  )
  assert.equal(new Set(DISTRIBUTORS.map(({ cnpj }) => cnpj)).size, DISTRIBUTORS.length)
})

for (const [name, text] of [
  ['with hyphens', '83660000003-5 17429901012-7 34567890123-1 45678901234-5'],
  ['without blanks', LINE_6],
  ['with digits apart', '83660000003 5   17429901012 7 34567890123 1 45678901234 5'],
  [
    'broken over lines',
    'pagável em qualquer banco\n83660000003-5 17429901012-7\n34567890123-1 45678901234-5\nobrigado',
  ],
  ['with letters for digits', '8366OO00003-S 174299O1012-7 3456789O123-I 45678901234-5'],
  ['of a bank', '34191.11111 11111.111115 11111.111115 1 16260000031742'],
] as const) {
  test(`a digitable line is found ${name}`, () => {
    assert.equal(findDigitableLines(text)[0]?.amountBrl, 317.42)
  })
}

test('words are not taken for digits', () => {
  assert.deepEqual(findDigitableLines('BOSS 83660000003-5 BOSS 17429901012-7 34567890123-1 45678901234-5'), [])
})

test('any single digit changed in a line is noticed', () => {
  for (const line of [LINE_6, LINE_8]) {
    for (const { changed } of singleChanges(line)) assert.equal(readArrecadacaoLine(changed), null, changed)
  }
  // A bank's general digit 1 stands for three remainders; with any other, every change shows.
  const rest = `16260000031743${'1'.repeat(25)}`
  const line = readBoletoBarcode(`3419${mod11OfBoleto(`3419${rest}`)}${rest}`)?.line ?? ''
  assert.notEqual(line[32], '1')
  for (const { changed } of singleChanges(line)) assert.equal(readBoletoLine(changed), null, changed)
})

test('what is encoded is read back', () => {
  fc.assert(
    fc.property(
      fc.constantFrom('836', '838'),
      fc.integer({ min: 1, max: 9_999_999 }),
      digits(29),
      (head, cents, rest) => {
        const read = readArrecadacaoBarcode(
          generalDigitOf(head, String(cents).padStart(11, '0') + rest.slice(0, 4), rest.slice(4)),
        )
        assert.equal(read?.amountBrl, cents / 100)
        assert.deepEqual(readArrecadacaoLine(read?.line ?? ''), read)
      },
    ),
  )
  fc.assert(
    fc.property(
      fc.integer({ min: 1000, max: 9999 }),
      fc.integer({ min: 1, max: 99_999_999 }),
      digits(25),
      (factor, cents, free) => {
        const rest = `${factor}${String(cents).padStart(10, '0')}${free}`
        const read = readBoletoBarcode(`2379${mod11OfBoleto(`2379${rest}`)}${rest}`)
        assert.deepEqual([read?.dueFactor, read?.amountBrl], [factor, cents / 100])
        assert.deepEqual(readBoletoLine(read?.line ?? ''), read)
      },
    ),
  )
})

function singleChanges(line: string) {
  return Array.from(line).flatMap((digit, at) =>
    Array.from('0123456789')
      .filter((other) => other !== digit)
      .map((other) => ({ changed: line.slice(0, at) + other + line.slice(at + 1) })),
  )
}

function digits(length: number) {
  return fc.string({ unit: fc.constantFrom(...'0123456789'), minLength: length, maxLength: length })
}

function generalDigitOf(head: string, middle: string, free: string): string {
  const digit = Number(head[2]) <= 7 ? mod10 : mod11
  return `${head}${digit(head + middle + free)}${middle}${free}`
}

function withCheckDigit(key: string): string {
  return `${key}${mod11(key)}`
}

test('a key with a changed digit is refused', () => {
  for (const { changed } of singleChanges(KEY)) assert.equal(readAccessKey(changed), null)
})
