import assert from 'node:assert/strict'
import { test } from 'node:test'
import { loadPlaybook } from '#agents/playbooks/load.ts'
import type { FactName, FactValues, LeadFacts } from '#src/domain/facts.ts'
import { chooseOffer, evaluateGates, isLargeBill, nextQuestion } from '#src/domain/qualification.ts'

const SOLAR = loadPlaybook('agents/playbooks/solar.yaml')
const FRESH = { exactBillAsked: false }
const NO_WISH = { discountOnly: false, noRoof: false }

function facts(values: Partial<Record<FactName, FactValues[FactName] | null>>, approximate = false): LeadFacts {
  const entries = Object.entries(values).map(([name, value]) => [
    name,
    { value, confidence: 1, evidence: '', source: 'lead', at: '', ...(approximate ? { approximate } : {}) },
  ])
  return Object.fromEntries(entries)
}

test('gates: undecided until all are known; not knowing of solar or a contract counts as none', () => {
  assert.deepEqual(evaluateGates({}, SOLAR, FRESH), { failing: null, needsExactBill: false, passed: false })
  assert.equal(evaluateGates(facts({ billBrl: 700 }), SOLAR, FRESH).passed, false)
  assert.equal(evaluateGates(facts({ billBrl: 700, state: 'PE' }), SOLAR, FRESH).passed, false)
  const rest = { state: 'PE', hasSolar: false, competitorContract: null }
  assert.equal(evaluateGates(facts({ billBrl: 700, ...rest }), SOLAR, FRESH).passed, true)
  assert.equal(evaluateGates(facts({ billBrl: null, consumptionKwh: 700, ...rest }), SOLAR, FRESH).passed, true)
  assert.equal(evaluateGates(facts({ billBrl: null, ...rest }), SOLAR, FRESH).passed, false)
})

test('gates: with solar the decision waits for the wish to expand, where the playbook asks it', () => {
  const known = facts({ billBrl: 700, state: 'PE', hasSolar: true })
  assert.equal(evaluateGates(known, SOLAR, FRESH).failing, null)
  const questions = SOLAR.questions.filter(({ fact }) => fact !== 'wantsExpansion')
  assert.equal(evaluateGates(known, { ...SOLAR, questions }, FRESH).failing, 'already_solar')
  assert.equal(evaluateGates({ ...known, ...facts({ wantsExpansion: true }) }, SOLAR, FRESH).failing, null)
  assert.equal(evaluateGates({ ...known, ...facts({ wantsExpansion: null }) }, SOLAR, FRESH).failing, 'already_solar')
})

test('gates: each can be switched off in the playbook', () => {
  const gates = { approximateMargin: 0.1, declineIfSolar: false, declineIfCompetitorContract: false }
  const bad = facts({ billBrl: 10, state: 'AC', hasSolar: true, wantsExpansion: false, competitorContract: true })
  assert.deepEqual(evaluateGates(bad, { ...SOLAR, gates }, FRESH), {
    failing: null,
    needsExactBill: false,
    passed: true,
  })
})

test('an approximate amount just under the gate is unsettled until it was asked for exactly', () => {
  const rough = facts({ billBrl: 380 }, true)
  assert.deepEqual(evaluateGates(rough, SOLAR, FRESH), { failing: null, needsExactBill: true, passed: false })
  assert.equal(evaluateGates(rough, SOLAR, { exactBillAsked: true }).failing, 'low_bill')
  assert.equal(evaluateGates(facts({ billBrl: 380 }), SOLAR, FRESH).failing, 'low_bill')
})

test('large bills are large from the limit on, and never without one', () => {
  assert.equal(isLargeBill(facts({ billBrl: 20000 }), SOLAR), true)
  assert.equal(isLargeBill(facts({ billBrl: 19999 }), SOLAR), false)
  assert.equal(
    isLargeBill(facts({ billBrl: 20000 }), { ...SOLAR, gates: { ...SOLAR.gates, largeBillBrl: undefined } }),
    false,
  )
})

test('the next question: in order, an occasional one first, nothing known or declined, none for ever', () => {
  assert.equal(nextQuestion({}, SOLAR, {})?.fact, 'name')
  assert.equal(nextQuestion(facts({ name: null }), SOLAR, {})?.fact, 'billBrl')
  assert.equal(nextQuestion(facts({ hasSolar: true }), SOLAR, {})?.fact, 'wantsExpansion')
  assert.equal(nextQuestion({}, SOLAR, { name: 5 })?.fact, 'billBrl')
  const all = facts({
    name: 'Zé',
    billBrl: 700,
    city: 'Recife',
    propertyKind: 'house',
    ownsProperty: true,
    hasSolar: false,
    competitorContract: false,
    decisionMaker: true,
  })
  assert.equal(nextQuestion(all, SOLAR, {}), null, 'the e-mail comes after the booking')
})

test('no offer until the facts that decide it are known; none the playbook does not sell', () => {
  assert.equal(chooseOffer({}, SOLAR, NO_WISH), null)
  assert.equal(chooseOffer(facts({ ownsProperty: true }), SOLAR, NO_WISH), null)
  assert.equal(chooseOffer(facts({ ownsProperty: false }), SOLAR, NO_WISH), 'subscription')
  assert.equal(chooseOffer({}, SOLAR, { discountOnly: true, noRoof: false }), 'subscription')
  assert.equal(chooseOffer(facts({ billBrl: 9000, state: 'PE' }), { offers: [] }, NO_WISH), null)
})
