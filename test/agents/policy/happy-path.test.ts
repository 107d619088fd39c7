import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Action, ActionResult } from '#src/domain/plan.ts'
import { act, bookingAt, conversation, kinds, said, THREE } from './support.ts'

const calendar = (action: Action): ActionResult => {
  if (action.kind === 'offer_slots') return { kind: 'slots', slots: THREE, fit: action.wish ? 'as_wished' : 'first' }
  if (action.kind === 'book') return { kind: 'booked', booking: bookingAt(action.start) }
  return { kind: 'nothing' }
}

test('a cooperative lead is asked each fact once, offered times, booked, asked for the e-mail, and let go', () => {
  const talk = conversation({}, calendar)
  const asked = [
    talk.say(act('oi', 'greet')),
    talk.say(said('Célia', { facts: { name: 'Célia' } })),
    talk.say(said('uns 620 conto', { facts: { billBrl: 620 }, about: ['billBrl'] })),
    talk.say(said('Recife', { facts: { city: 'Recife', state: 'PE' } })),
    talk.say(said('é na minha padaria', { facts: { propertyKind: 'business' } })),
    talk.say(said('é meu', { facts: { ownsProperty: true } })),
    talk.say(said('não', { facts: { hasSolar: false } })),
    talk.say(said('não', { facts: { competitorContract: false } })),
    talk.say(said('só eu', { facts: { decisionMaker: true } })),
  ]
  assert.deepEqual(
    asked.map((plan) => plan.asks),
    [
      'name',
      'billBrl',
      'city',
      'propertyKind',
      'ownsProperty',
      'hasSolar',
      'competitorContract',
      'decisionMaker',
      'slots',
    ],
  )
  assert.deepEqual(kinds(asked[0] ?? talk.say(act(''))), ['greet', 'ask'])
  assert.deepEqual(
    asked.at(-1)?.says.map((say) => say.kind),
    ['acknowledge', 'present_offer', 'offer_slots'],
  )
  assert.equal(talk.lead.stage, 'qualified')

  const booked = talk.say(said('a 1', { acts: ['choose'], choice: 1 }))
  assert.deepEqual(kinds(booked), ['booked', 'ask'])
  assert.equal(booked.asks, 'email')
  assert.equal(talk.lead.stage, 'scheduled')

  const closed = talk.say(said('prefiro não dar meu email', { acts: ['deny'], declined: ['email'] }))
  assert.deepEqual(kinds(closed), ['email_declined', 'closing'])
  assert.deepEqual(kinds(talk.say(act('obrigada', 'thanks'))), ['thanks_reply'])
  assert.deepEqual(kinds(talk.say(act('ok', 'confirm'))), [])
  assert.deepEqual(kinds(talk.say(act('valeu', 'thanks'))), [])
})
