import { FactName } from '#src/domain/facts.ts'
import { WEEKDAYS } from '#src/domain/schedule.ts'
import type { Expectation } from '../case.ts'
import type { Scheduled, StoredBooking, WorldState } from '../world.ts'
import { sameValue, storedValue } from './facts.ts'
import { type Finding, unmet } from './finding.ts'
import { bookingOf, outcomeOf, reasonOf } from './outcome.ts'

/** Compares what a case expects of the database and the CRM with what is there in the end. */
export function gradeEndState(expect: Expectation, state: WorldState, zone: string): Finding[] {
  return [
    ...compare('outcome', expect.outcome, outcomeOf(state)),
    ...compare('reason', expect.reason, reasonOf(state)),
    ...gradeFacts(expect, state),
    ...gradeBooking(expect, state, zone),
    ...gradeCrm(expect, state),
    ...gradeScheduled('followUps', expect.followUps, state.followUps),
    ...gradeScheduled('reminders', expect.reminders, state.reminders),
  ]
}

/** How many of the expected facts are right. */
export function countFacts(expect: Expectation, state: WorldState): { expected: number; right: number } {
  const expected = Object.keys(expect.facts ?? {}).length
  return { expected, right: expected - gradeFacts(expect, state).length }
}

function compare(code: string, expected: unknown, actual: unknown): Finding[] {
  return expected === undefined || expected === actual ? [] : [unmet(code, expected, actual)]
}

function gradeFacts(expect: Expectation, state: WorldState): Finding[] {
  return Object.entries(expect.facts ?? {}).flatMap(([name, expected]) => {
    const actual = storedValue(state, FactName.parse(name))
    return expected === undefined || sameValue(expected, actual) ? [] : [unmet(`facts.${name}`, expected, actual)]
  })
}

function gradeBooking({ booking: expected }: Expectation, state: WorldState, zone: string): Finding[] {
  if (expected === undefined) return []
  const booking = bookingOf(state)
  if (expected === 'none') {
    return booking?.status === 'confirmed' ? [unmet('booking', 'none', startOf(booking, zone).toString())] : []
  }
  if (!booking) return [unmet('booking', expected, 'none')]
  const start = startOf(booking, zone)
  const clock = start.toPlainTime().toString().slice(0, 5)
  return [
    ...compare('booking.status', expected.status, booking.status),
    ...compare('booking.weekday', expected.weekday, WEEKDAYS[start.dayOfWeek - 1]),
    ...compare('booking.date', expected.date, start.toPlainDate().toString()),
    ...(expected.from !== undefined && clock < expected.from ? [unmet('booking.from', expected.from, clock)] : []),
    ...(expected.to !== undefined && clock > expected.to ? [unmet('booking.to', expected.to, clock)] : []),
    ...compare('booking.attendanceConfirmed', expected.attendanceConfirmed, booking.attendanceConfirmed),
  ]
}

function startOf(booking: StoredBooking, zone: string): Temporal.ZonedDateTime {
  return booking.startsAt.toZonedDateTimeISO(zone)
}

function gradeCrm({ crm: expected }: Expectation, { crm }: WorldState): Finding[] {
  if (!expected) return []
  const lead = crm.leads[0]
  const missing = (expected.tags ?? []).filter((tag) => !lead?.tags.includes(tag))
  return [
    ...compare('crm.stage', expected.stage, lead?.status),
    ...compare('crm.leads', expected.leads, crm.leads.length),
    ...compare('crm.contacts', expected.contacts, crm.contacts),
    ...(missing.length > 0 ? [unmet('crm.tags', missing, lead?.tags ?? [])] : []),
  ]
}

function gradeScheduled(
  code: string,
  expected: { sent?: number; pending?: number } | undefined,
  rows: Scheduled[],
): Finding[] {
  const count = (wanted: Scheduled['status']) => rows.filter(({ status }) => status === wanted).length
  return [
    ...compare(`${code}.sent`, expected?.sent, count('sent')),
    ...compare(`${code}.pending`, expected?.pending, count('pending')),
  ]
}
