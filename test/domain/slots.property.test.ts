import assert from 'node:assert/strict'
import test from 'node:test'
import fc from 'fast-check'
import type { SlotWish } from '#src/domain/plan.ts'
import type { Meeting, OpeningHours } from '#src/domain/schedule.ts'
import { WEEKDAYS } from '#src/domain/schedule.ts'
import type { Slot, SlotRequest } from '#src/domain/slots.ts'
import { checkSlot, findSlots } from '#src/domain/slots.ts'

/** Around changes of clocks (Sao Paulo skipped midnight until 2018, Lord Howe moves by half an hour) and in zones with odd offsets. */
const MOMENTS: [zone: string, from: string][] = [
  ['America/Recife', '2026-03-02'],
  ['America/Recife', '2026-12-20'],
  ['America/Sao_Paulo', '2017-10-08'],
  ['America/Sao_Paulo', '2018-02-10'],
  ['America/Sao_Paulo', '2018-10-28'],
  ['America/New_York', '2026-03-01'],
  ['America/New_York', '2026-10-25'],
  ['Australia/Lord_Howe', '2026-09-28'],
  ['Asia/Kathmandu', '2026-05-01'],
]

const clock = (minutes: number) =>
  `${String(Math.floor(minutes / 60)).padStart(2, '0')}:${String(minutes % 60).padStart(2, '0')}`

const stretches = fc
  .uniqueArray(fc.integer({ min: 0, max: 96 }), { minLength: 0, maxLength: 4 })
  .map((cuts) => cuts.sort((a, b) => a - b))
  .map((cuts) => pairs(cuts).map(([from, to]) => ({ from: clock(from * 15), to: clock(to * 15) })))

const meetings: fc.Arbitrary<Meeting> = fc.record({
  id: fc.constant('visita'),
  minutes: fc.integer({ min: 3, max: 30 }).map((n) => n * 5),
  bufferMinutes: fc.constantFrom(0, 15, 40),
  noticeMinutes: fc.constantFrom(0, 120, 1500),
  horizonDays: fc.integer({ min: 1, max: 16 }),
  startEveryMinutes: fc.constantFrom(15, 30, 60),
})

const requests: fc.Arbitrary<SlotRequest> = fc
  .record({
    moment: fc.constantFrom(...MOMENTS),
    minutes: fc.integer({ min: 0, max: 12 * 24 * 60 }),
    meeting: meetings,
    days: fc.tuple(...WEEKDAYS.map(() => stretches)),
    shut: fc.array(fc.integer({ min: 0, max: 30 }), { maxLength: 4 }),
    attendants: fc.uniqueArray(
      fc.record({ id: fc.constantFrom('ana', 'bia', 'caio'), load: fc.integer({ min: 0, max: 3 }) }),
      { selector: ({ id }) => id, maxLength: 3 },
    ),
    busy: fc.array(
      fc.record({
        attendantId: fc.constantFrom('ana', 'bia', 'caio', null),
        at: fc.integer({ min: -600, max: 20 * 24 * 60 }),
        minutes: fc.integer({ min: 1, max: 2000 }),
      }),
      { maxLength: 25 },
    ),
  })
  .map(({ moment: [zone, from], minutes, meeting, days, shut, attendants, busy }) => {
    const first = Temporal.PlainDate.from(from)
    const now = first.toZonedDateTime(zone).add({ minutes })
    const holidays = new Set(shut.map((day) => first.add({ days: day }).toString()))
    const hours: OpeningHours = Object.fromEntries(WEEKDAYS.map((day, i) => [day, days[i] ?? []]))
    const at = (offset: number) => now.toInstant().add({ minutes: offset })
    const taken = busy.map((b) => ({ attendantId: b.attendantId, from: at(b.at), to: at(b.at + b.minutes) }))
    return { now, meeting, hours, attendants, busy: taken, isHoliday: (date) => holidays.has(date.toString()) }
  })

const wishes = fc.record({
  first: fc.option(fc.integer({ min: -3, max: 20 })),
  more: fc.constantFrom(0, 0, 1, 5),
  clock: fc.option(fc.tuple(fc.integer({ min: 0, max: 47 }), fc.integer({ min: 0, max: 48 }), fc.boolean())),
})

