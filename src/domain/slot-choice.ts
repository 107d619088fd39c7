import type { OpenStart } from './opening-hours.ts'
import type { WishNumbers } from './slot-wish.ts'

/** A free start, with its place relative to today and to the wish. `day`: days from today; `clock`: minutes from midnight. */
export type Candidate = OpenStart & { day: number; attendantId: string; daysAway: number; minutesAway: number }

/** How far from the best clock a time may lie and still count as near, when no day was named: one step of the half-hour grid. */
const NEAR_MINUTES = 30

/**
 * Chooses which of the free times to offer: as wished if any are, else the nearest to the wish, else the first ones over two days. Those
 * as wished come first; within that, in order of time.
 */
export function chooseSlots(free: Candidate[], wish: WishNumbers, count: number): Candidate[] {
  const wanted = free.filter((slot) => slot.daysAway === 0 && slot.minutesAway === 0)
  if (wanted.length === 0) return inOrder(chooseNear(free, wish, count))

  const chosen = inOrder(overTwoDays(byDay(wanted), count))
  const oneMoment = wish.days && wish.clock?.exact
  if (!wish.days || oneMoment || chosen.length >= count) return chosen
  const others = free.filter((slot) => slot.daysAway > 0 && slot.minutesAway === 0)
  return [...chosen, ...inOrder(overTwoDays(byDistance(others), count - chosen.length))]
}

function chooseNear(free: Candidate[], wish: WishNumbers, count: number): Candidate[] {
  const onWishedDays = free.filter((slot) => slot.daysAway === 0)
  if (!wish.days) return overTwoDays(byDay(nearestClocks(free)), count)
  if (onWishedDays.length > 0) return nearOnWishedDays(free, onWishedDays, wish, count)

  const atWishedClock = free.filter((slot) => slot.minutesAway === 0)
  if (atWishedClock.length > 0) return overTwoDays(byDistance(atWishedClock), count)
  return overTwoDays(byDistance(free).map(nearestClocks), count)
}

/** The days wished are open but not at that hour: one day keeps all its times together, more days go by the clock. */
function nearOnWishedDays(free: Candidate[], there: Candidate[], { days }: WishNumbers, count: number): Candidate[] {
  if (days && days.first < days.last) return overTwoDays(byDay(nearestClocks(there)), count)
  const chosen = closestFirst(there).slice(0, count)
  const others = free.filter((slot) => slot.daysAway > 0)
  return [...chosen, ...overTwoDays(byDistance(others).map(nearestClocks), count - chosen.length)]
}

/**
 * Takes times from the first two days, more from the first, and from later days only when these have too few. Within a day the times are
 * spread, so that morning and afternoon are both on offer.
 */
function overTwoDays(days: Candidate[][], count: number): Candidate[] {
  const [first = [], second = [], ...later] = days
  const fromFirst = Math.min(first.length, Math.max(Math.ceil(count / 2), count - second.length))
  const chosen = [...spread(first, fromFirst), ...spread(second, count - fromFirst)]
  for (const day of later) chosen.push(...spread(day, count - chosen.length))
  return chosen
}

/** `n` of a day's times, evenly over the day from the first on; rounding up keeps three from standing side by side. */
function spread(day: Candidate[], n: number): Candidate[] {
  if (n >= day.length) return day
  return Array.from({ length: Math.max(0, n) }, (_, i) => day[Math.ceil((i * day.length) / n)]).filter(
    (slot) => slot !== undefined,
  )
}

function nearestClocks(slots: Candidate[]): Candidate[] {
  const best = Math.min(...slots.map((slot) => slot.minutesAway))
  return slots.filter((slot) => slot.minutesAway <= best + NEAR_MINUTES)
}

function closestFirst(slots: Candidate[]): Candidate[] {
  return [...slots].sort((a, b) => a.minutesAway - b.minutesAway || a.startMs - b.startMs)
}

/** Days in order of time; the times of each are in order already. */
function byDay(slots: Candidate[]): Candidate[][] {
  return [...Map.groupBy(slots, (slot) => slot.day).values()]
}

/** Days by their distance from the wish; of two equally far the earlier comes first. */
function byDistance(slots: Candidate[]): Candidate[][] {
  return byDay(slots).sort((a, b) => (a[0]?.daysAway ?? 0) - (b[0]?.daysAway ?? 0))
}

function inOrder(slots: Candidate[]): Candidate[] {
  return [...slots].sort((a, b) => a.startMs - b.startMs)
}
