import { z } from 'zod'
import { FactName } from './facts.ts'
import { DisqualifiedReason, HandoffReason, OfferId, Stage } from './plan.ts'
import { Cadence, HolidayCalendar, Meeting, OpeningHours, QuietHours, ReminderRules } from './schedule.ts'
import { OBJECTION_KINDS } from './understanding.ts'

const Id = z.string().regex(/^[a-z0-9_]+$/, 'lower-case letters, digits and _ only')
const IsoDate = z.iso.date()
/** Wordings of one thing; the writer takes one not used yet. `{slots}` in braces are filled from the say and the facts. */
const Wordings = z.array(z.string().min(1)).min(1)

/** A claim the agent may make: who answers for it, until when, and the number in it, if any. */
export const FactSheetEntry = z.strictObject({
  id: Id,
  claim: z.string().min(1),
  value: z.union([z.number(), z.string(), z.tuple([z.number(), z.number()])]).optional(),
  unit: z.string().optional(),
  /** What the value is about; two entries with the same subject and other values contradict each other. */
  subject: Id,
  source: z.string().min(1),
  owner: z.string().min(1),
  validUntil: IsoDate,
})
export type FactSheetEntry = z.infer<typeof FactSheetEntry>

/** One fact to collect: its question, rewordings, and a version with numbered choices for after a misunderstanding. */
export const FactQuestion = z.strictObject({
  fact: FactName,
  required: z.boolean(),
  /** Asked at most once; a refusal is fine. */
  askOnce: z.boolean().default(false),
  /** Asked only on occasion (`hasSolar=true`), never in the line of questions. */
  onlyWhen: z.strictObject({ fact: FactName, equals: z.union([z.string(), z.number(), z.boolean()]) }).optional(),
  ask: Wordings,
  again: Wordings,
  choices: Wordings,
  /** What the numbers of `choices` stand for, from 1; without it the choices are words only. Services number themselves. */
  options: z
    .array(
      z.strictObject({
        value: z.union([z.string(), z.number(), z.boolean()]),
        approximate: z.boolean().default(false),
      }),
    )
    .default([]),
})
export type FactQuestion = z.infer<typeof FactQuestion>

export const FaqEntry = z.strictObject({
  topic: Id,
  answers: Wordings,
  /** Fact-sheet entries the answers draw on; an expired one makes the answer unusable. */
  uses: z.array(Id).default([]),
})

export const ObjectionEntry = z.strictObject({
  kind: z.enum(OBJECTION_KINDS),
  arguments: z.array(Wordings).min(1),
  uses: z.array(Id).default([]),
})

export const Attendant = z.strictObject({
  id: Id,
  name: z.string().min(1),
  email: z.email().optional(),
  phone: z.string().optional(),
})

export const Playbook = z.strictObject({
  name: Id,
  version: z.int().positive(),
  language: z.literal('pt-BR'),
  timeZone: z.string(),
  persona: z.strictObject({
    agentName: z.string().min(1),
    company: z.string().min(1),
    city: z.string().min(1),
    article: z.enum(['a', 'o']),
    tone: z.string(),
    emojis: z.array(z.string()).default([]),
  }),
  /** In the order they are asked. */
  questions: z.array(FactQuestion).min(1),
  gates: z.strictObject({
    minBillBrl: z.number().positive().optional(),
    /** An approximate amount this close under the gate is asked for exactly before declining (fraction). */
    approximateMargin: z.number().min(0).max(1).default(0.1),
    largeBillBrl: z.number().positive().optional(),
    areas: z.array(z.string().length(2)).optional(),
    declineIfSolar: z.boolean().default(false),
    declineIfCompetitorContract: z.boolean().default(false),
  }),
  offers: z.array(
    z.strictObject({
      id: OfferId,
      claim: Id.optional(),
      minBillBrl: z.number().optional(),
      states: z.array(z.string()).optional(),
      tag: z.string().min(1),
    }),
  ),
  factSheet: z.array(FactSheetEntry),
  faq: z.array(FaqEntry),
  objections: z.array(ObjectionEntry),
  /** For service businesses: what can be booked. */
  services: z
    .array(
      z.strictObject({
        id: Id,
        name: z.string().min(1),
        minutes: z.int().positive(),
        words: z.array(z.string()).default([]),
      }),
    )
    .default([]),
  scheduling: z.strictObject({
    meeting: Meeting,
    meetingName: z.string().min(1),
    place: z.string().min(1),
    link: z.url().optional(),
    hours: OpeningHours,
    holidays: HolidayCalendar,
    attendants: z.array(Attendant).min(1),
    holdMinutes: z.int().positive().default(10),
    offerCount: z.int().min(1).max(5).default(3),
  }),
  followUps: Cadence,
  quietHours: QuietHours,
  reminders: ReminderRules,
  handoff: z.strictObject({
    triggers: z.array(HandoffReason),
    notUnderstoodAfter: z.int().positive().default(3),
    takeoverEndsAfterHours: z.number().positive().default(12),
    releaseAfterHours: z.number().positive().nullable().default(null),
    attendantsGroup: z.string().optional(),
  }),
  crm: z.strictObject({
    pipeline: z.string(),
    statuses: z.record(Stage, z.string()),
    tags: z.strictObject({
      always: z.array(z.string()),
      hot: z.string(),
      warm: z.string(),
      cold: z.string(),
      optOut: z.string(),
      handoff: z.string(),
    }),
    fields: z.partialRecord(FactName, z.string()),
  }),
  /** Wordings by say: `greet.first`, `decline.low_bill`, `offer_slots.taken`, … The writer's own list says which must exist. */
  wordings: z.record(z.string(), Wordings),
  reports: z.strictObject({ recipients: z.array(z.string()) }).default({ recipients: [] }),
  disqualifiedOrder: z
    .array(DisqualifiedReason)
    .default(['out_of_area', 'low_bill', 'already_solar', 'competitor_contract']),
})
export type Playbook = z.infer<typeof Playbook>
