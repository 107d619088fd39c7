import assert from 'node:assert/strict'
import test from 'node:test'
import {
  formatAtClock,
  formatChoices,
  formatDate,
  formatMinutes,
  formatMoment,
  greetingAt,
  joinWithOr,
} from '#src/domain/local-time.ts'

const at = (iso: string) => Temporal.ZonedDateTime.from(`${iso}[America/Recife]`)
const now = at('2026-03-09T10:15')

const moments: [iso: string, said: string][] = [
  ['2026-03-09T15:00', 'hoje às 15h'],
  ['2026-03-10T09:00', 'amanhã, terça, às 9h'],
  ['2026-03-12T14:30', 'quinta (12/03) às 14h30'],
  ['2026-03-14T08:05', 'sábado (14/03) às 8h05'],
  ['2026-03-15T01:00', 'domingo (15/03) à 1h'],
  ['2026-03-08T10:00', 'domingo (08/03) às 10h'],
  ['2026-03-11T00:00', 'quarta (11/03) às 0h'],
  ['2027-03-11T12:00', 'quinta (11/03/2027) às 12h'],
]
for (const [iso, said] of moments)
  test(`${iso} is said "${said}"`, () => assert.equal(formatMoment(at(iso), now), said))

test('late in the evening "amanhã" is the next day by the calendar, also over a new year', () => {
  assert.equal(formatMoment(at('2026-03-10T08:00'), at('2026-03-09T23:59')), 'amanhã, terça, às 8h')
  assert.equal(formatMoment(at('2027-01-02T09:00'), at('2026-12-29T10:00')), 'sábado (02/01) às 9h')
  assert.equal(formatMoment(at('2027-01-01T09:00'), at('2026-12-31T10:00')), 'amanhã, sexta, às 9h')
})

const choices: [times: string[], said: string][] = [
  [[], ''],
  [['2026-03-12T14:30'], 'quinta (12/03) às 14h30'],
  [['2026-03-12T14:30', '2026-03-13T08:00'], 'quinta (12/03) às 14h30 ou sexta (13/03) às 8h'],
  [['2026-03-09T15:00', '2026-03-09T16:30', '2026-03-10T09:00'], 'hoje às 15h ou às 16h30, ou amanhã, terça, às 9h'],
  [['2026-03-12T13:00', '2026-03-12T15:00', '2026-03-12T16:30'], 'quinta (12/03) às 13h, às 15h ou às 16h30'],
  [
    ['2026-03-12T09:00', '2026-03-13T09:00', '2026-03-16T09:00'],
    'quinta (12/03) às 9h, sexta (13/03) às 9h ou segunda (16/03) às 9h',
  ],
]
for (const [times, said] of choices) {
  test(`${times.length} times are said "${said}"`, () => assert.equal(formatChoices(times.map(at), now), said))
}

test('lengths, clocks, dates, lists and greetings', () => {
  assert.deepEqual([1, 30, 60, 90, 120].map(formatMinutes), ['1 minuto', '30 minutos', '1 hora', '1h30', '2 horas'])
  assert.deepEqual(
    [
      { hour: 1, minute: 30 },
      { hour: 13, minute: 0 },
    ].map(formatAtClock),
    ['à 1h30', 'às 13h'],
  )
  assert.equal(formatDate(Temporal.PlainDate.from('2026-09-08'), now.toPlainDate()), '08/09/2026')
  assert.equal(formatDate(Temporal.PlainDate.from('2026-09-07'), now.toPlainDate()), '07/09')
  assert.deepEqual([joinWithOr([]), joinWithOr(['a']), joinWithOr(['a', 'b', 'c'])], ['', 'a', 'a, b ou c'])
  const hours = [0, 4, 5, 11, 12, 17, 18, 23].map((hour) => greetingAt({ hour }))
  const [day, noon, night] = ['Bom dia', 'Boa tarde', 'Boa noite']
  assert.deepEqual(hours, [night, night, day, day, noon, noon, night, night])
})
