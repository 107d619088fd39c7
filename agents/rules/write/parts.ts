import { FactName, factValue, type LeadFacts } from '#src/domain/facts.ts'
import { formatAtClock, formatClock, formatDay, formatMoment, joinWithOr } from '#src/domain/local-time.ts'
import type { OfferedSlot, Plan, Say, SlotWish } from '#src/domain/plan.ts'
import type { Playbook } from '#src/domain/playbook.ts'
import { acknowledgementParts } from './acknowledge.ts'
import { billParts } from './bill-parts.ts'
import type { Segment } from './bubbles.ts'
import { areasText, moneyText, numberText } from './format.ts'
import { factValues, type Values } from './values.ts'
import { dateOrTime, localTime, slotText } from './when.ts'

/** A text to be chosen: the first of `keys` that can be said, filled with `values` beside the common ones. */
export type Part = { keys: string[]; values: Values; rank: number; joins: Segment['joins'] }

export type SayContext = { plan: Plan; facts: LeadFacts; playbook: Playbook; now: Temporal.ZonedDateTime }

/** What one say is made of. Empty when there is nothing to say (a takeover is silent). */
export function partsOf(say: Say, context: SayContext): Part[] {
  switch (say.kind) {
    case 'greet':
      return [part([`greet.${say.first ? 'first' : 'again'}.${dayPart(context.now)}`], {}, { rank: 1 })]
    case 'acknowledge':
      return acknowledgementParts(say, context)
    case 'answer':
      return [part([`faq.${say.topic}`, 'faq.unknown'])]
    case 'objection':
      return [part(argumentKeys(say.objection, say.nth))]
    case 'ask':
      return [part(questionKeys(say, context))]
    case 'ask_place':
      return [part(['ask_place'], { candidates: placesText(say.candidates) })]
    case 'present_offer':
      return [part([`present_offer.${say.offer}`], {}, { rank: 2 })]
    case 'estimate':
      return [part(['estimate'], estimateValues(say))]
    case 'offer_slots':
      return offerParts(say, context)
    case 'follow_up':
      return followUpParts(say, context)
    case 'callback':
      return callbackParts(context)
    case 'bill_read':
    case 'ask_bill_check':
    case 'ask_bill_password':
      return billParts(say, context.now)
    case 'not_bill':
      return [part([`not_bill.${say.looksLike}`], {}, { rank: 2 })]
    case 'media_refused':
      return [part([`media_refused.${say.why}`])]
    case 'media_noted':
      return [part([`media_noted.${say.medium}`], {}, { rank: 4 })]
    default:
      return timeOrPlainParts(say, context)
  }
}

function timeOrPlainParts(say: Say, { playbook, now, plan, facts }: SayContext): Part[] {
  switch (say.kind) {
    case 'ask_slot_half':
      return [part([`ask_slot_half.${say.need}`], wishValues(say.wish, now))]
    case 'ask_slot_ambiguous':
      return [ambiguousPart(say.from, say.to, now)]
    case 'booked':
    case 'rescheduled':
    case 'cancelled':
    case 'booking_reminded':
    case 'attendance_confirmed':
      return [part([say.kind], bookingValues(say.booking, now))]
    case 'closing':
      return [
        say.booking
          ? part(['closing.booking', 'closing'], bookingValues(say.booking, now), { rank: 2 })
          : part(['closing'], {}, { rank: 2 }),
      ]
    case 'reminder':
      return [reminderPart(say, playbook, now)]
    case 'email_noted':
      return [part(['email_noted'], factValues({ ...facts, ...plan.facts }, playbook), { rank: 2 })]
    case 'defer_ok':
      return [
        say.until
          ? part(['defer_ok.until'], { until: formatMoment(localTime(say.until, now), now) })
          : part(['defer_ok']),
      ]
    case 'erased':
      return [part(['erased'], { receipt: say.receipt })]
    case 'ask_which_slot':
      return [whichSlotPart(plan, now)]
    default:
      return plainParts(say)
  }
}

