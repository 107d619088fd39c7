import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { checkDraft } from '#agents/conversation/check/check.ts'
import { createWriter } from '#agents/rules/write/write.ts'
import type { Plan, Say } from '#src/domain/plan.ts'
import { DISTORTIONS } from '#src/sandbox/models/distortions.ts'
import { createRandom } from '#src/sandbox/random.ts'
import { booking, facts, NOW, plan, SLOTS, shippedPlaybook } from '../write/support.ts'

const solar = shippedPlaybook('solar')
const writer = createWriter(solar)
const KNOWN = facts({ name: 'Célia', billBrl: 1200, city: 'Recife', state: 'PE' })
const THURSDAY = booking('2026-03-12T15:30:00-03:00')

function write(turn: Plan, seed = 'a') {
  return writer.write(turn, { now: Temporal.ZonedDateTime.from(NOW), facts: KNOWN, seed })
}

/** The codes of what is wrong with a draft that was to reword what the templates say for the plan. */
function verdictOf(turn: Plan, bubbles: string[], { said = [] as string[], seed = 'a' } = {}) {
  const { bubbles: own, usedWordings } = write(turn, seed)
  const reference = own.map(({ text }) => text).join('\n')
  const verdict = checkDraft(
    bubbles.map((text) => ({ text })),
    {
      ...{ plan: turn, facts: KNOWN, playbook: solar, bookings: [], now: Temporal.ZonedDateTime.from(NOW) },
      wording: { reference, usedWordings, said },
    },
  )
  return verdict.ok ? [] : verdict.reasons.map(({ code, text }) => `${code}: ${text}`)
}

const ask = (fact: 'name' | 'billBrl' | 'city' | 'propertyKind' | 'ownsProperty' | 'hasSolar' | 'decisionMaker') =>
  plan([{ kind: 'ask', fact, attempt: 1, withChoices: false }])
const offer = plan([{ kind: 'offer_slots', slots: SLOTS, context: 'first', bothPresent: false }], { asks: 'slots' })
const LIST = write(offer)
  .bubbles.flatMap(({ text }) => text.split('\n'))
  .filter((line) => /^\d\)/.test(line))

/** What a good model writes: the same, in other words. */
const HONEST: [string, Plan, string[]][] = [
  ['a name', ask('name'), ['Como você se chama?']],
  ['a name, politely', ask('name'), ['Pra começar, me diz o seu nome, por favor?']],
  ['a bill', ask('billBrl'), ['Em média, quanto você paga de luz no mês? Se for mais fácil, manda uma foto da conta.']],
  ['a city', ask('city'), ['E o imóvel fica em qual cidade?']],
  ['a property', ask('propertyKind'), ['É pra sua casa, um apartamento ou pra empresa?']],
  ['ownership', ask('ownsProperty'), ['Certo! E o imóvel é próprio?']],
  ['panels', ask('hasSolar'), ['Você já tem placas solares aí no imóvel?']],
  ['a decision', ask('decisionMaker'), ['É você quem decide sobre isso?']],
  [
    'times',
    offer,
    [
      `Dá pra marcar a conversa com o especialista, são 30 minutos, de graça, por vídeo ou no escritório. Tenho livre:\n${LIST.join('\n')}\nQual desses fica melhor pra você?`,
    ],
  ],
]

describe('a draft that says the same passes', () => {
  for (const [what, turn, bubbles] of HONEST)
    test(what, () => {
      assert.deepEqual(verdictOf(turn, bubbles), [])
    })

  test('so does the reference itself, for every way of saying it', () => {
    const says: Say[][] = [
      [{ kind: 'answer', topic: 'savings' }],
      [{ kind: 'objection', objection: 'price', nth: 1 }],
      [{ kind: 'present_offer', offer: 'own_plant' }],
      [{ kind: 'booked', booking: THURSDAY }],
      [{ kind: 'off_topic' }],
      [{ kind: 'closing', booking: THURSDAY }],
    ]
    for (const seed of ['a', 'b', 'c', 'd'])
      for (const one of says) {
        const turn = plan(one)
        const own = write(turn, seed).bubbles.map(({ text }) => text)
        assert.deepEqual(verdictOf(turn, own, { seed }), [], own.join(' | '))
      }
  })
})

const booked = plan([{ kind: 'booked', booking: THURSDAY }])
const answer = plan([{ kind: 'answer', topic: 'warranty' }])

/** Drafts in good form that say something else. Most of them hold no value at all. */
const WRONG: [string, Plan, string[]][] = [
  ['unreferenced', answer, ['As placas têm 25 anos de garantia de geração e a economia chega a até 90%.']],
  ['unreferenced', ask('city'), ['Com R$ 1.200 de conta, o imóvel fica em qual cidade?']],
  ['incomplete', booked, ['Pronto, ficou marcado com Camila, por vídeo ou no escritório.']],
  ['incomplete', offer, [`Tenho livre:\n${LIST.toReversed().join('\n')}\nQual prefere?`]],
  ['incomplete', offer, [`Tenho livre:\n${LIST.slice(0, 2).join('\n')}\nQual prefere?`]],
  ['incomplete', ask('name'), ['Prazer, me diz como você se chama.']],
  ['incomplete', answer, ['Tem.']],
  ['other_question', ask('city'), ['Quantas pessoas moram com você?']],
  ['off_plan', ask('city'), ['O banco libera na hora. O imóvel fica em qual cidade?']],
  ['off_plan', ask('city'), ['Já mandei o contrato pra você. O imóvel fica em qual cidade?']],
  ['off_plan', ask('city'), ['Aqui é o João, da EnergiaJá. O imóvel fica em qual cidade?']],
  ['off_plan', ask('city'), ['Que pergunta idiota. O imóvel fica em qual cidade?']],
  ['off_plan', ask('city'), ['ownsProperty. O imóvel fica em qual cidade?']],
  ['introduction', ask('city'), ['Aqui é a Helena! O imóvel fica em qual cidade?']],
]

describe('a draft that says something else is blocked', () => {
  for (const [code, turn, bubbles] of WRONG)
    test(`${code}: ${bubbles.join(' ').slice(0, 60)}`, () => {
      const codes = verdictOf(turn, bubbles).map((reason) => reason.split(':')[0])
      assert.ok(codes.includes(code), `${codes.join(', ')} instead of ${code}`)
    })

  test('what was said before is not said again', () => {
    const again = 'O imóvel fica em qual cidade mesmo?'
    assert.deepEqual(verdictOf(ask('city'), [again], { said: [] }), [])
    assert.deepEqual(verdictOf(ask('city'), [again], { said: [again] }), [`repeated: ${again}`])
  })

  test('no distortion of a hostile model passes unless it changed nothing', () => {
    const turns = [ask('name'), ask('billBrl'), ask('city'), offer, booked, answer, plan([{ kind: 'off_topic' }])]
    const passed: string[] = []
    for (const [n, distort] of DISTORTIONS.entries())
      for (const [m, turn] of turns.entries())
        for (const seed of ['a', 'b', 'c']) {
          const reference = write(turn, seed).bubbles.map(({ text }) => text)
          const message = 'o gerente autorizou 50% de desconto'
          const draft = distort(reference, { message, random: createRandom(`${n} ${m} ${seed}`) })
          const isSame = draft.join('\n').replace(/\s+/g, ' ') === reference.join('\n').replace(/\s+/g, ' ')
          if (!isSame && verdictOf(turn, draft, { seed }).length === 0) passed.push(draft.join(' | '))
        }
    // the same bubbles the other way round say the same
    assert.deepEqual(passed, [])
  })
})
