import type { OfferedSlot, SlotWish } from '#src/domain/plan.ts'
import type { Playbook } from '#src/domain/playbook.ts'
import { wishFromTime } from '#src/domain/slot-wish.ts'
import type { UnderstoodTime } from '#src/domain/understanding.ts'

/** Lays a new wish over the one before: a new day keeps the hour wished, a new hour keeps the day. */
export function mergeWish(before: SlotWish | null, now: SlotWish): SlotWish {
  if (!before) return now
  const { date, dateTo, clockFrom, clockTo, exact } = before
  const days = now.date || now.dateTo ? {} : { ...(date && { date }), ...(dateTo && { dateTo }) }
  const clocks =
    now.clockFrom || now.clockTo
      ? {}
      : { ...(clockFrom && { clockFrom }), ...(clockTo && { clockTo }), ...(exact && { exact }) }
  return { ...days, ...clocks, ...now }
}

/** The start a wish names to the minute, as an ISO instant with offset; null when it leaves anything open. */
export function exactStart({ date, dateTo, clockFrom, exact }: SlotWish, zone: string): string | null {
  if (!date || dateTo || !clockFrom || !exact) return null
  return Temporal.PlainDate.from(date)
    .toZonedDateTime({ timeZone: zone, plainTime: clockFrom })
    .toString({ timeZoneName: 'never' })
}

/** Whether meetings may start then at all; "10h10" is a wish for about ten. */
export function isOnGrid(start: string, { meeting }: Playbook['scheduling'], zone: string): boolean {
  const { hour, minute } = Temporal.Instant.from(start).toZonedDateTimeISO(zone)
  return (hour * 60 + minute) % meeting.startEveryMinutes === 0
}

/** The times on offer that a wish allows. */
export function slotsWithin(offered: OfferedSlot[], wish: SlotWish, zone: string): OfferedSlot[] {
  return offered.filter(({ start }) => {
    const at = Temporal.Instant.from(start).toZonedDateTimeISO(zone)
    const date = at.toPlainDate().toString()
    const clock = at.toPlainTime().toString({ smallestUnit: 'minute' })
    return isWithinDays(date, wish) && isWithinClocks(clock, wish)
  })
}

/**
 * "Terça às 11h" said on a Tuesday means the one on offer today, though a weekday is otherwise the next to come: a wish for this day next
 * week is taken for today, unless the lead spoke of next week or of a date.
 */
export function meantToday(
  wish: SlotWish,
  offered: OfferedSlot[],
  text: string,
  now: Temporal.ZonedDateTime,
): SlotWish {
  const today = now.toPlainDate()
  if (wish.dateTo || wish.date !== today.add({ days: 7 }).toString() || SPEAKS_OF_DATE.test(text)) return wish
  const meant = { ...wish, date: today.toString() }
  return slotsWithin(offered, meant, now.timeZoneId).length > 0 ? meant : wish
}

const SPEAKS_OF_DATE = /que vem|semana|pr[oó]xim|\d\/\d|dia \d|de (jan|fev|mar|abr|mai|jun|jul|ago|set|out|nov|dez)/u

/** The slot of a list that starts at this instant. */
export function slotAt(offered: OfferedSlot[], start: string): OfferedSlot | undefined {
  return offered.find((slot) => Temporal.Instant.compare(slot.start, start) === 0)
}

/**
 * Which of two candidates of an ambiguous time the answer means: by its number in the question, its day, or its half of the day. Null when
 * it fits both or neither.
 */
export function resolveAmbiguous(
  ambiguous: UnderstoodTime,
  answer: { choice?: number | undefined; time?: UnderstoodTime | undefined },
  zone: string,
): SlotWish | null {
  const candidates = [ambiguous.from, ambiguous.to].flatMap((at) => (at ? [candidateWish(at, ambiguous, zone)] : []))
  if (answer.choice !== undefined) return candidates[answer.choice - 1] ?? null
  const said = answer.time ? wishFromTime(answer.time, zone) : null
  if (!said) return null
  const fitting = candidates.filter((candidate) => fits(candidate, said))
  const [only] = fitting
  if (!only || fitting.length > 1) return null
  return only.exact ? only : mergeWish(only, said)
}

function candidateWish(at: string, { clockFrom, clockTo, need }: UnderstoodTime, zone: string): SlotWish {
  const dated = /^\d{4}-\d\d-\d\d$/.test(at)
  const wish = dated ? { date: at } : (wishFromTime({ kind: 'exact', from: at }, zone) ?? {})
  if (need === 'day' && wish.clockFrom) return { clockFrom: wish.clockFrom, exact: true }
  const clocks = { ...(clockFrom && { clockFrom }), ...(clockTo && { clockTo }) }
  return dated && clockFrom ? { ...wish, ...clocks, exact: !clockTo } : wish
}

function fits(candidate: SlotWish, said: SlotWish): boolean {
  if (said.date && candidate.date && !isWithinDays(candidate.date, said)) return false
  if (!said.clockFrom || !candidate.clockFrom) return Boolean(said.date && candidate.date)
  return said.clockFrom < '12:00' === candidate.clockFrom < '12:00'
}

function isWithinDays(date: string, { date: from, dateTo }: SlotWish): boolean {
  if (!from && !dateTo) return true
  return date >= (from ?? '') && date <= (dateTo ?? from ?? '9999')
}

function isWithinClocks(clock: string, { clockFrom, clockTo, exact }: SlotWish): boolean {
  if (exact && clockFrom) return clock === clockFrom
  return clock >= (clockFrom ?? '00:00') && (clockTo === undefined || clock < clockTo)
}