const counts = fc.integer({ min: 1, max: 5 })

test('whatever is offered is open, in time, in the horizon and free for its attendant, buffer included', () => {
  fc.assert(
    fc.property(requests, wishes, counts, (request, wish, count) => {
      const { slots } = findSlots({ ...request, wish: toWish(request, wish), count })
      assert.ok(slots.length <= count)
      assert.equal(new Set(slots.map(({ start }) => start.epochMilliseconds)).size, slots.length)
      for (const slot of slots) {
        assert.equal(refusal(request, slot), null)
        const checked = checkSlot(request, slot.start)
        assert.ok(checked.kind === 'free' && checked.slot.attendantId === slot.attendantId)
      }
    }),
    { numRuns: 400, seed: 20260302 },
  )
})

test('no free time is overlooked: without a wish, all there are or as many as asked for', () => {
  fc.assert(
    fc.property(requests, counts, (request, count) => {
      const { slots, reason } = findSlots({ ...request, count })
      const all = everyFreeStart(request)
      assert.equal(slots.length, Math.min(count, all.length))
      assert.equal(reason === undefined, all.length > 0)
      if (all.length > 0) assert.equal(slots[0]?.start.epochMilliseconds, all[0])
    }),
    { numRuns: 120, seed: 20260303 },
  )
})

test('a wish that can be had is had, and one that cannot says why', () => {
  fc.assert(
    fc.property(requests, wishes, counts, (request, numbers, count) => {
      const wish = toWish(request, numbers)
      const { slots, fit, reason } = findSlots({ ...request, wish, count })
      if (wish.date === undefined && wish.clockFrom === undefined) return assert.equal(fit, 'first')
      const fitting = everyFreeStart(request).filter((ms) => fits(request, wish, ms))
      assert.equal(fit, fitting.length > 0 ? 'as_wished' : 'near')
      assert.equal(reason === undefined, fit === 'as_wished')
      const had = slots.filter(({ start }) => fitting.includes(start.epochMilliseconds))
      const wished = slots.slice(0, had.length)
      assert.deepEqual(wished, had, 'those as wished come first')
      assert.equal(had.length, Math.min(count, fitting.length))
    }),
    { numRuns: 120, seed: 20260304 },
  )
})

test('a day with other times never shows three in a row', () => {
  fc.assert(
    fc.property(requests, (request) => {
      const date = request.now.toPlainDate().add({ days: 1 })
      const { slots, fit } = findSlots({ ...request, wish: { date: date.toString() } })
      const onDay = everyFreeStart(request).filter((ms) => dateOf(request, ms).equals(date))
      if (fit !== 'as_wished' || onDay.length <= 3) return
      const places = slots.map(({ start }) => onDay.indexOf(start.epochMilliseconds))
      assert.notDeepEqual(places, [places[0], (places[0] ?? 0) + 1, (places[0] ?? 0) + 2])
    }),
    { numRuns: 120, seed: 20260305 },
  )
})

/** The rules once more, told from the wall clock and without arithmetic on milliseconds; null when the slot may be offered. */
function refusal({ now, meeting, hours, isHoliday, attendants, busy }: SlotRequest, slot: Slot): string | null {
  const { start, end } = slot
  const date = start.toPlainDate()
  if (isHoliday(date)) return 'holiday'
  if ((start.hour * 60 + start.minute) % meeting.startEveryMinutes !== 0 || start.second !== 0) return 'off the grid'
  if (!end.toInstant().equals(start.toInstant().add({ minutes: meeting.minutes }))) return 'wrong length'
  const day = hours[WEEKDAYS[date.dayOfWeek - 1] ?? 'monday'] ?? []
  const inside = day.some(({ from, to }) => {
    const close = to === '24:00' ? date.add({ days: 1 }).toZonedDateTime(now.timeZoneId) : at(date, to, now.timeZoneId)
    return (
      Temporal.PlainTime.compare(start.toPlainTime(), Temporal.PlainTime.from(from)) >= 0 &&
      Temporal.ZonedDateTime.compare(end, close) <= 0
    )
  })
  if (!inside) return 'outside opening hours'
  if (Temporal.Instant.compare(start.toInstant(), now.toInstant().add({ minutes: meeting.noticeMinutes })) < 0)
    return 'notice'
  if (Temporal.PlainDate.compare(date, now.toPlainDate().add({ days: meeting.horizonDays })) > 0) return 'horizon'
  const isFree = (id: string) =>
    busy.every(({ attendantId, from, to }) => {
      if (attendantId !== null && attendantId !== id) return true
      const before = end.toInstant().add({ minutes: meeting.bufferMinutes })
      const after = start.toInstant().subtract({ minutes: meeting.bufferMinutes })
      return Temporal.Instant.compare(before, from) <= 0 || Temporal.Instant.compare(after, to) >= 0
    })
  const free = attendants.filter(({ id }) => isFree(id))
  const own = free.find(({ id }) => id === slot.attendantId)
  if (!own) return 'attendant is busy'
  return free.some(({ load, id }) => load < own.load || (load === own.load && id < own.id)) ? 'not their turn' : null
}

