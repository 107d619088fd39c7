import { LooksLike } from '#src/domain/bill.ts'
import { FileFault } from '#src/domain/media.ts'
import { DisqualifiedReason, HandoffReason, OfferContext, OfferId } from '#src/domain/plan.ts'
import type { Playbook } from '#src/domain/playbook.ts'

/** What the wordings of one key must be like. */
export type KeySpec = {
  /** Exactly one question mark, or none. */
  question: boolean
  /** Placeholders that the say itself fills, always. */
  gives: readonly string[]
  /** Placeholders no wording of this key may leave out. */
  must: readonly string[]
  /** How many wordings there must be at least, so that a conversation does not repeat itself. */
  atLeast: number
  /** A serious moment: no emoji. */
  serious: boolean
  /** Text that must be in every wording (reminders name the three answers). */
  contains?: RegExp
  /** Whether a playbook must have it; optional keys may be left out. */
  required: (playbook: Playbook) => boolean
}

/** Filled in every wording, where the playbook has the value. */
export const COMMON_PLACEHOLDERS = [
  'agent',
  'company',
  'article',
  'companyCity',
  'meeting',
  'duration',
  'office',
  'hours',
  'areas',
  'minBill',
  'services',
] as const

/** Filled only when the lead has told it: a wording with one is passed over until then, so each key needs one without. */
export const OPTIONAL_PLACEHOLDERS = ['name', 'city', 'service'] as const

const always = () => true
const never = () => false
const asksFor = (fact: string) => (playbook: Playbook) => playbook.questions.some((question) => question.fact === fact)

function spec(change: Partial<KeySpec> = {}): KeySpec {
  return { question: false, gives: [], must: [], atLeast: 1, serious: false, required: always, ...change }
}

const BOOKING = ['slot', 'attendant']
const asking = (change: Partial<KeySpec> = {}) => spec({ question: true, atLeast: 2, ...change })
const serious = (change: Partial<KeySpec> = {}) => spec({ serious: true, atLeast: 2, ...change })

/** Whether a gate of this playbook can decline for the reason. `no_interest` is said by the lead, so every playbook needs it. */
function declines(reason: DisqualifiedReason): (playbook: Playbook) => boolean {
  const gate: Record<DisqualifiedReason, (playbook: Playbook) => boolean> = {
    low_bill: ({ gates }) => gates.minBillBrl !== undefined,
    out_of_area: ({ gates }) => gates.areas !== undefined,
    already_solar: ({ gates }) => gates.declineIfSolar,
    competitor_contract: ({ gates }) => gates.declineIfCompetitorContract,
    no_interest: always,
    wrong_person: never,
  }
  return gate[reason]
}

const DAY_PARTS = ['morning', 'afternoon', 'night']
const OFFER_CONTEXTS_OFTEN: readonly string[] = ['first', 'as_wished', 'closed', 'declined', 'reschedule']
const MEDIA_UNREADABLE = ['audio', 'image', 'video', 'document']
const MEDIA_NOTED = ['image', 'video', 'document', 'sticker', 'contact', 'location']

function table(): Map<string, KeySpec> {
  const keys = new Map<string, KeySpec>()
  const add = (key: string, value: KeySpec) => void keys.set(key, value)

  for (const part of DAY_PARTS) add(`greet.first.${part}`, spec({ atLeast: 2 }))
  for (const part of DAY_PARTS) add(`greet.again.${part}`, spec({ atLeast: 2 }))
  for (const language of ['en', 'es', 'other']) add(`language_note.${language}`, spec({ serious: true }))
  addAcknowledgements(add)
  addOffers(add)
  addTimes(add)
  addGoodbyes(add)
  addFollowUps(add)
  return keys
}

function addAcknowledgements(add: (key: string, value: KeySpec) => void): void {
  add('ack.name', spec({ gives: ['name'], atLeast: 2, required: asksFor('name') }))
  add('ack.billBrl', spec({ gives: ['bill'], must: ['bill'], atLeast: 3, required: asksFor('billBrl') }))
  add('ack.billBrl.high', spec({ gives: ['bill'], atLeast: 2, required: never }))
  add('ack.billBrl_city', spec({ gives: ['bill', 'city'], required: never }))
  add('ack.consumptionKwh', spec({ gives: ['kwh'], required: asksFor('billBrl') }))
  add('ack.city', spec({ gives: ['city'], atLeast: 2, required: asksFor('city') }))
  add('ack.city.in_area', spec({ gives: ['city'], atLeast: 2, required: never }))
  for (const kind of ['house', 'apartment', 'business', 'rural', 'industry', 'condo'])
    add(`ack.propertyKind.${kind}`, spec({ required: asksFor('propertyKind') }))
  for (const fact of ['ownsProperty', 'hasSolar', 'wantsExpansion', 'competitorContract', 'decisionMaker'])
    for (const value of ['true', 'false']) add(`ack.${fact}.${value}`, spec({ required: never }))
  add('ack.service', spec({ gives: ['service'], atLeast: 2, required: asksFor('service') }))
  add('ack.many', spec({ atLeast: 2 }))
  add('ack.corrected', spec({ gives: ['value'], must: ['value'], atLeast: 2 }))
  add('ack.corrected.name', spec({ gives: ['name'], must: ['name'], atLeast: 2 }))
  add('ack.corrected.plain', spec({ atLeast: 2 }))
}

