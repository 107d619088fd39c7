import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { UnderstoodTime } from '#src/domain/understanding.ts'
import { act, asking, type Given, kinds, known, plan, QUALIFIED, said, slot, THREE, without } from './support.ts'

const OFFERED: Given = { facts: QUALIFIED, lead: { stage: 'qualified' }, memory: asking(...THREE) }
const ONE: Given = { ...OFFERED, memory: asking(slot('2026-03-12T15:00:00-03:00')) }

const at = (from: string): UnderstoodTime => ({ kind: 'exact', from })
const day = (date: string): UnderstoodTime => ({ kind: 'range', from: `${date}T00:00:00-03:00`, need: 'time', date })
const part = (clockFrom: string, clockTo: string): UnderstoodTime => ({
  kind: 'daypart',
  need: 'day',
  clockFrom,
  clockTo,
})
const wanting = (text: string, time: UnderstoodTime) => said(text, { acts: ['inform'], time })

test('rules §3: a pick books at once when it is unambiguous', () => {
  const picked = plan(said('a segunda', { acts: ['choose'], choice: 2 }), OFFERED)
  assert.deepEqual(picked.action, { kind: 'book', start: THREE[1]?.start, attendantId: 'leonardo' })
  assert.deepEqual(kinds(picked), [], 'nothing is said of a booking before it is made')
})

test('a yes to a single time books it; a bare yes to three asks which', () => {
  assert.equal(plan(act('pode ser', 'confirm'), ONE).action?.kind, 'book')
  const which = plan(act('pode ser', 'confirm'), OFFERED)
  assert.deepEqual(kinds(which), ['ask_which_slot'])
  assert.equal(which.asks, 'slots')
  assert.deepEqual(which.memory.offered, THREE, 'the times stay on offer')
})

test('an exact time is taken at its word: the one on offer with its attendant, another to be checked', () => {
  assert.deepEqual(plan(wanting('quinta às 14h', at('2026-03-12T14:00:00-03:00')), OFFERED).action, {
    kind: 'book',
    start: '2026-03-12T14:00:00-03:00',
    attendantId: 'leonardo',
  })
  assert.deepEqual(plan(wanting('quinta às 15h', at('2026-03-12T15:00:00-03:00')), OFFERED).action, {
    kind: 'book',
    start: '2026-03-12T15:00:00-03:00',
  })
})

test('asking whether a time can be had looks it up instead of booking', () => {
  const asked = plan(said('tem quinta às 15h?', { acts: ['ask'], time: at('2026-03-12T15:00:00-03:00') }), OFFERED)
  assert.deepEqual(asked.action, {
    kind: 'offer_slots',
    context: 'as_wished',
    wish: { date: '2026-03-12', clockFrom: '15:00', exact: true },
  })
})

test('a time off the half hour is a wish, not a booking', () => {
  assert.equal(
    plan(wanting('umas 10h10 na quinta', at('2026-03-12T10:10:00-03:00')), OFFERED).action?.kind,
    'offer_slots',
  )
})

test('a wish that is not on offer looks for times with it', () => {
  assert.deepEqual(plan(wanting('só posso domingo', day('2026-03-15')), OFFERED).action, {
    kind: 'offer_slots',
    context: 'as_wished',
    wish: { date: '2026-03-15' },
  })
})

test('a wish is completed by halves over the turns', () => {
  const first = plan(wanting('de tarde', part('13:00', '18:00')), {
    ...OFFERED,
    memory: { ...asking(...THREE), offered: [] },
  })
  assert.deepEqual(first.action, {
    kind: 'offer_slots',
    context: 'as_wished',
    wish: { clockFrom: '13:00', clockTo: '18:00' },
  })
  const second = plan(wanting('sexta', day('2026-03-13')), { ...OFFERED, memory: first.memory })
  assert.deepEqual(second.action, {
    kind: 'offer_slots',
    context: 'as_wished',
    wish: { date: '2026-03-13', clockFrom: '13:00', clockTo: '18:00' },
  })
  const third = plan(wanting('às 15h', { kind: 'exact', need: 'day', clockFrom: '15:00' }), {
    ...OFFERED,
    memory: second.memory,
  })
  assert.deepEqual(third.action, { kind: 'book', start: '2026-03-13T15:00:00-03:00' })
})

