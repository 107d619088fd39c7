import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { OfferId } from '#src/domain/plan.ts'
import { act, type Given, kinds, known, plan, QUALIFIED, said, without } from './support.ts'

test('rules §3: which offer is named first', () => {
  const cases: [Parameters<typeof known>[0], OfferId][] = [
    [{ billBrl: 620 }, 'own_plant'],
    [{ propertyKind: 'house' }, 'own_plant'],
    [{ propertyKind: 'rural' }, 'own_plant'],
    [{ propertyKind: 'industry' }, 'own_plant'],
    [{ ownsProperty: false }, 'subscription'],
    [{ propertyKind: 'apartment' }, 'subscription'],
    [{ propertyKind: 'condo' }, 'subscription'],
    [{ billBrl: 4000 }, 'large_consumer'],
    [{ billBrl: 3999 }, 'own_plant'],
    [{ billBrl: 6200, city: 'Natal', state: 'RN' }, 'own_plant'],
    [{ billBrl: 6200, ownsProperty: false }, 'large_consumer'],
  ]
  for (const [change, offer] of cases) {
    const presented = plan(act('oi', 'greet'), { facts: { ...QUALIFIED, ...known(change) } })
    assert.equal(presented.offer, offer, JSON.stringify(change))
    assert.deepEqual(presented.says.at(-1), { kind: 'present_offer', offer })
  }
})

test('rules §3: wanting only the discount, or having no roof, leads to the subscription, also later on', () => {
  assert.equal(
    plan(said('só quero o desconto', { acts: ['inform'], wantsDiscountOnly: true }), { facts: QUALIFIED }).offer,
    'subscription',
  )
  assert.equal(
    plan(act('oi', 'greet'), { facts: QUALIFIED, memory: { wantsDiscountOnly: true } }).offer,
    'subscription',
  )
  assert.equal(plan(act('não tenho telhado', 'object:no_roof'), { facts: QUALIFIED }).offer, 'subscription')
  assert.equal(
    plan(act('oi', 'greet'), { facts: QUALIFIED, memory: { objections: { no_roof: 1 } } }).offer,
    'subscription',
  )
})

test('rules §3: an ambiguous city is asked about with its candidates, and settled by the state', () => {
  const candidates = [
    { city: 'Juazeiro', state: 'BA' },
    { city: 'Juazeiro do Norte', state: 'CE' },
  ]
  const asked = plan(said('juazeiro', { acts: ['inform'], ambiguousCity: candidates }), {
    facts: known({ name: 'Zé', billBrl: 700 }),
  })
  assert.deepEqual(asked.says.at(-1), { kind: 'ask_place', candidates })
  assert.equal(asked.asks, 'state')
  const settledPlace = plan(said('do Ceará', { facts: { state: 'CE' } }), { facts: asked.facts, memory: asked.memory })
  assert.equal(settledPlace.facts.city?.value, 'Juazeiro do Norte')
  assert.equal(settledPlace.effects.disqualify, 'out_of_area')
})

test('rules §3: another city without its state leaves the old state behind', () => {
  const moved = plan(said('na verdade é em Campina', { facts: { city: 'Campina' } }), { facts: QUALIFIED })
  assert.equal(moved.facts.state, undefined)
  assert.equal(moved.asks, 'state')
  const natal = plan(said('na verdade é em Natal', { facts: { city: 'Natal' }, impliedState: 'RN' }), {
    facts: QUALIFIED,
  })
  assert.equal(natal.facts.state?.value, 'RN')
})

test('rules §3: the state follows from the city where no other can be meant, and decides the gate', () => {
  const given: Given = { facts: known({ name: 'Zé', billBrl: 700 }) }
  const fortaleza = plan(said('Fortaleza', { facts: { city: 'Fortaleza' }, impliedState: 'CE' }), given)
  assert.equal(fortaleza.effects.disqualify, 'out_of_area')
  assert.equal(plan(said('Bom Jesus', { facts: { city: 'Bom Jesus' } }), given).asks, 'state')
})

test('a place once ambiguous does not come back over a later correction', () => {
  const places = [
    { city: 'Juazeiro', state: 'BA' },
    { city: 'Juazeiro do Norte', state: 'CE' },
  ]
  const asked = plan(said('juazeiro', { ambiguousCity: places }), { facts: known({ name: 'Zé', billBrl: 700 }) })
  assert.deepEqual(asked.memory.places, places)
  const other = plan(said('quis dizer Fortaleza, Ceará', { facts: { city: 'Fortaleza', state: 'CE' } }), {
    facts: asked.facts,
    memory: asked.memory,
  })
  assert.equal(other.facts.city?.value, 'Fortaleza')
  assert.equal(other.memory.places, undefined)
})

test('asking whether we serve a city does not move a lead whose city is known', () => {
  const asked = said('vocês atendem em Natal?', {
    acts: ['ask', 'inform'],
    topics: ['areas'],
    facts: { city: 'Natal' },
  })
  assert.equal(plan(asked, { facts: QUALIFIED }).facts.city?.value, 'Recife')
  assert.equal(plan(asked).facts.city?.value, 'Natal')
})

test('a preliminary estimate is named once, with the offer, when consumption and place are known', () => {
  const facts = { ...QUALIFIED, ...known({ consumptionKwh: 600 }) }
  const presented = plan(act('oi', 'greet'), { facts })
  assert.deepEqual(kinds(presented), ['present_offer', 'estimate'])
  assert.equal(presented.memory.estimateGiven, true)
  const asked = plan(said('quantas placas?', { acts: ['ask'], topics: ['estimate'] }), {
    facts: without(facts, 'decisionMaker'),
  })
  assert.deepEqual(kinds(asked), ['estimate', 'ask'])
  const again = plan(said('quantas placas?', { acts: ['ask'], topics: ['estimate'] }), {
    facts,
    memory: { estimateGiven: true },
  })
  assert.ok(!kinds(again).includes('estimate'))
})
