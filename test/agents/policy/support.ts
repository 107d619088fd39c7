import { decide } from '#agents/conversation/policy/decide.ts'
import type { DecideInput } from '#agents/conversation/policy/input.ts'
import { settle } from '#agents/conversation/policy/settle.ts'
import { loadPlaybook } from '#agents/playbooks/load.ts'
import type { FactName, FactValues, LeadFacts, StoredFact } from '#src/domain/facts.ts'
import type { Action, ActionResult, LiveBooking, OfferedSlot, Plan, SayKind } from '#src/domain/plan.ts'
import { ConversationMemory } from '#src/domain/plan.ts'
import type { Playbook } from '#src/domain/playbook.ts'
import type { Act, Understanding, UnderstoodFact } from '#src/domain/understanding.ts'

export const SOLAR: Playbook = loadPlaybook('agents/playbooks/solar.yaml')

/** A Tuesday morning. */
export const NOW = '2026-03-10T10:15:00-03:00[America/Recife]'

/** What a turn of a test starts from; whatever is missing is an unknown lead in a new conversation. */
export type Given = {
  now?: string
  playbook?: Playbook
  facts?: LeadFacts
  memory?: Partial<ConversationMemory>
  lead?: Partial<DecideInput['lead']>
  media?: DecideInput['media']
  bills?: DecideInput['bills']
  freshBills?: string[]
}

type Said = Partial<Omit<Understanding, 'facts'>> & {
  facts?: Partial<FactValues>
  /** Facts said approximately ("uns 380"). */
  about?: FactName[]
  confidence?: number
}

/** A perception by hand: what the message was understood to say. */
export function said(text: string, { facts = {}, about = [], confidence = 0.9, ...rest }: Said = {}): Understanding {
  const understood: Partial<Record<FactName, UnderstoodFact>> = {}
  for (const [name, value] of entries(facts))
    understood[name] = { value, confidence, evidence: text, ...(about.includes(name) ? { approximate: true } : {}) }
  const acts: Act[] = rest.acts ?? (Object.keys(facts).length > 0 ? ['inform'] : [])
  return { text, normalised: text.toLowerCase(), complete: true, ...rest, acts, facts: understood }
}

/** Acts with no facts, as a short message has them. */
export function act(text: string, ...acts: Act[]): Understanding {
  return said(text, { acts })
}

/** Known facts by their values. */
export function known(
  values: Partial<Record<FactName, FactValues[FactName] | null>>,
  rest: Partial<StoredFact> = {},
): LeadFacts {
  const facts: LeadFacts = {}
  for (const [name, value] of entries(values))
    facts[name] = {
      value,
      confidence: 0.9,
      evidence: String(value),
      source: 'lead',
      at: '2026-03-10T12:00:00Z',
      ...rest,
    }
  return facts
}

/** Every fact of the solar line of questions, all gates passed. */
export const QUALIFIED = known({
  name: 'Célia',
  billBrl: 620,
  city: 'Recife',
  state: 'PE',
  propertyKind: 'business',
  ownsProperty: true,
  hasSolar: false,
  competitorContract: false,
  decisionMaker: true,
})

export function without(facts: LeadFacts, ...names: FactName[]): LeadFacts {
  return Object.fromEntries(Object.entries(facts).filter(([name]) => !names.some((gone) => gone === name)))
}

export function slot(start: string): OfferedSlot {
  const end = Temporal.Instant.from(start).add({ minutes: 30 }).toZonedDateTimeISO('America/Recife')
  return { start, end: end.toString({ timeZoneName: 'never' }), attendantId: 'leonardo', attendantName: 'Leonardo' }
}

/** Thursday 14:00, Thursday 16:00, Friday 9:00. */
export const THREE = ['2026-03-12T14:00:00-03:00', '2026-03-12T16:00:00-03:00', '2026-03-13T09:00:00-03:00'].map(slot)

export function bookingAt(start: string, rest: Partial<LiveBooking> = {}): LiveBooking {
  return { ...slot(start), id: 'b1', status: 'confirmed', attendanceConfirmed: false, meeting: 'conversa', ...rest }
}

/** A conversation under way; `memory` says what differs from one in which the agent has spoken before. */
export function inputOf(perception: Understanding, given: Given = {}): DecideInput {
  const facts = given.facts ?? {}
  return {
    now: Temporal.ZonedDateTime.from(given.now ?? NOW),
    playbook: given.playbook ?? SOLAR,
    lead: {
      stage: 'qualifying',
      silence: null,
      attendantLastAt: null,
      disqualified: null,
      handoff: null,
      booking: null,
      ...given.lead,
      facts,
    },
    memory: ConversationMemory.parse({ turns: 3, ...given.memory }),
    perception,
    media: given.media ?? [],
    bills: given.bills ?? [],
    freshBills: given.freshBills ?? [],
  }
}

export function plan(perception: Understanding, given: Given = {}): Plan {
  return decide(inputOf(perception, given))
}

/** Decides and settles with this result of the action. */
export function settled(perception: Understanding, given: Given, result: ActionResult): Plan {
  const input = inputOf(perception, given)
  const decided = decide(input)
  return settle(decided, result, { ...input, memory: decided.memory })
}

export function kinds(decided: Plan): SayKind[] {
  return decided.says.map((say) => say.kind)
}

export function asking(...slots: OfferedSlot[]): Partial<ConversationMemory> {
  return { asked: 'slots', offered: slots, askedTimes: { slots: 1 }, offerPresented: 'own_plant' }
}

/** Runs a whole conversation: facts, stage, memory and silence go from turn to turn as the application keeps them. */
export function conversation(given: Given, calendar: (action: Action, now: Temporal.ZonedDateTime) => ActionResult) {
  let input = inputOf(said(''), { memory: { turns: 0 }, lead: { stage: 'new' }, ...given })
  return {
    say(perception: Understanding, more: Partial<Pick<DecideInput, 'now' | 'media'>> = {}): Plan {
      input = { ...input, media: [], ...more, perception }
      const decided = decide(input)
      const result = decided.action ? calendar(decided.action, input.now) : null
      const done = result ? settle(decided, result, { ...input, memory: decided.memory }) : decided
      input = { ...input, lead: leadAfter(input.lead, done, result), memory: done.memory }
      return done
    },
    get lead() {
      return input.lead
    },
    get memory() {
      return input.memory
    },
  }
}

/** What the application keeps of a plan. */
export function leadAfter(
  lead: DecideInput['lead'],
  { facts, stage, effects }: Plan,
  result: ActionResult | null,
): DecideInput['lead'] {
  return {
    ...lead,
    facts,
    stage,
    silence: silenceAfter(lead.silence, effects),
    disqualified: effects.disqualify ?? (effects.requalify ? null : lead.disqualified),
    handoff: effects.handoff ?? lead.handoff,
    booking: result && 'booking' in result ? (result.kind === 'cancelled' ? null : result.booking) : lead.booking,
  }
}

function silenceAfter(
  before: DecideInput['lead']['silence'],
  effects: Plan['effects'],
): DecideInput['lead']['silence'] {
  if (effects.eraseRequested) return 'erasure_asked'
  if (effects.optOut) return 'opted_out'
  if (effects.handoff) return 'handoff'
  if (effects.disqualify === 'wrong_person') return 'wrong_person'
  return effects.resume ? null : before
}

function entries<K extends string, V>(record: Partial<Record<K, V>>): [K, V][] {
  return Object.entries(record).filter((entry): entry is [K, V] => entry[1] !== undefined)
}
