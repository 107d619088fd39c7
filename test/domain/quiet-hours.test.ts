import assert from 'node:assert/strict'
import test from 'node:test'
import fc from 'fast-check'
import { createHolidays } from '#src/domain/holidays.ts'
import type { ContactHours } from '#src/domain/quiet-hours.ts'
import { mayContact, nextContactTime } from '#src/domain/quiet-hours.ts'
import { HolidayCalendar, QuietHours } from '#src/domain/schedule.ts'

const { isHoliday } = createHolidays(HolidayCalendar.parse({ layers: ['BR', 'BR-PE', 'recife'] }))
const quietHours = QuietHours.parse({
  weekdays: ['monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday'],
  from: '08:00',
  to: '20:00',
})
const recife: ContactHours = { zone: 'America/Recife', quietHours, isHoliday }
const instant = (local: string, zone = 'America/Recife') => Temporal.ZonedDateTime.from(`${local}[${zone}]`).toInstant()

const rows: [why: string, at: string, next: string][] = [
  ['a working morning', '2026-03-10T10:30', '2026-03-10T10:30'],
  ['the opening minute', '2026-03-10T08:00', '2026-03-10T08:00'],
  ['just before it', '2026-03-10T07:59:59', '2026-03-10T08:00'],
  ['the last second', '2026-03-10T19:59:59', '2026-03-10T19:59:59'],
  ['the closing minute is quiet', '2026-03-10T20:00', '2026-03-11T08:00'],
  ['a night', '2026-03-10T02:00', '2026-03-10T08:00'],
  ['a Saturday evening goes to Monday', '2026-03-14T20:15', '2026-03-16T08:00'],
  ['a Sunday', '2026-03-15T12:00', '2026-03-16T08:00'],
  ['the eve of 6 March', '2026-03-05T21:00', '2026-03-07T08:00'],
  ['Good Friday', '2026-04-03T10:00', '2026-04-04T08:00'],
  ['Saturday before Carnival: Monday and Tuesday are shut too', '2026-02-14T21:00', '2026-02-18T08:00'],
]
for (const [why, at, next] of rows) {
  test(`contact hours: ${why}`, () => {
    assert.equal(nextContactTime(instant(at), recife).toString(), instant(next).toString())
    assert.equal(mayContact(instant(at), recife), at === next)
  })
}

test('the next allowed time is allowed, never earlier, and nothing allowed lies between', () => {
  const zones = ['America/Recife', 'America/Sao_Paulo', 'America/New_York', 'Pacific/Auckland']
  const moments = fc.record({
    zone: fc.constantFrom(...zones),
    minutes: fc.integer({ min: 0, max: 366 * 24 * 60 }),
    // 2017–18 has changes of clocks in all of them but Recife; 02:30 does not exist on one day a year in New York.
    from: fc.constantFrom('00:00', '02:30', '08:00'),
    to: fc.constantFrom('03:15', '20:00', '24:00'),
  })
  fc.assert(
    fc.property(moments, ({ zone, minutes, from, to }) => {
      if (from >= to) return
      const rules = { zone, isHoliday, quietHours: { ...quietHours, from, to } }
      const at = Temporal.Instant.from('2017-06-01T00:00:00Z').add({ minutes })
      const next = nextContactTime(at, rules)
      assert.ok(Temporal.Instant.compare(next, at) >= 0)
      assert.ok(mayContact(next, rules))
      const waitMinutes = next.since(at).total('minutes')
      for (let m = 0; m < waitMinutes; m += 17) assert.equal(mayContact(at.add({ minutes: m }), rules), false)
    }),
    { numRuns: 100, seed: 5 },
  )
})

test('a calendar that is always shut is an error, not an endless search', () => {
  assert.throws(
    () => nextContactTime(instant('2026-03-10T10:00'), { ...recife, isHoliday: () => true }),
    /no allowed day/,
  )
})
