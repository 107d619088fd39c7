import { z } from 'zod'
import { FactName, FactValues } from '#src/domain/facts.ts'
import { DisqualifiedReason, HandoffReason, Stage } from '#src/domain/plan.ts'
import { ClockEnd, ClockTime, Weekday } from '#src/domain/schedule.ts'
import { Asked } from '#src/domain/understanding.ts'
import { compilePattern } from './pattern.ts'

/** Statuses of the Kommo pipeline by slug, in the order a lead moves through them. */
export const KOMMO_SLUGS = [
  'novo_lead',
  'em_qualificacao',
  'qualificado',
  'reuniao_agendada',
  'reuniao_realizada',
  'em_negociacao',
  'atendimento_humano',
  'nao_qualificado',
  'sem_resposta',
  'ganho',
  'perdido',
] as const
export const KommoSlug = z.enum(KOMMO_SLUGS)
export type KommoSlug = z.infer<typeof KommoSlug>

export const STYLES = ['plain', 'short', 'slang', 'typos', 'fragments', 'formal'] as const
export const Style = z.enum(STYLES)
export type Style = z.infer<typeof Style>

export const DAYPARTS = ['morning', 'afternoon', 'evening'] as const
export const Daypart = z.enum(DAYPARTS)
export type Daypart = z.infer<typeof Daypart>

export const OUTCOMES = ['opted_out', 'handoff', 'booked', 'disqualified', 'qualified', 'nurturing', 'open'] as const
export const Outcome = z.enum(OUTCOMES)
export type Outcome = z.infer<typeof Outcome>

const Instant = z.string().refine(isInstant, 'an ISO instant with its offset, like 2026-03-10T10:15:00-03:00')
const LocalMoment = z
  .string()
  .refine((text) => isInstant(text) || isPlainDateTime(text), 'an ISO moment: 2026-03-10T10:15, or with an offset')
const Duration = z.string().refine(isDuration, 'an ISO duration, like PT26H or P2D')
const Pattern = z.string().refine(isPattern, 'a regular expression; (?i) at its start ignores case')
const IsoDate = z.iso.date()
const Phone = z.string().regex(/^\d{8,15}$/, 'digits with country code, in quotes')

const Coordinates = z.strictObject({
  lat: z.number().min(-90).max(90),
  lng: z.number().min(-180).max(180),
  name: z.string().optional(),
  address: z.string().optional(),
})

const SAY_KINDS = ['file', 'audio', 'location', 'sticker', 'quote', 'reaction', 'edit', 'delete', 'contact'] as const
const SayObject = z
  .strictObject({
    file: z.string().optional(),
    audio: z.string().optional(),
    location: Coordinates.optional(),
    sticker: z.union([z.literal(true), z.string()]).optional(),
    /** Quotes the company's last bubble that matches; the words are in `caption`. */
    quote: Pattern.optional(),
    /** An emoji put on the company's last bubble. */
    reaction: z.string().optional(),
    /** The lead changes their own last message into this. */
    edit: z.string().optional(),
    /** The lead takes their own last message back. */
    delete: z.literal(true).optional(),
    contact: z.strictObject({ name: z.string(), phone: Phone }).optional(),
    caption: z.string().optional(),
  })
  .refine((say) => SAY_KINDS.filter((kind) => say[kind] !== undefined).length === 1, {
    message: `exactly one of ${SAY_KINDS.join(', ')}`,
  })
const SayPart = z.union([z.string().min(1), SayObject])
export type SayPart = z.infer<typeof SayPart>
const Says = z.union([SayPart, z.array(SayPart).min(1)])

const Pick = z
  .strictObject({
    weekday: Weekday.optional(),
    daypart: Daypart.optional(),
    nth: z.int().positive().optional(),
    none: z.literal(true).optional(),
  })
  .refine((pick) => Object.values(pick).some((value) => value !== undefined), 'one of weekday, daypart, nth, none')
  .refine((pick) => !(pick.none && (pick.nth || pick.weekday || pick.daypart)), 'none stands alone')
export type Pick = z.infer<typeof Pick>

const CONDITIONS = ['asked', 'offered', 'sent', 'turn', 'stage'] as const
const DEEDS = ['attendant', 'move', 'console', 'wait', 'waitUntil', 'say', 'pick', 'button', 'silence'] as const

