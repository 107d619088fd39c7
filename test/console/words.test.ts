import assert from 'node:assert/strict'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import fc from 'fast-check'
import { dayLabel, distance, longDay, momentLabel } from '#src/console/words/dates.ts'
import { factText } from '#src/console/words/fact-value.ts'
import { actLabel } from '#src/console/words/labels.ts'
import { type Piece, parseWhatsApp } from '#src/console/words/parse-whatsapp.ts'
import { whyLabel } from '#src/console/words/why.ts'

const zone = 'America/Recife'
const now = Date.parse('2026-11-23T13:00:00-03:00')
const clock = { zone, now, ahead: 0 }

test('WhatsApp marks and links are shown, and stray signs stay text', () => {
  const table: [string, string][] = [
    ['a *usina própria* aqui', 'a |b(usina própria)| aqui'],
    ['_sim_ e ~não~', 'i(sim)| e |s(não)'],
    ['2*3*4 e nome_de_campo', '2*3*4 e nome_de_campo'],
    ['* item solto *', '* item solto *'],
    ['*_os dois_*', 'b(i(os dois))'],
    ['veja https://example.com/solar.', 'veja |<https://example.com/solar>|.'],
    ['www.example.com', '<https://www.example.com>'],
    ['```a *b*```', '=a *b*='],
  ]
  for (const [text, expected] of table) assert.equal(show(parseWhatsApp(text)), expected, text)
})

test('taking a text apart neither loses nor invents a letter', () => {
  const texts = fc.string({
    unit: fc.constantFrom('a', 'ç', '*', '_', '~', '`', ' ', '\n', '.', 'https://x.y'),
    maxLength: 60,
  })
  fc.assert(
    fc.property(texts, (text) => {
      const plain = (value: string) => value.replaceAll(/[*_~`]/g, '')
      assert.equal(plain(letters(parseWhatsApp(text))), plain(text))
    }),
  )
})

test('facts and acts are told in Portuguese', () => {
  const brl = factText('billBrl', 700).replaceAll('\u00a0', ' ')
  assert.equal(brl, 'R$ 700 por mês')
  assert.equal(factText('propertyKind', 'business'), 'Comércio')
  assert.equal(factText('ownsProperty', false), 'Não, é alugado ou de outro')
  assert.equal(factText('email', null), 'prefere não dizer')
  assert.equal(actLabel('object:price'), 'objeção: preço')
  assert.equal(whyLabel('asks: billBrl'), 'Próxima informação que falta: conta de luz')
  assert.equal(whyLabel('objection: price, 2'), 'Objeção: preço, 2')
  assert.equal(whyLabel('a rule nobody told the page'), 'a rule nobody told the page')
})

test('every rule a decision may name is told in Portuguese', () => {
  const folder = 'agents/conversation/policy'
  const rules = readdirSync(folder).flatMap((file) =>
    [...readFileSync(join(folder, file), 'utf8').matchAll(NAMED_RULE)].map(({ groups }) =>
      (groups?.rule ?? '').replaceAll(/\$\{.*?\}/g, 'x'),
    ),
  )
  assert.ok(rules.length > 60, `only ${rules.length} rules were found`)
  assert.deepEqual(
    rules.filter((rule) => whyLabel(rule) === rule),
    [],
  )
  assert.equal(whyLabel('times turned down: 2'), 'Recusou os horários, vez: 2')
  assert.equal(whyLabel('silence over: takeover'), 'O silêncio terminou: o atendente assumiu')
  assert.equal(whyLabel('bill: asks about holder'), 'Confirma um dado da conta: de quem é')
})

/** `note(draft, 'the rule', …)` and its like, and `why: 'the rule'`. */
const NAMED_RULE =
  /(?:(?:note|settleWith|staySilent|endWith|addAside|closeDoor)\(\s*(?:\{[^}]*\}|[\w.]+),\s*|why: )(?<quote>[`'])(?<rule>.+?)\k<quote>/gs

test('days are named from the virtual clock in the tenant’s zone', () => {
  assert.equal(dayLabel('2026-11-24T02:30:00Z', clock), 'hoje') // 23:30 in Recife
  assert.equal(dayLabel('2026-11-24T03:30:00Z', clock), 'amanhã')
  assert.equal(momentLabel('2026-11-22T12:00:00-03:00', clock), 'ontem, 12:00')
  assert.equal(longDay('2026-11-25T10:00:00-03:00', zone), 'quarta-feira, 25 de novembro')
  assert.equal(distance(now + 90 * 60_000, now), 'em 2 h')
  assert.equal(distance(now - 5 * 60_000, now), 'há 5 min')
})

function show(pieces: Piece[]): string {
  return pieces
    .map((piece) => {
      if (piece.kind === 'text') return piece.text
      if (piece.kind === 'fixed') return `=${piece.text}=`
      return piece.kind === 'link' ? `<${piece.href}>` : `${piece.kind[0]}(${show(piece.pieces)})`
    })
    .join('|')
}

function letters(pieces: Piece[]): string {
  return pieces.map((piece) => ('pieces' in piece ? letters(piece.pieces) : piece.text)).join('')
}
