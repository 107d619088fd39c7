import assert from 'node:assert/strict'
import { test } from 'node:test'
import { followUpPlan } from '#agents/conversation/policy/follow-up.ts'
import type { DecideInput } from '#agents/conversation/policy/input.ts'
import { settle } from '#agents/conversation/policy/settle.ts'
import type { ActionResult, OfferContext } from '#src/domain/plan.ts'
import {
  act,
  asking,
  bookingAt,
  type Given,
  inputOf,
  kinds,
  known,
  plan,
  QUALIFIED,
  said,
  settled,
  slot,
  THREE,
  without,
} from './support.ts'

const READY: Given = { facts: QUALIFIED, lead: { stage: 'qualified' } }
const PICKED = said('a 1', { acts: ['choose'], choice: 1 })
const OFFERED: Given = { ...READY, memory: asking(...THREE) }
const SUNDAY = said('domingo', { acts: ['inform'], time: { kind: 'range', need: 'time', date: '2026-03-15' } })

test('times found are offered, remembered and asked about', () => {
  const offered = settled(act('oi', 'greet'), READY, { kind: 'slots', slots: THREE, fit: 'first' })
  assert.deepEqual(offered.says.at(-1), { kind: 'offer_slots', slots: THREE, context: 'first', bothPresent: false })
  assert.equal(offered.asks, 'slots')
  assert.equal(offered.memory.asked, 'slots')
  assert.deepEqual(offered.memory.offered, THREE)
  assert.equal(offered.agent, 'scheduling')
})

test('rules §3: with somebody else deciding, times are offered for both', () => {
  const facts = { ...QUALIFIED, ...known({ decisionMaker: false }) }
  const offered = settled(act('oi', 'greet'), { ...READY, facts }, { kind: 'slots', slots: THREE, fit: 'first' })
  assert.deepEqual(offered.says.at(-1), { kind: 'offer_slots', slots: THREE, context: 'first', bothPresent: true })
})

test('the offer says why it is not what was wished', () => {
  const reasons: OfferContext[] = ['closed', 'holiday', 'too_soon', 'past', 'beyond_horizon', 'full', 'outside_hours']
  for (const reason of reasons) {
    const near = settled(SUNDAY, OFFERED, { kind: 'slots', slots: THREE, fit: 'near', reason })
    assert.deepEqual(near.says.at(-1), { kind: 'offer_slots', slots: THREE, context: reason, bothPresent: false })
  }
  const fits = settled(SUNDAY, OFFERED, { kind: 'slots', slots: THREE, fit: 'as_wished' })
  assert.deepEqual(fits.says.at(-1), { kind: 'offer_slots', slots: THREE, context: 'as_wished', bothPresent: false })
})

test('failure catalogue row 16: somebody who insists on a closed day hears the same times twice more, then the door stays open', () => {
  const near: ActionResult = { kind: 'slots', slots: THREE, fit: 'near', reason: 'holiday' }
  const afterRounds = (refusals: number) =>
    settled(SUNDAY, { ...READY, memory: { ...asking(...THREE), refusals } }, near)
  assert.equal(afterRounds(0).says.at(-1)?.kind, 'offer_slots')
  assert.equal(afterRounds(1).says.at(-1)?.kind, 'offer_slots')
  assert.equal(afterRounds(2).says.at(-1)?.kind, 'door_open')
  assert.equal(afterRounds(2).asks, null)
  assert.equal(afterRounds(2).stage, 'qualified')
})

test('a refused exact time says why and offers others', () => {
  const refused = settled(PICKED, OFFERED, { kind: 'slot_refused', reason: 'holiday', slots: THREE })
  assert.deepEqual(refused.says, [{ kind: 'offer_slots', slots: THREE, context: 'holiday', bothPresent: false }])
  assert.equal(refused.stage, 'qualified')
})

test('rules §4: a time taken meanwhile is said, with three others, and nothing is booked', () => {
  const others = ['2026-03-12T15:00:00-03:00', '2026-03-13T10:00:00-03:00', '2026-03-13T11:00:00-03:00'].map(slot)
  const taken = settled(PICKED, OFFERED, { kind: 'slot_taken', slots: others })
  assert.deepEqual(taken.says, [{ kind: 'offer_slots', slots: others, context: 'taken', bothPresent: false }])
  assert.deepEqual(taken.memory.offered, others)
  assert.equal(taken.stage, 'qualified')
})

test('a time that was never on our list did not go just now', () => {
  const wished = said('quinta às 17h', { time: { kind: 'exact', from: '2026-03-12T17:00:00-03:00' } })
  const others = [slot('2026-03-12T15:00:00-03:00')]
  assert.deepEqual(
    settled(wished, OFFERED, { kind: 'slot_taken', slots: others }).says.map(
      (say) => say.kind === 'offer_slots' && say.context,
    ),
    ['full'],
  )
})

