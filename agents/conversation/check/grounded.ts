import { type Claim, extractClaims, plainText } from '#src/domain/claims.ts'
import type { GroundedValues, Moment } from './grounds.ts'

type DayClaim = Extract<Claim, { kind: 'date' | 'weekday' | 'relative_day' }>
type TimeClaim = Extract<Claim, { kind: 'time' }>

/** How far behind a day its hour may stand ("quinta, no escritório, às 14h"), in characters. */
const DAY_TO_TIME_CHARS = 45

/** Words of one day follow each other closely: "amanhã, quarta", "quinta (12/03)". */
const WITHIN_DAY_CHARS = 4

/** The claims of a text that nothing stands behind. */
export function ungroundedClaims(text: string, grounds: GroundedValues): Claim[] {
  const claims = extractClaims(text)
  const days = dayClusters(claims, plainText(text))
  const plain = plainText(text)
  return claims.filter((claim) => {
    if (grounds.approved.some((approved) => isSame(approved, claim))) return false
    if (claim.kind === 'time') return !isTimeGrounded(claim, dayBefore(claim, days, plain), grounds)
    if (isDay(claim)) return !isDayGrounded(days.find((cluster) => cluster.includes(claim)) ?? [claim], plain, grounds)
    return !isValueGrounded(claim, plain, grounds)
  })
}

function isValueGrounded(claim: Exclude<Claim, DayClaim | TimeClaim>, plain: string, grounds: GroundedValues): boolean {
  switch (claim.kind) {
    case 'money':
      return grounds.money.some((value) => isNear(value, claim.value))
    case 'percent':
      return grounds.percents.some(
        ({ value, upTo }) => isNear(value, claim.value) && (!upTo || saysUpTo(plain, claim.at)),
      )
    case 'duration':
      return grounds.lengths.some((length) => isSameLength(length, claim))
    case 'quantity':
      return grounds.quantities.some(({ value, unit }) => unit === claim.unit && isNear(value, claim.value))
    case 'number':
      return amounts(grounds).some((value) => isNear(value, claim.value))
    case 'period':
      return grounds.moments.some(({ date }) => isInPeriod(date, claim.period, grounds.today))
    case 'link':
      return grounds.links.some((link) => withoutScheme(link) === withoutScheme(claim.value))
    case 'email':
      return grounds.emails.includes(claim.value)
    case 'phone':
      return false
  }
}

/** Money and lengths are said rounded to the cent. */
function isNear(a: number, b: number): boolean {
  return Math.abs(a - b) < 0.006
}

/** "Até 90%" is approved; a plain "90%" promises more. */
function saysUpTo(plain: string, at: number): boolean {
  return /até\s+(?:uns\s+|cerca\s+de\s+)?$/i.test(plain.slice(Math.max(0, at - 16), at))
}

const IN_MINUTES: Record<string, number> = { minute: 1, hour: 60, day: 1440, week: 10_080 }
const IN_MONTHS: Record<string, number> = { month: 1, year: 12 }

function isSameLength(a: { value: number; unit: string }, b: { value: number; unit: string }): boolean {
  for (const scale of [IN_MINUTES, IN_MONTHS]) {
    const [x, y] = [scale[a.unit], scale[b.unit]]
    if (x !== undefined && y !== undefined) return isNear(a.value * x, b.value * y)
  }
  return false
}

/** A bare number is an amount or a consumption; "60" is not grounded by an installation time of 60 days. */
function amounts({ money, quantities }: GroundedValues): number[] {
  return [...money, ...quantities.map(({ value }) => value)]
}

function isInPeriod(date: Temporal.PlainDate, period: string, today: Temporal.PlainDate): boolean {
  const monday = today.add({ days: 8 - today.dayOfWeek })
  const away = monday.until(date, { largestUnit: 'day' }).days
  if (period === 'next_week') return away >= 0 && away < 7
  if (period === 'next_month') return date.toPlainYearMonth().equals(today.toPlainYearMonth().add({ months: 1 }))
  return period === 'weekend' && date.dayOfWeek >= 6
}

