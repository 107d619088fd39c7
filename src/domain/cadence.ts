import type { Stage } from './plan.ts'
import type { ContactHours } from './quiet-hours.ts'
import { nextContactTime } from './quiet-hours.ts'
import type { Cadence } from './schedule.ts'
import { durationMs } from './schedule.ts'

/** The lead put the conversation off: until a time they named, or just for now. */
export type Deferral = { until: Temporal.Instant } | 'skip_first'

/**
 * A nudge to schedule. `step` counts from 1 and is used up once ever per lead. A `callback` is the time the lead asked for: it uses up step 1
 * where that is still unused, and stands outside the count (`step` null) where it is not, because a promised call must be kept.
 */
export type FollowUp =
  | { kind: 'step'; step: number; dueAt: Temporal.Instant }
  | { kind: 'callback'; step: number | null; dueAt: Temporal.Instant }

export type Silence = {
  /** The agent's last turn before the silence; nudges do not move it. */
  silentSince: Temporal.Instant
  /** Steps ever sent to this lead. */
  usedSteps: readonly number[]
  /** The last nudge ever sent to this lead. */
  lastFollowUpAt?: Temporal.Instant
  /** Anything else that went out since the silence began (an attendant's note, a reminder). */
  lastOutboundAt?: Temporal.Instant
  deferral?: Deferral
  /** When the tenant switched follow-ups on; silences from before are left alone. */
  activeSince?: Temporal.Instant
}

export type FollowUpRules = ContactHours & { cadence: Cadence }

/** Why a nudge is no longer sent. */
export type FollowUpDrop = 'replied' | 'stage' | 'takeover' | 'already_sent' | 'before_activation'

export type FollowUpCheck =
  | { kind: 'send' }
  | { kind: 'move'; to: Temporal.Instant }
  | { kind: 'drop'; reason: FollowUpDrop }

/** The lead's state when a nudge is due. */
export type FollowUpState = Silence & { stage: Stage; takenOver: boolean; lastInboundAt?: Temporal.Instant }

const NUDGED_STAGES: readonly Stage[] = ['new', 'qualifying', 'qualified']

/**
 * The nudges of a silence that has begun, in order, each at an allowed minute and `minGap` after the one before. A callback far ahead takes
 * the other steps along, so that nobody is nudged before the time they asked for.
 */
export function planFollowUps(silence: Silence, rules: FollowUpRules): FollowUp[] {
  if (isBeforeActivation(silence)) return []
  const { cadence } = rules
  const gapMs = durationMs(cadence.minGap)
  const callback = callbackOf(silence, rules)
  const left = stepsDue(cadence, silence)
  const sinceMs = countFrom(silence, cadence, left, callback?.dueAt)

  const planned: FollowUp[] = callback ? [callback] : []
  let earliestMs = earliestNext(silence, gapMs, callback?.dueAt)
  for (const step of left) {
    const literalMs = sinceMs + stepMs(cadence, step)
    const dueAt = nextContactTime(instantOf(Math.max(literalMs, earliestMs)), rules)
    planned.push({ kind: 'step', step, dueAt })
    earliestMs = dueAt.epochMilliseconds + gapMs
  }
  return planned
}

/** Looks at a due nudge again: the world may have changed since it was planned, and the hour too when a worker was late. */
export function checkFollowUp(
  due: FollowUp,
  state: FollowUpState,
  now: Temporal.Instant,
  rules: FollowUpRules,
): FollowUpCheck {
  const reason = dropReason(due, state)
  if (reason) return { kind: 'drop', reason }
  const gapMs = due.kind === 'callback' ? 0 : durationMs(rules.cadence.minGap)
  const earliestMs = Math.max(now.epochMilliseconds, due.dueAt.epochMilliseconds, earliestNext(state, gapMs))
  const to = nextContactTime(instantOf(earliestMs), rules)
  // clocks of the database count microseconds, ours milliseconds
  return to.epochMilliseconds <= now.epochMilliseconds ? { kind: 'send' } : { kind: 'move', to }
}

