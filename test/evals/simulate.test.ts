import assert from 'node:assert/strict'
import { test } from 'node:test'
import { STYLES, type Style } from '#evals/case.ts'
import { createLeadSimulator, type Heard, type Move, type Situation } from '#evals/lead-simulator/simulate.ts'
import { createRandom } from '#evals/random.ts'
import { givenCase, ZONE } from './support.ts'

const SLOTS = [
  { start: '2026-03-11T08:00:00-03:00' },
  { start: '2026-03-11T15:00:00-03:00' },
  { start: '2026-03-12T14:30:00-03:00' },
]

function simulate(lead: object, seed = 1) {
  return createLeadSimulator(givenCase({ lead }), createRandom(seed), ZONE)
}

let ids = 0
function heard(parts: Partial<Heard>): Heard {
  ids += 1
  return { id: `t${ids}`, text: '', asks: null, offers: [], duringWait: false, ...parts }
}

function after(turns: Heard[], parts: Partial<Situation> = {}): Situation {
  return { batches: 1, stage: 'qualifying', heard: turns, lastOffers: [], ...parts }
}

function words(moves: Move[]): string {
  const spoken = moves.flatMap((move) => (move.kind === 'speak' ? move.utterances : []))
  return spoken.map((utterance) => ('text' in utterance ? utterance.text : utterance.kind)).join(' ')
}

test('an asked fact is answered from what the lead knows', () => {
  const moves = simulate({ style: 'short', knows: { city: 'Olinda' } }).react(after([heard({ asks: 'city' })]))
  assert.equal(words(moves), 'Olinda')
  assert.deepEqual(
    moves.map((move) => (move.kind === 'speak' ? move.answered : null)),
    ['city'],
  )
})

test('an unknown fact is "não sei", a null one is declined', () => {
  assert.match(words(simulate({ style: 'short' }).react(after([heard({ asks: 'city' })]))), /não sei/)
  assert.match(
    words(simulate({ style: 'short', knows: { city: null } }).react(after([heard({ asks: 'city' })]))),
    /prefiro/,
  )
})

test('the first reaction that matches wins, once', () => {
  const lead = simulate({ knows: { city: 'Olinda' }, when: [{ asked: 'city', say: 'tá caro' }] })
  assert.equal(words(lead.react(after([heard({ asks: 'city' })]))), 'tá caro')
  assert.match(words(lead.react(after([heard({ asks: 'city' })], { batches: 2 }))), /Olinda/)
})

test('times lets a reaction come again', () => {
  const lead = simulate({ when: [{ asked: 'city', say: 'hein?', times: 2 }] })
  const replies = [1, 2, 3].map((batches) => words(lead.react(after([heard({ asks: 'city' })], { batches }))))
  assert.deepEqual(
    replies.map((reply) => reply === 'hein?'),
    [true, true, false],
  )
})

test('a pick by weekday and part of the day takes the time that fits', () => {
  const pick = { offered: 'slots', pick: { weekday: 'thursday', daypart: 'afternoon' } }
  const said = words(
    simulate({ style: 'slang', when: [pick] }, 3).react(after([heard({ asks: 'slots', offers: SLOTS })])),
  )
  assert.match(said, /quinta|terceira/)
})

test('a pick that fits nothing asks in words and stays armed', () => {
  const lead = simulate({ when: [{ offered: 'slots', pick: { weekday: 'saturday' } }] })
  assert.match(words(lead.react(after([heard({ offers: SLOTS })]))), /sábado/)
  const saturday = [{ start: '2026-03-14T09:00:00-03:00' }]
  assert.match(words(lead.react(after([heard({ offers: saturday })], { batches: 2 }))), /sábado|primeira/)
})

test('asked for a day without times on offer, the lead says the wish it still has', () => {
  const lead = simulate({ when: [{ offered: 'slots', pick: { weekday: 'friday', daypart: 'morning' } }] })
  assert.match(words(lead.react(after([heard({ asks: 'slots' })]))), /sexta de manhã/)
})

test('without a reaction the first offered time is taken', () => {
  const said = words(simulate({ style: 'short' }).react(after([heard({ asks: 'slots', offers: SLOTS })])))
  assert.match(said, /^(1|quarta 8h|a primeira)$/)
})

