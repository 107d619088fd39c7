import assert from 'node:assert/strict'
import test from 'node:test'
import fc from 'fast-check'
import type { FollowUp, FollowUpRules, FollowUpState, Silence } from '#src/domain/cadence.ts'
import { checkFollowUp, nurtureAt, planFollowUps } from '#src/domain/cadence.ts'
import { createHolidays } from '#src/domain/holidays.ts'
import { STAGES } from '#src/domain/plan.ts'
import { mayContact } from '#src/domain/quiet-hours.ts'
import { Cadence, HolidayCalendar, QuietHours } from '#src/domain/schedule.ts'

const zone = 'America/Recife'
const { isHoliday } = createHolidays(HolidayCalendar.parse({ layers: ['BR', 'BR-PE', 'recife'] }))
const rules: FollowUpRules = {
  zone,
  isHoliday,
  cadence: Cadence.parse({ steps: ['PT30M', 'PT24H', 'PT72H'], minGap: 'PT4H', nurtureAfter: 'PT24H' }),
  quietHours: QuietHours.parse({
    weekdays: ['monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday'],
    from: '08:00',
    to: '20:00',
  }),
}

const instant = (local: string) => Temporal.ZonedDateTime.from(`${local}[${zone}]`).toInstant()
const local = (at: Temporal.Instant) =>
  at.toZonedDateTimeISO(zone).toPlainDateTime().toString({ smallestUnit: 'minute' })
const brief = (one: FollowUp) => `${one.kind === 'callback' ? 'callback' : 'step'} ${one.step} ${local(one.dueAt)}`

function silence(since: string, more: Partial<Silence> = {}): Silence {
  return { silentSince: instant(since), usedSteps: [], ...more }
}

const rows: [why: string, silence: Silence, planned: string[]][] = [
  [
    'a Tuesday morning',
    silence('2026-03-10T10:00'),
    ['step 1 2026-03-10T10:30', 'step 2 2026-03-11T10:00', 'step 3 2026-03-13T10:00'],
  ],
  [
    'late in the evening: the first moves to the morning, the second keeps its hour',
    silence('2026-03-10T19:45'),
    ['step 1 2026-03-11T08:00', 'step 2 2026-03-11T19:45', 'step 3 2026-03-13T19:45'],
  ],
  [
    'at night the first two come close: 4 h lie between them',
    silence('2026-03-11T06:00'),
    ['step 1 2026-03-11T08:00', 'step 2 2026-03-12T08:00', 'step 3 2026-03-14T08:00'],
  ],
  [
    'Saturday evening: two fall on Monday morning and keep 4 h apart',
    silence('2026-03-14T19:45'),
    ['step 1 2026-03-16T08:00', 'step 2 2026-03-16T12:00', 'step 3 2026-03-17T19:45'],
  ],
  [
    'before Carnival: all three wait for Wednesday, and the gap pushes the rest on',
    silence('2026-02-14T19:40'),
    ['step 1 2026-02-18T08:00', 'step 2 2026-02-18T12:00', 'step 3 2026-02-18T16:00'],
  ],
  [
    'a later silence goes on with the steps never sent',
    silence('2026-03-10T10:00', { usedSteps: [1], lastFollowUpAt: instant('2026-03-09T10:00') }),
    ['step 2 2026-03-11T10:00', 'step 3 2026-03-13T10:00'],
  ],
  [
    'a first step left over keeps 4 h from the last nudge',
    silence('2026-03-10T10:00', { usedSteps: [2], lastFollowUpAt: instant('2026-03-10T09:50') }),
    ['step 1 2026-03-10T13:50', 'step 3 2026-03-13T10:00'],
  ],
  ['all steps used', silence('2026-03-10T10:00', { usedSteps: [1, 2, 3] }), []],
  [
    '"me chama depois das 18": the first step waits for it',
    silence('2026-03-10T10:00', { deferral: { until: instant('2026-03-10T18:00') } }),
    ['callback 1 2026-03-10T18:00', 'step 2 2026-03-11T10:00', 'step 3 2026-03-13T10:00'],
  ],
  [
    'a callback in the quiet hours moves to the morning',
    silence('2026-03-10T10:00', { deferral: { until: instant('2026-03-10T21:00') } }),
    ['callback 1 2026-03-11T08:00', 'step 2 2026-03-12T08:00', 'step 3 2026-03-14T08:00'],
  ],
  [
    'a callback days ahead takes the other steps along',
    silence('2026-03-10T10:00', { deferral: { until: instant('2026-03-13T09:00') } }),
    ['callback 1 2026-03-13T09:00', 'step 2 2026-03-14T09:00', 'step 3 2026-03-16T09:00'],
  ],
  [
    'a callback is kept even when the first step is used up',
    silence('2026-03-10T10:00', { usedSteps: [1, 2, 3], deferral: { until: instant('2026-03-10T18:00') } }),
    ['callback null 2026-03-10T18:00'],
  ],
  [
    '"agora não posso": the first step is skipped',
    silence('2026-03-10T10:00', { deferral: 'skip_first' }),
    ['step 2 2026-03-11T10:00', 'step 3 2026-03-13T10:00'],
  ],
  [
    'switching follow-ups on never reaches back',
    silence('2026-03-10T10:00', { activeSince: instant('2026-03-10T10:01') }),
    [],
  ],
  [
    'the turn that began the silence is itself the last message: it holds nothing up',
    silence('2026-03-10T10:00', { lastOutboundAt: instant('2026-03-10T10:00') }),
    ['step 1 2026-03-10T10:30', 'step 2 2026-03-11T10:00', 'step 3 2026-03-13T10:00'],
  ],
  [
    'an attendant wrote meanwhile: 4 h after that',
    silence('2026-03-10T10:00', { lastOutboundAt: instant('2026-03-10T10:20') }),
    ['step 1 2026-03-10T14:20', 'step 2 2026-03-11T10:00', 'step 3 2026-03-13T10:00'],
  ],
]
for (const [why, given, planned] of rows) {
  test(`cadence: ${why}`, () => assert.deepEqual(planFollowUps(given, rules).map(brief), planned))
}

