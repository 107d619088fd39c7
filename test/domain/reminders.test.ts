import assert from 'node:assert/strict'
import test from 'node:test'
import fc from 'fast-check'
import { checkReminder, planReminders } from '#src/domain/reminders.ts'
import { ReminderRules } from '#src/domain/schedule.ts'

const zone = 'America/Recife'
const rules = ReminderRules.parse({ before: ['PT24H', 'PT2H'], earliest: '07:00', latest: '21:00' })
const instant = (local: string) => Temporal.ZonedDateTime.from(`${local}[${zone}]`).toInstant()
const local = (at: Temporal.Instant) =>
  at.toZonedDateTimeISO(zone).toPlainDateTime().toString({ smallestUnit: 'minute' })
const booked = (startsAt: string, agreedAt: string) => ({ startsAt: instant(startsAt), agreedAt: instant(agreedAt) })

const rows: [why: string, startsAt: string, agreedAt: string, planned: string[]][] = [
  [
    '24 h and 2 h before',
    '2026-03-12T14:00',
    '2026-03-09T09:30',
    ['day_before 2026-03-11T14:00', 'hours_before 2026-03-12T12:00'],
  ],
  [
    'too early in the day moves to 07:00',
    '2026-03-12T08:00',
    '2026-03-09T09:30',
    ['day_before 2026-03-11T08:00', 'hours_before 2026-03-12T07:00'],
  ],
  [
    'any day: a Monday meeting is reminded of on Sunday',
    '2026-03-16T09:00',
    '2026-03-12T09:30',
    ['day_before 2026-03-15T09:00', 'hours_before 2026-03-16T07:00'],
  ],
  [
    'too late in the day moves back to 21:00',
    '2026-03-12T22:30',
    '2026-03-09T09:30',
    ['day_before 2026-03-11T21:00', 'hours_before 2026-03-12T20:30'],
  ],
  [
    'agreed less than 24 h before: the short one only',
    '2026-03-12T14:00',
    '2026-03-11T14:01',
    ['hours_before 2026-03-12T12:00'],
  ],
  [
    'agreed just in time',
    '2026-03-12T14:00',
    '2026-03-11T14:00',
    ['day_before 2026-03-11T14:00', 'hours_before 2026-03-12T12:00'],
  ],
  ['agreed less than 2 h before: none', '2026-03-12T14:00', '2026-03-12T12:01', []],
  ['agreed after the moved moment', '2026-03-12T22:30', '2026-03-11T21:30', ['hours_before 2026-03-12T20:30']],
  [
    'agreed after the literal moment, before the moved one',
    '2026-03-12T06:30',
    '2026-03-11T06:45',
    ['hours_before 2026-03-11T21:00'],
  ],
  [
    'before dawn the short one comes the evening before, never after the start',
    '2026-03-12T06:30',
    '2026-03-09T09:30',
    ['day_before 2026-03-11T07:00', 'hours_before 2026-03-11T21:00'],
  ],
]
for (const [why, startsAt, agreedAt, planned] of rows) {
  test(`reminders: ${why}`, () => {
    const found = planReminders(booked(startsAt, agreedAt), rules, zone)
    assert.deepEqual(
      found.map(({ which, dueAt }) => `${which} ${local(dueAt)}`),
      planned,
    )
  })
}

type Booking = Parameters<typeof checkReminder>[1]
const booking: Booking = { ...booked('2026-03-12T14:00', '2026-03-09T09:30'), status: 'confirmed' }

const checks: [why: string, before: string, more: Partial<Booking>, now: string, result: string][] = [
  ['on time', 'PT24H', {}, '2026-03-11T14:00', 'send'],
  ['the second on time', 'PT2H', {}, '2026-03-12T12:00', 'send'],
  ['cancelled', 'PT24H', { status: 'cancelled' }, '2026-03-11T14:00', 'drop not_live'],
  ['held already', 'PT2H', { status: 'done' }, '2026-03-12T12:00', 'drop not_live'],
  ['a worker that was down until after the start', 'PT2H', {}, '2026-03-12T14:00', 'drop started'],
  [
    'moved to a later day: the reminder moves along',
    'PT24H',
    booked('2026-03-17T10:00', '2026-03-10T10:00'),
    '2026-03-11T14:00',
    'move 2026-03-16T10:00',
  ],
  [
    'moved to this afternoon only now',
    'PT24H',
    booked('2026-03-11T17:30', '2026-03-11T13:00'),
    '2026-03-11T14:00',
    'drop agreed_later',
  ],
  ['late, when the short one is due too', 'PT24H', {}, '2026-03-12T12:30', 'drop superseded'],
  ['late at night: in the morning', 'PT24H', {}, '2026-03-11T22:00', 'move 2026-03-12T07:00'],
  [
    'late at night before a meeting at dawn',
    'PT24H',
    booked('2026-03-12T06:30', '2026-03-09T09:30'),
    '2026-03-11T20:59',
    'send',
  ],
  ['too late for it', 'PT2H', booked('2026-03-12T06:30', '2026-03-09T09:30'), '2026-03-11T22:00', 'drop too_late'],
]
for (const [why, before, more, now, result] of checks) {
  test(`a due reminder: ${why}`, () => {
    const found = checkReminder(before, { ...booking, ...more }, instant(now), { rules, zone })
    const said =
      found.kind === 'move' ? `move ${local(found.to)}` : found.kind === 'drop' ? `drop ${found.reason}` : 'send'
    assert.equal(said, result)
  })
}

test('a reminder sent carries the time of the booking as it is now', () => {
  const found = checkReminder('PT2H', booking, instant('2026-03-12T12:00'), { rules, zone })
  assert.ok(found.kind === 'send')
  assert.equal(found.reminder.which, 'hours_before')
})

test('reminders come before the meeting, in the allowed hours, after the booking, in order; and each is sent when due', () => {
  const zones = ['America/Recife', 'America/New_York', 'America/Sao_Paulo']
  const bookings = fc.record({
    zone: fc.constantFrom(...zones),
    start: fc.integer({ min: 0, max: 366 * 24 * 2 }),
    agreed: fc.integer({ min: 0, max: 5000 }),
  })
  fc.assert(
    fc.property(bookings, ({ zone, start, agreed }) => {
      const startsAt = Temporal.Instant.from('2018-01-01T00:00:00Z').add({ minutes: start * 30 })
      const given = { startsAt, agreedAt: startsAt.subtract({ minutes: agreed }) }
      const planned = planReminders(given, rules, zone)
      let last = given.agreedAt
      for (const { dueAt, before } of planned) {
        const clock = dueAt.toZonedDateTimeISO(zone).toPlainTime().toString({ smallestUnit: 'minute' })
        assert.ok(clock >= '07:00' && clock <= '21:00')
        assert.ok(Temporal.Instant.compare(dueAt, startsAt) < 0)
        assert.ok(Temporal.Instant.compare(dueAt, last) >= 0)
        const check = checkReminder(before, { ...given, status: 'confirmed' }, dueAt, { rules, zone })
        assert.equal(check.kind, 'send')
        last = dueAt
      }
    }),
    { numRuns: 300, seed: 10 },
  )
})
