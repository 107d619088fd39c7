import type { OpenStart } from './opening-hours.ts'
import { openRanges, openStarts } from './opening-hours.ts'
import type { SlotWish } from './plan.ts'
import type { Meeting, OpeningHours } from './schedule.ts'
import type { Candidate } from './slot-choice.ts'
import { chooseSlots } from './slot-choice.ts'
import type { WishNumbers } from './slot-wish.ts'
import { daysAway, minutesAway, readWish } from './slot-wish.ts'

/** A free time we may offer, in the tenant's zone. */
export type Slot = { start: Temporal.ZonedDateTime; end: Temporal.ZonedDateTime; attendantId: string }

/** Time already taken: by one attendant, or by everybody (`attendantId` null, e.g. an all-day event of the company). */
export type BusyTime = { attendantId: string | null; from: Temporal.Instant; to: Temporal.Instant }

export type SlotRequest = {
  /** In the tenant's zone; "today" is its date. */
  now: Temporal.ZonedDateTime
  meeting: Meeting
  hours: OpeningHours
  isHoliday: (date: Temporal.PlainDate) => boolean
  attendants: { id: string; load: number }[]
  busy: BusyTime[]
  wish?: SlotWish
  count?: number
  /** Starts not to be offered, e.g. those just declined. */
  exclude?: Temporal.Instant[]
}

/** Why a wished time cannot be had. A start off the half hour counts as `full`: there is never a place then. */
export type SlotReason = 'closed' | 'holiday' | 'too_soon' | 'past' | 'beyond_horizon' | 'full' | 'outside_hours'

export type SlotSearch = { slots: Slot[]; fit: 'as_wished' | 'near' | 'first'; reason?: SlotReason }

type Day = { date: Temporal.PlainDate; day: number }

const MINUTE_MS = 60_000

/**
 * Finds times to offer. `as_wished`: at least the first fits the wish (days beside it fill up when the day named has fewer); `near`: none
 * fits, `reason` says why, the nearest come instead; `first`: there was no wish. Slots are in order of time, those as wished first.
 */
export function findSlots(request: SlotRequest): SlotSearch {
  const { now, count = 3 } = request
  const wish = readWish(request.wish, now.toPlainDate())
  const free = freeCandidates(request, wish)
  const chosen = chooseSlots(free, wish, count)
  const slots = chosen.map((candidate) => toSlot(candidate, now.timeZoneId))

  if (!wish.days && !wish.clock) {
    return slots.length > 0 ? { slots, fit: 'first' } : { slots, fit: 'first', reason: whyNone(request, wish) }
  }
  const fits = chosen[0]?.daysAway === 0 && chosen[0].minutesAway === 0
  return fits ? { slots, fit: 'as_wished' } : { slots, fit: 'near', reason: whyNone(request, wish) }
}

/** Checks one exact start, as it must be checked again when the lead picks it: the slot with its attendant, or why not. */
export function checkSlot(
  request: Omit<SlotRequest, 'wish' | 'count'>,
  start: Temporal.ZonedDateTime | Temporal.Instant,
): { kind: 'free'; slot: Slot } | { kind: 'unavailable'; reason: SlotReason } {
  const zone = request.now.timeZoneId
  const local = Temporal.Instant.fromEpochMilliseconds(start.epochMilliseconds).toZonedDateTimeISO(zone)
  const clockFrom = local.toPlainTime().toString({ smallestUnit: 'minute' })
  const asWish = { date: local.toPlainDate().toString(), clockFrom, exact: true }
  const wish = readWish(asWish, request.now.toPlainDate())

  const found = freeCandidates(request, wish).find((candidate) => candidate.startMs === local.epochMilliseconds)
  if (found) return { kind: 'free', slot: toSlot(found, zone) }
  return { kind: 'unavailable', reason: whyNone(request, wish) }
}

function freeCandidates(request: SlotRequest, wish: WishNumbers): Candidate[] {
  const { meeting, now, exclude = [] } = request
  const isFree = attendantFinder(request)
  const earliestMs = now.epochMilliseconds + meeting.noticeMinutes * MINUTE_MS
  const excluded = new Set(exclude.map((instant) => instant.epochMilliseconds))

  return daysOf(request, 0, meeting.horizonDays).flatMap((day) =>
    startsOf(request, day).flatMap((start) => {
      if (start.startMs < earliestMs || excluded.has(start.startMs)) return []
      const attendantId = isFree(start)
      if (attendantId === null) return []
      const away = {
        daysAway: daysAway(wish, day.day),
        minutesAway: minutesAway(wish, start.clock, meeting.minutes),
      }
      return [{ ...start, ...away, day: day.day, attendantId }]
    }),
  )
}

