import assert from 'node:assert/strict'
import test from 'node:test'
import { createWriter } from '#agents/rules/write/write.ts'
import type { Plan } from '#src/domain/plan.ts'
import { facts, NOW, plan, shippedPlaybook } from './support.ts'

const writer = createWriter(shippedPlaybook('solar'))
const write = (turn: Plan) => writer.write(turn, { now: NOW, facts: {}, formality: 'casual', seed: 's' })

test('a plain answer goes without a word after a turn that said one back; not every answer is echoed', () => {
  const after = (...usedWordings: string[]) => {
    const turn = plan([{ kind: 'acknowledge', learned: ['propertyKind'], corrected: [] }], {
      facts: facts({ propertyKind: 'house' }),
    })
    return write({ ...turn, memory: { ...turn.memory, usedWordings } }).bubbles.length
  }
  assert.equal(after('ack.city#0', 'ask.propertyKind#1'), 0)
  assert.equal(after('ask.city#0', 'faq.price#0', 'ask.propertyKind#1'), 1)
})

test('who turns out to be somebody else is greeted by the new name, not told that it was corrected', () => {
  const turn = plan([{ kind: 'acknowledge', learned: [], corrected: ['name'] }], {
    facts: facts({ name: 'Roberto' }),
  })
  assert.match(write(turn).usedWordings.join(), /^ack\.corrected\.name#/)
})