test('a day with one time on offer picks it; with two, that day is looked at', () => {
  assert.equal(plan(wanting('sexta', day('2026-03-13')), OFFERED).action?.kind, 'book')
  assert.equal(plan(wanting('quinta', day('2026-03-12')), OFFERED).action?.kind, 'offer_slots')
})

test('wishes said before all gates are known are kept and used when times are offered', () => {
  const early = plan(
    said('610 e pode marcar quinta às 9h', {
      acts: ['inform'],
      facts: { billBrl: 610 },
      time: at('2026-03-12T09:00:00-03:00'),
    }),
    {
      facts: without(QUALIFIED, 'billBrl', 'decisionMaker'),
    },
  )
  assert.equal(early.asks, 'decisionMaker')
  assert.equal(early.action, null)
  assert.ok(kinds(early).includes('wish_kept'), 'the lead hears that the time was noted')
  const later = plan(said('eu', { facts: { decisionMaker: true } }), { facts: early.facts, memory: early.memory })
  assert.deepEqual(later.action, {
    kind: 'offer_slots',
    context: 'as_wished',
    wish: { date: '2026-03-12', clockFrom: '09:00', exact: true },
  })
})

test('rules §4: "próxima quinta" is asked about with both dates', () => {
  const time: UnderstoodTime = { kind: 'ambiguous', from: '2026-03-12', to: '2026-03-19' }
  const asked = plan(wanting('próxima quinta', time), OFFERED)
  assert.deepEqual(asked.says, [{ kind: 'ask_slot_ambiguous', from: '2026-03-12', to: '2026-03-19' }])
  assert.equal(asked.asks, 'slots')
  const given: Given = { ...OFFERED, memory: asked.memory }
  const wish = { date: '2026-03-19' }
  assert.deepEqual(plan(wanting('dia 19', day('2026-03-19')), given).action, {
    kind: 'offer_slots',
    context: 'as_wished',
    wish,
  })
  assert.deepEqual(plan(said('2', { acts: ['choose'], choice: 2 }), given).action, {
    kind: 'offer_slots',
    context: 'as_wished',
    wish,
  })
  assert.deepEqual(
    kinds(plan(act('sim', 'confirm'), given)),
    ['ask_slot_ambiguous'],
    'a yes to an either-or is asked again',
  )
})

test('an hour said to an either-or of two days is kept, and the day asked about again', () => {
  const time: UnderstoodTime = { kind: 'ambiguous', from: '2026-03-12', to: '2026-03-19', need: 'time' }
  const asked = plan(wanting('próxima quinta', time), OFFERED)
  const hour = plan(wanting('às 14h', { kind: 'exact', need: 'day', clockFrom: '14:00' }), {
    ...OFFERED,
    memory: asked.memory,
  })
  assert.deepEqual(hour.says, [{ kind: 'ask_slot_ambiguous', from: '2026-03-12', to: '2026-03-19' }])
  const second = plan(said('a segunda data', { acts: [] }), { ...OFFERED, memory: hour.memory })
  assert.deepEqual(second.action, { kind: 'book', start: '2026-03-19T14:00:00-03:00' })
})

test('a time that belongs to something else is no wish', () => {
  const given: Given = { facts: known({ name: 'Zé' }), memory: { asked: 'billBrl' } }
  const night = said('e funciona de noite?', {
    acts: ['ask'],
    topics: ['how_it_works'],
    time: { kind: 'daypart', need: 'day', clockFrom: '18:00', clockTo: '22:00' },
  })
  assert.ok(!kinds(plan(night, given)).includes('wish_kept'))
  const month = said('mudo mês que vem', {
    acts: ['object:think_about_it'],
    time: { kind: 'range', from: '2026-04-01T08:00:00-03:00', to: '2026-04-30T18:00:00-03:00', need: 'time' },
  })
  assert.ok(!kinds(plan(month, given)).includes('wish_kept'))
  assert.ok(kinds(plan({ ...month, normalised: 'quero marcar mes que vem' }, given)).includes('wish_kept'))
})