const step2: FollowUp = { kind: 'step', step: 2, dueAt: instant('2026-03-11T10:00') }

function state(more: Partial<FollowUpState> = {}): FollowUpState {
  const sentAt = instant('2026-03-10T10:30')
  const sent = { usedSteps: [1], lastFollowUpAt: sentAt, lastOutboundAt: sentAt }
  return { ...silence('2026-03-10T10:00'), ...sent, stage: 'qualifying', takenOver: false, ...more }
}

function checked(due: FollowUp, more: Partial<FollowUpState>, now: string): string {
  const result = checkFollowUp(due, state(more), instant(now), rules)
  if (result.kind === 'move') return `move ${local(result.to)}`
  return result.kind === 'drop' ? `drop ${result.reason}` : 'send'
}

const checks: [why: string, more: Partial<FollowUpState>, now: string, result: string][] = [
  ['all as planned', {}, '2026-03-11T10:00', 'send'],
  ['a little late', {}, '2026-03-11T10:07', 'send'],
  ['too early', {}, '2026-03-11T09:59', 'move 2026-03-11T10:00'],
  ['the worker came back at night', {}, '2026-03-11T22:00', 'move 2026-03-12T08:00'],
  ['the worker came back on a Sunday', {}, '2026-03-15T10:00', 'move 2026-03-16T08:00'],
  [
    'the one before went out late',
    { lastFollowUpAt: instant('2026-03-11T08:30') },
    '2026-03-11T10:00',
    'move 2026-03-11T12:30',
  ],
  ['the lead answered', { lastInboundAt: instant('2026-03-11T09:59') }, '2026-03-11T10:00', 'drop replied'],
  ['the lead wrote before the silence', { lastInboundAt: instant('2026-03-10T09:59') }, '2026-03-11T10:00', 'send'],
  ['the step is out already', { usedSteps: [1, 2] }, '2026-03-11T10:00', 'drop already_sent'],
  ['an attendant took over', { takenOver: true }, '2026-03-11T10:00', 'drop takeover'],
  [
    'switched on after the silence began',
    { activeSince: instant('2026-03-11T00:00') },
    '2026-03-11T10:00',
    'drop before_activation',
  ],
]
for (const [why, more, now, result] of checks) {
  test(`a due follow-up: ${why}`, () => assert.equal(checked(step2, more, now), result))
}

test('only new, qualifying and qualified leads are nudged', () => {
  const nudged = STAGES.filter((stage) => checked(step2, { stage }, '2026-03-11T10:00') === 'send')
  assert.deepEqual(nudged, ['new', 'qualifying', 'qualified'])
})

