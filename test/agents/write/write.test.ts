import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { ConversationMemory, type Say } from '#src/domain/plan.ts'
import { acknowledge, booking, facts, KNOWN, NOW, plan, SLOTS, shippedPlaybook, slot, texts, write } from './support.ts'

const solar = shippedPlaybook('solar')
const appointments = shippedPlaybook('appointments')

describe('choosing words', () => {
  const ask = (fact: 'billBrl' | 'city', attempt = 1, withChoices = false): Say => ({
    kind: 'ask',
    fact,
    attempt,
    withChoices,
  })

  test('the same plan and seed give the same words, another seed others', () => {
    const turn = plan([
      { kind: 'greet', first: true },
      { kind: 'ask', fact: 'name', attempt: 1, withChoices: false },
    ])
    assert.equal(texts(turn), texts(turn))
    const seeds = new Set(Array.from({ length: 20 }, (_, i) => texts(turn, { seed: `seed-${i}` })))
    assert.ok(seeds.size >= 4, `only ${seeds.size} openings in 20 conversations`)
  })

  test('a used wording is passed over until all were used, then the one used longest ago comes', () => {
    const distinct = solar.wordings.thanks_reply?.length ?? 0
    const used: string[] = []
    const said: string[] = []
    for (let i = 0; i <= distinct; i++) {
      const turn = plan([{ kind: 'thanks_reply' }], { memory: ConversationMemory.parse({ usedWordings: used }) })
      const result = write(turn, { seed: String(i) })
      used.push(...result.usedWordings)
      said.push(result.bubbles[0]?.text ?? '')
    }
    assert.equal(new Set(said.slice(0, distinct)).size, distinct)
    assert.equal(said[distinct], said[0])
  })

  test('a question asked before is reworded, and becomes choices on request', () => {
    const first = write(plan([ask('billBrl')]))
    const again = write(plan([ask('billBrl', 2)]))
    const choices = texts(plan([ask('billBrl', 3, true)]))
    assert.match(first.usedWordings[0] ?? '', /^ask\.billBrl#/)
    assert.match(again.usedWordings[0] ?? '', /^again\.billBrl#/)
    assert.match(choices, /\n1\) até R\$ 400\n2\) entre R\$ 400 e R\$ 1\.000\n3\) mais de R\$ 1\.000$/)
  })

  test('the question counts as asked before when its wording was used, whatever the attempt says', () => {
    const memory = ConversationMemory.parse({ usedWordings: ['ask.city#1'] })
    assert.match(write(plan([ask('city')], { memory })).usedWordings[0] ?? '', /^again\.city#/)
  })

  test('nobody is turned down with an emoji', () => {
    const declined = plan([
      { kind: 'greet', first: true },
      { kind: 'decline', reason: 'out_of_area' },
    ])
    for (let seed = 0; seed < 40; seed++) assert.equal(write(declined, { seed: `${seed}` }).emojiUsed, false)
  })

  test('an emoji comes at most every third turn, and never to a formal lead', () => {
    const closing = (turns: number, emojiTurn: number) =>
      plan([{ kind: 'media_noted', medium: 'sticker' }], {
        memory: ConversationMemory.parse({ turns, emojiTurn, usedWordings: ['media_noted.sticker#1'] }),
      })
    assert.equal(write(closing(3, 0)).emojiUsed, true)
    assert.equal(write(closing(2, 0)).emojiUsed, false)
    assert.equal(write(closing(3, 0), { formality: 'formal' }).emojiUsed, false)
  })

  test('a formal lead reads fewer contractions, in texts but not in values', () => {
    const turn = plan([{ kind: 'handoff', reason: 'not_understood' }])
    for (let seed = 0; seed < 8; seed++)
      assert.doesNotMatch(texts(turn, { formality: 'formal', seed: String(seed) }), /(^|\s)([Pp]ra|[Tt]á)\s/)
    const named = plan([{ kind: 'acknowledge', learned: ['city'], corrected: [] }], {
      facts: facts({ city: 'Pra Frente', state: 'BA' }),
    })
    assert.match(texts(named, { formality: 'formal' }), /Pra Frente/)
  })
})

