import type { LeadFacts } from '#src/domain/facts.ts'
import type { Stage } from '#src/domain/plan.ts'
import type { KommoSlug } from './case.ts'
import type { Judge } from './graders/judged/judge.ts'
import type { Utterance } from './lead-simulator/utterance.ts'
import type { LoadedCase } from './load-cases.ts'

/** A stored message of the conversation, in the order of the thread. */
export type StoredMessage = {
  id: string
  seq: number
  author: 'lead' | 'agent' | 'attendant' | 'system'
  purpose: 'turn' | 'follow_up' | 'reminder' | 'notice' | null
  type: string
  text: string
  status: string
  turnId: string | null
  asks: string | null
  offers: { start: string }[]
  /** Tenant clock: when the lead wrote it, or when it left us. */
  at: Temporal.Instant
}

export type StoredTurn = {
  id: string
  status: 'committed' | 'silent' | 'dropped' | 'failed'
  reason: string | null
  plan: unknown
  perception: unknown
  checks: unknown
  modelCalls: number
  costUsd: number
  durationMs: number
}

export type StoredBooking = {
  id: string
  startsAt: Temporal.Instant
  endsAt: Temporal.Instant
  status: 'confirmed' | 'cancelled' | 'done' | 'no_show'
  attendanceConfirmed: boolean
}

/** What was read of a bill, as far as it may be spoken of. */
export type StoredBill = { totalBrl: number | null; consumptionKwh: number | null; average12mKwh: number | null }

export type StoredLead = {
  stage: Stage
  facts: LeadFacts
  score: number
  offer: string | null
  disqualifiedReason: string | null
  handoffReason: string | null
  silence: string | null
}

export type Scheduled = { step: string; dueAt: Temporal.Instant; status: 'pending' | 'sent' | 'cancelled' }

/** What the emulated Kommo holds of this tenant. */
export type CrmState = {
  leads: { id: number; status: string; tags: string[] }[]
  contacts: number
  notes: number
  tasks: number
}

/** A text the emulated WhatsApp accepted: the truth about what the lead heard, independent of our rows. */
export type Accepted = { id: string; text: string; at: Temporal.Instant }

/** Everything a grader may look at, read from the database and the emulators. */
export type WorldState = {
  now: Temporal.Instant
  lead: StoredLead | null
  messages: StoredMessage[]
  turns: StoredTurn[]
  bookings: StoredBooking[]
  bills: StoredBill[]
  followUps: Scheduled[]
  reminders: Scheduled[]
  crm: CrmState
  accepted: Accepted[]
  /** Jobs that gave up, by task and error. */
  failedJobs: string[]
}

/** One case's own tenant: its WhatsApp, its CRM and its clock. */
export interface CaseWorld {
  readonly zone: string
  now(): Temporal.Instant
  /** The lead writes, one message after another at once. */
  deliver(utterances: Utterance[]): Promise<void>
  /** An attendant answers from the phone. */
  attendantWrites(text: string): Promise<void>
  /** A person moves the lead's card in the CRM. */
  moveCard(status: KommoSlug): Promise<void>
  /** A person takes the conversation over, or gives it back, in the console. */
  console(action: 'takeover' | 'release'): Promise<void>
  /** Runs what is due and moves the clock through debounce, typing and bubbles until the agent has nothing more to say now. */
  runUntilQuiet(): Promise<void>
  /** The next moment something falls due by itself (a follow-up, a reminder, the end of the cadence); null when nothing will. */
  nextDue(): Promise<Temporal.Instant | null>
  /** Moves the clock to a moment, never back, and runs what became due. */
  advanceTo(moment: Temporal.Instant): Promise<void>
  /** `withTurns`: also the records of the turns, which only the graders look at. */
  readState(options?: { withTurns?: boolean }): Promise<WorldState>
  /** Brings the CRM up to date, once the conversation is over. */
  settle(): Promise<void>
  close(): Promise<void>
}

/** The application with its emulators, shared by all cases of a run. */
export interface World {
  createCaseWorld(evalCase: LoadedCase, options: { seed: string }): Promise<CaseWorld>
  /** The playbook a case runs on, as its author wrote it. */
  playbookSource(name: string): string
  /** Null where no real model is in the chain: nobody can judge words then. */
  judge: Judge | null
  close(): Promise<void>
}