function everyFreeStart(request: SlotRequest): number[] {
  const { now, meeting, attendants } = request
  const found = new Set<number>()
  for (let day = 0; day <= meeting.horizonDays; day++) {
    const date = now.toPlainDate().add({ days: day })
    for (let minutes = 0; minutes < 24 * 60; minutes += meeting.startEveryMinutes) {
      const start = at(date, clock(minutes), now.timeZoneId)
      if (start.hour * 60 + start.minute !== minutes) continue
      const end = start.toInstant().add({ minutes: meeting.minutes }).toZonedDateTimeISO(now.timeZoneId)
      if (attendants.some(({ id }) => refusal(request, { start, end, attendantId: id }) === null)) {
        found.add(start.epochMilliseconds)
      }
    }
  }
  return [...found].sort((a, b) => a - b)
}

function fits(request: SlotRequest, { date, dateTo, clockFrom, clockTo, exact }: SlotWish, ms: number): boolean {
  const { now, meeting } = request
  const start = Temporal.Instant.fromEpochMilliseconds(ms).toZonedDateTimeISO(now.timeZoneId)
  const day = start.toPlainDate().toString()
  if (date !== undefined && (day < date || day > (dateTo ?? date))) return false
  if (clockFrom === undefined) return true
  const [from, to, minutes] = [clockFrom, clockTo ?? '24:00', clock(start.hour * 60 + start.minute)].map(toMinutes)
  if (from === undefined || to === undefined || minutes === undefined) return false
  if (exact) return minutes === from
  return minutes >= from && (minutes + meeting.minutes <= to || (from + meeting.minutes > to && minutes === from))
}

function toWish(
  { now }: SlotRequest,
  { first, more, clock: wished }: { first: number | null; more: number; clock: [number, number, boolean] | null },
): SlotWish {
  const wish: SlotWish = {}
  if (first !== null) {
    wish.date = now.toPlainDate().add({ days: first }).toString()
    if (more > 0)
      wish.dateTo = now
        .toPlainDate()
        .add({ days: first + more })
        .toString()
  }
  if (wished) {
    const [from, to, exact] = wished
    wish.clockFrom = clock(from * 30)
    if (exact) wish.exact = true
    else if (to > from) wish.clockTo = clock(to * 30)
  }
  return wish
}

function at(date: Temporal.PlainDate, hhmm: string, timeZone: string): Temporal.ZonedDateTime {
  return date.toZonedDateTime({ timeZone, plainTime: Temporal.PlainTime.from(hhmm) })
}

function dateOf({ now }: SlotRequest, ms: number): Temporal.PlainDate {
  return Temporal.Instant.fromEpochMilliseconds(ms).toZonedDateTimeISO(now.timeZoneId).toPlainDate()
}

function toMinutes(hhmm: string): number {
  const [hours = 0, minutes = 0] = hhmm.split(':').map(Number)
  return hours * 60 + minutes
}

function pairs(cuts: number[]): [number, number][] {
  const [from, to, ...rest] = cuts
  return from === undefined || to === undefined ? [] : [[from, to], ...pairs(rest)]
}
