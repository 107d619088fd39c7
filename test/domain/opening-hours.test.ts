import assert from 'node:assert/strict'
import test from 'node:test'
import { openStarts } from '#src/domain/opening-hours.ts'
import type { OpeningHours } from '#src/domain/schedule.ts'

const rows: [
  why: string,
  zone: string,
  date: string,
  open: [from: string, to: string],
  minutes: number,
  every: number,
  starts: string[],
][] = [
  [
    'the last start ends at closing time',
    'America/Recife',
    '2026-03-09',
    ['16:30', '18:00'],
    30,
    30,
    ['16:30', '17:00', '17:30'],
  ],
  ['a long meeting starts earlier', 'America/Recife', '2026-03-09', ['16:30', '18:00'], 60, 30, ['16:30', '17:00']],
  [
    'starts keep to the half hour when the door opens at 08:10',
    'America/Recife',
    '2026-03-09',
    ['08:10', '09:40'],
    30,
    30,
    ['08:30', '09:00'],
  ],
  ['a day may end at midnight', 'America/Recife', '2026-03-09', ['23:00', '24:00'], 30, 30, ['23:00', '23:30']],
  [
    '02:00 to 03:00 does not exist',
    'America/New_York',
    '2026-03-08',
    ['01:00', '04:30'],
    30,
    30,
    ['01:00', '01:30', '03:00', '03:30', '04:00'],
  ],
  ['an hour lost shortens the stretch', 'America/New_York', '2026-03-08', ['01:00', '04:00'], 120, 30, ['01:00']],
  [
    '01:00 to 02:00 comes twice and counts once',
    'America/New_York',
    '2026-11-01',
    ['00:30', '02:30'],
    30,
    30,
    ['00:30', '01:00', '01:30', '02:00'],
  ],
  [
    'an hour won leaves room for a longer meeting',
    'America/New_York',
    '2026-11-01',
    ['00:30', '02:00'],
    120,
    30,
    ['00:30', '01:00'],
  ],
  [
    'midnight was skipped in São Paulo',
    'America/Sao_Paulo',
    '2018-11-04',
    ['00:00', '02:00'],
    30,
    30,
    ['01:00', '01:30'],
  ],
  [
    'half an hour is skipped on Lord Howe',
    'Australia/Lord_Howe',
    '2026-10-04',
    ['01:00', '04:00'],
    60,
    60,
    ['01:00', '03:00'],
  ],
  ['an odd offset changes nothing', 'Asia/Kathmandu', '2026-03-09', ['08:00', '09:00'], 30, 30, ['08:00', '08:30']],
]

for (const [why, zone, iso, [from, to], length, every, starts] of rows) {
  test(`starts: ${why}`, () => {
    const date = Temporal.PlainDate.from(iso)
    const day = [{ from, to }]
    const hours: OpeningHours = { monday: day, sunday: day }
    const found = openStarts(hours, date, { length, every, zone })
    const local = (ms: number) => Temporal.Instant.fromEpochMilliseconds(ms).toZonedDateTimeISO(zone)
    assert.deepEqual(
      found.map(({ startMs }) => local(startMs).toPlainTime().toString({ smallestUnit: 'minute' })),
      starts,
    )
    for (const { clock, startMs, endMs } of found) {
      assert.equal(local(startMs).hour * 60 + local(startMs).minute, clock)
      assert.equal(endMs - startMs, length * 60_000)
    }
  })
}
