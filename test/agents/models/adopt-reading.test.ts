import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { adoptReading } from '#agents/conversation/models/adopt-reading.ts'
import type { ModelReading } from '#agents/conversation/models/read.ts'
import { createUnderstanding } from '#agents/rules/understand/understand.ts'
import type { Asked } from '#src/domain/understanding.ts'
import { NOW, shippedPlaybook } from '../write/support.ts'

const playbook = shippedPlaybook('solar')
const engine = createUnderstanding()
const understand: typeof engine.understand = (text, context) => engine.understand(text, context)

type Noted = Partial<Record<keyof ModelReading, [string, string, string?][]>>

/** What a turn comes to when the rules read the text and a model noted this about it. */
function read(text: string, noted: Noted, asked?: Asked) {
  const reading: ModelReading = {
    facts: (noted.facts ?? []).map(([fact, value, evidence = text]) => ({ fact: fact as 'name', value, evidence })),
    acts: (noted.acts ?? []).map(([act, evidence]) => ({ act: act as 'ask', evidence })),
    topics: (noted.topics ?? []).map(([topic, evidence]) => ({ topic, evidence })),
  }
  const rules = understand(text, { now: NOW, ...(asked ? { asked } : {}) })
  return { rules, adopted: adoptReading(rules, reading, { now: NOW, playbook, understand, asked: asked ?? null }) }
}

const factsOf = ({ facts }: { facts: object }) =>
  Object.fromEntries(Object.entries(facts).map(([name, fact]: [string, { value: unknown }]) => [name, fact.value]))

describe('what the message bears out is taken', () => {
  test('an answer in words no grammar knows', () => {
    const { rules, adopted } = read(
      'veio do finado avô',
      { facts: [['ownsProperty', 'true', 'veio do finado avô']] },
      'ownsProperty',
    )
    assert.equal(rules.facts.ownsProperty, undefined, 'otherwise this shows nothing')
    assert.equal(adopted.facts.ownsProperty?.value, true)
    assert.ok((adopted.facts.ownsProperty?.confidence ?? 1) < 0.85)
    assert.ok(adopted.acts.includes('inform'))
  })

  test('an amount that stands in the evidence, in words too', () => {
    const text = 'xiii, no verão bate uns novecentos fácil'
    const { adopted } = read(text, { facts: [['billBrl', '900', 'bate uns novecentos']] })
    assert.equal(adopted.facts.billBrl?.value, 900)
  })

  test('evidence that a comma or a full stop follows', () => {
    const noted = { facts: [['ownsProperty', 'true', 'veio do finado avô']] } satisfies Noted
    assert.equal(read('veio do finado avô, sabe.', noted, 'ownsProperty').adopted.facts.ownsProperty?.value, true)
  })

  test('a refusal in words no grammar knows', () => {
    const text = 'nem quero ver isso na frente'
    const { rules, adopted } = read(text, { acts: [['no_interest', 'nem quero ver isso']] }, 'city')
    assert.equal(rules.noInterest, undefined, 'otherwise this shows nothing')
    assert.equal(adopted.noInterest, true)
  })

  test('a question about something the playbook answers', () => {
    const { adopted } = read('isso para de gerar com nuvem é', { topics: [['how_it_works', 'para de gerar']] })
    assert.deepEqual(adopted.topics, ['how_it_works'])
    assert.ok(adopted.acts.includes('ask'))
  })
})

describe('the rest is dropped', () => {
  const cases: [what: string, text: string, noted: Noted, asked?: Asked][] = [
    ['evidence that was never said', 'tá', { facts: [['billBrl', '900', 'pago 900']] }, 'billBrl'],
    [
      'an amount that is not in the evidence',
      'uns trocados aí',
      { facts: [['billBrl', '8200', 'uns trocados']] },
      'billBrl',
    ],
    ['a city nobody knows', 'lá em xablauzinho', { facts: [['city', 'xablauzinho', 'xablauzinho']] }, 'city'],
    ['a name that is not in the evidence', 'pode ser', { facts: [['name', 'Marcos', 'pode ser']] }, 'name'],
    ['a name that is none', 'R$ 5', { facts: [['name', 'R$ 5', 'R$ 5']] }],
    ['a value of another kind', 'num castelo', { facts: [['propertyKind', 'castle', 'num castelo']] }, 'propertyKind'],
    [
      'a fact of which the words say nothing',
      'oi quanto custa pra colocar isso',
      { facts: [['ownsProperty', 'true', 'oi quanto custa']] },
    ],
    [
      'an answer that would end the sale, without a word of its matter',
      'hm vai saber',
      { facts: [['competitorContract', 'true', 'vai saber']] },
      'competitorContract',
    ],
    ['half a word', 'olá, gostaria de uma coisa', { acts: [['off_topic', 'olá, gostari']] }],
    ['a wish for a person that nobody uttered', 'hm entendi tudo', { acts: [['request_human', 'hm entendi']] }],
    ['a refusal that nobody uttered', 'hm entendi tudo', { acts: [['no_interest', 'entendi tudo']] }],
    [
      'a refusal of the talk in a "não" that answers the question',
      'nem de longe',
      { acts: [['no_interest', 'nem de longe']] },
      'hasSolar',
    ],
    ['a topic the playbook does not have', 'hm sei lá', { topics: [['salario', 'hm sei lá']] }],
  ]
  for (const [what, text, noted, asked] of cases)
    test(what, () => {
      const { rules, adopted } = read(text, noted, asked)
      assert.deepEqual(adopted, rules)
    })

  test('whatever speaks against the extractors', () => {
    const { adopted } = read('uns 620 reais em Recife', {
      facts: [
        ['billBrl', '20', '620'],
        ['city', 'Olinda', 'Recife'],
      ],
    })
    assert.deepEqual([factsOf(adopted).billBrl, factsOf(adopted).city], [620, 'Recife'])
  })

  test('acts beside those that already say what the message does', () => {
    const { rules, adopted } = read('quero falar com um atendente', { acts: [['no_interest', 'quero falar']] })
    assert.ok(rules.acts.includes('request_human'))
    assert.equal(adopted.noInterest, undefined)
    assert.deepEqual(adopted.acts, rules.acts)
  })

  test('three hundred facts at once', () => {
    const noted = { facts: Array.from({ length: 300 }, (): [string, string, string] => ['payment', 'cash', 'sei lá']) }
    assert.ok(Object.keys(read('sei lá', noted).adopted.facts).length <= 1)
  })
})