describe('what is said', () => {
  test('money, names and places are said as people write them', () => {
    const said = texts(plan([acknowledge('name', 'billBrl', 'city')], { facts: facts(KNOWN) }))
    assert.match(said, /Célia/)
    assert.match(said, /R\$ 1\.234,50 por mês/)
    assert.match(said, /Recife/)
  })

  test('of a single time on offer only a yes is wanted', () => {
    const turn = plan([{ kind: 'ask_which_slot' }])
    const only = { ...turn, memory: { ...turn.memory, offered: SLOTS.slice(0, 1) } }
    assert.match(write(only).usedWordings.join(), /^ask_which_slot\.one#/)
    assert.match(write({ ...turn, memory: { ...turn.memory, offered: SLOTS } }).usedWordings.join(), /^ask_which_slot#/)
  })

  test('a sentence that loses its emoji keeps its full stop', () => {
    const opening = plan([
      { kind: 'greet', first: true },
      { kind: 'ask', fact: 'name', attempt: 1, withChoices: false },
    ])
    for (let seed = 0; seed < 12; seed++)
      assert.match(texts(opening, { formality: 'formal', seed: String(seed) }), /SolarPrime\. /)
  })

  test('several times are numbered, one time is a sentence', () => {
    const list = texts(plan([{ kind: 'offer_slots', slots: SLOTS, context: 'as_wished', bothPresent: false }]))
    assert.match(list, /\n1\) hoje às 14h\n2\) amanhã, quarta, às 9h\n3\) quinta \(12\/03\) às 15h30\n.+\?$/)
    const single = texts(
      plan([
        { kind: 'offer_slots', slots: [slot('2026-03-12T15:30:00-03:00')], context: 'as_wished', bothPresent: false },
      ]),
    )
    assert.match(single, /quinta \(12\/03\) às 15h30/)
    assert.doesNotMatch(single, /1\)/)
  })

  test('no free time never lists any', () => {
    assert.match(texts(plan([{ kind: 'offer_slots', slots: [], context: 'full', bothPresent: false }])), /agenda/)
  })

  test('both are invited once, not in every list', () => {
    const offer: Say = { kind: 'offer_slots', slots: SLOTS, context: 'closed', bothPresent: true }
    const first = write(plan([offer]))
    const second = write(plan([offer], { memory: ConversationMemory.parse({ usedWordings: first.usedWordings }) }))
    assert.match(first.usedWordings.join(), /offer_slots\.both/)
    assert.doesNotMatch(second.usedWordings.join(), /offer_slots\.both/)
  })

  test('two readings of a day show both dates, two readings of an hour both hours', () => {
    assert.match(
      texts(plan([{ kind: 'ask_slot_ambiguous', from: '2026-03-12', to: '2026-03-19' }])),
      /quinta \(12\/03\) ou quinta \(19\/03\)\?/,
    )
    const hours = plan([
      { kind: 'ask_slot_ambiguous', from: '2026-03-12T06:00:00-03:00', to: '2026-03-12T18:00:00-03:00' },
    ])
    assert.match(texts(hours), /às 6h ou às 18h\?/)
  })

  test('the reminder of the day before has the three answers; the one of the day has the link', () => {
    const live = booking('2026-03-11T09:00:00-03:00')
    assert.match(
      texts(plan([{ kind: 'reminder', which: 'day_before', booking: live }])),
      /amanhã, quarta, às 9h.*\n1 confirmar · 2 remarcar · 3 cancelar$/,
    )
    assert.match(
      texts(plan([{ kind: 'reminder', which: 'hours_before', booking: live }])),
      /https:\/\/meet\.example\.com\/solarprime$/,
    )
    const workshop = texts(plan([{ kind: 'reminder', which: 'hours_before', booking: live }]), {
      playbook: appointments,
    })
    assert.match(workshop, /Rua das Mangueiras/)
  })

  test('a reminder tells the day as seen when it is sent', () => {
    const live = booking('2026-03-11T09:00:00-03:00')
    const said = texts(plan([{ kind: 'reminder', which: 'hours_before', booking: live }]), {
      now: NOW.add({ hours: 21 }),
    })
    assert.match(said, /hoje às 9h/)
  })

  test('a follow-up ends in the pending question; without one it asks nothing', () => {
    assert.match(texts(plan([{ kind: 'follow_up', step: 1, fact: 'billBrl' }])), /conta de luz|luz no mês|por mês\?/)
    assert.match(texts(plan([{ kind: 'follow_up', step: 2 }], { asks: 'slots' })), /\?$/)
    assert.doesNotMatch(texts(plan([{ kind: 'follow_up', step: 3 }])), /\?/)
  })

  test('an answer nobody approved falls back to not knowing, also when its claim has expired', () => {
    const unknown = plan([{ kind: 'answer', topic: 'dividends' }])
    assert.match(write(unknown).usedWordings.join(), /^faq\.unknown#/)
    const expired = plan([{ kind: 'answer', topic: 'warranty' }])
    assert.match(write(expired, { now: NOW.add({ years: 5 }) }).usedWordings.join(), /^faq\.unknown#/)
  })

  test('a takeover says nothing', () => {
    assert.deepEqual(write(plan([{ kind: 'handoff', reason: 'takeover' }])).bubbles, [])
  })

  test('services are a numbered list, and are said by their names', () => {
    const list = texts(plan([{ kind: 'ask', fact: 'service', attempt: 1, withChoices: false }]), {
      playbook: appointments,
    })
    assert.match(list, /\n1\) Troca de óleo\n2\) Alinhamento e balanceamento\n/)
    const chosen = plan([{ kind: 'acknowledge', learned: ['service'], corrected: [] }], {
      facts: facts({ service: 'troca_de_oleo' }),
    })
    assert.match(texts(chosen, { playbook: appointments }), /Troca de óleo/)
  })

  test('a turn that says too much gives up small talk first, never the question or the times', () => {
    const says: Say[] = [
      { kind: 'greet', first: true },
      acknowledge('name', 'billBrl', 'city', 'ownsProperty'),
      { kind: 'answer', topic: 'price' },
      { kind: 'objection', objection: 'distrust', nth: 1 },
      { kind: 'present_offer', offer: 'subscription' },
      { kind: 'offer_slots', slots: SLOTS, context: 'first', bothPresent: true },
    ]
    for (let seed = 0; seed < 20; seed++) {
      const { bubbles } = write(plan(says, { facts: facts(KNOWN) }), { seed: String(seed) })
      assert.ok(bubbles.length <= 3)
      assert.match(bubbles.at(-1)?.text ?? '', /3\) quinta \(12\/03\) às 15h30\n.+\?$/)
      assert.ok(bubbles.every(({ text }) => text.length <= 300))
    }
  })
})

