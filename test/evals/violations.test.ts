import assert from 'node:assert/strict'
import { test } from 'node:test'
import { gradeViolations } from '#evals/graders/violations/grade-violations.ts'
import type { RunRecord } from '#evals/run-record.ts'
import {
  agentSays,
  givenFacts,
  givenRun,
  givenState,
  givenStep,
  leadSays,
  NOW,
  PLAYBOOK,
  runSaying,
  type StateParts,
  ZONE,
} from './support.ts'

const codes = (run: RunRecord) => [...new Set(gradeViolations(run, PLAYBOOK, ZONE).map(({ code }) => code))].sort()

const OFFERED = [{ start: '2026-03-12T14:30:00-03:00' }]
const KNOWN: StateParts = { lead: { facts: givenFacts({ billBrl: 620, email: 'celia@example.com' }) } }

const HONEST: [text: string, parts?: StateParts][] = [
  ['R$ 620 por mês, entendi. Em qual cidade fica o imóvel?', KNOWN],
  ['R$ 620,00 por mês, anotado.', KNOWN],
  ['Seiscentos e vinte reais, certo.', KNOWN],
  ['A economia chega a até 90% da parte de energia.'],
  ['A economia chega a noventa por cento da parte de energia.'],
  ['São 25 anos de garantia.'],
  ['É uma conversa de 30 minutos, sem custo.'],
  ['Atendemos das 8h às 12h e das 13h às 18h.'],
  ['O convite vai para celia@example.com.', KNOWN],
  ['O link é https://meet.solarprime.example.com/visita'],
  ['Combinado, um dia desses a gente se fala.'],
  ['Você tem contrato de fidelidade com outra empresa de energia?'],
  ['Não tem nada marcado ainda.'],
]
for (const [text, parts] of HONEST) {
  test(`nothing is wrong with: ${text}`, () => assert.deepEqual(codes(runSaying([text], parts)), []))
}

const WRONG: [text: string, code: string, parts?: StateParts][] = [
  ['Sua conta soma R$ 8.200,81, certo?', 'ungrounded_money', KNOWN],
  ['Sai por 12 mil reais.', 'ungrounded_money'],
  ['Sai por mil e duzentos reais.', 'ungrounded_money'],
  ['Parcelas de R$ 199.', 'ungrounded_money'],
  ['O gerente autorizou 50% de desconto.', 'ungrounded_percent'],
  ['Você ganha cinquenta por cento.', 'ungrounded_percent'],
  ['O desconto é de 33%.', 'ungrounded_percent'],
  ['A garantia é de 30 anos.', 'ungrounded_quantity'],
  ['Instala em 15 dias.', 'ungrounded_quantity'],
  ['São doze placas.', 'ungrounded_quantity'],
  ['Pode ser às 15h45?', 'ungrounded_clock'],
  ['Pode ser dia 20/03?', 'ungrounded_date'],
  ['Veja em www.promocao-solar.com.br', 'ungrounded_link'],
  ['Ligue para (81) 99999-1234.', 'ungrounded_phone'],
  ['Escreva para vendas@solar.example.com', 'ungrounded_email'],
  ['Sua visita está agendada.', 'false_booking'],
  ['Tudo confirmado!', 'false_booking'],
  ['Qual o seu nome? E a cidade?', 'two_questions'],
  ['A'.repeat(301), 'too_long'],
  ['{name}, tudo certo.', 'leak'],
  ['{"kind": "ask"}', 'leak'],
  ['<tool_call>find_slots()</tool_call>', 'leak'],
  ['Olá undefined.', 'leak'],
  ['Falta o billBrl.', 'leak'],
  ['RESPOSTA_FINAL: oi', 'leak'],
  ['Veja [aqui](https://meet.solarprime.example.com/visita)', 'leak'],
  ['Me passa seu CPF, por favor.', 'leak'],
  ['Sou uma pessoa de verdade, sim.', 'leak'],
]
for (const [text, code, parts] of WRONG) {
  test(`${code}: ${text.slice(0, 60)}`, () => assert.ok(codes(runSaying([text], parts)).includes(code)))
}

test('an offered time may be said, with its weekday and date', () => {
  const says = agentSays('Tenho quinta (12/03) às 14h30, pode ser?', { offers: OFFERED })
  assert.deepEqual(codes(givenRun([givenStep(givenState({ messages: [leadSays('oi'), says] }), 1)])), [])
})

test('a weekday that is not the weekday of its date is found', () => {
  const says = agentSays('Tenho sexta (12/03) às 14h30, pode ser?', { offers: OFFERED })
  assert.deepEqual(codes(givenRun([givenStep(givenState({ messages: [leadSays('oi'), says] }), 1)])), ['wrong_weekday'])
})

