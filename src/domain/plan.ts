import { z } from 'zod'
import { LooksLike } from './bill.ts'
import { FactName, LeadFacts } from './facts.ts'
import { FileFault } from './media.ts'
import { Asked, OBJECTION_KINDS, UnderstoodTime } from './understanding.ts'

export const STAGES = [
  'new',
  'qualifying',
  'qualified',
  'scheduled',
  'met',
  'won',
  'lost',
  'nurturing',
  'handoff',
  'disqualified',
  'opted_out',
] as const
export const Stage = z.enum(STAGES)
export type Stage = z.infer<typeof Stage>

export const DisqualifiedReason = z.enum([
  'out_of_area',
  'low_bill',
  'already_solar',
  'competitor_contract',
  'no_interest',
  'wrong_person',
])
export type DisqualifiedReason = z.infer<typeof DisqualifiedReason>

export const HandoffReason = z.enum([
  'asked',
  'investor',
  'complaint',
  'existing_customer',
  'not_understood',
  'large_bill',
  'takeover',
  'playbook',
])
export type HandoffReason = z.infer<typeof HandoffReason>

export const OfferId = z.enum(['own_plant', 'subscription', 'large_consumer'])
export type OfferId = z.infer<typeof OfferId>

/** A free time on offer. `start` and `end` are ISO instants with the tenant's offset. */
export const OfferedSlot = z.object({
  start: z.string(),
  end: z.string(),
  attendantId: z.string(),
  attendantName: z.string(),
})
export type OfferedSlot = z.infer<typeof OfferedSlot>

/** A committed booking, as the agent may speak of it. */
export const LiveBooking = OfferedSlot.extend({
  id: z.string(),
  status: z.enum(['confirmed', 'cancelled', 'done', 'no_show']),
  attendanceConfirmed: z.boolean(),
  meeting: z.string(),
})
export type LiveBooking = z.infer<typeof LiveBooking>

/** Why the times now offered are not simply the next free ones. */
export const OfferContext = z.enum([
  'first',
  'as_wished',
  'closed',
  'holiday',
  'too_soon',
  'past',
  'beyond_horizon',
  'full',
  'outside_hours',
  'taken',
  'declined',
  'reschedule',
])
export type OfferContext = z.infer<typeof OfferContext>

/** A wish for a time, completed over several messages; dates ISO, clocks HH:MM in the tenant's zone. */
export const SlotWish = z.object({
  date: z.string().optional(),
  dateTo: z.string().optional(),
  clockFrom: z.string().optional(),
  clockTo: z.string().optional(),
  exact: z.boolean().optional(),
})
export type SlotWish = z.infer<typeof SlotWish>

/**
 * Something about a bill that only the lead can settle, as a question of yes or no; what it is about is not taken over before. `holder`: it is
 * in another name. `old`: of a month long past. `total`: read in one place only. `differs`: the lead said another amount. `solar`: it shows
 * credits although the lead has no panels. `city`: it is of another place.
 */
export const BillCheck = z.object({
  kind: z.enum(['holder', 'old', 'total', 'differs', 'solar', 'city']),
  messageId: z.string(),
  totalBrl: z.number().optional(),
  saidBrl: z.number().optional(),
  /** `YYYY-MM`. */
  month: z.string().optional(),
  city: z.string().optional(),
})
export type BillCheck = z.infer<typeof BillCheck>