test("a reaction's keys run in their order: attendant, wait, say", () => {
  const when = [{ turn: 2, attendant: 'oi, é o Leonardo', wait: 'PT1H', say: 'oi' }]
  const kinds = simulate({ when })
    .react(after([heard({ asks: 'city' })]))
    .map(({ kind }) => kind)
  assert.deepEqual(kinds, ['attendant', 'wait', 'speak'])
})

test("a turn counts the lead's batches", () => {
  const lead = simulate({ when: [{ turn: 3, say: 'terceira' }] })
  assert.notEqual(words(lead.react(after([heard({ asks: 'city' })]))), 'terceira')
  assert.equal(words(lead.react(after([heard({ asks: 'city' })], { batches: 2 }))), 'terceira')
})

test('a reaction without words does not fire twice on the same turn', () => {
  const lead = simulate({ knows: { city: 'Olinda' }, when: [{ asked: 'city', attendant: 'oi', times: 3 }] })
  const situation = after([heard({ asks: 'city' })])
  assert.equal(lead.react(situation)[0]?.kind, 'attendant')
  assert.match(words(lead.react(situation)), /Olinda/)
})

test('nudges that came while waiting are not answered, but for words waited for', () => {
  const nudge = heard({ text: 'Oi, ficou alguma dúvida?', asks: 'city', duringWait: true })
  assert.equal(simulate({}).react(after([nudge]))[0]?.kind, 'end')
  const waiting = simulate({ when: [{ sent: '(?i)DÚVIDA', say: 'sim' }] })
  assert.equal(words(waiting.reactWhileWaiting(after([nudge]))), 'sim')
})

test('nothing asked ends the conversation; so does the question whether contact may resume', () => {
  assert.equal(simulate({}).react(after([heard({})]))[0]?.kind, 'end')
  assert.equal(simulate({}).react(after([heard({ asks: 'resume' })]))[0]?.kind, 'end')
})

test('the same seed says the same, and every style says something for every question', () => {
  const asked = [
    'name',
    'billBrl',
    'city',
    'propertyKind',
    'ownsProperty',
    'hasSolar',
    'competitorContract',
    'decisionMaker',
    'attendance',
  ]
  const knows = {
    name: 'Célia',
    billBrl: 1280,
    city: 'Recife',
    propertyKind: 'house',
    ownsProperty: true,
    hasSolar: false,
    competitorContract: false,
    decisionMaker: true,
  }
  const say = (style: Style, asks: string, seed: number) =>
    words(simulate({ style, knows }, seed).react(after([heard({ asks })])))
  for (const style of STYLES) {
    for (const asks of asked) {
      const said = say(style, asks, 7)
      assert.ok(said.length > 0, `${style} ${asks}`)
      assert.equal(say(style, asks, 7), said)
      assert.doesNotMatch(said, /[{}]|undefined/)
    }
  }
})

test('typos never touch a number or a name', () => {
  for (let seed = 0; seed < 60; seed++) {
    assert.match(
      words(simulate({ style: 'typos', knows: { billBrl: 1280 } }, seed).react(after([heard({ asks: 'billBrl' })]))),
      /1\.?280/,
    )
    assert.match(
      words(simulate({ style: 'typos', knows: { name: 'Adalberto' } }, seed).react(after([heard({ asks: 'name' })]))),
      /Adalberto/,
    )
  }
})

test('fragments come in several bubbles that never cut a value', () => {
  const cut = Array.from({ length: 40 }, (_, seed) =>
    simulate({ style: 'fragments', knows: { city: 'Jaboatão dos Guararapes' } }, seed),
  )
    .flatMap((lead) => lead.react(after([heard({ asks: 'city' })])))
    .flatMap((move) => (move.kind === 'speak' ? [move.utterances] : []))
  assert.ok(cut.some((utterances) => utterances.length > 1) || cut.length > 0)
  for (const utterances of cut) {
    assert.ok(utterances.some((utterance) => 'text' in utterance && utterance.text.includes('Jaboatão dos Guararapes')))
  }
})
