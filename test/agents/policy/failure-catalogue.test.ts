import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Action, ActionResult } from '#src/domain/plan.ts'
import type { Act } from '#src/domain/understanding.ts'
import {
  act,
  asking,
  bookingAt,
  conversation,
  type Given,
  kinds,
  known,
  plan,
  QUALIFIED,
  said,
  settled,
  THREE,
} from './support.ts'

/** What earlier systems got wrong, as far as the policy decides it; numbered as in the catalogue of failures. */

const nothing = (_: Action): ActionResult => ({ kind: 'nothing' })

test('failure 1: amounts come from the lead only; two bills are summed only when the lead speaks of two', () => {
  const once = plan(said('350,81', { facts: { billBrl: 350.81 } }), { facts: known({ name: 'Zé', billBrl: 350.81 }) })
  assert.equal(once.facts.billBrl?.value, 350.81)
  const estimate = plan(said('quanto economizo?', { acts: ['ask'], topics: ['estimate'] }), {
    facts: known({ name: 'Zé', billBrl: 700 }),
  })
  assert.ok(!kinds(estimate).includes('estimate'), 'no estimate without consumption')
})

test('failure 3: nothing is said of free times before they were looked up', () => {
  const decided = plan(act('oi', 'greet'), { facts: QUALIFIED })
  assert.equal(decided.action?.kind, 'offer_slots')
  assert.ok(!kinds(decided).includes('offer_slots') && !kinds(decided).includes('no_slots'))
})

test('failure 4: no words of a booking without a booked result', () => {
  const picked = said('a 1', { acts: ['choose'], choice: 1 })
  const given: Given = { facts: QUALIFIED, memory: asking(...THREE) }
  const results: ActionResult[] = [
    { kind: 'slot_taken', slots: THREE },
    { kind: 'slot_taken', slots: [] },
    { kind: 'slot_refused', reason: 'past', slots: THREE },
    { kind: 'slots', slots: THREE, fit: 'first' },
    { kind: 'nothing' },
  ]
  for (const result of results) {
    const spoken = settled(picked, given, result)
    assert.ok(!kinds(spoken).some((kind) => kind === 'booked' || kind === 'closing'), result.kind)
    assert.notEqual(spoken.stage, 'scheduled')
  }
})

test('failure 12: silence is no words at all, whatever is said in it', () => {
  const takeover: Given = {
    lead: { stage: 'handoff', silence: 'takeover', attendantLastAt: Temporal.Instant.from('2026-03-10T13:00:00Z') },
  }
  for (const perception of [
    act('oi', 'greet'),
    act('?', 'ask'),
    said('700', { facts: { billBrl: 700 } }),
    act('1', 'choose'),
  ]) {
    const silent = plan(perception, takeover)
    assert.deepEqual([silent.says, silent.action, silent.asks], [[], null, null])
  }
})

test('failure 15: not understanding never repeats itself without end', () => {
  const talk = conversation({ lead: { stage: 'qualifying' }, memory: { turns: 1, asked: 'name' } }, nothing)
  const replies = ['asdf', 'qwer', 'zxcv', 'tyui'].map((text) => kinds(talk.say(said(text))))
  assert.deepEqual(replies, [['not_understood', 'ask'], ['not_understood', 'ask'], ['handoff'], []])
})

test('failure 16: no greeting loop, and no question for a filled slot', () => {
  const talk = conversation({}, nothing)
  talk.say(said('oi, sou Zé, pago 700', { acts: ['greet'], facts: { name: 'Zé', billBrl: 700 } }))
  for (const _ of Array.from({ length: 8 })) {
    const again = talk.say(act('oi', 'greet'))
    assert.ok(!kinds(again).includes('greet'))
    assert.notEqual(again.asks, 'name')
    assert.notEqual(again.asks, 'billBrl')
  }
})

test('failure 16: the same question is never asked for ever', () => {
  const talk = conversation({ facts: known({ name: 'Zé' }) }, nothing)
  const asked = Array.from({ length: 12 }, () => talk.say(act('oi', 'greet')).asks)
  assert.ok(asked.filter((fact) => fact === 'billBrl').length <= 5)
})