function addOffers(add: (key: string, value: KeySpec) => void): void {
  for (const offer of OfferId.options)
    add(`present_offer.${offer}`, spec({ required: ({ offers }) => offers.some(({ id }) => id === offer) }))
  const estimate = ['kwp', 'panels', 'savingFrom', 'savingTo']
  const sellsPlants = ({ offers }: Playbook) => offers.some(({ id }) => id === 'own_plant')
  add('estimate', spec({ gives: estimate, must: estimate, contains: /preliminar/i, required: sellsPlants }))
  add('ask_exact_bill', asking({ required: asksFor('billBrl') }))
  add('ask_bill_document', asking({ required: asksFor('billBrl') }))
  add('ask_state', asking({ gives: ['city'], must: ['city'], required: asksFor('city') }))
  add('ask_place', asking({ gives: ['candidates'], must: ['candidates'], required: asksFor('city') }))
}

function addTimes(add: (key: string, value: KeySpec) => void): void {
  for (const context of OfferContext.options)
    add(`offer_slots.${context}`, spec({ atLeast: OFFER_CONTEXTS_OFTEN.includes(context) ? 3 : 2 }))
  add('offer_slots.both', spec({ required: asksFor('decisionMaker') }))
  add('offer_slots.list', asking({ gives: ['slots'], must: ['slots'], atLeast: 3 }))
  add('offer_slots.single', asking({ gives: ['slot'], must: ['slot'] }))
  add('no_slots', spec({ atLeast: 2 }))
  add('ask_slot_half.day', asking({ gives: ['time'], atLeast: 3 }))
  add('ask_slot_half.time', asking({ gives: ['day'], atLeast: 3 }))
  add('ask_slot_ambiguous.date', asking({ gives: ['from', 'to'], must: ['from', 'to'] }))
  add('ask_slot_ambiguous.time', asking({ gives: ['from', 'to'], must: ['from', 'to'] }))
  add('ask_which_slot', asking({ atLeast: 3 }))
  add('ask_which_slot.unpressed', asking({ atLeast: 2 }))
  add('ask_which_slot.one', asking({ gives: ['slot'], must: ['slot'], atLeast: 2 }))
  add('wish_kept', spec({ atLeast: 3 }))
  for (const key of ['booked', 'rescheduled', 'booking_reminded', 'attendance_confirmed'])
    add(key, spec({ gives: BOOKING, must: ['slot'], atLeast: 2 }))
  add('cancelled', serious({ gives: BOOKING }))
  add('no_booking', spec({ atLeast: 2 }))
  add('email_noted', spec({ gives: ['email'], atLeast: 2, required: asksFor('email') }))
  add('email_declined', spec({ atLeast: 2, required: asksFor('email') }))
  add('closing', spec({ atLeast: 3 }))
  add('closing.booking', spec({ gives: BOOKING, atLeast: 2 }))
  add('door_open', spec({ atLeast: 3 }))
}

function addGoodbyes(add: (key: string, value: KeySpec) => void): void {
  for (const reason of DisqualifiedReason.options)
    if (reason !== 'wrong_person') add(`decline.${reason}`, serious({ required: declines(reason) }))
  for (const reason of HandoffReason.options)
    if (reason !== 'takeover') add(`handoff.${reason}`, serious({ contains: /(vou|já) (te )?pass|atendente|equipe/i }))
  add('opt_out_goodbye', serious())
  add('ask_resume', asking({ serious: true }))
  add('resumed', spec({ atLeast: 2 }))
  add('stays_out', serious())
  add('ask_erase', asking({ serious: true, atLeast: 1, contains: /apagar/i }))
  add('erased', serious({ gives: ['receipt'], must: ['receipt'], atLeast: 1 }))
  add('wrong_person', serious())
  add('defer_ok', spec({ atLeast: 3 }))
  add('defer_ok.until', spec({ gives: ['until'], must: ['until'], atLeast: 2 }))
  add('off_topic', spec({ atLeast: 3 }))
  add('abuse', serious())
  add('injection', serious())
  addBills(add)
  add('media_pending', spec({ atLeast: 2 }))
  for (const why of FileFault.options) add(`media_refused.${why}`, spec())
  for (const medium of MEDIA_UNREADABLE) add(`media_unreadable.${medium}`, spec())
  for (const medium of MEDIA_NOTED) add(`media_noted.${medium}`, spec())
  add('not_understood.1', spec({ atLeast: 3 }))
  add('not_understood.2', spec({ atLeast: 3 }))
  add('thanks_reply', spec({ atLeast: 3 }))
  // For an objection the playbook has no argument for, or whose claims have expired.
  add('objection.other', serious())
}

