import assert from 'node:assert/strict'
import { test } from 'node:test'
import { act, asking, bookingAt, type Given, kinds, known, plan, QUALIFIED, said, settled, THREE } from './support.ts'

const BOOKING = bookingAt('2026-03-12T14:00:00-03:00')
const BOOKED: Given = {
  facts: QUALIFIED,
  lead: { stage: 'scheduled', booking: BOOKING },
  memory: { closed: true, askedTimes: { email: 1 } },
}
const REMINDED: Given = { ...BOOKED, memory: { ...BOOKED.memory, asked: 'confirmation' } }

test('a reminder is answered by number or words: 1 confirms, 2 moves, 3 cancels', () => {
  const answers: [ReturnType<typeof said>, string][] = [
    [act('1', 'confirm'), 'confirm_attendance'],
    [said('1', { acts: ['choose'], choice: 1 }), 'confirm_attendance'],
    [act('confirmo', 'confirm'), 'confirm_attendance'],
    [act('2', 'reschedule'), 'offer_slots'],
    [said('2', { acts: ['choose'], choice: 2 }), 'offer_slots'],
    [act('preciso remarcar', 'reschedule'), 'offer_slots'],
    [act('3', 'cancel'), 'cancel'],
    [said('3', { acts: ['choose'], choice: 3 }), 'cancel'],
    [act('hoje não dá', 'deny'), 'offer_slots'],
  ]
  for (const asked of ['confirmation', 'attendance'] as const)
    for (const [perception, kind] of answers)
      assert.equal(
        plan(perception, { ...REMINDED, memory: { ...REMINDED.memory, asked } }).action?.kind,
        kind,
        perception.text,
      )
})

test('a bare number after a reminder is no hour of the day', () => {
  const one = said('1', { acts: ['confirm'], time: { kind: 'exact', need: 'day', clockFrom: '13:00' } })
  assert.equal(plan(one, REMINDED).action?.kind, 'confirm_attendance')
})

test('attendance is only said to be confirmed after it was', () => {
  const done = settled(act('1', 'confirm'), REMINDED, {
    kind: 'attendance_confirmed',
    booking: { ...BOOKING, attendanceConfirmed: true },
  })
  assert.deepEqual(kinds(done), ['attendance_confirmed'])
  assert.equal(done.stage, 'scheduled')
  assert.equal(done.asks, null)
})

test('moving a meeting: times are offered, the pick moves it, and it stays booked meanwhile', () => {
  const moving = settled(act('preciso remarcar', 'reschedule'), BOOKED, { kind: 'slots', slots: THREE, fit: 'first' })
  assert.deepEqual(moving.says, [{ kind: 'offer_slots', slots: THREE, context: 'reschedule', bothPresent: false }])
  assert.equal(moving.stage, 'scheduled')
  const given: Given = { ...BOOKED, memory: moving.memory }
  const picked = said('a 3', { acts: ['choose'], choice: 3 })
  assert.deepEqual(plan(picked, given).action, {
    kind: 'reschedule',
    bookingId: 'b1',
    start: THREE[2]?.start,
    attendantId: 'leonardo',
  })
  const moved = settled(picked, given, { kind: 'rescheduled', booking: bookingAt('2026-03-13T09:00:00-03:00') })
  assert.deepEqual(kinds(moved), ['rescheduled', 'closing'])
  assert.equal(moved.memory.rescheduling, false)
})

test('moving to a named time asks nothing more', () => {
  const time = { kind: 'exact', from: '2026-03-13T10:00:00-03:00' } as const
  assert.deepEqual(plan(said('remarca pra sexta às 10', { acts: ['reschedule'], time }), BOOKED).action, {
    kind: 'reschedule',
    bookingId: 'b1',
    start: '2026-03-13T10:00:00-03:00',
  })
})

test('"cancela, deixa pra quinta que vem" moves; a bare cancel cancels', () => {
  const time = { kind: 'range', need: 'time', date: '2026-03-19', from: '2026-03-19T00:00:00-03:00' } as const
  const move = plan(said('cancela, deixa pra outro dia, dia 19 dá?', { acts: ['cancel', 'ask'], time }), BOOKED)
  const exclude = [BOOKING.start] // the time the lead wants to leave is no news
  assert.deepEqual(move.action, { kind: 'offer_slots', context: 'reschedule', wish: { date: '2026-03-19' }, exclude })
  assert.deepEqual(plan(act('cancela a reunião', 'cancel'), BOOKED).action, { kind: 'cancel', bookingId: 'b1' })
})

test('cancelling takes the lead back to qualified, with one goodbye', () => {
  const done = settled(act('cancela', 'cancel'), BOOKED, {
    kind: 'cancelled',
    booking: { ...BOOKING, status: 'cancelled' },
  })
  assert.deepEqual(kinds(done), ['cancelled'])
  assert.equal(done.stage, 'qualified')
  assert.equal(done.asks, null)
})

test('a firm no to everything cancels the meeting and says goodbye', () => {
  const input = said('não tenho mais interesse, cancela', { acts: ['cancel'], noInterest: true })
  const done = settled(input, BOOKED, { kind: 'cancelled', booking: { ...BOOKING, status: 'cancelled' } })
  assert.deepEqual(kinds(done), ['cancelled', 'door_open'])
  assert.equal(done.effects.disqualify, 'no_interest')
  assert.equal(done.stage, 'disqualified')
})