function withoutScheme(link: string): string {
  return link
    .replace(/^https?:\/\//, '')
    .replace(/^www\./, '')
    .replace(/\/$/, '')
}

function isDay(claim: Claim): claim is DayClaim {
  return claim.kind === 'date' || claim.kind === 'weekday' || claim.kind === 'relative_day'
}

/** Days that are named in several ways at once belong together and must agree. */
function dayClusters(claims: Claim[], plain: string): DayClaim[][] {
  const clusters: DayClaim[][] = []
  let end = Number.NEGATIVE_INFINITY
  for (const claim of claims) {
    if (!isDay(claim)) continue
    const last = clusters.at(-1)
    const gap = plain.slice(Math.max(0, end), claim.at)
    const joins =
      claim.at - end <= WITHIN_DAY_CHARS && !/[a-zà-ú\n]/i.test(gap) && !last?.some(({ kind }) => kind === claim.kind)
    if (last && joins) last.push(claim)
    else clusters.push([claim])
    end = claim.at + claim.text.length
  }
  return clusters
}

/** The day a time belongs to: the last one named before it, on the same line and near enough. */
function dayBefore(time: TimeClaim, days: DayClaim[][], plain: string): DayClaim[] | undefined {
  return days.findLast((cluster) => {
    const last = cluster.at(-1)
    if (!last || last.at > time.at) return false
    const between = plain.slice(last.at + last.text.length, time.at)
    return between.length <= DAY_TO_TIME_CHARS && !/[\n.!?]/.test(between)
  })
}

function isDayGrounded(cluster: DayClaim[], plain: string, grounds: GroundedValues): boolean {
  if (grounds.moments.some(({ date }) => cluster.every((claim) => isOn(date, claim, grounds.today)))) return true
  return cluster.every(
    (claim) => claim.kind === 'weekday' && (isOpen(claim.weekday, grounds) || isRefused(plain, claim.at)),
  )
}

function isTimeGrounded(time: TimeClaim, day: DayClaim[] | undefined, grounds: GroundedValues): boolean {
  const opens = grounds.openings.some(
    (edge) =>
      isAt(edge.time, time) &&
      (!day || day.every((claim) => claim.kind === 'weekday' && claim.weekday === edge.weekday)),
  )
  const isMoment = (moment: Moment) =>
    moment.time !== undefined &&
    isAt(moment.time, time) &&
    (!day || day.every((claim) => isOn(moment.date, claim, grounds.today)))
  return opens || grounds.moments.some(isMoment) || (!day && grounds.times.some((at) => isAt(at, time)))
}

function isOn(date: Temporal.PlainDate, claim: DayClaim, today: Temporal.PlainDate): boolean {
  if (claim.kind === 'weekday') return date.dayOfWeek === claim.weekday
  if (claim.kind === 'relative_day') return date.equals(today.add({ days: claim.days }))
  return date.day === claim.day && date.month === (claim.month ?? date.month) && date.year === (claim.year ?? date.year)
}

function isAt(at: Temporal.PlainTime, { hours, minute }: TimeClaim): boolean {
  return hours.includes(at.hour) && at.minute === minute
}

function isOpen(weekday: number, { openings }: GroundedValues): boolean {
  return openings.some((edge) => edge.weekday === weekday)
}

/** "Domingo a gente não atende" is no offer of a Sunday. */
function isRefused(plain: string, at: number): boolean {
  const sentence = plain.slice(0, plain.length).split(/(?<=[.!?\n])/)
  let start = 0
  for (const part of sentence) {
    if (at < start + part.length) return /(?<!\p{L})(não|fechad[oa]|nem)(?!\p{L})/iu.test(part)
    start += part.length
  }
  return false
}

function isSame(a: Claim, b: Claim): boolean {
  const { text: _, at: __, ...left } = a
  const { text: ___, at: ____, ...right } = b
  return JSON.stringify(left) === JSON.stringify(right)
}
