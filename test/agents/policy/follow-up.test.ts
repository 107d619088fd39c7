import assert from 'node:assert/strict'
import { test } from 'node:test'
import { callbackPlan } from '#agents/conversation/policy/follow-up.ts'
import { ConversationMemory } from '#src/domain/plan.ts'
import { known, QUALIFIED, SOLAR } from './support.ts'

const memory = (asked: ConversationMemory['asked']) => ConversationMemory.parse({ asked })

test('who comes back as agreed asks what the deferral left open', () => {
  const facts = known({ name: 'Zé' })
  assert.deepEqual(callbackPlan({ facts, memory: memory(null), playbook: SOLAR }), {
    say: { kind: 'callback' },
    asks: 'billBrl',
  })
  assert.equal(callbackPlan({ facts, memory: memory('city'), playbook: SOLAR }).asks, 'city')
  assert.equal(callbackPlan({ facts: QUALIFIED, memory: memory('slots'), playbook: SOLAR }).asks, 'slots')
})