/** One thing the agent says. Code decides which; the writer (template or model) only words it, from these values and the playbook. */
export const Say = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('greet'), first: z.boolean() }),
  z.object({ kind: z.literal('language_note'), language: z.enum(['en', 'es', 'other']) }),
  z.object({ kind: z.literal('acknowledge'), learned: z.array(FactName), corrected: z.array(FactName) }),
  z.object({ kind: z.literal('answer'), topic: z.string() }),
  z.object({ kind: z.literal('objection'), objection: z.enum(OBJECTION_KINDS), nth: z.number().int() }),
  z.object({ kind: z.literal('present_offer'), offer: OfferId }),
  z.object({
    kind: z.literal('estimate'),
    kwp: z.number(),
    panels: z.number().int(),
    savingFromBrl: z.number(),
    savingToBrl: z.number(),
  }),
  z.object({ kind: z.literal('ask'), fact: FactName, attempt: z.number().int(), withChoices: z.boolean() }),
  z.object({ kind: z.literal('ask_exact_bill') }),
  z.object({ kind: z.literal('ask_bill_document') }),
  z.object({ kind: z.literal('ask_place'), candidates: z.array(z.object({ city: z.string(), state: z.string() })) }),
  z.object({
    kind: z.literal('offer_slots'),
    slots: z.array(OfferedSlot),
    context: OfferContext,
    bothPresent: z.boolean(),
  }),
  z.object({ kind: z.literal('no_slots') }),
  z.object({ kind: z.literal('ask_slot_half'), need: z.enum(['day', 'time']), wish: SlotWish }),
  z.object({ kind: z.literal('ask_slot_ambiguous'), from: z.string(), to: z.string() }),
  z.object({ kind: z.literal('ask_which_slot') }),
  /** A time was wished for before times may be offered. */
  z.object({ kind: z.literal('wish_kept') }),
  z.object({ kind: z.literal('booked'), booking: LiveBooking }),
  z.object({ kind: z.literal('rescheduled'), booking: LiveBooking }),
  z.object({ kind: z.literal('cancelled'), booking: LiveBooking }),
  z.object({ kind: z.literal('booking_reminded'), booking: LiveBooking }),
  z.object({ kind: z.literal('attendance_confirmed'), booking: LiveBooking }),
  z.object({ kind: z.literal('no_booking') }),
  z.object({ kind: z.literal('email_noted') }),
  z.object({ kind: z.literal('email_declined') }),
  z.object({ kind: z.literal('closing'), booking: LiveBooking.optional() }),
  z.object({ kind: z.literal('decline'), reason: DisqualifiedReason }),
  z.object({ kind: z.literal('door_open') }),
  z.object({ kind: z.literal('handoff'), reason: HandoffReason }),
  z.object({ kind: z.literal('opt_out_goodbye') }),
  z.object({ kind: z.literal('ask_resume') }),
  z.object({ kind: z.literal('resumed') }),
  z.object({ kind: z.literal('stays_out') }),
  z.object({ kind: z.literal('ask_erase') }),
  z.object({ kind: z.literal('erased'), receipt: z.string() }),
  z.object({ kind: z.literal('wrong_person') }),
  z.object({ kind: z.literal('defer_ok'), until: z.string().optional() }),
  z.object({ kind: z.literal('off_topic') }),
  z.object({ kind: z.literal('abuse') }),
  z.object({ kind: z.literal('injection') }),
  /** What was read of a bill, or of all bills of several units together. */
  z.object({
    kind: z.literal('bill_read'),
    totalBrl: z.number().nullable(),
    consumptionKwh: z.number().nullable(),
    isAverage: z.boolean(),
    month: z.string().nullable(),
    units: z.number().int(),
    hasSolar: z.boolean(),
  }),
  z.object({ kind: z.literal('bill_repeated') }),
  z.object({ kind: z.literal('ask_bill_check'), check: BillCheck }),
  z.object({ kind: z.literal('ask_bill_password'), again: z.boolean() }),
  z.object({ kind: z.literal('bill_stays_locked') }),
  z.object({ kind: z.literal('ask_bill_history') }),
  z.object({ kind: z.literal('not_bill'), looksLike: LooksLike }),
  z.object({ kind: z.literal('media_refused'), why: FileFault }),
  z.object({ kind: z.literal('media_pending') }),
  z.object({ kind: z.literal('media_unreadable'), medium: z.enum(['audio', 'image', 'video', 'document']) }),
  z.object({
    kind: z.literal('media_noted'),
    medium: z.enum(['image', 'video', 'document', 'sticker', 'contact', 'location']),
  }),
  z.object({ kind: z.literal('not_understood'), attempt: z.number().int() }),
  z.object({ kind: z.literal('thanks_reply') }),
  z.object({ kind: z.literal('follow_up'), step: z.number().int(), fact: FactName.optional() }),
  z.object({ kind: z.literal('callback') }),
  z.object({ kind: z.literal('reminder'), which: z.enum(['day_before', 'hours_before']), booking: LiveBooking }),
])
export type Say = z.infer<typeof Say>
export type SayKind = Say['kind']

/** What must be done before the words are chosen, because the lead must hear its result in the same turn. Idempotent by turn. */
export const Action = z.discriminatedUnion('kind', [
  /** `exclude`: starts just turned down, not to be offered again. */
  z.object({
    kind: z.literal('offer_slots'),
    wish: SlotWish.optional(),
    context: OfferContext,
    exclude: z.array(z.string()).optional(),
  }),
  z.object({ kind: z.literal('book'), start: z.string(), attendantId: z.string().optional() }),
  z.object({
    kind: z.literal('reschedule'),
    bookingId: z.string(),
    start: z.string(),
    attendantId: z.string().optional(),
  }),
  z.object({ kind: z.literal('cancel'), bookingId: z.string() }),
  z.object({ kind: z.literal('confirm_attendance'), bookingId: z.string() }),
  z.object({ kind: z.literal('erase') }),
])
export type Action = z.infer<typeof Action>