/** When a silent lead becomes `nurturing`, as things stand; null while a step or a callback is still to be sent. */
export function nurtureAt(silence: Silence, cadence: Cadence): Temporal.Instant | null {
  const { silentSince, lastFollowUpAt, lastOutboundAt } = silence
  if (stepsDue(cadence, silence).length > 0 || isCallbackOpen(silence)) return null
  const lastMs = Math.max(...[silentSince, lastFollowUpAt, lastOutboundAt].map((at) => at?.epochMilliseconds ?? 0))
  return instantOf(lastMs + durationMs(cadence.nurtureAfter))
}

/** Steps never sent to this lead that this silence still gets: a deferral takes the place of the first. */
function stepsDue(cadence: Cadence, { usedSteps, deferral }: Silence): number[] {
  const steps = cadence.steps.map((_, i) => i + 1)
  return steps.filter((step) => !usedSteps.includes(step) && (step > 1 || deferral === undefined))
}

function isCallbackOpen({ deferral, lastFollowUpAt }: Silence): boolean {
  if (deferral === undefined || deferral === 'skip_first') return false
  return lastFollowUpAt === undefined || Temporal.Instant.compare(lastFollowUpAt, deferral.until) < 0
}

function dropReason(due: FollowUp, state: FollowUpState): FollowUpDrop | null {
  if (isBeforeActivation(state)) return 'before_activation'
  if (due.step !== null && state.usedSteps.includes(due.step)) return 'already_sent'
  if (state.takenOver) return 'takeover'
  if (!NUDGED_STAGES.includes(state.stage)) return 'stage'
  return isAfter(state.lastInboundAt, state.silentSince) ? 'replied' : null
}

function callbackOf({ deferral, silentSince, usedSteps }: Silence, rules: FollowUpRules): FollowUp | null {
  if (deferral === undefined || deferral === 'skip_first') return null
  const atMs = Math.max(deferral.until.epochMilliseconds, silentSince.epochMilliseconds)
  const isFirstLeft = rules.cadence.steps.length > 0 && !usedSteps.includes(1)
  return { kind: 'callback', step: isFirstLeft ? 1 : null, dueAt: nextContactTime(instantOf(atMs), rules) }
}

/** Where steps count from: the silence, or the callback when the first step after it would otherwise come before it. */
function countFrom({ silentSince }: Silence, cadence: Cadence, left: number[], callbackAt?: Temporal.Instant): number {
  const [next] = left
  const sinceMs = silentSince.epochMilliseconds
  if (callbackAt === undefined || next === undefined) return sinceMs
  const tooEarly = sinceMs + stepMs(cadence, next) < callbackAt.epochMilliseconds + durationMs(cadence.minGap)
  return tooEarly ? callbackAt.epochMilliseconds : sinceMs
}

/** The gap holds to every nudge, and to other messages only when they came into this silence: the agent's own turn began it. */
function earliestNext(
  { silentSince, lastFollowUpAt, lastOutboundAt }: Silence,
  gapMs: number,
  callbackAt?: Temporal.Instant,
) {
  const others = isAfter(lastOutboundAt, silentSince) ? lastOutboundAt : undefined
  const lastMs = [lastFollowUpAt, others, callbackAt].map((at) => (at ? at.epochMilliseconds + gapMs : 0))
  return Math.max(...lastMs)
}

function stepMs(cadence: Cadence, step: number): number {
  return durationMs(cadence.steps[step - 1] ?? 'PT0M')
}

function isBeforeActivation({ activeSince, silentSince }: Silence): boolean {
  return isAfter(activeSince, silentSince)
}

function isAfter(at: Temporal.Instant | undefined, than: Temporal.Instant): boolean {
  return at !== undefined && Temporal.Instant.compare(at, than) > 0
}

function instantOf(ms: number): Temporal.Instant {
  return Temporal.Instant.fromEpochMilliseconds(ms)
}