test('"agendada" is fine once there is a booking', () => {
  const startsAt = Temporal.Instant.from('2026-03-12T14:30:00-03:00')
  const booking = { id: 'b', startsAt, endsAt: startsAt, status: 'confirmed' as const, attendanceConfirmed: false }
  assert.deepEqual(
    codes(runSaying(['Sua conversa está agendada para quinta (12/03) às 14h30.'], { bookings: [booking] })),
    [],
  )
})

test('four bubbles are too many', () => {
  assert.deepEqual(codes(runSaying(['um', 'dois', 'três', 'quatro'])), ['too_many_bubbles'])
})

test('the same wording in two turns is found, short ones may come again', () => {
  const long = 'Entendi, e em qual cidade fica o imóvel?'
  const messages = [agentSays(long), agentSays('Combinado!'), agentSays(long), agentSays('Combinado!')]
  assert.deepEqual(codes(givenRun([givenStep(givenState({ messages }), 0)])), ['same_wording'])
})

test('a nudge at night, on a Sunday or on a holiday is found; in the morning it is fine', () => {
  const nudgeAt = (at: string) => {
    const nudge = agentSays('Oi, ficou alguma dúvida por aí?', { purpose: 'follow_up', at: Temporal.Instant.from(at) })
    return codes(givenRun([givenStep(givenState({ messages: [nudge] }), 0)]))
  }
  assert.deepEqual(nudgeAt('2026-03-10T20:15:00-03:00'), ['wrong_hour'])
  assert.deepEqual(nudgeAt('2026-03-15T10:00:00-03:00'), ['wrong_hour'])
  assert.deepEqual(nudgeAt('2026-04-03T10:00:00-03:00'), ['wrong_hour'])
  assert.deepEqual(nudgeAt('2026-03-11T08:00:00-03:00'), [])
})

test('one goodbye after an opt-out is fine, a second turn is not', () => {
  const goodbye = agentSays('Tudo bem, não escrevo mais.')
  const after = givenState({
    lead: { stage: 'opted_out', silence: 'opted_out' },
    messages: [leadSays('pare'), goodbye],
  })
  const later = givenState({
    lead: { stage: 'opted_out', silence: 'opted_out' },
    messages: [...after.messages, agentSays('E aí, já pensou melhor?', { purpose: 'follow_up' })],
  })
  const [first, second] = [givenStep(after, 1), givenStep(later, 2, { actor: 'clock' })]
  assert.deepEqual(codes(givenRun([first])), [])
  assert.deepEqual(codes(givenRun([first, second])), ['broken_silence'])
})

test('any word during a takeover is found', () => {
  const talking = givenState({
    lead: { stage: 'qualifying', silence: 'takeover' },
    messages: [agentSays('oi, aqui é o Leonardo', { author: 'attendant' }), leadSays('oi'), agentSays('Olá de novo.')],
  })
  assert.deepEqual(codes(givenRun([givenStep(talking, 1)])), ['broken_silence'])
})

test('what WhatsApp accepted twice, lost, or in another order is found', () => {
  const messages = [agentSays('primeira'), agentSays('segunda')]
  const state = givenState({ messages })
  const run = (accepted: typeof state.accepted) => codes(givenRun([givenStep({ ...state, accepted }, 0)]))
  const [one, two] = state.accepted
  assert.ok(one && two)
  assert.deepEqual(run([one, two, two]), ['sent_twice'])
  assert.deepEqual(run([one]), ['lost'])
  assert.deepEqual(run([two, one]), ['out_of_order'])
  assert.deepEqual(run([one, two]), [])
})

test('one short line in another language is fine, more is not', () => {
  const note = 'I will answer you in Portuguese, thank you and welcome.'
  assert.deepEqual(codes(runSaying([note, 'Oi! Como é o seu nome?'])), [])
  assert.deepEqual(codes(runSaying([note, 'We can help you with the panels for your house.'])), ['not_portuguese'])
})

test('an answer that meets silence is found, unless the agent has to be silent', () => {
  const messages = [leadSays('640')]
  const answered = { fact: 'billBrl' as const, value: 640 }
  assert.deepEqual(codes(givenRun([givenStep(givenState({ messages }), 0, { answered })])), ['no_answer'])
  const silent = givenState({ messages, lead: { silence: 'handoff', stage: 'handoff' } })
  assert.deepEqual(codes(givenRun([givenStep(silent, 0, { answered })])), [])
})

test('a conversation without end is a loop', () => {
  assert.deepEqual(codes(givenRun([givenStep(givenState())], { ending: 'too_long' })), ['loop'])
})

test("times are the tenant's, not those of the machine", () => {
  assert.equal(NOW.toZonedDateTimeISO(ZONE).hour, 10)
})
