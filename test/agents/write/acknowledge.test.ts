import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Say } from '#src/domain/plan.ts'
import { acknowledge, facts, KNOWN, plan, texts, write } from './support.ts'

test('one thing learned is said back; many are summed up, but for an amount, which may need correcting', () => {
  const one = write(plan([acknowledge('ownsProperty')], { facts: facts(KNOWN) }))
  const two = texts(plan([acknowledge('ownsProperty', 'propertyKind')], { facts: facts(KNOWN) }))
  assert.equal(two, one.bubbles.map(({ text }) => text).join('\n'), 'of two things the more worthwhile one')
  const many = write(plan([acknowledge('city', 'ownsProperty', 'propertyKind')], { facts: facts(KNOWN) }))
  assert.match(one.usedWordings.join(), /^ack\.ownsProperty\.true#/)
  assert.match(many.usedWordings.join(), /^ack\.many#/)
  assert.match(texts(plan([acknowledge('billBrl', 'ownsProperty')], { facts: facts(KNOWN) })), /R\$ 1\.234,50/)
})

test('a plain answer goes without a word after a turn that said one back; not every answer is echoed', () => {
  const after = (...usedWordings: string[]) => {
    const turn = plan([{ kind: 'acknowledge', learned: ['propertyKind'], corrected: [] }], {
      facts: facts({ ...KNOWN, propertyKind: 'house' }),
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

test('a bill that was read is said back by its amount', () => {
  const read = write(plan([acknowledge('billBrl')], { facts: facts({ ...KNOWN, consumptionKwh: 900 }) }))
  const both: Say = { kind: 'acknowledge', learned: ['billBrl', 'consumptionKwh', 'distributor'], corrected: [] }
  const fromBill = write(plan([both], { facts: facts({ ...KNOWN, consumptionKwh: 900, distributor: 'Neoenergia' }) }))
  assert.deepEqual(fromBill.bubbles, read.bubbles)
})

test('a goodbye is not preceded by a cheerful acknowledgement', () => {
  const said = write(
    plan([acknowledge('city'), { kind: 'decline', reason: 'out_of_area' }], {
      facts: facts({ city: 'Fortaleza', state: 'CE' }),
    }),
  )
  assert.deepEqual(
    said.usedWordings.map((id) => id.split('#')[0]),
    ['decline.out_of_area'],
  )
})

test('a name that is not a name is never called', () => {
  const said = texts(plan([acknowledge('name')], { facts: facts({ name: 'https://golpe.example.com' }) }))
  assert.equal(said, '')
})
