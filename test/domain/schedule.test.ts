import assert from 'node:assert/strict'
import test from 'node:test'
import {
  Cadence,
  durationMs,
  HolidayCalendar,
  Meeting,
  OpeningHours,
  QuietHours,
  ReminderRules,
} from '#src/domain/schedule.ts'

const ok = (schema: { safeParse: (value: unknown) => { success: boolean } }, value: unknown) =>
  schema.safeParse(value).success

test('opening hours must be on one day, in order and apart', () => {
  assert.ok(
    ok(OpeningHours, {
      monday: [
        { from: '08:00', to: '12:00' },
        { from: '12:00', to: '24:00' },
      ],
      sunday: [],
    }),
  )
  assert.equal(ok(OpeningHours, { monday: [{ from: '12:00', to: '08:00' }] }), false)
  assert.equal(
    ok(OpeningHours, {
      monday: [
        { from: '13:00', to: '18:00' },
        { from: '08:00', to: '12:00' },
      ],
    }),
    false,
  )
  assert.equal(
    ok(OpeningHours, {
      monday: [
        { from: '08:00', to: '12:30' },
        { from: '12:00', to: '18:00' },
      ],
    }),
    false,
  )
  assert.equal(ok(OpeningHours, { segunda: [{ from: '08:00', to: '12:00' }] }), false)
  assert.equal(ok(OpeningHours, { monday: [{ from: '8h', to: '12:00' }] }), false)
  assert.equal(ok(OpeningHours, { monday: [{ from: '08:00', to: '25:00' }] }), false)
})

test('a meeting has the defaults of the house; its starts lie on a regular grid', () => {
  assert.deepEqual(Meeting.parse({ id: 'visita', minutes: 30 }), {
    id: 'visita',
    minutes: 30,
    bufferMinutes: 15,
    noticeMinutes: 120,
    horizonDays: 14,
    startEveryMinutes: 30,
  })
  assert.equal(ok(Meeting, { id: 'visita', minutes: 0 }), false)
  assert.equal(ok(Meeting, { id: 'visita', minutes: 30, startEveryMinutes: 25 }), false)
})

test('a cadence ascends and says its times as ISO durations', () => {
  const rest = { minGap: 'PT4H', nurtureAfter: 'P1D' }
  assert.ok(ok(Cadence, { steps: ['PT30M', 'PT24H', 'P3D'], ...rest }))
  assert.ok(ok(Cadence, { steps: [], ...rest }))
  assert.equal(ok(Cadence, { steps: ['PT24H', 'PT30M'], ...rest }), false)
  assert.equal(ok(Cadence, { steps: ['PT0M'], ...rest }), false)
  for (const bad of ['30min', 'P', 'PT', 'P1M', 'P1DT', '-PT1H'])
    assert.equal(ok(Cadence, { steps: [bad], ...rest }), false)
})

test('windows and reminders must have their ends in order', () => {
  assert.ok(ok(QuietHours, { weekdays: ['monday'], from: '08:00', to: '20:00' }))
  assert.equal(ok(QuietHours, { weekdays: [], from: '08:00', to: '20:00' }), false)
  assert.equal(ok(QuietHours, { weekdays: ['monday'], from: '20:00', to: '08:00' }), false)
  assert.ok(ok(ReminderRules, { before: ['PT24H', 'PT2H'], earliest: '07:00', latest: '21:00' }))
  assert.equal(ok(ReminderRules, { before: ['PT2H', 'PT24H'], earliest: '07:00', latest: '21:00' }), false)
})

test('a holiday calendar knows its layers and dates', () => {
  assert.deepEqual(HolidayCalendar.parse({ layers: ['BR'] }), { layers: ['BR'], extra: [], except: [] })
  assert.equal(ok(HolidayCalendar, { layers: ['SP'] }), false)
  assert.equal(ok(HolidayCalendar, { layers: [], extra: [{ date: '2026-02-30', name: 'x' }] }), false)
})

test('a day is 24 hours', () => {
  assert.equal(durationMs('P1DT1H30M'), 25.5 * 3_600_000)
})
