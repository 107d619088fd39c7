import { agentTurns } from './agent-turns.ts'
import type { Heard, LeadSimulator, Move, Situation } from './lead-simulator/simulate.ts'
import { createLeadSimulator } from './lead-simulator/simulate.ts'
import type { Utterance } from './lead-simulator/utterance.ts'
import type { LoadedCase } from './load-cases.ts'
import { createRandom } from './random.ts'
import type { Ending, RunRecord, Step } from './run-record.ts'
import type { CaseWorld, WorldState } from './world.ts'

/** A lead who has written this often without an end has met a loop. */
const MAX_BATCHES = 40
/** Deeds without words in a row; a case that never lets its lead speak again would go on for ever. */
const MAX_WORDLESS = 20
/** More moments than any cadence and reminders have; only a storm of follow-ups reaches it. */
const MAX_DUE_MOMENTS = 40

type Play = {
  world: CaseWorld
  simulator: LeadSimulator
  steps: Step[]
  batches: number
  /** Seq of the last message there was when the lead last wrote. */
  spokeAtSeq: number
  waited: Set<string>
  state: WorldState
}

/** Plays one case in its world to its end. Throws only what the world throws. */
export async function play(
  evalCase: LoadedCase,
  world: CaseWorld,
  seed: number,
  trial: number,
): Promise<Omit<RunRecord, 'ms'>> {
  const random = createRandom(seed, evalCase.id, trial)
  const simulator = createLeadSimulator(evalCase, random, world.zone)
  const state = await world.readState()
  const current: Play = { world, simulator, steps: [], batches: 0, spokeAtSeq: -1, waited: new Set(), state }
  await speak(current, { kind: 'speak', utterances: simulator.opens() })
  const ending = await converse(current, evalCase.lead.stops)
  await world.settle()
  current.state = await world.readState({ withTurns: true })
  return { case: evalCase, trial, seed, steps: current.steps, ending, final: current.state }
}

async function converse(current: Play, stops: string | undefined): Promise<Ending> {
  let wordless = 0
  while (!hasToStop(current, stops)) {
    if (current.batches >= MAX_BATCHES || wordless >= MAX_WORDLESS) return 'too_long'
    const moves = current.simulator.react(situationOf(current))
    if (moves.some(({ kind }) => kind === 'end')) return 'nothing_left'
    await performAll(current, moves)
    if (moves.some(({ kind }) => kind === 'silence')) return 'silence'
    wordless = moves.some(({ kind }) => kind === 'speak') ? 0 : wordless + 1
  }
  return 'stopped'
}

function hasToStop({ state, batches, spokeAtSeq }: Play, stops: string | undefined): boolean {
  if (stops === undefined) return false
  if (stops === 'after booking') return state.bookings.some(({ status }) => status === 'confirmed')
  if (stops === 'after goodbye') {
    const last = agentTurns(state).at(-1)
    return last !== undefined && last.firstSeq > spokeAtSeq && last.asks === null && last.offers.length === 0
  }
  return batches >= Number(stops.replace(/\D/g, ''))
}

function situationOf({ state, batches, spokeAtSeq, waited }: Play): Situation {
  const turns = agentTurns(state)
  const heard = turns
    .filter((turn) => turn.lastSeq > spokeAtSeq)
    .map(({ id, text, asks, offers }): Heard => ({ id, text, asks, offers, duringWait: waited.has(id) }))
  const lastOffers = turns.findLast(({ offers }) => offers.length > 0)?.offers ?? []
  return { batches, stage: state.lead?.stage ?? 'new', heard, lastOffers }
}

async function performAll(current: Play, moves: Move[]): Promise<void> {
  for (const move of moves) await perform(current, move)
}

async function perform(current: Play, move: Move): Promise<void> {
  const { world } = current
  switch (move.kind) {
    case 'speak':
      return speak(current, move)
    case 'attendant':
      return record(current, 'attendant', move.text, () => world.attendantWrites(move.text))
    case 'move':
      return record(current, 'crm', `card to ${move.status}`, () => world.moveCard(move.status))
    case 'console':
      return record(current, 'console', move.action, () => world.console(move.action))
    case 'wait':
      return waitUntil(current, after(world, move.duration))
    case 'waitUntil':
      return waitUntil(current, momentOf(move.moment, world.zone))
    case 'silence':
      return fallSilent(current)
    case 'end':
      return
  }
}

async function speak(current: Play, { utterances, answered, value }: Extract<Move, { kind: 'speak' }>): Promise<void> {
  current.batches++
  current.spokeAtSeq = current.state.messages.at(-1)?.seq ?? 0
  const answer = answered === undefined ? undefined : { fact: answered, value }
  await record(current, 'lead', describe(utterances), () => current.world.deliver(utterances), answer)
}

/** Does something, lets everything it causes happen, and keeps what came of it. */
async function record(
  current: Play,
  actor: Step['actor'],
  what: string,
  act: () => Promise<void>,
  answered?: Step['answered'],
): Promise<void> {
  const at = current.world.now()
  const lastSeqBefore = current.state.messages.at(-1)?.seq ?? 0
  await act()
  await current.world.runUntilQuiet()
  current.state = await current.world.readState()
  current.steps.push({
    actor,
    what,
    at,
    batch: actor === 'lead' ? current.batches : 0,
    answered,
    lastSeqBefore,
    state: current.state,
  })
}

/** Lets time pass. Nudges and reminders that come meanwhile make the lead write only where the case waits for their words. */
async function waitUntil(current: Play, end: Temporal.Instant): Promise<void> {
  for (let moments = 0; moments < MAX_DUE_MOMENTS; moments++) {
    const due = await current.world.nextDue()
    if (due === null || Temporal.Instant.compare(due, end) > 0) break
    await passTo(current, due)
    await performAll(current, current.simulator.reactWhileWaiting(situationOf(current)))
  }
  if (Temporal.Instant.compare(current.world.now(), end) < 0) await passTo(current, end)
}

async function fallSilent(current: Play): Promise<void> {
  for (let moments = 0; moments < MAX_DUE_MOMENTS; moments++) {
    const due = await current.world.nextDue()
    if (due === null) return
    await passTo(current, due)
  }
}

async function passTo(current: Play, moment: Temporal.Instant): Promise<void> {
  const known = new Set(agentTurns(current.state).map(({ id }) => id))
  await record(current, 'clock', moment.toString(), () => current.world.advanceTo(moment))
  for (const { id } of agentTurns(current.state)) if (!known.has(id)) current.waited.add(id)
}

function after(world: CaseWorld, duration: string): Temporal.Instant {
  return world.now().toZonedDateTimeISO(world.zone).add(duration).toInstant()
}

function momentOf(moment: string, zone: string): Temporal.Instant {
  return /(?:Z|[+-]\d\d:?\d\d)$/.test(moment)
    ? Temporal.Instant.from(moment)
    : Temporal.PlainDateTime.from(moment).toZonedDateTime(zone).toInstant()
}

function describe(utterances: Utterance[]): string {
  return utterances.map((utterance) => ('text' in utterance ? utterance.text : `[${utterance.kind}]`)).join('\n')
}
