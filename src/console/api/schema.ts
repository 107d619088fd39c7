import { z } from 'zod'

// The page is served under a policy without `unsafe-eval`; zod would otherwise probe for it and log a violation.
z.config({ jitless: true })

const text = z.string().nullish()
const instant = z.string().nullish()

export const Info = z.object({
  email: text,
  password: text,
  tenant: text,
  agentName: z.string().catch('Agente'),
  company: z.string().catch('Empresa'),
  timeZone: z.string().catch('America/Recife'),
  clock: z.string(),
  channels: z.array(z.object({ instance: z.string(), provider: z.string(), webhookUrl: text })).catch([]),
})
export type Info = z.infer<typeof Info>

export const LeadSummary = z.object({
  phone: z.string(),
  pushName: text,
  lastText: text,
  lastAt: instant,
  unread: z.number().catch(0),
  stage: text,
  presence: text,
})
export type LeadSummary = z.infer<typeof LeadSummary>
export const LeadList = z.object({ leads: z.array(LeadSummary) })

export /** What became of a message's file. */
const Reading = z.object({
  state: z.enum(['waiting', 'locked', 'done']),
  outcome: z
    .object({
      kind: z.string(),
      looksLike: z.string().optional(),
      why: z.string().optional(),
      tries: z.number().optional(),
    })
    .nullish(),
  transcript: text,
  fields: z.record(z.string(), z.unknown()).nullish(),
  confidence: z.record(z.string(), z.number()).nullish(),
  provenance: z.record(z.string(), z.array(z.string())).nullish(),
})
export type Reading = z.infer<typeof Reading>

const MessageStatus = z.enum(['pending', 'sent', 'delivered', 'read', 'played', 'error', 'failed']).catch('sent')
export type MessageStatus = z.infer<typeof MessageStatus>

export const Location = z.object({ lat: z.number(), lng: z.number(), name: text })
export type Location = z.infer<typeof Location>

export const Message = z.object({
  id: z.string(),
  from: z.enum(['lead', 'company']),
  author: z.string().nullish(),
  /** `image`, `audio`, `document`… or a whole MIME type. */
  text: z
    .string()
    .nullish()
    .transform((value) => value ?? ''),
  mediaType: text,
  mediaUrl: text,
  fileName: text,
  quotedId: text,
  edited: z.boolean().nullish(),
  deleted: z.boolean().nullish(),
  reactions: z.array(z.object({ from: z.string(), emoji: z.string() })).nullish(),
  location: Location.nullish(),
  reading: Reading.nullish(),
  at: z.string(),
  status: MessageStatus,
})
export type Message = z.infer<typeof Message>

export const Thread = z.object({ messages: z.array(Message), presence: text })
export type Thread = z.infer<typeof Thread>

const FactEntry = z.object({
  value: z.union([z.string(), z.number(), z.boolean(), z.null()]),
  confidence: z.number().catch(1),
  evidence: z.string().catch(''),
  source: z.string().catch('lead'),
  at: instant,
  approximate: z.boolean().nullish(),
})
export type FactEntry = z.infer<typeof FactEntry>

const Lead = z.object({
  id: z.string(),
  stage: z.string(),
  score: z.number().nullish(),
  temperature: z.enum(['hot', 'warm', 'cold']).nullish().catch(null),
  offer: text,
  silence: text,
  disqualified: text,
  handoff: text,
  facts: z.record(z.string(), FactEntry).catch({}),
})
export type Lead = z.infer<typeof Lead>

const UnderstoodTime = z.object({ kind: z.string(), from: text, to: text, need: text, date: text, clockFrom: text })
const Understood = z.object({
  text: z.string().catch(''),
  acts: z.array(z.string()).catch([]),
  facts: z
    .record(
      z.string(),
      z.object({ value: z.unknown(), confidence: z.number().catch(1), evidence: z.string().catch('') }),
    )
    .catch({}),
  time: UnderstoodTime.nullish().catch(null),
  choice: z.number().nullish(),
  topics: z.array(z.string()).nullish(),
  triggers: z.array(z.string()).nullish(),
  declined: z.array(z.string()).nullish(),
  noInterest: z.boolean().nullish(),
  language: text,
  complete: z.boolean().catch(true),
})
export type Understood = z.infer<typeof Understood>

const Turn = z.object({
  id: z.union([z.string(), z.number()]).transform(String),
  at: z.string(),
  status: z.string(),
  reason: text,
  why: z.array(z.string()).catch([]),
  says: z.array(z.string()).catch([]),
  asks: text,
  modelCalls: z.union([z.number(), z.array(z.unknown()).transform((calls) => calls.length)]).catch(0),
  costUsd: z.coerce.number().catch(0),
  ms: z.number().nullish(),
})
export type Turn = z.infer<typeof Turn>

const Booking = z.object({
  id: z.string(),
  start: z.string(),
  end: z.string(),
  status: z.string(),
  attendantName: text,
  attendanceConfirmed: z.boolean().nullish(),
})
export type Booking = z.infer<typeof Booking>

const FollowUp = z.object({
  step: z.union([z.number(), z.string()]),
  dueAt: z.string(),
  status: z.string(),
  kind: text,
})
export type FollowUp = z.infer<typeof FollowUp>

const Reminder = z.object({ which: z.string(), dueAt: z.string(), status: z.string() })
export type Reminder = z.infer<typeof Reminder>

const KommoCard = z.object({
  lead: z.object({
    id: z.union([z.number(), z.string()]),
    name: z.string().catch(''),
    status: z.union([z.string(), z.number()]).nullish(),
    statusName: text,
    tags: z.array(z.string()).catch([]),
    fields: z.record(z.string(), z.unknown()).catch({}),
  }),
  contact: z.object({ name: text, phones: z.array(z.string()).catch([]) }).nullish(),
  notes: z.array(z.object({ text: z.string(), at: instant })).catch([]),
  tasks: z.array(z.object({ text: z.string(), dueAt: instant, done: z.boolean().catch(false) })).catch([]),
})
export type KommoCard = z.infer<typeof KommoCard>

/** Everything the right-hand side shows of one lead. */
export const LeadState = z.object({
  lead: Lead.nullish(),
  understanding: Understood.nullish().catch(null),
  turns: z.array(Turn).catch([]),
  bookings: z.array(Booking).catch([]),
  followUps: z.array(FollowUp).catch([]),
  reminders: z.array(Reminder).catch([]),
  kommo: KommoCard.nullish(),
  clock: instant,
})
export type LeadState = z.infer<typeof LeadState>

export const Accepted = z.object({ id: z.string().nullish() })
export const ClockAnswer = z.object({ now: z.string() })
export const Change = z.object({ phone: z.string().nullish(), what: z.string() })
export const Problem = z.object({ title: text, detail: text, message: text })