test('declining something else is no refusal of the times', () => {
  const other = plan(said('não quero passar email', { acts: ['deny'], declined: ['email'] }), OFFERED)
  assert.deepEqual(kinds(other), ['ask_which_slot'])
})

test('an either-or nobody answers is left in the end, and times are listed', () => {
  const ambiguous: UnderstoodTime = { kind: 'ambiguous', from: '2026-03-12', to: '2026-03-19' }
  const memory = { ...asking(), ambiguous, askedTimes: { slots: 4 } }
  assert.equal(plan(act('oi', 'greet'), { ...OFFERED, memory }).action?.kind, 'offer_slots')
})

test('rules §4: a bare "às 6 or "às 7" is asked about, and the half of the day answers', () => {
  const time: UnderstoodTime = { kind: 'ambiguous', from: '2026-03-12T07:00:00-03:00', to: '2026-03-12T19:00:00-03:00' }
  const asked = plan(wanting('quinta às 7', time), OFFERED)
  assert.deepEqual(kinds(asked), ['ask_slot_ambiguous'])
  const evening = plan(wanting('da noite', part('18:00', '22:00')), { ...OFFERED, memory: asked.memory })
  assert.deepEqual(evening.action, { kind: 'book', start: '2026-03-12T19:00:00-03:00' })
})

test('an ambiguous wish said early is asked about when times are due', () => {
  const time: UnderstoodTime = { kind: 'ambiguous', from: '2026-03-12', to: '2026-03-19' }
  const early = plan(wanting('pode ser próxima quinta', time), { facts: without(QUALIFIED, 'decisionMaker') })
  assert.equal(early.asks, 'decisionMaker')
  const later = plan(said('eu', { facts: { decisionMaker: true } }), { facts: early.facts, memory: early.memory })
  assert.ok(kinds(later).includes('ask_slot_ambiguous'))
})

test('rules §4: between midnight and 05:00 "amanhã" is asked about too', () => {
  const tomorrow = wanting('amanhã às 9h', at('2026-03-11T09:00:00-03:00'))
  const night: Given = { ...OFFERED, now: '2026-03-10T02:30:00-03:00[America/Recife]' }
  const asked = plan(tomorrow, night)
  assert.deepEqual(asked.says, [
    { kind: 'ask_slot_ambiguous', from: '2026-03-10T09:00:00-03:00', to: '2026-03-11T09:00:00-03:00' },
  ])
  assert.equal(plan(tomorrow, { ...OFFERED, now: '2026-03-10T05:00:00-03:00[America/Recife]' }).action?.kind, 'book')
  const dayAfter = wanting('depois de amanhã às 9h', at('2026-03-12T09:00:00-03:00'))
  assert.equal(plan(dayAfter, night).action?.kind, 'book')
  const morning = wanting('amanhã de manhã', {
    kind: 'daypart',
    from: '2026-03-11T08:00:00-03:00',
    to: '2026-03-11T12:00:00-03:00',
  })
  const half = plan(morning, night)
  assert.deepEqual(half.says, [{ kind: 'ask_slot_ambiguous', from: '2026-03-10', to: '2026-03-11' }])
  const answered = plan(wanting('dia 11', day('2026-03-11')), { ...night, memory: half.memory })
  assert.deepEqual(answered.action, {
    kind: 'offer_slots',
    context: 'as_wished',
    wish: { date: '2026-03-11', clockFrom: '08:00', clockTo: '12:00' },
  })
})

test('times turned down: others are looked for, without the ones refused; then the door stays open, qualified', () => {
  const first = plan(act('nenhum desses', 'deny'), OFFERED)
  assert.deepEqual(first.action, { kind: 'offer_slots', context: 'declined', exclude: THREE.map((one) => one.start) })
  const second = plan(act('também não', 'deny'), { ...OFFERED, memory: { ...asking(...THREE), refusals: 1 } })
  assert.deepEqual(kinds(second), ['door_open'])
  assert.equal(second.stage, 'qualified')
  assert.equal(second.action, null)
  const given: Given = { ...OFFERED, memory: second.memory }
  assert.deepEqual(kinds(plan(act('ok', 'confirm'), given)), [])
  assert.equal(plan(wanting('e quinta à tarde?', part('13:00', '18:00')), given).action?.kind, 'offer_slots')
})

