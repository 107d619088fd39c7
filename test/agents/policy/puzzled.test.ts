import assert from 'node:assert/strict'
import test from 'node:test'
import { kinds, known, plan, said } from './support.ts'

const NAMED = known({ name: 'Ana', billBrl: 690, city: 'Recife', state: 'PE' })
const PUZZLED = said('como assim?', { acts: ['ask'], topics: ['clarify'] })

test('who did not understand the question gets it again with its choices, not an answer that we do not know', () => {
  const again = plan(PUZZLED, {
    facts: NAMED,
    memory: { asked: 'propertyKind', askedTimes: { propertyKind: 1 }, turns: 4 },
  })
  assert.deepEqual(again.says, [
    { kind: 'answer', topic: 'clarify' },
    { kind: 'ask', fact: 'propertyKind', attempt: 2, withChoices: true },
  ])
})

test('ranges of bills are no explanation: the question is only worded anew', () => {
  const again = plan(PUZZLED, {
    facts: known({ name: 'Ana' }),
    memory: { asked: 'billBrl', askedTimes: { billBrl: 1 }, turns: 2 },
  })
  assert.deepEqual(again.says.at(-1), { kind: 'ask', fact: 'billBrl', attempt: 2, withChoices: false })
})

test('with nothing asked there is nothing to explain', () => {
  const answered = plan(PUZZLED, { facts: NAMED, memory: { asked: null, closed: true, turns: 4 } })
  assert.ok(!answered.says.some((say) => say.kind === 'answer' && say.topic === 'clarify'))
})

test('a remark about the dear bill is taken up, and the sale goes on', () => {
  const remark = said('tá caro a luz viu', { topics: ['dear_bill'] })
  const next = plan(remark, {
    facts: NAMED,
    memory: { asked: 'propertyKind', askedTimes: { propertyKind: 1 }, turns: 4 },
  })
  assert.deepEqual(kinds(next), ['answer', 'ask'])
  assert.equal(next.memory.notUnderstood, 0)
})

test('a side question does not undo the no before it, however they are joined', () => {
  const both = said('não, e se faltar luz funciona?', { acts: ['ask', 'inform'], topics: ['outage'] })
  const hasSolar = { value: false, confidence: 0.96, evidence: 'não, e' }
  const next = plan(
    { ...both, facts: { hasSolar } },
    {
      facts: { ...NAMED, ...known({ propertyKind: 'house', ownsProperty: true }) },
      memory: { asked: 'hasSolar', askedTimes: { hasSolar: 1 }, turns: 6 },
    },
  )
  assert.equal(next.facts.hasSolar?.value, false)
  assert.equal(next.asks, 'competitorContract')
})

test('a decline for the area names the areas once', () => {
  const asked = said('vocês atendem em Fortaleza?', {
    acts: ['ask', 'inform'],
    topics: ['areas'],
    facts: { city: 'Fortaleza', state: 'CE' },
  })
  assert.deepEqual(kinds(plan(asked)), ['decline'])
})