/** What makes the lead do something else than answer from `knows`, and what they do then. */
export const Reaction = z
  .strictObject({
    asked: Asked.optional(),
    offered: z.literal('slots').optional(),
    sent: Pattern.optional(),
    turn: z.int().positive().optional(),
    stage: Stage.optional(),
    attendant: z.union([z.string(), z.array(z.string())]).optional(),
    move: KommoSlug.optional(),
    console: z.enum(['takeover', 'release']).optional(),
    wait: Duration.optional(),
    waitUntil: LocalMoment.optional(),
    say: Says.optional(),
    pick: Pick.optional(),
    button: z.int().positive().optional(),
    silence: z.literal(true).optional(),
    times: z.int().positive().default(1),
  })
  .refine((reaction) => CONDITIONS.some((key) => reaction[key] !== undefined), `one of ${CONDITIONS.join(', ')}`)
  .refine((reaction) => DEEDS.some((key) => reaction[key] !== undefined), `one of ${DEEDS.join(', ')}`)
  .refine((reaction) => ['say', 'pick', 'button', 'silence'].filter((key) => key in reaction).length <= 1, {
    message: 'only one of say, pick, button, silence',
  })
export type Reaction = z.infer<typeof Reaction>

/** What the lead knows: a missing fact is answered with "não sei", null is declined. */
const Knowledge = z
  .strictObject({
    ...FactValues.shape,
    billBrl: z.number().positive(),
  })
  .partial()
const knowledgeShape = Object.fromEntries(
  Object.entries(Knowledge.shape).map(([name, type]) => [name, type.unwrap().nullable().optional()]),
)
export type Known = string | number | boolean | null
const Knows = z
  .strictObject(knowledgeShape)
  .pipe(z.partialRecord(FactName, z.union([z.string(), z.number(), z.boolean(), z.null()])))

const STOPS = /^after (booking|goodbye|[1-9]\d* turns?)$/

export const LeadScript = z.strictObject({
  phone: Phone,
  pushName: z.string().optional(),
  style: Style.default('plain'),
  knows: Knows.default({}),
  opens: Says,
  when: z.array(Reaction).default([]),
  stops: z.string().regex(STOPS, 'after booking, after goodbye, or after N turns').optional(),
})
export type LeadScript = z.infer<typeof LeadScript>

export const Faults = z.strictObject({
  duplicateWebhooks: z.number().min(0).max(1).optional(),
  reorder: z.boolean().optional(),
  killWorkerEvery: z.int().positive().optional(),
  modelFails: z.number().min(0).max(1).optional(),
})
export type Faults = z.infer<typeof Faults>

const Given = z.strictObject({
  busy: z.array(z.strictObject({ from: LocalMoment, to: LocalMoment, attendant: z.string().optional() })).default([]),
  stage: Stage.optional(),
  facts: Knows.optional(),
})

const Count = z.int().nonnegative()

const ExpectedBooking = z.strictObject({
  weekday: Weekday.optional(),
  date: IsoDate.optional(),
  from: ClockTime.optional(),
  to: ClockEnd.optional(),
  status: z.enum(['confirmed', 'cancelled', 'done', 'no_show']).optional(),
  attendanceConfirmed: z.boolean().optional(),
})

export const Expectation = z.strictObject({
  outcome: Outcome.optional(),
  reason: z.union([DisqualifiedReason, HandoffReason]).optional(),
  facts: Knows.optional(),
  booking: z.union([z.literal('none'), ExpectedBooking]).optional(),
  crm: z
    .strictObject({
      stage: KommoSlug.optional(),
      tags: z.array(z.string()).optional(),
      leads: Count.optional(),
      contacts: Count.optional(),
    })
    .optional(),
  followUps: z.strictObject({ sent: Count.optional(), pending: Count.optional() }).optional(),
  reminders: z.strictObject({ sent: Count.optional(), pending: Count.optional() }).optional(),
  sent: z
    .strictObject({
      mustMatch: z.array(Pattern).optional(),
      mustNotMatch: z.array(Pattern).optional(),
      maxMessages: Count.optional(),
      afterOptOut: Count.optional(),
      afterHandoff: Count.optional(),
      afterTakeover: Count.optional(),
    })
    .optional(),
  repeatedQuestions: Count.default(0),
  violations: Count.default(0),
  judged: z.array(z.string().min(1)).optional(),
})
export type Expectation = z.infer<typeof Expectation>

/** One eval case: a lead, what they do, and what must hold in the end (`README.md`). */
export const EvalCase = z.strictObject({
  id: z.string().regex(/^[a-z0-9][a-z0-9-]*$/, 'lower-case letters, digits and hyphens'),
  purpose: z.string().min(1),
  playbook: z.string().default('solar'),
  now: Instant,
  lead: LeadScript,
  given: Given.optional(),
  faults: Faults.default({}),
  expect: Expectation,
})
export type EvalCase = z.infer<typeof EvalCase>

function isInstant(text: string): boolean {
  return holds(() => Temporal.Instant.from(text))
}

function isPlainDateTime(text: string): boolean {
  return holds(() => Temporal.PlainDateTime.from(text))
}

function isDuration(text: string): boolean {
  return holds(() => Temporal.Duration.from(text))
}

function isPattern(text: string): boolean {
  return holds(() => compilePattern(text))
}

function holds(check: () => unknown): boolean {
  try {
    check()
    return true
  } catch {
    return false
  }
}
