import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { createUnderstanding } from '#agents/rules/understand/understand.ts'
import { Understanding } from '#src/domain/understanding.ts'

const engine = createUnderstanding()
const now = Temporal.ZonedDateTime.from('2026-03-02T10:15:00-03:00[America/Recife]')
const understand = (text: string, asked?: 'billBrl' | 'slots' | 'name' | 'email' | 'city' | 'confirmation') =>
  engine.understand(text, { now, asked })

/** A machine whose other cores are busy takes more processor time for the same work; one quiet moment tells. */
const TRIES = 20

const LONG: Record<string, string> = {
  'one letter': 'a'.repeat(20_000),
  'opt-out again and again': 'não me manda mais mensagem '.repeat(740),
  'lone digits': '1 '.repeat(10_000),
  'one huge number': '9'.repeat(20_000),
  tags: '<b><script>'.repeat(1800),
  'days, hours and amounts': 'quinta às 14h ou sexta 500 reais e 400 da loja, '.repeat(420),
  emoji: '👍🏽'.repeat(5000),
  'combining marks': 'e\u0301'.repeat(10_000),
  'half addresses': 'a@'.repeat(10_000),
  'dotted digits': '1.'.repeat(10_000),
  'spoken addresses': 'arroba ponto '.repeat(1500),
  'nothing visible': '\u200b'.repeat(20_000),
  negations: 'não nem nunca '.repeat(1400),
  'spaces and breaks': ' \n\t'.repeat(6600),
  quotes: `'"\\;--`.repeat(3300),
  amounts: 'entre 400 e 500 mais 300 de luz '.repeat(620),
  'streets and numbers': 'rua do sol, 500, '.repeat(1170),
  'every kind of thing':
    'oi, sou a Rita, casa própria em Olinda, pago 390 de luz, quinta às 14h pode, não quero fidelidade, me liga '.repeat(
      190,
    ),
  'grouped digits': `R$ 1${' 111'.repeat(4990)}`,
}

for (const [name, text] of Object.entries(LONG)) {
  test(`20,000 characters of ${name} take less than 50 ms of processor time`, () => {
    understand(text, 'billBrl') // warms up; a server has met long texts before
    const spent: number[] = []
    do {
      const start = process.cpuUsage()
      understand(text, 'slots')
      const { user, system } = process.cpuUsage(start)
      spent.push((user + system) / 1000)
    } while (Math.min(...spent) >= 50 && spent.length < TRIES)
    assert.ok(Math.min(...spent) < 50, `${spent.map(Math.round).join(', ')} ms`)
  })
}

test('any text at all is read without a fault, with evidence from the text itself', () => {
  const asked = fc.constantFrom(undefined, 'billBrl', 'slots', 'name', 'email', 'city', 'confirmation') as fc.Arbitrary<
    'billBrl' | undefined
  >
  const text = fc.oneof(fc.string({ unit: 'binary', maxLength: 200 }), fc.string({ unit: 'grapheme', maxLength: 200 }))
  fc.assert(
    fc.property(text, asked, (message, about) => {
      const understanding = understand(message, about)
      Understanding.parse(understanding)
      for (const fact of Object.values(understanding.facts)) assert.ok(message.includes(fact.evidence))
    }),
    { seed: 20260302, numRuns: 400 },
  )
})

test('vocabulary words in any order are read without a fault', () => {
  const words = [
    'não',
    'sim',
    'uns',
    '400',
    'e',
    '500',
    'mil',
    'de',
    'a',
    'às',
    '14h',
    'quinta',
    'que vem',
    'meia',
    'conta',
    'luz',
    'da',
    'loja',
    'para',
    'me',
    'manda',
    'mais',
    'entre',
    'dia',
    '31',
    '30/02',
    '29/02',
    'arroba',
    'ponto',
    'com',
    '*',
    '?',
    ',',
    '\n',
    'sou',
    'Maria',
    'Recife',
    'PE',
    '24h',
    '99:99',
    '0',
    'um',
    'dois',
    'às',
    'seis',
    'próxima',
    'depois',
    'amanhã',
    'fevereiro',
    'daqui a',
    'meses',
    'pra',
  ]
  fc.assert(
    fc.property(
      fc.array(fc.constantFrom(...words), { maxLength: 14 }),
      fc.constantFrom('billBrl' as const, 'slots' as const, 'name' as const),
      (parts, about) => {
        Understanding.parse(understand(parts.join(' '), about))
      },
    ),
    { seed: 7, numRuns: 3000 },
  )
})

test('invisible and right-to-left marks do not hide an opt-out', () => {
  assert.ok(understand('pa\u200bre de me man\u200ddar mensa\u2060gem').acts.includes('opt_out'))
  assert.ok(understand('\u202epare\u202c').acts.includes('opt_out'))
  assert.ok(understand('ＰＡＲＥ').acts.includes('opt_out'))
  assert.ok(understand('na\u0303o me mande mais nada').acts.includes('opt_out'))
})

test('an opt-out at the end of a very long message is still heard', () => {
  assert.ok(understand(`${'bla bla '.repeat(3000)}. não me mande mais mensagem`).acts.includes('opt_out'))
})

test('mark-up and SQL are words like any other', () => {
  assert.deepEqual(understand('<img src=x onerror=alert(1)>').facts, {})
  assert.equal(understand("'; drop table leads; -- uns 600", 'billBrl').facts.billBrl?.value, 600)
})