/** Who has a doubt about the matter is not hurried to a time; of a single time only a yes is wanted. */
function whichSlotPart({ says, memory: { offered } }: SayContext['plan'], now: Temporal.ZonedDateTime): Part {
  const [only] = offered
  if (says.some(isObjection)) return part(['ask_which_slot.unpressed', 'ask_which_slot'])
  return only && offered.length === 1
    ? part(['ask_which_slot.one', 'ask_which_slot'], { slot: slotText(only.start, now) })
    : part(['ask_which_slot'])
}

const isObjection = ({ kind }: Say): boolean => kind === 'objection'

/** Says whose key is their kind and one property. */
function plainParts(say: Say): Part[] {
  switch (say.kind) {
    case 'language_note':
      return [part([`language_note.${say.language}`], {}, { rank: 1 })]
    case 'decline':
      return [part([say.reason === 'wrong_person' ? 'wrong_person' : `decline.${say.reason}`])]
    case 'handoff':
      return say.reason === 'takeover' ? [] : [part([`handoff.${say.reason}`])]
    case 'media_unreadable':
      return [part([`media_unreadable.${say.medium}`])]
    case 'not_understood':
      return [part([`not_understood.${say.attempt >= 2 ? 2 : 1}`])]
    case 'thanks_reply':
    case 'wish_kept':
    case 'email_declined':
      return [part([say.kind], {}, { rank: 3 })]
    default:
      return [part([say.kind])]
  }
}

/** A part with its defaults; the order of `keys` is the order of preference. */
export function part(
  keys: string[],
  values: Values = {},
  { rank = 0, joins = 'freely' }: Partial<Pick<Part, 'rank' | 'joins'>> = {},
): Part {
  return { keys, values, rank, joins }
}

function dayPart({ hour }: Temporal.ZonedDateTime): 'morning' | 'afternoon' | 'night' {
  return hour >= 5 && hour < 12 ? 'morning' : hour >= 12 && hour < 18 ? 'afternoon' : 'night'
}

/** The nth time an objection is made it gets the nth argument; beyond the last, the last. */
function argumentKeys(objection: string, nth: number): string[] {
  return [
    `objection.${objection}.${Math.max(nth, 1)}`,
    `objection.${objection}.2`,
    `objection.${objection}.1`,
    'objection.other',
  ]
}

/** The first time the question, then its rewordings; choices when asked for. Of a known city only the state is asked. */
function questionKeys(say: Extract<Say, { kind: 'ask' }>, { plan, facts }: SayContext): string[] {
  const fact = askable(say.fact)
  if (plan.asks === 'state' && factValue({ ...facts, ...plan.facts }, 'city')) return ['ask_state', `choices.${fact}`]
  if (say.withChoices) return [`choices.${fact}`, `again.${fact}`]
  const askedBefore = say.attempt > 1 || plan.memory.usedWordings.some((id) => id.startsWith(`ask.${fact}#`))
  return askedBefore ? [`again.${fact}`, `ask.${fact}`] : [`ask.${fact}`]
}

function placesText(candidates: { city: string; state: string }[]): string {
  return joinWithOr(candidates.map(({ city, state }) => `${city} (${areasText([state])})`))
}

function estimateValues(say: Extract<Say, { kind: 'estimate' }>): Values {
  return {
    kwp: numberText(say.kwp),
    panels: String(say.panels),
    savingFrom: moneyText(say.savingFromBrl),
    savingTo: moneyText(say.savingToBrl),
  }
}

/** Why these times, whom to bring, and the times themselves: numbered when there are several, since buttons do not arrive. */
function offerParts(
  { slots, context, bothPresent }: Extract<Say, { kind: 'offer_slots' }>,
  { now, plan }: SayContext,
): Part[] {
  if (slots.length === 0) return [part(['no_slots'])]
  const reason = part([`offer_slots.${context}`], {}, { rank: 1 })
  const isNew = !plan.memory.usedWordings.some((id) => id.startsWith('offer_slots.both#'))
  // the answer to "preciso ver em casa" invites both already
  const isInvited = plan.says.some((say) => say.kind === 'objection' && say.objection === 'spouse')
  const both = bothPresent && isNew && !isInvited ? [part(['offer_slots.both'], {}, { rank: 2 })] : []
  return [reason, ...both, slots.length === 1 ? singleSlot(slots, now) : slotList(slots, now)]
}

