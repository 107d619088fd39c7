import { EvalCase } from '#evals/case.ts'
import type { LoadedCase } from '#evals/load-cases.ts'
import type { RunRecord, Step } from '#evals/run-record.ts'
import type { StoredMessage, WorldState } from '#evals/world.ts'
import { LeadFacts } from '#src/domain/facts.ts'
import type { Stage } from '#src/domain/plan.ts'

export const ZONE = 'America/Recife'
export const NOW = Temporal.Instant.from('2026-03-10T10:15:00-03:00')

/** A case as a file would hold it, with as little said as possible. */
export function givenCase(parts: { lead?: object; expect?: object; now?: string } = {}): LoadedCase {
  const raw = {
    id: 'a-case',
    purpose: 'a test',
    now: parts.now ?? '2026-03-10T10:15:00-03:00',
    lead: { phone: '5581999990001', opens: 'oi', ...parts.lead },
    expect: parts.expect ?? {},
  }
  return { ...EvalCase.parse(raw), path: 'a-case.yaml', folder: '/cases' }
}

export function givenFacts(values: Record<string, string | number | boolean | null>): LeadFacts {
  const stored = Object.entries(values).map(([fact, value]) => [
    fact,
    { value, confidence: 1, evidence: '', source: 'lead', at: NOW.toString() },
  ])
  return LeadFacts.parse(Object.fromEntries(stored))
}

let ids = 0

/** A delivered bubble of the agent; `turn` joins bubbles to a turn. */
export function agentSays(text: string, parts: Partial<StoredMessage> & { turn?: string } = {}): StoredMessage {
  ids += 1
  const { turn, ...rest } = parts
  return {
    id: `m${ids}`,
    seq: 0,
    author: 'agent',
    purpose: 'turn',
    type: 'text',
    text,
    status: 'sent',
    turnId: turn ?? `t${ids}`,
    asks: null,
    offers: [],
    at: NOW,
    ...rest,
  }
}

export function leadSays(text: string): StoredMessage {
  return agentSays(text, { author: 'lead', purpose: null, status: 'received', turnId: null })
}

export type StateParts = Partial<Omit<WorldState, 'lead'>> & {
  lead?: Partial<NonNullable<WorldState['lead']>> & { stage?: Stage }
}

/** A state with these messages in this order; WhatsApp accepted what was sent. */
export function givenState({ lead, messages = [], ...parts }: StateParts = {}): WorldState {
  const ordered = messages.map((message, i) => ({ ...message, seq: i + 1 }))
  const accepted = ordered
    .filter(({ author, status }) => author === 'agent' && status === 'sent')
    .map(({ id, text, at }) => ({ id, text, at }))
  return {
    now: NOW,
    lead: {
      stage: 'qualifying',
      facts: {},
      score: 0,
      offer: null,
      disqualifiedReason: null,
      handoffReason: null,
      silence: null,
      ...lead,
    },
    messages: ordered,
    turns: [],
    bookings: [],
    bills: [],
    followUps: [],
    reminders: [],
    crm: { leads: [], contacts: 0, notes: 0, tasks: 0 },
    accepted,
    failedJobs: [],
    ...parts,
  }
}

/** A step after which the state holds; `before` messages were there already. */
export function givenStep(state: WorldState, before = 0, parts: Partial<Step> = {}): Step {
  return { actor: 'lead', what: 'oi', at: NOW, batch: 1, lastSeqBefore: before, state, ...parts }
}

export function givenRun(steps: Step[], parts: Partial<RunRecord> = {}): RunRecord {
  return {
    case: givenCase(),
    trial: 0,
    seed: 1,
    steps,
    ending: 'nothing_left',
    ms: 1,
    final: steps.at(-1)?.state ?? null,
    ...parts,
  }
}

/** A run of one turn that says these bubbles. */
export function runSaying(bubbles: string[], parts: StateParts = {}): RunRecord {
  const messages = [leadSays('oi'), ...bubbles.map((text) => agentSays(text, { turn: 'only' }))]
  return givenRun([givenStep(givenState({ ...parts, messages }), 1)])
}

export const PLAYBOOK = `
persona: { agentName: Helena, company: SolarPrime, city: Recife }
gates: { minBillBrl: 400, largeBillBrl: 20000 }
factSheet:
  - { id: saving, claim: "economia de até 90% da parte de energia", value: 90, unit: "%", validUntil: 2027-12-31 }
  - { id: warranty, claim: "25 anos de garantia", value: 25, unit: anos, validUntil: 2027-12-31 }
  - { id: old, claim: "desconto de 33%", value: 33, unit: "%", validUntil: 2026-01-31 }
scheduling:
  meeting: { minutes: 30 }
  link: https://meet.solarprime.example.com/visita
  hours: { monday: [{ from: "08:00", to: "12:00" }, { from: "13:00", to: "18:00" }] }
`
