import type { FactName, LeadFacts } from '#src/domain/facts.ts'
import { mergeFacts, resolvePlace } from '#src/domain/merge-facts.ts'
import type { ConversationMemory, LiveBooking, OfferId, Plan } from '#src/domain/plan.ts'
import type { FactQuestion } from '#src/domain/playbook.ts'
import { chooseOffer, evaluateGates, type GateState, nextQuestion } from '#src/domain/qualification.ts'
import type { Act, Understanding, UnderstoodFact } from '#src/domain/understanding.ts'
import { readAnswer } from './answer.ts'
import { type BillTurn, readBills } from './bills.ts'
import type { DecideInput } from './input.ts'

/** One turn, read once: what came in, what is known after it, and what follows from that. The rules look at nothing else. */
export type Turn = {
  input: DecideInput
  /** As perceived, with bare answers ("sim", "2") given their meaning from what was asked. */
  perception: Understanding
  memory: ConversationMemory
  facts: LeadFacts
  learned: FactName[]
  corrected: FactName[]
  gates: GateState
  /** The next fact of the playbook's line; null when all is known. */
  missing: FactQuestion | null
  bills: BillTurn
  offer: OfferId | null
  /** The booking the lead may still keep, move or cancel. */
  booking: LiveBooking | null
  has: (...acts: Act[]) => boolean
}

/** Merges what was perceived into what is known and works out gates, offer and next question. */
export function readTurn(input: DecideInput): Turn {
  const { lead, playbook, now } = input
  const memory = reopened(input)
  const answer = readAnswer(input)
  const bills = readBills(input, answer)
  const perception = withMediaFacts(answer, input, bills)
  const at = now.toInstant().toString()
  const merged = mergeFacts(lead.facts, perception, { at, source: 'lead' })
  const facts = placed(merged.facts, perception, memory)
  const acts = new Set<Act>(perception.acts)
  return {
    input,
    perception,
    memory,
    facts,
    learned: merged.learned,
    corrected: merged.corrected,
    gates: evaluateGates(facts, playbook, { exactBillAsked: timesAsked(memory, 'exact_bill') > 0 }),
    missing: nextQuestion(facts, playbook, memory.askedTimes),
    bills,
    offer: chooseOffer(facts, playbook, {
      discountOnly: memory.wantsDiscountOnly || perception.wantsDiscountOnly === true,
      noRoof: (memory.objections.no_roof ?? 0) > 0 || acts.has('object:no_roof'),
    }),
    booking: upcoming(lead.booking, now),
    has: (...wanted) => wanted.some((act) => acts.has(act)),
  }
}

/** What files tell counts beside the lead's words: a bill more than words about it, a pin less than the name of a place. */
function withMediaFacts(perception: Understanding, { media, playbook }: DecideInput, bills: BillTurn): Understanding {
  const asksForBill = playbook.questions.some(({ fact }) => fact === 'billBrl')
  const pin = media.find((finding) => finding.outcome === 'placed')
  const place =
    pin && !perception.facts.city ? { city: placeFact(pin, pin.city), state: placeFact(pin, pin.state) } : undefined
  return { ...perception, facts: { ...perception.facts, ...place, ...(asksForBill ? bills.facts : {}) } }
}

/** The nearest seat of a municipality is nearly always the one the pin lies in. */
const PIN_CONFIDENCE = 0.85

function placeFact({ messageId }: { messageId: string }, value: string): UnderstoodFact {
  return { value, confidence: PIN_CONFIDENCE, evidence: 'localização', source: 'location', messageId }
}

/** How often a question was put so far. */
export function timesAsked({ askedTimes }: Pick<ConversationMemory, 'askedTimes'>, question: string): number {
  return askedTimes[question] ?? 0
}

/** Whether facts came or changed in this turn. */
export function hasNews({ learned, corrected }: Turn): boolean {
  return learned.length > 0 || corrected.length > 0
}

/** Whether the lead says no more than "ok" or "obrigado": nothing that wants an answer. */
export function isClosing(turn: Turn): boolean {
  const { acts, time, choice, topics } = turn.perception
  const plain = acts.every((act) => CLOSING_ACTS.has(act))
  const closes = turn.has('thanks', 'confirm')
  return closes && plain && !time && !choice && !topics?.length && !hasNews(turn) && turn.input.media.length === 0
}

/** A yes beyond doubt; "ok" and "👍" only close a conversation. */
export function isClearYes({ perception, has }: Turn): boolean {
  return has('confirm') && !has('deny', 'thanks') && !WEAK_YES.test(perception.normalised.replace(AROUND, ' ').trim())
}

/** The turn is in the hands of nobody of ours and nothing else decides: whether a plan says anything at all. */
export function isSilent({ says, action }: Pick<Plan, 'says' | 'action'>): boolean {
  return says.length === 0 && action === null
}

const CLOSING_ACTS: ReadonlySet<Act> = new Set<Act>(['thanks', 'confirm', 'inform'])
const WEAK_YES = /^(o+k(ay|ey|ei)?|t[aá]|t[aá] (bom|certo|ok)|bele(za)?|blz|certo|entendi|show|👍|👌|🙏|✅|🙌)$/u
/** What may surround a word without changing it: dots, signs, skin tones. */
const AROUND = /[\s.!]|\p{Emoji_Modifier}|\uFE0F/gu

/** The state that was asked for settles an ambiguous city; later on its candidates count no more. */
function placed(facts: LeadFacts, perception: Understanding, memory: ConversationMemory): LeadFacts {
  const answered = memory.asked === 'state' && !perception.facts.city
  return answered ? resolvePlace(facts, memory.places ?? []) : facts
}

/** What an attendant gave back goes on where it was: the goodbye of the handoff no longer holds. */
function reopened({ lead, memory }: DecideInput): ConversationMemory {
  return lead.stage === 'handoff' ? { ...memory, closed: false, thanked: false } : memory
}

function upcoming(booking: LiveBooking | null, now: Temporal.ZonedDateTime): LiveBooking | null {
  if (booking?.status !== 'confirmed') return null
  return Temporal.Instant.compare(Temporal.Instant.from(booking.end), now.toInstant()) > 0 ? booking : null
}