test('a free time that was wished to the minute stands alone, so that a yes books it', () => {
  const wanted = said('tem quinta às 14h?', {
    acts: ['ask'],
    time: { kind: 'exact', from: '2026-03-12T14:00:00-03:00' },
  })
  const offered = settled(
    wanted,
    { ...OFFERED, memory: { asked: null } },
    { kind: 'slots', slots: THREE, fit: 'as_wished' },
  )
  assert.deepEqual(offered.memory.offered, [THREE[0]])
  assert.equal(plan(act('pode', 'confirm'), { ...OFFERED, memory: offered.memory }).action?.kind, 'book')
})

test('booked: said after the committed result, then the e-mail once', () => {
  const booking = bookingAt('2026-03-12T14:00:00-03:00')
  const booked = settled(PICKED, OFFERED, { kind: 'booked', booking })
  assert.deepEqual(booked.says, [
    { kind: 'booked', booking },
    { kind: 'ask', fact: 'email', attempt: 1, withChoices: false },
  ])
  assert.equal(booked.asks, 'email')
  assert.equal(booked.stage, 'scheduled')
  assert.deepEqual(booked.memory.offered, [])
})

test('booked with the e-mail known, declined or asked before: the turn closes', () => {
  const booking = bookingAt('2026-03-12T14:00:00-03:00')
  const given: Given[] = [
    { ...OFFERED, facts: { ...QUALIFIED, ...known({ email: 'a@example.com' }) } },
    { ...OFFERED, facts: { ...QUALIFIED, ...known({ email: null }) } },
    { ...OFFERED, memory: { ...OFFERED.memory, askedTimes: { email: 1 } } },
  ]
  for (const one of given) {
    const booked = settled(PICKED, one, { kind: 'booked', booking })
    assert.deepEqual(booked.says, [
      { kind: 'booked', booking },
      { kind: 'closing', booking },
    ])
    assert.equal(booked.asks, null)
    assert.equal(booked.memory.closed, true)
  }
})

test('no free time at all is said plainly, and nothing is asked', () => {
  const none = settled(act('oi', 'greet'), READY, { kind: 'slots', slots: [], fit: 'first', reason: 'full' })
  assert.equal(none.says.at(-1)?.kind, 'no_slots')
  assert.equal(none.asks, null)
})

test('an action that did nothing never sounds as if it had', () => {
  const nothing: ActionResult = { kind: 'nothing' }
  assert.deepEqual(kinds(settled(PICKED, OFFERED, nothing)), ['no_slots'])
  const booking = bookingAt('2026-03-12T14:00:00-03:00')
  const cancel = settled(act('cancela', 'cancel'), { ...READY, lead: { stage: 'scheduled', booking } }, nothing)
  assert.deepEqual(kinds(cancel), ['no_booking'])
})

test('a plan without an action stays as it is', () => {
  const input = inputOf(act('oi', 'greet'))
  const decided = plan(act('oi', 'greet'))
  assert.deepEqual(settle(decided, { kind: 'nothing' }, input), decided)
})

test('a follow-up takes up what is pending', () => {
  const lead = (facts: Given['facts']) => inputOf(said(''), { ...(facts ? { facts } : {}) })
  const pending = inputOf(said(''), { facts: known({ name: 'Zé' }), memory: { asked: 'billBrl' } })
  assert.deepEqual(followUpPlan(1, nudged(pending)), {
    say: { kind: 'follow_up', step: 1, fact: 'billBrl' },
    asks: 'billBrl',
  })
  const slots = inputOf(said(''), { ...OFFERED })
  assert.deepEqual(followUpPlan(2, nudged(slots)), { say: { kind: 'follow_up', step: 2 }, asks: 'slots' })
  const missing = lead(without(QUALIFIED, 'city', 'state'))
  assert.deepEqual(followUpPlan(1, nudged(missing)), {
    say: { kind: 'follow_up', step: 1, fact: 'city' },
    asks: 'city',
  })
  assert.deepEqual(followUpPlan(3, nudged(lead(QUALIFIED))), { say: { kind: 'follow_up', step: 3 }, asks: null })
  const known700 = inputOf(said(''), { facts: known({ name: 'Zé', billBrl: 700 }), memory: { asked: 'billBrl' } })
  assert.equal(followUpPlan(1, nudged(known700)).asks, 'city', 'never a fact that is known')
})

/** What a nudge goes by, out of a whole input. */
function nudged({ lead, memory, playbook }: DecideInput) {
  return { facts: lead.facts, memory, playbook }
}