describe('a conversation of twelve turns', () => {
  const learn = (
    name:
      | 'name'
      | 'billBrl'
      | 'city'
      | 'propertyKind'
      | 'ownsProperty'
      | 'hasSolar'
      | 'competitorContract'
      | 'decisionMaker',
  ): Say => ({ kind: 'acknowledge', learned: [name], corrected: [] })
  const ask = (name: Parameters<typeof learn>[0] | 'email', attempt = 1): Say => ({
    kind: 'ask',
    fact: name,
    attempt,
    withChoices: false,
  })
  const turns: Say[][] = [
    [{ kind: 'greet', first: true }, ask('name')],
    [learn('name'), ask('billBrl')],
    [{ kind: 'answer', topic: 'price' }, ask('billBrl', 2)],
    [learn('billBrl'), ask('city')],
    [learn('city'), ask('propertyKind')],
    [{ kind: 'objection', objection: 'price', nth: 1 }, ask('propertyKind', 2)],
    [learn('propertyKind'), ask('ownsProperty')],
    [learn('ownsProperty'), ask('hasSolar')],
    [learn('hasSolar'), ask('competitorContract')],
    [learn('competitorContract'), ask('decisionMaker')],
    [
      learn('decisionMaker'),
      { kind: 'present_offer', offer: 'own_plant' },
      { kind: 'offer_slots', slots: SLOTS, context: 'first', bothPresent: false },
    ],
    [{ kind: 'booked', booking: booking('2026-03-12T15:30:00-03:00') }, ask('email')],
  ]
  const known = facts({
    name: 'Célia',
    billBrl: 620,
    city: 'Recife',
    state: 'PE',
    propertyKind: 'business',
    ownsProperty: true,
    hasSolar: false,
    competitorContract: false,
    decisionMaker: true,
  })

  test('never says the same sentence twice, stays short, and spends few bubbles', () => {
    for (let seed = 0; seed < 50; seed++) {
      let memory = ConversationMemory.parse({})
      const bubbles: string[] = []
      for (const says of turns) {
        memory = { ...memory, turns: memory.turns + 1 }
        const result = write(plan(says, { facts: known, memory }), { seed: `${seed}:${memory.turns}` })
        memory = {
          ...memory,
          usedWordings: [...memory.usedWordings, ...result.usedWordings],
          emojiTurn: result.emojiUsed ? memory.turns : memory.emojiTurn,
        }
        bubbles.push(...result.bubbles.map(({ text }) => text))
      }
      assert.equal(new Set(memory.usedWordings).size, memory.usedWordings.length, `seed ${seed} repeats a wording`)
      assert.equal(new Set(bubbles).size, bubbles.length)
      assert.ok(bubbles.length <= 15, `${bubbles.length} bubbles for twelve turns`)
      const named = bubbles.filter((text) => text.includes('Célia')).length
      assert.ok(named <= 2, `the name is said ${named} times`)
    }
  })
})
