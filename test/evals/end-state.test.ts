import assert from 'node:assert/strict'
import { test } from 'node:test'
import { gradeRun } from '#evals/graders/grade.ts'
import { outcomeOf, reasonOf } from '#evals/graders/outcome.ts'
import {
  agentSays,
  givenCase,
  givenFacts,
  givenRun,
  givenState,
  givenStep,
  leadSays,
  PLAYBOOK,
  type StateParts,
  ZONE,
} from './support.ts'

const THURSDAY = {
  id: 'b',
  startsAt: Temporal.Instant.from('2026-03-12T14:30:00-03:00'),
  endsAt: Temporal.Instant.from('2026-03-12T15:00:00-03:00'),
  status: 'confirmed' as const,
  attendanceConfirmed: false,
}

/** Codes of what was found, joined in alphabetical order. */
function findings(expect: object, state: StateParts): string {
  const step = givenStep(givenState(state), 0)
  return gradeRun(givenRun([step], { case: givenCase({ expect }) }), PLAYBOOK, ZONE)
    .findings.map(({ code }) => code)
    .sort()
    .join(' ')
}

const OUTCOMES: [outcome: string, reason: string | null, state: StateParts][] = [
  ['opted_out', null, { lead: { stage: 'opted_out' }, bookings: [THURSDAY] }],
  ['handoff', 'asked', { lead: { stage: 'handoff', silence: 'handoff', handoffReason: 'asked' } }],
  ['handoff', 'takeover', { lead: { silence: 'takeover' } }],
  ['booked', null, { lead: { stage: 'scheduled' }, bookings: [THURSDAY] }],
  ['disqualified', 'low_bill', { lead: { stage: 'disqualified', disqualifiedReason: 'low_bill' } }],
  ['qualified', null, { lead: { stage: 'qualified' }, bookings: [{ ...THURSDAY, status: 'cancelled' }] }],
  ['nurturing', null, { lead: { stage: 'nurturing' } }],
  ['open', null, {}],
]
for (const [outcome, reason, state] of OUTCOMES) {
  test(`the outcome is ${outcome}${reason ? ` (${reason})` : ''}`, () => {
    assert.equal(outcomeOf(givenState(state)), outcome)
    assert.equal(reasonOf(givenState(state)), reason)
  })
}

test('numbers match within 1 %, words without case and accents', () => {
  const lead = { facts: givenFacts({ billBrl: 622, city: 'sao lourenço da mata', hasSolar: false }) }
  assert.equal(findings({ facts: { billBrl: 620, city: 'São Lourenço da Mata', hasSolar: false } }, { lead }), '')
  assert.equal(
    findings({ facts: { billBrl: 600, hasSolar: true, name: 'Célia' } }, { lead }),
    'facts.billBrl facts.hasSolar facts.name',
  )
})

test("a booking is compared in the tenant's time", () => {
  const state = { bookings: [THURSDAY] }
  assert.equal(
    findings(
      { booking: { weekday: 'thursday', date: '2026-03-12', from: '13:00', to: '18:00', status: 'confirmed' } },
      state,
    ),
    '',
  )
  assert.equal(findings({ booking: { weekday: 'friday', from: '15:00' } }, state), 'booking.from booking.weekday')
  assert.equal(findings({ booking: 'none' }, state), 'booking')
  assert.equal(findings({ booking: { status: 'confirmed' } }, {}), 'booking')
})

test('the CRM: stage, counts, and tags as a subset', () => {
  const crm = {
    leads: [{ id: 1, status: 'qualificado', tags: ['SDR_IA', 'opt-out'] }],
    contacts: 1,
    notes: 0,
    tasks: 0,
  }
  assert.equal(findings({ crm: { stage: 'qualificado', leads: 1, contacts: 1, tags: ['opt-out'] } }, { crm }), '')
  assert.equal(
    findings({ crm: { stage: 'novo_lead', leads: 2, tags: ['x'] } }, { crm }),
    'crm.leads crm.stage crm.tags',
  )
})

test('follow-ups and reminders are counted by status', () => {
  const dueAt = THURSDAY.startsAt
  const followUps = [
    { step: '1', dueAt, status: 'sent' as const },
    { step: '2', dueAt, status: 'cancelled' as const },
  ]
  assert.equal(findings({ followUps: { sent: 1, pending: 0 }, reminders: { sent: 0 } }, { followUps }), '')
  assert.equal(findings({ followUps: { sent: 0, pending: 1 } }, { followUps }), 'followUps.pending followUps.sent')
})

test("patterns see one turn's bubbles joined by newlines", () => {
  const messages = [agentSays('Oi, Célia.', { turn: 'a' }), agentSays('Vamos marcar?', { turn: 'a' })]
  assert.equal(
    findings({ sent: { mustMatch: ['(?i)célia\\.\\nvamos'], mustNotMatch: ['R\\$'], maxMessages: 2 } }, { messages }),
    '',
  )
  assert.equal(
    findings({ sent: { mustMatch: ['CÉLIA'], mustNotMatch: ['Vamos'], maxMessages: 1 } }, { messages }),
    'sent.maxMessages sent.mustMatch sent.mustNotMatch',
  )
})

test('turns after an opt-out are counted from its turn on, the goodbye included', () => {
  const messages = [leadSays('pare'), agentSays('Tudo bem, paro por aqui.')]
  const lead = { stage: 'opted_out' as const, silence: 'opted_out' }
  assert.equal(findings({ sent: { afterOptOut: 1 } }, { lead, messages }), '')
  assert.equal(findings({ sent: { afterOptOut: 0 } }, { lead, messages }), 'sent.afterOptOut')
  assert.equal(findings({ sent: { afterOptOut: 1 } }, { messages }), 'sent.afterOptOut')
})

test("asking for what is known, or was declined, is a repeated question; the first answer's question is not", () => {
  const known = { facts: givenFacts({ city: 'Recife', email: null }) }
  const asks = (fact: string) => findings({}, { lead: known, messages: [agentSays('E agora?', { asks: fact })] })
  assert.equal(asks('city'), 'repeatedQuestions repeated_question')
  assert.equal(asks('email'), 'repeatedQuestions repeated_question')
  assert.equal(asks('billBrl'), '')
  assert.equal(asks('slots'), '')
})
