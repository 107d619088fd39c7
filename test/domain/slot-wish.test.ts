import assert from 'node:assert/strict'
import test from 'node:test'
import type { SlotWish } from '#src/domain/plan.ts'
import { wishFromTime } from '#src/domain/slot-wish.ts'
import type { UnderstoodTime } from '#src/domain/understanding.ts'

const rows: [said: string, time: UnderstoodTime, wish: SlotWish | null][] = [
  [
    'quinta às 14h30',
    { kind: 'exact', from: '2026-03-05T14:30:00-03:00' },
    { date: '2026-03-05', clockFrom: '14:30', exact: true },
  ],
  [
    'the same instant in UTC',
    { kind: 'exact', from: '2026-03-06T01:30:00Z' },
    { date: '2026-03-05', clockFrom: '22:30', exact: true },
  ],
  [
    'sexta de manhã',
    { kind: 'daypart', from: '2026-03-06T08:00:00-03:00', to: '2026-03-06T12:00:00-03:00' },
    { date: '2026-03-06', clockFrom: '08:00', clockTo: '12:00' },
  ],
  [
    'amanhã depois das 17',
    { kind: 'range', from: '2026-03-03T17:00:00-03:00' },
    { date: '2026-03-03', clockFrom: '17:00' },
  ],
  [
    'semana que vem',
    { kind: 'range', from: '2026-03-09T00:00:00-03:00', to: '2026-03-14T00:00:00-03:00' },
    { date: '2026-03-09', dateTo: '2026-03-13' },
  ],
  [
    'semana que vem à tarde',
    { kind: 'range', from: '2026-03-09T13:00:00-03:00', to: '2026-03-13T18:00:00-03:00' },
    { date: '2026-03-09', dateTo: '2026-03-13', clockFrom: '13:00', clockTo: '18:00' },
  ],
  [
    'de segunda às 14h até quarta às 10h: clocks that cannot hold on each day are dropped',
    { kind: 'range', from: '2026-03-09T14:00:00-03:00', to: '2026-03-11T10:00:00-03:00' },
    { date: '2026-03-09', dateTo: '2026-03-11' },
  ],
  ['às 14h', { kind: 'exact', need: 'day', clockFrom: '14:00' }, { clockFrom: '14:00', exact: true }],
  [
    'de tarde',
    { kind: 'daypart', need: 'day', clockFrom: '13:00', clockTo: '18:00' },
    { clockFrom: '13:00', clockTo: '18:00' },
  ],
  ['só depois das 16h', { kind: 'range', need: 'day', clockFrom: '16:00' }, { clockFrom: '16:00' }],
  ['amanhã', { kind: 'range', need: 'time', date: '2026-03-03' }, { date: '2026-03-03' }],
  [
    'amanhã, as a whole day',
    { kind: 'range', need: 'time', from: '2026-03-03T00:00:00-03:00', to: '2026-03-04T00:00:00-03:00' },
    { date: '2026-03-03' },
  ],
  ['dia 10, as a bare date', { kind: 'range', need: 'time', from: '2026-03-10' }, { date: '2026-03-10' }],
  ['na próxima sexta', { kind: 'ambiguous', from: '2026-03-06', to: '2026-03-13' }, null],
  ['nothing', { kind: 'range' }, null],
]
for (const [said, time, wish] of rows) {
  test(`wish of "${said}"`, () => assert.deepEqual(wishFromTime(time, 'America/Recife'), wish))
}
