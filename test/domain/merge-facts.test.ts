import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { FactName, LeadFacts } from '#src/domain/facts.ts'
import { mergeFacts } from '#src/domain/merge-facts.ts'
import type { UnderstoodFact } from '#src/domain/understanding.ts'

const META = { at: '2026-03-10T13:15:00Z', source: 'lead', messageId: 'm2' } as const

function fact(value: UnderstoodFact['value'], rest: Partial<UnderstoodFact> = {}): UnderstoodFact {
  return { value, confidence: 0.9, evidence: String(value), ...rest }
}

function known(facts: Partial<Record<FactName, UnderstoodFact>>): LeadFacts {
  return mergeFacts({}, { facts, normalised: '' }, { ...META, messageId: 'm1' }).facts
}

function merge(before: LeadFacts, facts: Partial<Record<FactName, UnderstoodFact>>, text = '') {
  return mergeFacts(before, { facts, normalised: text }, META)
}

test('a new fact is learned, with its evidence, source and message', () => {
  const { facts, learned, corrected } = merge({}, { billBrl: fact(620, { approximate: true, evidence: 'uns 620' }) })
  assert.deepEqual(facts.billBrl, {
    value: 620,
    confidence: 0.9,
    evidence: 'uns 620',
    source: 'lead',
    messageId: 'm2',
    at: META.at,
    approximate: true,
  })
  assert.deepEqual([learned, corrected], [['billBrl'], []])
})

test('a correction replaces', () => {
  const { facts, learned, corrected } = merge(known({ billBrl: fact(800) }), {
    billBrl: fact(600, { confidence: 0.7 }),
  })
  assert.equal(facts.billBrl?.value, 600)
  assert.deepEqual([learned, corrected], [[], ['billBrl']])
})

test('the same value said again less surely changes nothing; more surely, it is kept without a word', () => {
  const before = known({ city: fact('Vitória de Santo Antão', { confidence: 0.8 }) })
  const weaker = merge(before, { city: fact('vitoria de santo antao', { confidence: 0.6 }) })
  assert.deepEqual(weaker, { facts: before, learned: [], corrected: [] })
  const surer = merge(before, { city: fact('Vitória de Santo Antão', { confidence: 0.95 }) })
  assert.equal(surer.facts.city?.confidence, 0.95)
  assert.deepEqual([surer.learned, surer.corrected], [[], []])
})

test('the exact amount takes the place of the same one said roughly; a rough one near an exact one does not', () => {
  const rough = known({ billBrl: fact(380, { approximate: true }) })
  assert.equal(merge(rough, { billBrl: fact(380) }).facts.billBrl?.approximate, undefined)
  const bill = known({ billBrl: fact(712.33, { source: 'bill' }) })
  assert.equal(merge(bill, { billBrl: fact(700, { approximate: true }) }).facts.billBrl?.value, 712.33)
  assert.equal(merge(bill, { billBrl: fact(500, { approximate: true }) }).facts.billBrl?.value, 500)
})

test('a doubtful reading does not replace what is sure', () => {
  const before = known({ hasSolar: fact(false) })
  assert.equal(merge(before, { hasSolar: fact(true, { confidence: 0.4 }) }).facts.hasSolar?.value, false)
})

test('a further unit adds to the total, by its mark or by the lead’s words; a correction does not', () => {
  const before = known({ billBrl: fact(350) })
  assert.equal(merge(before, { billBrl: fact(420, { adds: true }) }).facts.billBrl?.value, 770)
  for (const text of [
    'tenho outra conta de 420',
    'tem mais uma casa que vem 420',
    'também tenho a conta da loja, 420',
    'e a da loja vem mais 420',
    'mais 420 do sítio',
  ])
    assert.equal(merge(before, { billBrl: fact(420) }, text).facts.billBrl?.value, 770, text)
  for (const text of [
    'não, é 420',
    'errei, 420',
    '*420',
    'na verdade a outra conta é 420',
    'mais ou menos 420',
    'mais de 420',
  ])
    assert.equal(merge(before, { billBrl: fact(420) }, text).facts.billBrl?.value, 420, text)
})

test('a name told in full refines, its short form changes nothing, another name corrects', () => {
  const before = known({ name: fact('Célia') })
  const full = merge(before, { name: fact('Célia Souza') })
  assert.equal(full.facts.name?.value, 'Célia Souza')
  assert.deepEqual(full.corrected, [])
  assert.equal(merge(full.facts, { name: fact('célia') }).facts.name?.value, 'Célia Souza')
  assert.deepEqual(merge(before, { name: fact('Sônia') }).corrected, ['name'])
})

test('what is declined becomes null, never over a known value, and can still be told later', () => {
  const declined = mergeFacts({}, { facts: {}, declined: ['billBrl'], normalised: 'não sei' }, META)
  assert.equal(declined.facts.billBrl?.value, null)
  assert.deepEqual(declined.learned, [])
  const before = known({ billBrl: fact(700) })
  assert.equal(mergeFacts(before, { facts: {}, declined: ['billBrl'], normalised: '' }, META).facts.billBrl?.value, 700)
  const told = merge(declined.facts, { billBrl: fact(500) })
  assert.deepEqual(told.learned, ['billBrl'])
})

test('another city without its state leaves the old state behind; the first city keeps a state said before', () => {
  const recife = known({ city: fact('Recife'), state: fact('PE') })
  assert.equal(merge(recife, { city: fact('Natal') }).facts.state, undefined)
  assert.equal(merge(recife, { city: fact('Natal'), state: fact('RN') }).facts.state?.value, 'RN')
  assert.equal(merge(known({ state: fact('PE') }), { city: fact('Paulista') }).facts.state?.value, 'PE')
})

test('an ambiguous city is settled by a state known before', () => {
  const places = [
    { city: 'Juazeiro', state: 'BA' },
    { city: 'Juazeiro do Norte', state: 'CE' },
  ]
  const merged = mergeFacts(
    known({ state: fact('CE') }),
    { facts: {}, ambiguousCity: places, normalised: 'juazeiro' },
    META,
  )
  assert.equal(merged.facts.city?.value, 'Juazeiro do Norte')
})

test('what is known is left untouched', () => {
  const before = known({ billBrl: fact(350) })
  const copy = structuredClone(before)
  merge(before, { billBrl: fact(420, { adds: true }), name: fact('Zé') })
  assert.deepEqual(before, copy)
})
