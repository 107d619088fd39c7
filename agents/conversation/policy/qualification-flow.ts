import type { FactName } from '#src/domain/facts.ts'
import { factValue } from '#src/domain/facts.ts'
import type { DisqualifiedReason, Say } from '#src/domain/plan.ts'
import type { Asked } from '#src/domain/understanding.ts'
import { answerWithoutSale } from './closing.ts'
import { addAside, type Draft, note, type Rule, settleWith } from './draft.ts'
import { hasNews, isClosing, type Turn, timesAsked } from './turn.ts'

/** Reasons that a change of facts can undo by itself. */
const BY_GATE: readonly DisqualifiedReason[] = ['out_of_area', 'low_bill', 'already_solar', 'competitor_contract']
/** Topics that show new interest after a "não tenho interesse". */
const INTEREST: readonly string[] = ['availability', 'meeting', 'estimate']
/** Asked this often, a question comes with choices, as it does after a second misunderstanding. */
const CHOICES_FROM = 4
/** Facts said back elsewhere, or not at all. */
const UNSPOKEN: ReadonlySet<FactName> = new Set([
  'email',
  'state',
  'urgency',
  'payment',
  'competitorDiscountPct',
  'distributor',
])

/** Says what was just learned or corrected, in few words; a decline has words of its own. */
export const acknowledgement: Rule = (turn, draft) => {
  if (turn.gates.failing !== null && !turn.booking) return draft
  // what came from a bill is said with it
  const isSpoken = (name: FactName) =>
    !UNSPOKEN.has(name) && !(turn.bills.fresh.length > 0 && turn.facts[name]?.source === 'bill')
  // the exact amount that was asked for corrects nothing
  const isExact = (name: FactName) => name === 'billBrl' && turn.memory.asked === 'exact_bill'
  const learned = [...turn.learned, ...turn.corrected.filter(isExact)].filter(isSpoken)
  const corrected = turn.corrected.filter((name) => isSpoken(name) && !isExact(name))
  if (learned.length === 0 && corrected.length === 0) return draft
  return addAside(draft, 'acknowledges', [{ kind: 'acknowledge', learned, corrected }])
}

/** A failing gate declines at once; facts that no longer fail bring a declined lead back. */
export const gates: Rule = (turn, draft) => {
  const { failing } = turn.gates
  const before = turn.input.lead.disqualified
  if (draft.settled || turn.booking) return draft
  if (failing && before && !hasNews(turn)) return answerWithoutSale(turn, draft)
  if (failing && failing === before && !touchesGates(turn)) return answerWithoutSale(turn, draft)
  if (failing) return decline(draft, failing)
  if (before === null || draft.effects.requalify) return draft
  if (!isBack(turn, before)) return answerWithoutSale(turn, draft)
  return note(draft, `back after ${before}`, {
    effects: { requalify: true },
    memory: { closed: false, thanked: false },
  })
}

/** The next thing missing for the sale, one question. */
export const nextFact: Rule = (turn, draft) => {
  if (draft.settled) return draft
  const asked = missingQuestion(turn, draft)
  return asked ? settleWith(draft, `asks: ${asked.asks}`, asked) : draft
}

type MissingQuestion = { says: Say[]; asks: Asked; memory?: Draft['memory'] }

function missingQuestion(turn: Turn, draft: Draft): MissingQuestion | null {
  const place = placeQuestion(turn)
  if (place) return place
  if (turn.gates.needsExactBill) return { says: [{ kind: 'ask_exact_bill' }], asks: 'exact_bill' }
  if (wantsBillDocument(turn)) return { says: [{ kind: 'ask_bill_document' }], asks: 'consumptionKwh' }
  if (!turn.missing) return null
  const { fact } = turn.missing
  const attempt = timesAsked(turn.memory, fact) + 1
  const lost = (draft.memory.notUnderstood ?? 0) > 1 || isPuzzled(turn)
  const struggling = lost || attempt >= CHOICES_FROM
  return { says: [{ kind: 'ask', fact, attempt, withChoices: struggling }], asks: fact }
}

/** "Como assim?" to a yes/no question or one of a few kinds: the choices explain it. */
function isPuzzled({ perception, missing, memory }: Turn): boolean {
  const puzzled = perception.topics?.includes('clarify') === true && memory.asked === missing?.fact
  return puzzled && missing?.fact !== 'billBrl' && (missing?.options.length ?? 0) > 0
}

/** Which of the cities of that name, or which state: asked twice at most, and only where the area matters. */
function placeQuestion({ facts, perception, memory, input }: Turn): MissingQuestion | null {
  if (input.playbook.gates.areas === undefined || facts.state !== undefined || timesAsked(memory, 'state') > 1)
    return null
  const candidates = perception.ambiguousCity ?? memory.places ?? []
  const known = typeof factValue(facts, 'city') === 'string'
  if (candidates.length > 1)
    return { says: [{ kind: 'ask_place', candidates }], asks: 'state', memory: { places: candidates } }
  if (!known) return null
  const attempt = timesAsked(memory, 'state') + 1
  return { says: [{ kind: 'ask', fact: 'city', attempt, withChoices: true }], asks: 'state' }
}

/** The lead does not know the amount: the bill itself or the kWh are asked for, once. */
function wantsBillDocument({ facts, memory, input }: Turn): boolean {
  const matters = input.playbook.gates.minBillBrl !== undefined
  return (
    matters &&
    factValue(facts, 'billBrl') === null &&
    !facts.consumptionKwh &&
    timesAsked(memory, 'consumptionKwh') === 0
  )
}

function decline(draft: Draft, reason: DisqualifiedReason): Draft {
  return settleWith(draft, `declines: ${reason}`, {
    says: [{ kind: 'decline', reason }],
    effects: { disqualify: reason },
    stage: 'disqualified',
    memory: { closed: true, thanked: false, offered: [], wish: null },
  })
}

/** Whether a declined lead is one to sell to again: the facts say so, or the lead shows interest anew. */
function isBack(turn: Turn, before: DisqualifiedReason): boolean {
  if (BY_GATE.includes(before)) return true
  if (isClosing(turn)) return false
  const { time, topics } = turn.perception
  return hasNews(turn) || time !== undefined || (topics ?? []).some((topic) => INTEREST.includes(topic))
}

function touchesGates({ learned, corrected }: Turn): boolean {
  const gating: FactName[] = [
    'billBrl',
    'consumptionKwh',
    'state',
    'city',
    'hasSolar',
    'wantsExpansion',
    'competitorContract',
  ]
  return [...learned, ...corrected].some((name) => gating.includes(name))
}