function daysOf({ now }: SlotRequest, first: number, last: number): Day[] {
  const today = now.toPlainDate()
  return Array.from({ length: Math.max(0, last - first + 1) }, (_, i) => ({
    date: today.add({ days: first + i }),
    day: first + i,
  }))
}

function startsOf({ now, meeting, hours, isHoliday }: SlotRequest, { date }: Day): OpenStart[] {
  if (isHoliday(date)) return []
  const grid = { length: meeting.minutes, every: meeting.startEveryMinutes, zone: now.timeZoneId }
  return openStarts(hours, date, grid)
}

/** Says who takes a meeting: of the attendants free then, buffer included, the one with the least load; null when nobody is. */
function attendantFinder({ attendants, busy, meeting }: SlotRequest): (start: OpenStart) => string | null {
  const bufferMs = meeting.bufferMinutes * MINUTE_MS
  const inTurn = [...attendants].sort((a, b) => a.load - b.load || (a.id < b.id ? -1 : 1))
  const taken = inTurn.map(({ id }) => ({
    id,
    times: busy
      .filter(({ attendantId }) => attendantId === null || attendantId === id)
      .map(({ from, to }) => ({ fromMs: from.epochMilliseconds - bufferMs, toMs: to.epochMilliseconds + bufferMs })),
  }))
  return ({ startMs, endMs }) =>
    taken.find(({ times }) => times.every(({ fromMs, toMs }) => endMs <= fromMs || startMs >= toMs))?.id ?? null
}

/** The reason nothing free fits the wish, the plainest first: a Sunday is closed whether or not it is too far ahead in the day. */
function whyNone(request: SlotRequest, wish: WishNumbers): SlotReason {
  const { meeting, now, isHoliday, hours } = request
  const { first, last } = wish.days ?? { first: 0, last: meeting.horizonDays }
  if (last < 0) return 'past'
  if (first > meeting.horizonDays) return 'beyond_horizon'

  const days = daysOf(request, Math.max(0, first), Math.min(last, meeting.horizonDays))
  const open = days.filter(({ date }) => !isHoliday(date) && openRanges(hours, date).length > 0)
  if (open.length === 0) return days.some(({ date }) => isHoliday(date)) ? 'holiday' : 'closed'

  const nowClock = now.hour * 60 + now.minute
  const overToday = wish.clock !== null && (wish.clock.exact ? wish.clock.from : wish.clock.to) < nowClock
  if (last === 0 && overToday) return 'past'

  const fitting = open.flatMap((day) => startsOf(request, day)).filter((start) => startFits(start, wish, meeting))
  if (fitting.length === 0) return open.some((day) => isOpenAt(hours, day, wish, meeting)) ? 'full' : 'outside_hours'
  const latestMs = Math.max(...fitting.map(({ startMs }) => startMs))
  // "hoje tem?" after the last start: no time was named that could have passed
  if (latestMs < now.epochMilliseconds) return wish.clock === null ? 'too_soon' : 'past'
  return latestMs < now.epochMilliseconds + meeting.noticeMinutes * MINUTE_MS ? 'too_soon' : 'full'
}

function startFits(start: OpenStart, wish: WishNumbers, meeting: Meeting): boolean {
  return minutesAway(wish, start.clock, meeting.minutes) === 0
}

/** Whether a meeting at the wished clock would lie within opening hours, were it not off the half hour. */
function isOpenAt(hours: OpeningHours, { date }: Day, { clock }: WishNumbers, { minutes }: Meeting): boolean {
  if (!clock) return true
  return openRanges(hours, date).some(({ from, to }) => clock.from >= from && clock.from + minutes <= to)
}

function toSlot({ startMs, endMs, attendantId }: Candidate, zone: string): Slot {
  const at = (ms: number) => Temporal.Instant.fromEpochMilliseconds(ms).toZonedDateTimeISO(zone)
  return { start: at(startMs), end: at(endMs), attendantId }
}