/** What is said of a bill that came as a file; only where the amount of the bill is asked for. */
function addBills(add: (key: string, value: KeySpec) => void): void {
  const required = asksFor('billBrl')
  add('bill_read.total_kwh', spec({ gives: ['total', 'kwh'], must: ['total', 'kwh'], atLeast: 3, required }))
  add('bill_read.total_average', spec({ gives: ['total', 'kwh'], must: ['total', 'kwh'], atLeast: 2, required }))
  add('bill_read.total', spec({ gives: ['total'], must: ['total'], atLeast: 3, required }))
  add('bill_read.kwh', spec({ gives: ['kwh'], must: ['kwh'], atLeast: 2, required }))
  add('bill_read.sum', spec({ gives: ['total'], must: ['total'], atLeast: 2, required }))
  add('bill_read.solar', spec({ atLeast: 2, required }))
  add('bill_repeated', spec({ atLeast: 2, required }))
  add('ask_bill_check.holder', asking({ required }))
  add('ask_bill_check.old', asking({ gives: ['month'], must: ['month'], required }))
  add('ask_bill_check.total', asking({ gives: ['total'], must: ['total'], required }))
  add('ask_bill_check.differs', asking({ gives: ['total', 'said'], must: ['total', 'said'], required }))
  add('ask_bill_check.solar', asking({ required }))
  add('ask_bill_check.city', asking({ gives: ['billCity'], must: ['billCity'], required }))
  add('ask_bill_password', asking({ serious: true, required }))
  add('ask_bill_password.again', asking({ serious: true, required }))
  add('bill_stays_locked', spec({ atLeast: 2, required }))
  add('ask_bill_history', spec({ atLeast: 2, required }))
  for (const kind of LooksLike.options) add(`not_bill.${kind}`, spec({ required }))
}

function addFollowUps(add: (key: string, value: KeySpec) => void): void {
  for (const step of [1, 2, 3]) {
    const has = ({ followUps }: Playbook) => followUps.steps.length >= step
    add(`follow_up.${step}`, spec({ required: has }))
    add(`follow_up.${step}.slots`, spec({ question: true, required: has }))
    add(`follow_up.${step}.open`, spec({ required: has }))
  }
  add('callback', spec())
  const answers = /1 confirmar · 2 remarcar · 3 cancelar/
  add('reminder.day_before', serious({ gives: BOOKING, must: ['slot'], atLeast: 1, contains: answers }))
  add('reminder.hours_before', serious({ gives: BOOKING, must: ['slot'], atLeast: 1 }))
  const meetsByLink = ({ scheduling }: Playbook) => scheduling.link !== undefined
  const link = { gives: [...BOOKING, 'link'], must: ['slot', 'link'], atLeast: 1, required: meetsByLink }
  add('reminder.hours_before.link', serious(link))
}

/** Every key of `wordings` in a playbook, with what is asked of its texts. */
export const WORDING_KEYS: ReadonlyMap<string, KeySpec> = table()

/** Questions, answers and arguments have a place of their own in the playbook; these are their rules. */
export const QUESTION_SPEC: Record<'ask' | 'again' | 'choices', KeySpec> = {
  ask: asking({ atLeast: 3, serious: true }),
  again: asking({ atLeast: 2, serious: true }),
  choices: asking({ atLeast: 1, serious: true }),
}
export const ANSWER_SPEC: KeySpec = spec()
export const ARGUMENT_SPEC: KeySpec = serious({ atLeast: 1 })

/** Topics every playbook must be able to answer; the others fall back to `unknown`. */
export const REQUIRED_TOPICS = ['price', 'who', 'robot', 'data_source', 'unknown'] as const

/** Topics the understanding engine tells apart; an answer to any other is never given. */
export const TOPICS = [
  ...REQUIRED_TOPICS,
  'payment',
  'warranty',
  'how_it_works',
  'savings',
  'installation_time',
  'subscription',
  'company',
  'location',
  'contract_length',
  'meeting',
  'companion',
  'documents',
  'maintenance',
  'batteries',
  'weather',
  'outage',
  'roof_work',
  'dear_bill',
  'clarify',
  'why_asked',
  'areas',
  'availability',
  'estimate',
] as const

/** The keys this playbook must have. */
export function requiredKeys(playbook: Playbook): string[] {
  return [...WORDING_KEYS].filter(([, { required }]) => required(playbook)).map(([key]) => key)
}

/** Names that may stand in braces in a wording of this key. `fact.<id>` stands for an entry of the fact sheet. */
export function allowedPlaceholders(playbook: Playbook, { gives }: KeySpec): string[] {
  const facts = playbook.factSheet.filter(({ value }) => value !== undefined).map(({ id }) => `fact.${id}`)
  const missing = new Set<string>()
  if (playbook.gates.areas === undefined) missing.add('areas')
  if (playbook.gates.minBillBrl === undefined) missing.add('minBill')
  if (playbook.services.length === 0) missing.add('services')
  const common = COMMON_PLACEHOLDERS.filter((name) => !missing.has(name))
  const asked = new Set<string>(playbook.questions.map(({ fact }) => fact))
  const optional = OPTIONAL_PLACEHOLDERS.filter((name) => asked.has(name))
  return [...new Set([...gives, ...common, ...optional, ...facts])]
}