export const ActionResult = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('slots'),
    slots: z.array(OfferedSlot),
    fit: z.enum(['as_wished', 'near', 'first']),
    reason: OfferContext.optional(),
  }),
  z.object({ kind: z.literal('booked'), booking: LiveBooking }),
  z.object({ kind: z.literal('rescheduled'), booking: LiveBooking }),
  z.object({ kind: z.literal('slot_taken'), slots: z.array(OfferedSlot) }),
  z.object({
    kind: z.literal('slot_refused'),
    reason: OfferContext,
    slots: z.array(OfferedSlot),
  }),
  z.object({ kind: z.literal('cancelled'), booking: LiveBooking }),
  z.object({ kind: z.literal('attendance_confirmed'), booking: LiveBooking }),
  z.object({ kind: z.literal('erased'), receipt: z.string() }),
  z.object({ kind: z.literal('nothing') }),
])
export type ActionResult = z.infer<typeof ActionResult>

/** Lasting consequences of a turn beside words and facts; each commits with the turn and leaves as jobs where the outside must know. */
export const Effects = z.object({
  optOut: z.boolean().optional(),
  resume: z.boolean().optional(),
  eraseRequested: z.boolean().optional(),
  handoff: HandoffReason.optional(),
  disqualify: DisqualifiedReason.optional(),
  requalify: z.boolean().optional(),
  /** A deferral: the next follow-up moves to this instant, or the first step is skipped. */
  defer: z.union([z.object({ until: z.string() }), z.literal('skip_first')]).optional(),
})
export type Effects = z.infer<typeof Effects>

/** What the conversation remembers between turns beside the facts; lives in the graph's checkpoint. */
export const ConversationMemory = z.object({
  turns: z.number().int().default(0),
  asked: Asked.nullable().default(null),
  /** How often each question was asked, for changing the wording and for giving up. */
  askedTimes: z.record(z.string(), z.number().int()).default({}),
  offered: z.array(OfferedSlot).default([]),
  wish: SlotWish.nullable().default(null),
  /** The two readings of an ambiguous wish that was asked about. */
  ambiguous: UnderstoodTime.nullable().default(null),
  rescheduling: z.boolean().default(false),
  objections: z.record(z.string(), z.number().int()).default({}),
  notUnderstood: z.number().int().default(0),
  languageNoted: z.boolean().default(false),
  offerPresented: OfferId.nullable().default(null),
  estimateGiven: z.boolean().default(false),
  wantsDiscountOnly: z.boolean().default(false),
  answeredTopics: z.array(z.string()).default([]),
  /** Ids of wordings already used, so that none comes twice. */
  usedWordings: z.array(z.string()).default([]),
  emojiTurn: z.number().int().default(-9),
  closed: z.boolean().default(false),
  /** The lead asked for time, and has said no more than thanks since. */
  deferred: z.boolean().optional(),
  /** A thank-you after the goodbye was answered: the next one is not. */
  thanked: z.boolean().optional(),
  /** Rounds of times turned down. */
  refusals: z.number().int().optional(),
  /** Messages that were nothing but abuse. */
  abuses: z.number().int().optional(),
  /** What about a bill was asked last, and every such question that is settled, as `<message>:<kind>`. */
  billCheck: BillCheck.optional(),
  billChecked: z.array(z.string()).optional(),
  /** What of bills the lead took back, in the same form. */
  billDenied: z.array(z.string()).optional(),
  /** Amounts of units told in words, beside those of which the bill came, in BRL. */
  besidesBillsBrl: z.number().optional(),
  /** The cities an ambiguous name may mean, until the lead says which. */
  places: z.array(z.object({ city: z.string(), state: z.string() })).optional(),
  /** The fact whose question was last asked with numbered choices, so that "2" has its meaning. */
  choicesFor: FactName.optional(),
  /** When the agent last spoke in a turn; a greeting comes again after a long pause. */
  lastSpokeAt: z.string().optional(),
  summary: z.string().default(''),
})
export type ConversationMemory = z.infer<typeof ConversationMemory>

/** The decision of one turn. `says` is empty when the agent stays silent; `why` names the rules that fired, for people. */
export const Plan = z.object({
  agent: z.enum(['sales', 'scheduling', 'none']),
  says: z.array(Say),
  asks: Asked.nullable(),
  action: Action.nullable(),
  facts: LeadFacts,
  stage: Stage,
  offer: OfferId.nullable(),
  effects: Effects,
  memory: ConversationMemory,
  why: z.array(z.string()),
})
export type Plan = z.infer<typeof Plan>