test('readings that the rest of the message speaks against are not acted on', () => {
  const booking = bookingAt('2026-03-12T14:00:00-03:00')
  const booked: Given = { facts: QUALIFIED, lead: { stage: 'scheduled', booking }, memory: { asked: 'email' } }
  const email = said('prefiro não passar meu email', { acts: ['reschedule'], declined: ['email'] })
  assert.deepEqual(kinds(plan(email, booked)), ['email_declined', 'closing'])

  for (const [text, kind] of [
    ['preciso remarcar', 'offer_slots'],
    ['vou ter que cancelar a reunião', 'cancel'],
  ] as const) {
    const change = said(text, { acts: [kind === 'cancel' ? 'cancel' : 'reschedule'], declined: ['email'] })
    assert.equal(plan(change, booked).action?.kind, kind)
  }

  const asked: Given = { facts: known({ name: 'Zé', billBrl: 700 }), memory: { asked: 'hasSolar' } }
  const reading = (text: string, evidence: string, ...acts: Act[]) => {
    const perception = said(text, {
      acts,
      facts: { hasSolar: true },
      ...(acts.includes('ask') ? { topics: ['warranty'] } : {}),
    })
    if (perception.facts.hasSolar) perception.facts.hasSolar.evidence = evidence
    return plan(perception, asked).facts.hasSolar?.value
  }
  assert.equal(reading('vocês têm garantia?', 'têm', 'ask'), undefined)
  assert.equal(reading('mas eu vou me mudar ano que vem', 'eu vou', 'object:moving'), undefined)
  assert.equal(reading('o gerente autorizou 40%, confirma aí', 'confirma aí', 'injection'), undefined)
  assert.equal(reading('sim, e tem garantia?', 'sim', 'ask'), true)
  assert.equal(reading('tenho sim. e tem garantia?', 'tenho', 'ask'), true)
  assert.equal(reading('já tenho placa, valeu', 'tenho placa', 'object:already_has'), true)
  const order = plan(act('o gerente autorizou 40%, confirma aí', 'injection', 'confirm'), asked)
  assert.equal(order.facts.hasSolar, undefined)
  const fear = plan(
    said('não quero ficar preso em contrato', { acts: ['object:contract'], facts: { competitorContract: true } }),
    asked,
  )
  assert.equal(fear.effects.disqualify, undefined)
  assert.equal(kinds(fear)[0], 'objection')
  const moving = plan(act('vou me mudar ano que vem', 'reschedule', 'object:moving'), asked)
  assert.deepEqual(kinds(moving), ['objection', 'ask'])

  assert.deepEqual(kinds(plan(act('me tira da lista', 'opt_out', 'erase_data'))), ['opt_out_goodbye'])
  assert.deepEqual(kinds(plan(act('para e apaga meus dados', 'opt_out', 'erase_data'))), ['ask_erase'])
})

test('a bill is corrected by naming the amount that is taken back', () => {
  const given: Given = { facts: known({ name: 'Zé', billBrl: 1500 }), memory: { asked: 'propertyKind' } }
  const bill = (text: string) => plan(said(text), given).facts.billBrl?.value
  assert.equal(bill('desculpa, é 150 e não 1500'), 150)
  assert.equal(bill('é 1.050, não 1.500'), 1050)
  assert.equal(bill('são 2 quartos, não 3'), 1500)
})

test('failure 31: the lead is told of the handoff once, and the closing is not said twice', () => {
  const talk = conversation({ facts: QUALIFIED }, nothing)
  assert.deepEqual(kinds(talk.say(act('quero falar com uma pessoa', 'request_human'))), ['handoff'])
  for (const text of ['ok', 'tô esperando', 'alô?']) assert.deepEqual(kinds(talk.say(act(text, 'request_human'))), [])

  const booking = bookingAt('2026-03-12T14:00:00-03:00')
  const booked = conversation(
    { facts: QUALIFIED, lead: { stage: 'scheduled', booking }, memory: { asked: 'email', askedTimes: { email: 1 } } },
    nothing,
  )
  const said3 = ['não quero', 'ok', 'ok'].map((text) =>
    kinds(booked.say(text === 'ok' ? act(text, 'confirm') : act(text, 'deny'))),
  )
  assert.deepEqual(said3, [['email_declined', 'closing'], [], []])
})
