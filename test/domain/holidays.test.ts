import assert from 'node:assert/strict'
import test from 'node:test'
import { createHolidays, easterSunday } from '#src/domain/holidays.ts'
import { HolidayCalendar } from '#src/domain/schedule.ts'

const FIXED = [
  '01-01',
  '03-06',
  '04-21',
  '05-01',
  '06-24',
  '07-16',
  '09-07',
  '10-12',
  '11-02',
  '11-15',
  '11-20',
  '12-08',
  '12-25',
]
/** Carnival Monday and Tuesday, Good Friday, Corpus Christi, as printed in Brazilian calendars. */
const MOVABLE: Record<number, string[]> = {
  2024: ['02-12', '02-13', '03-29', '05-30'],
  2025: ['03-03', '03-04', '04-18', '06-19'],
  2026: ['02-16', '02-17', '04-03', '06-04'],
  2027: ['02-08', '02-09', '03-26', '05-27'],
  2028: ['02-28', '02-29', '04-14', '06-15'],
  2029: ['02-12', '02-13', '03-30', '05-31'],
  2030: ['03-04', '03-05', '04-19', '06-20'],
}

const recife = createHolidays(HolidayCalendar.parse({ layers: ['BR', 'BR-PE', 'recife'] }))

for (const [year, movable] of Object.entries(MOVABLE)) {
  test(`the holidays of Recife in ${year} are exactly those of the list`, () => {
    const expected = [...FIXED, ...movable].sort().map((day) => `${year}-${day}`)
    const found: string[] = []
    const first = Temporal.PlainDate.from(`${year}-01-01`)
    for (let i = 0; i < first.daysInYear; i++) {
      const date = first.add({ days: i })
      if (recife.isHoliday(date)) found.push(date.toString())
    }
    assert.deepEqual(found, expected)
  })
}

test('holidays have the name people use', () => {
  const names = ['2026-02-17', '2026-04-03', '2026-06-04', '2026-06-24', '2026-03-06', '2026-03-07'].map((date) =>
    recife.nameOf(Temporal.PlainDate.from(date)),
  )
  assert.deepEqual(names, [
    'Carnaval',
    'Sexta-feira Santa',
    'Corpus Christi',
    'São João',
    'Data Magna de Pernambuco',
    null,
  ])
})

test('layers add up: a company outside Pernambuco works on 6 March and on São João', () => {
  const national = createHolidays(HolidayCalendar.parse({ layers: ['BR'] }))
  assert.equal(national.isHoliday(Temporal.PlainDate.from('2026-03-06')), false)
  assert.equal(national.isHoliday(Temporal.PlainDate.from('2026-06-24')), false)
  assert.equal(national.isHoliday(Temporal.PlainDate.from('2026-12-25')), true)
})

test('a company adds days of its own and takes out days it works', () => {
  const own = createHolidays(
    HolidayCalendar.parse({
      layers: ['BR'],
      extra: [{ date: '2026-12-24', name: 'Recesso' }],
      except: ['2026-02-16'],
    }),
  )
  assert.equal(own.nameOf(Temporal.PlainDate.from('2026-12-24')), 'Recesso')
  assert.equal(own.isHoliday(Temporal.PlainDate.from('2027-12-24')), false)
  assert.equal(own.isHoliday(Temporal.PlainDate.from('2026-02-16')), false)
  assert.equal(own.isHoliday(Temporal.PlainDate.from('2026-02-17')), true)
})

test('Easter falls where the tables say, also in the odd years', () => {
  const days = [1954, 1981, 2000, 2008, 2011, 2024, 2026, 2038, 2049].map((year) => easterSunday(year).toString())
  assert.deepEqual(days, [
    '1954-04-18',
    '1981-04-19',
    '2000-04-23',
    '2008-03-23',
    '2011-04-24',
    '2024-03-31',
    '2026-04-05',
    '2038-04-25',
    '2049-04-18',
  ])
})
