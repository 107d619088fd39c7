import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import fc from 'fast-check'
import { MAX_BUBBLE_CHARS, MAX_BUBBLES, type Segment, toBubbles } from '#agents/rules/write/bubbles.ts'
import { areasText, entryText, hoursText, listText, moneyText, numberText } from '#agents/rules/write/format.ts'
import { pickWording } from '#agents/rules/write/pick.ts'
import { emojisIn, formalise, formalityOf, withoutEmoji } from '#agents/rules/write/tone.ts'
import type { Wording } from '#agents/rules/write/wordings.ts'

describe('formats', () => {
  test('money', () => {
    const said = [700, 487.31, 1250, 1234.5, 12345.6, 0.5, 1_000_000].map(moneyText)
    assert.deepEqual(said, [
      'R$ 700',
      'R$ 487,31',
      'R$ 1.250',
      'R$ 1.234,50',
      'R$ 12.345,60',
      'R$ 0,50',
      'R$ 1.000.000',
    ])
  })

  test('numbers', () =>
    assert.deepEqual(
      [4.4, 4, 1234.567, 12345].map((value) => numberText(value)),
      ['4,4', '4', '1.234,57', '12.345'],
    ))

  test('values of the fact sheet', () => {
    assert.equal(entryText({ value: 90, unit: '%' }), '90%')
    assert.equal(entryText({ value: [12, 15], unit: '%' }), '12% e 15%')
    assert.equal(entryText({ value: [60, 90], unit: 'dias' }), '60 e 90 dias')
    assert.equal(entryText({ value: 25, unit: 'anos' }), '25 anos')
    assert.equal(entryText({ value: 1500, unit: 'R$' }), 'R$ 1.500')
    assert.equal(entryText({ value: 'grátis' }), 'grátis')
    assert.equal(entryText({}), undefined)
  })

  test('lists and states', () => {
    assert.equal(listText(['a']), 'a')
    assert.equal(listText(['a', 'b', 'c']), 'a, b e c')
    assert.equal(areasText(['PE', 'PB', 'RN', 'AL']), 'Pernambuco, Paraíba, Rio Grande do Norte e Alagoas')
  })

  test('opening hours are said as a person says them', () => {
    const week = [
      { from: '08:00', to: '12:00' },
      { from: '13:00', to: '18:00' },
    ]
    const days = { monday: week, tuesday: week, wednesday: week, thursday: week, friday: week }
    assert.equal(
      hoursText({ ...days, saturday: [{ from: '08:00', to: '12:00' }] }),
      'de segunda a sexta, das 8h às 12h e das 13h às 18h, e sábado, das 8h às 12h',
    )
    assert.equal(
      hoursText({ tuesday: [{ from: '09:30', to: '17:00' }], thursday: [{ from: '09:30', to: '17:00' }] }),
      'terça, das 9h30 às 17h, e quinta, das 9h30 às 17h',
    )
    assert.equal(hoursText({}), '')
  })
})

describe('tone', () => {
  test('spoken forms become formal, in whole words only', () => {
    const table: [string, string][] = [
      ['Oi, bom dia! Tá tudo pronto pra você.', 'Olá, bom dia! Está tudo pronto para você.'],
      ['Tranquilo, vejo outros.', 'Sem problema, vejo outros.'],
      ['Boa tarde! Boa, consegui.', 'Boa tarde! Muito bem, consegui.'],
      ['Poxa, saiu agora.', 'Que pena, saiu agora.'],
      ['Voltei pra gente continuar.', 'Voltei para a gente continuar.'],
      ['A praia, o prato e {pra}', 'A praia, o prato e {pra}'],
    ]
    for (const [casual, formal] of table) assert.equal(formalise(casual), formal)
  })

  test('the formality of a lead is read from their own words', () => {
    for (const text of [
      'Boa tarde. Gostaria de informações.',
      'Prezados, solicito um contato.',
      'O senhor poderia me explicar?',
    ])
      assert.equal(formalityOf(text), 'formal', text)
    for (const text of ['oi, vc vende placa?', 'gostaria de saber blz', 'quero sim', ''])
      assert.equal(formalityOf(text), 'casual', text)
  })

  test('emojis leave with the space before them', () => {
    assert.equal(withoutEmoji('Haha, boa 😊'), 'Haha, boa.')
    assert.equal(withoutEmoji('Aqui é a {agent}, da {company} 😊'), 'Aqui é a {agent}, da {company}.')
    assert.equal(withoutEmoji('Feito! 🌻'), 'Feito!')
    assert.deepEqual(emojisIn('☀️ e 👍🏽'), ['☀️', '👍🏽'])
    assert.deepEqual(emojisIn('R$ 1.200 (12/03) · 25%'), [])
  })
})

describe('bubbles', () => {
  const segment = fc.record({
    text: fc
      .array(fc.constantFrom('oi', 'conta', 'de luz.', 'quinta', 'ótimo!', 'horário'), { minLength: 1, maxLength: 60 })
      .map((words) => words.join(' ')),
    rank: fc.integer({ min: 0, max: 5 }),
    joins: fc.constantFrom<Segment['joins']>('freely', 'list', 'alone'),
  })

  test('never more than three, never longer than 300, and the last thing said stays last', () => {
    fc.assert(
      fc.property(fc.array(segment, { minLength: 1, maxLength: 8 }), (segments) => {
        const bubbles = toBubbles(segments)
        assert.ok(bubbles.length <= MAX_BUBBLES)
        assert.ok(bubbles.every((text) => text.length <= MAX_BUBBLE_CHARS && text.trim() === text && text !== ''))
        const last = segments.at(-1)
        const isKept = last && last.text.length <= MAX_BUBBLE_CHARS && last.rank === 0
        if (isKept) assert.ok(bubbles.at(-1)?.endsWith(last.text))
      }),
      { seed: 3 },
    )
  })

  test('short things share a bubble, a long answer stands alone', () => {
    const of = (text: string): Segment => ({ text, rank: 0, joins: 'freely' })
    assert.deepEqual(toBubbles([of('Certo.'), of('Qual cidade?')]), ['Certo. Qual cidade?'])
    const long = `${'uma resposta comprida '.repeat(9)}fim.`
    assert.deepEqual(toBubbles([of(long), of('Qual a sua cidade, por favor?')]), [
      long,
      'Qual a sua cidade, por favor?',
    ])
  })
})

describe('picking', () => {
  const wordings: Wording[] = ['um', 'dois {name}', 'três'].map((text, i) => ({
    id: `k#${i}`,
    key: 'k',
    text,
    path: ['k', i],
    spec: undefined,
  }))

  test('a wording whose value is missing is passed over', () => {
    for (let seed = 0; seed < 20; seed++) assert.notEqual(pickWording(wordings, {}, [], String(seed))?.id, 'k#1')
    assert.equal(pickWording(wordings.slice(1, 2), {}, [], 's'), null)
  })

  test('all used: the one used longest ago, never the last', () => {
    assert.equal(pickWording(wordings, { name: 'Ana' }, ['k#2', 'k#0', 'k#1', 'k#2'], 's')?.id, 'k#0')
  })
})