test('a callback keeps its hour beside an earlier nudge', () => {
  const callback: FollowUp = { kind: 'callback', step: null, dueAt: instant('2026-03-10T12:00') }
  assert.equal(checked(callback, {}, '2026-03-10T12:00'), 'send')
})

test('a lead is nurturing 24 h after the last message, once no step is left', () => {
  const at = (more: Partial<Silence>) => {
    const moment = nurtureAt(silence('2026-03-10T10:00', more), rules.cadence)
    return moment && local(moment)
  }
  const lastFollowUpAt = instant('2026-03-13T10:00')
  assert.equal(at({ usedSteps: [1, 2], lastFollowUpAt }), null)
  assert.equal(at({ usedSteps: [1, 2, 3], lastFollowUpAt }), '2026-03-14T10:00')
  assert.equal(at({ usedSteps: [1, 2, 3], lastFollowUpAt: instant('2026-03-01T10:00') }), '2026-03-11T10:00')
  assert.equal(at({ usedSteps: [2, 3], lastFollowUpAt, deferral: 'skip_first' }), '2026-03-14T10:00')
  const deferral = { until: instant('2026-03-12T18:00') }
  assert.equal(at({ usedSteps: [1, 2, 3], deferral }), null)
  assert.equal(at({ usedSteps: [1, 2, 3], deferral, lastFollowUpAt }), '2026-03-14T10:00')
})

const silences = fc
  .record({
    minutes: fc.integer({ min: 0, max: 366 * 24 * 60 }),
    usedSteps: fc.subarray([1, 2, 3]),
    lastNudgeMinutesAgo: fc.option(fc.integer({ min: 0, max: 10_000 })),
    deferral: fc.oneof(fc.constant(undefined), fc.constant('skip_first' as const), fc.integer({ min: 0, max: 12_000 })),
  })
  .map(({ minutes, usedSteps, lastNudgeMinutesAgo, deferral }): Silence => {
    const silentSince = instant('2026-01-01T00:00').add({ minutes })
    const until = typeof deferral === 'number' ? { until: silentSince.add({ minutes: deferral }) } : deferral
    return {
      silentSince,
      usedSteps,
      ...(lastNudgeMinutesAgo !== null && { lastFollowUpAt: silentSince.subtract({ minutes: lastNudgeMinutesAgo }) }),
      ...(until && { deferral: until }),
    }
  })

test('nudges come at allowed minutes, never early, 4 h apart, in order, each step once', () => {
  fc.assert(
    fc.property(silences, (given) => {
      const planned = planFollowUps(given, rules)
      const steps = planned.flatMap(({ step }) => (step === null ? [] : [step]))
      assert.deepEqual(steps, [...new Set(steps)].sort())
      assert.ok(steps.every((step) => !given.usedSteps.includes(step)))
      let last = given.lastFollowUpAt
      for (const one of planned) {
        assert.ok(mayContact(one.dueAt, rules))
        const literal = one.kind === 'step' ? ['PT30M', 'PT24H', 'PT72H'][one.step - 1] : 'PT0M'
        assert.ok(Temporal.Instant.compare(one.dueAt, given.silentSince.add(literal ?? '')) >= 0)
        if (last && one.kind === 'step') assert.ok(one.dueAt.since(last).total('hours') >= 4)
        last = one.dueAt
      }
    }),
    { numRuns: 300, seed: 8 },
  )
})

test('a plan that runs its course sends every nudge at its moment and ends in nurturing', () => {
  fc.assert(
    fc.property(silences, (given) => {
      const deferral = given.deferral
      let now: Silence = given
      for (const due of planFollowUps(given, rules)) {
        const live: FollowUpState = { ...now, stage: 'qualifying', takenOver: false }
        assert.deepEqual(checkFollowUp(due, live, due.dueAt, rules), { kind: 'send' })
        const usedSteps = due.step === null ? now.usedSteps : [...now.usedSteps, due.step]
        now = { ...now, usedSteps, lastFollowUpAt: due.dueAt, lastOutboundAt: due.dueAt }
      }
      assert.notEqual(nurtureAt(now, rules.cadence), null)
      assert.deepEqual(planFollowUps(deferral ? { ...now, deferral: 'skip_first' } : now, rules), [])
    }),
    { numRuns: 200, seed: 9 },
  )
})