function singleSlot(slots: OfferedSlot[], now: Temporal.ZonedDateTime): Part {
  return part(['offer_slots.single'], { slot: slotText(slots[0]?.start ?? '', now) }, { joins: 'list' })
}

function slotList(slots: OfferedSlot[], now: Temporal.ZonedDateTime): Part {
  const lines = slots.map(({ start }, i) => `${i + 1}) ${slotText(start, now)}`)
  return part(['offer_slots.list'], { slots: lines.join('\n') }, { joins: 'list' })
}

function wishValues({ date, clockFrom }: SlotWish, now: Temporal.ZonedDateTime): Values {
  return {
    day: date ? formatDay(Temporal.PlainDate.from(date), now.toPlainDate()) : undefined,
    time: clockFrom ? formatAtClock(Temporal.PlainTime.from(clockFrom)) : undefined,
  }
}

/** Two readings of a wish: two dates ("próxima quinta") or two hours of one day ("às 6"). */
function ambiguousPart(from: string, to: string, now: Temporal.ZonedDateTime): Part {
  const [a, b] = [dateOrTime(from, now), dateOrTime(to, now)]
  const today = now.toPlainDate()
  if (a.time && b.time && a.date.equals(b.date))
    return part(['ask_slot_ambiguous.time'], { from: formatClock(a.time), to: formatClock(b.time) })
  return part(['ask_slot_ambiguous.date'], { from: formatDay(a.date, today), to: formatDay(b.date, today) })
}

function bookingValues({ start, attendantName }: OfferedSlot, now: Temporal.ZonedDateTime): Values {
  return { slot: slotText(start, now), attendant: attendantName }
}

function reminderPart(
  { which, booking }: Extract<Say, { kind: 'reminder' }>,
  { scheduling }: Playbook,
  now: Temporal.ZonedDateTime,
): Part {
  const values = bookingValues(booking, now)
  const link = scheduling.link
  if (which === 'day_before') return part(['reminder.day_before'], values, { joins: 'alone' })
  return part(
    link ? ['reminder.hours_before.link', 'reminder.hours_before'] : ['reminder.hours_before'],
    { ...values, link },
    { joins: 'alone' },
  )
}

/** A nudge and the question that is pending: a fact, the times, or none. */
function followUpParts({ step, fact }: Extract<Say, { kind: 'follow_up' }>, context: SayContext): Part[] {
  const question = fact ? pendingQuestion(fact, context) : null
  if (question) return [part([`follow_up.${step}`, 'follow_up.1']), question]
  const topic = context.plan.asks === 'slots' ? 'slots' : 'open'
  return [part([`follow_up.${step}.${topic}`, `follow_up.1.${topic}`])]
}

/** Coming back as agreed, and the question that was open then. */
function callbackParts(context: SayContext): Part[] {
  const { asks } = context.plan
  const fact = FactName.safeParse(asks)
  const question = fact.success ? pendingQuestion(fact.data, context) : null
  const slots = asks === 'slots' ? part(['ask_slot_half.day']) : null
  return [part(['callback']), ...[question ?? slots].filter((each) => each !== null)]
}

/** The question about a fact in other words; null when it is known by now, or when the playbook does not ask it. */
function pendingQuestion(fact: FactName, { plan, facts, playbook }: SayContext): Part | null {
  const asked = askable(fact)
  const isKnown = factValue({ ...facts, ...plan.facts }, fact) !== undefined
  if (fact === 'state' && !isKnown && factValue({ ...facts, ...plan.facts }, 'city')) return part(['ask_state'])
  if (isKnown || !playbook.questions.some((question) => question.fact === asked)) return null
  return part([`again.${asked}`, `ask.${asked}`])
}

/** The state has no question of its own: it is asked with the city. */
function askable(fact: FactName): FactName {
  return fact === 'state' ? 'city' : fact
}
