import { FactName } from '#src/domain/facts.ts'
import type { Stage } from '#src/domain/plan.ts'
import type { Known, KommoSlug, Reaction } from '../case.ts'
import type { LoadedCase } from '../load-cases.ts'
import { compilePattern } from '../pattern.ts'
import type { Random } from '../random.ts'
import { convertSay } from './convert-say.ts'
import { type Offer, type Picked, pickSlot, wordWish } from './pick-slot.ts'
import { texts, type Utterance } from './utterance.ts'
import { wordAnswer, wordYes } from './word-answer.ts'

/** One turn of the agent as the lead hears it: the bubbles joined by newlines, and what the stored rows say it asks and offers. */
export type Heard = { id: string; text: string; asks: string | null; offers: Offer[]; duringWait: boolean }

/**
 * What the lead reacts to. `heard`: the agent's turns since the lead last wrote; `batches`: how often the lead wrote; `lastOffers`: the
 * times last on offer, however long ago.
 */
export type Situation = { batches: number; stage: Stage; heard: Heard[]; lastOffers: Offer[] }

/** What happens next, in order. `answered` names the fact a default answer gave, for measuring what was understood. */
export type Move =
  | { kind: 'attendant'; text: string }
  | { kind: 'move'; status: KommoSlug }
  | { kind: 'console'; action: 'takeover' | 'release' }
  | { kind: 'wait'; duration: string }
  | { kind: 'waitUntil'; moment: string }
  | { kind: 'speak'; utterances: Utterance[]; answered?: FactName; value?: Known | undefined }
  | { kind: 'silence' }
  | { kind: 'end' }

export type LeadSimulator = ReturnType<typeof createLeadSimulator>

/** The lead of one case. It knows only what the stored rows say was asked and offered, never the wording; same seed, same lead. */
export function createLeadSimulator(evalCase: LoadedCase, random: Random, zone: string) {
  const { lead, folder } = evalCase
  const { style } = lead
  const used = new Map<Reaction, number>()
  const lastFired = new Map<Reaction, string>()

  /** A reaction is spent after `times`, and never answers the same words twice. */
  const isArmed = (reaction: Reaction, key: string) =>
    (used.get(reaction) ?? 0) < reaction.times && lastFired.get(reaction) !== key

  const fire = (reaction: Reaction, situation: Situation): Move[] => {
    const { moves, armed } = perform(reaction, situation)
    lastFired.set(reaction, keyOf(situation))
    if (!armed) used.set(reaction, (used.get(reaction) ?? 0) + 1)
    return moves
  }

  const perform = (reaction: Reaction, situation: Situation): { moves: Move[]; armed: boolean } => {
    const picked = reaction.pick ? pick(situation, reaction) : null
    const spoken = picked ? speak(picked.words) : wordsOf(reaction)
    return { moves: [...deedsOf(reaction), ...spoken], armed: picked?.armed ?? false }
  }

  const pick = (situation: Situation, reaction: Reaction | undefined): Picked => {
    const offers = pending(situation)?.offers ?? []
    return offers.length > 0
      ? pickSlot(offers, reaction?.pick, zone, style, random)
      : wordWish(situation.lastOffers, reaction?.pick, zone, style, random)
  }

  const wordsOf = (reaction: Reaction): Move[] => {
    if (reaction.say !== undefined) return [{ kind: 'speak', utterances: convertSay(reaction.say, folder) }]
    if (reaction.button !== undefined)
      return [{ kind: 'speak', utterances: [{ kind: 'button', nth: reaction.button }] }]
    return reaction.silence ? [{ kind: 'silence' }] : []
  }

  /** What a lead does whom the case tells nothing else. */
  const byDefault = (situation: Situation): Move[] => {
    const turn = pending(situation)
    if (!turn) return [{ kind: 'end' }]
    if (turn.offers.length > 0) return speak(pick(situation, undefined).words)
    if (turn.asks === 'slots') return wish(situation)
    if (turn.asks === 'exact_bill') return speak(wordAnswer('exact_bill', lead.knows.billBrl, style, random))
    // To be written to again after an opt-out is not something a lead agrees to by default.
    if (turn.asks === 'resume') return [{ kind: 'end' }]
    const fact = FactName.safeParse(turn.asks)
    if (!fact.success) return speak(wordYes(style, random))
    const value = lead.knows[fact.data]
    const utterances = texts(wordAnswer(fact.data, value, style, random))
    return [{ kind: 'speak', utterances, answered: fact.data, value }]
  }

  /** Asked for a day without times on offer: the wish of the pick that is still to come. */
  const wish = (situation: Situation): Move[] => {
    const coming = lead.when.find((reaction) => reaction.pick && (used.get(reaction) ?? 0) < reaction.times)
    const picked = pick(situation, coming)
    if (coming && !picked.armed) used.set(coming, (used.get(coming) ?? 0) + 1)
    return speak(picked.words)
  }

  return {
    opens: (): Utterance[] => convertSay(lead.opens, folder),

    /** What the lead does now: the first reaction that matches, otherwise the default. */
    react(situation: Situation): Move[] {
      const reaction = lead.when.find(
        (candidate) => isArmed(candidate, keyOf(situation)) && matches(candidate, situation),
      )
      return reaction ? fire(reaction, situation) : byDefault(situation)
    },

    /** While the lead waits only words they wait for make them write. */
    reactWhileWaiting(situation: Situation): Move[] {
      const reaction = lead.when.find(
        (candidate) =>
          candidate.sent !== undefined && isArmed(candidate, keyOf(situation)) && matches(candidate, situation),
      )
      return reaction ? fire(reaction, situation) : []
    },
  }
}

function speak(words: string[]): Move[] {
  return [{ kind: 'speak', utterances: texts(words) }]
}

function deedsOf(reaction: Reaction): Move[] {
  const said = reaction.attendant === undefined ? [] : [reaction.attendant].flat()
  return [
    ...said.map((text): Move => ({ kind: 'attendant', text })),
    ...(reaction.move ? [{ kind: 'move' as const, status: reaction.move }] : []),
    ...(reaction.console ? [{ kind: 'console' as const, action: reaction.console }] : []),
    ...(reaction.wait ? [{ kind: 'wait' as const, duration: reaction.wait }] : []),
    ...(reaction.waitUntil ? [{ kind: 'waitUntil' as const, moment: reaction.waitUntil }] : []),
  ]
}

/** All conditions of a reaction must hold. */
function matches(reaction: Reaction, situation: Situation): boolean {
  const turn = pending(situation)
  if (reaction.asked !== undefined && turn?.asks !== reaction.asked) return false
  if (reaction.offered !== undefined && (turn?.offers.length ?? 0) === 0) return false
  if (reaction.turn !== undefined && reaction.turn !== situation.batches + 1) return false
  if (reaction.stage !== undefined && reaction.stage !== situation.stage) return false
  return reaction.sent === undefined || wasSent(reaction.sent, situation)
}

function wasSent(pattern: string, situation: Situation): boolean {
  const compiled = compilePattern(pattern)
  return situation.heard.some(({ text }) => compiled.test(text))
}

/** The agent's last turn that wants an answer; nudges and reminders that came while the lead waited want none. */
function pending(situation: Situation): Heard | undefined {
  return situation.heard.findLast((turn) => !turn.duringWait && (turn.asks !== null || turn.offers.length > 0))
}

function keyOf({ batches, heard }: Situation): string {
  return `${batches}:${heard.at(-1)?.id ?? ''}`
}