test('a no with another time is a wish, not a refusal', () => {
  const moved = plan(said('não, quinta às 11', { acts: ['deny'], time: at('2026-03-12T11:00:00-03:00') }), OFFERED)
  assert.equal(moved.action?.kind, 'book')
  assert.equal(moved.memory.refusals, undefined)
})

test('a weekday said on that very day means the time on offer today, unless next week was meant', () => {
  const today = slot('2026-03-10T15:30:00-03:00')
  const given: Given = { ...OFFERED, memory: asking(today, ...THREE.slice(0, 2)) }
  const time = at('2026-03-17T15:30:00-03:00')
  assert.deepEqual(plan(wanting('terça às 15h30 tá bom', time), given).action, {
    kind: 'book',
    start: today.start,
    attendantId: 'leonardo',
  })
  for (const text of ['terça que vem às 15h30', 'dia 17 às 15h30', 'terça 17/03 às 15h30'])
    assert.deepEqual(
      plan(wanting(text, time), given).action,
      { kind: 'book', start: '2026-03-17T15:30:00-03:00' },
      text,
    )
})

test('a question about the times on offer is answered first, and the times are asked about again', () => {
  const answered = plan(said('é por vídeo?', { acts: ['ask'], topics: ['meeting'] }), OFFERED)
  assert.deepEqual(kinds(answered), ['answer', 'ask_which_slot'])
  assert.equal(answered.asks, 'slots')
  assert.deepEqual(answered.memory.offered, THREE)
})

test('a question and a pick in one message: the answer comes first, the booking is made', () => {
  const both = plan(said('a 1. paga alguma coisa?', { acts: ['choose', 'ask'], choice: 1, topics: ['price'] }), OFFERED)
  assert.deepEqual(kinds(both), ['answer'])
  assert.equal(both.action?.kind, 'book')
})

test('asking whether there are times, once everything is known, is answered by the times', () => {
  const free = plan(said('tem horário essa semana?', { acts: ['ask'], topics: ['availability'] }), { facts: QUALIFIED })
  assert.deepEqual(kinds(free), ['present_offer'])
  assert.equal(free.action?.kind, 'offer_slots')
  const early = plan(said('tem horário essa semana?', { acts: ['ask'], topics: ['availability'] }), {
    facts: known({ name: 'Zé' }),
  })
  assert.deepEqual(kinds(early), ['answer', 'ask'])
})

test('times put again and again without a pick are left alone', () => {
  const tired = plan(act('oi', 'greet'), { ...OFFERED, memory: { ...asking(...THREE), askedTimes: { slots: 6 } } })
  assert.deepEqual(kinds(tired), ['door_open'])
})

test('a number that is no time on offer is not taken for one', () => {
  const off = plan(said('5', { acts: ['choose'], choice: 5 }), OFFERED)
  assert.equal(off.action, null)
  assert.deepEqual(kinds(off), ['ask_which_slot'])
})

test('another day after a whole wish is looked at, not booked at the hour of the first', () => {
  const first = { date: '2026-03-12', clockFrom: '09:00', exact: true }
  const other = plan(wanting('e sexta', day('2026-03-20')), {
    ...OFFERED,
    memory: { ...asking(...THREE), wish: first },
  })
  assert.deepEqual(other.action, { kind: 'offer_slots', context: 'as_wished', wish: { ...first, date: '2026-03-20' } })
})

test('not understood twice over the times on offer: they are listed anew', () => {
  const lost = plan(said('asdf'), { ...OFFERED, memory: { ...asking(...THREE), notUnderstood: 1 } })
  assert.deepEqual(kinds(lost), ['not_understood'])
  assert.equal(lost.action?.kind, 'offer_slots')
})