test('speaking of the time booked is met with the booking; another time moves it', () => {
  const same = plan(
    said('quinta às 14h né', { acts: ['inform'], time: { kind: 'exact', from: BOOKING.start } }),
    BOOKED,
  )
  assert.deepEqual(same.says, [{ kind: 'booking_reminded', booking: BOOKING }])
  const other = plan(
    said('pode ser sexta às 9?', { acts: ['ask'], time: { kind: 'exact', from: '2026-03-13T09:00:00-03:00' } }),
    BOOKED,
  )
  assert.equal(other.action?.kind, 'offer_slots')
})

test('questions after the booking are answered, and nothing is asked', () => {
  assert.deepEqual(plan(said('tem garantia?', { acts: ['ask'], topics: ['warranty'] }), BOOKED).says, [
    { kind: 'answer', topic: 'warranty' },
  ])
  const when = plan(said('que horas é mesmo?', { acts: ['ask'], topics: ['meeting'] }), BOOKED)
  assert.deepEqual(when.says, [{ kind: 'booking_reminded', booking: BOOKING }])
  assert.equal(when.asks, null)
})

test('a question while times for moving are on offer keeps them on offer', () => {
  const moving: Given = { ...BOOKED, memory: { ...asking(...THREE), rescheduling: true } }
  const answered = plan(said('é por vídeo?', { acts: ['ask'], topics: ['payment'] }), moving)
  assert.deepEqual(kinds(answered), ['answer', 'ask_which_slot'])
})

test('refusing all times for moving leaves the meeting as it is', () => {
  const moving: Given = { ...BOOKED, memory: { ...asking(...THREE), rescheduling: true, refusals: 1 } }
  const kept = plan(act('não dá nenhum', 'deny'), moving)
  assert.deepEqual(kinds(kept), ['booking_reminded'])
  assert.equal(kept.memory.rescheduling, false)
  assert.equal(kept.stage, 'scheduled')
})

test('without a booking nothing is cancelled or moved, and the sale goes on', () => {
  const none = plan(act('quero cancelar a reunião', 'cancel'), { facts: known({ name: 'Zé' }) })
  assert.deepEqual(kinds(none), ['no_booking', 'ask'])
  const moved = plan(act('preciso remarcar', 'reschedule'), { facts: QUALIFIED })
  assert.deepEqual(kinds(moved), ['no_booking', 'present_offer'])
  assert.equal(moved.action?.kind, 'offer_slots')
})

test('another hour without a day is one of the same day', () => {
  const hour = (text: string) =>
    plan(said(text, { time: { kind: 'exact', need: 'day', clockFrom: '10:00', clockTo: '10:00' } }), BOOKED).action
  assert.deepEqual(hour('10h fica melhor'), { kind: 'reschedule', bookingId: 'b1', start: '2026-03-12T10:00:00-03:00' })
  assert.equal(hour('outro dia às 10h')?.kind, 'offer_slots')
})

test('who gave a meeting up and thinks better of it is offered times, though the conversation was closed', () => {
  const closed: Given = { facts: QUALIFIED, memory: { closed: true } }
  assert.equal(plan(act('pensei melhor, quero marcar de novo', 'confirm'), closed).action?.kind, 'offer_slots')
  assert.equal(plan(act('combinado', 'confirm'), closed).action, null)
})

test('"cancela" of somebody without a meeting gives the matter up: nothing is asked and no times are offered', () => {
  for (const memory of [{}, asking(...THREE)]) {
    const given = plan(act('cancela por favor, vou viajar', 'cancel'), { facts: QUALIFIED, memory })
    assert.deepEqual([kinds(given), given.action, given.asks], [['door_open'], null, null])
  }
})

test('a meeting that is over is not moved or cancelled any more', () => {
  const over = bookingAt('2026-03-09T14:00:00-03:00')
  const cancelled = plan(act('cancela a reunião', 'cancel'), { facts: QUALIFIED, lead: { booking: over } })
  assert.equal(cancelled.action?.kind, 'offer_slots')
})

test('the e-mail is asked for once: given, declined or passed over, it never comes back', () => {
  const asked: Given = { ...BOOKED, memory: { asked: 'email', askedTimes: { email: 1 } } }
  assert.deepEqual(kinds(plan(said('a@example.com', { facts: { email: 'a@example.com' } }), asked)), [
    'email_noted',
    'closing',
  ])
  assert.deepEqual(kinds(plan(said('prefiro não dar', { acts: ['deny'], declined: ['email'] }), asked)), [
    'email_declined',
    'closing',
  ])
  assert.deepEqual(kinds(plan(act('não', 'deny'), asked)), ['email_declined', 'closing'])
  assert.deepEqual(kinds(plan(said('não uso', { acts: [], noInterest: true }), asked)), ['email_declined', 'closing'])
  assert.deepEqual(kinds(plan(act('obrigada', 'thanks'), asked)), ['closing'])
  const question = plan(said('tem garantia?', { acts: ['ask'], topics: ['warranty'] }), asked)
  assert.ok(!kinds(question).includes('ask'))
  assert.equal(question.asks, null)
})
