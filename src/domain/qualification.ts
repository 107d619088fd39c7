import type { FactName, LeadFacts } from './facts.ts'
import { factValue } from './facts.ts'
import type { DisqualifiedReason, OfferId } from './plan.ts'
import type { FactQuestion, Playbook } from './playbook.ts'

export type GateState = {
  /** The reason to decline, the first in the playbook's order; null while none holds. */
  failing: DisqualifiedReason | null
  /** The amount is approximate and so little under the gate that it is asked for exactly first. */
  needsExactBill: boolean
  /** Every gate is decided, and passed. */
  passed: boolean
}

/** Asked at other moments than in the line of questions, or never: the e-mail after the booking, the state with an ambiguous city. */
const OUT_OF_LINE: ReadonlySet<FactName> = new Set([
  'email',
  'state',
  'consumptionKwh',
  'wantsExpansion',
  'urgency',
  'payment',
  'competitorDiscountPct',
])

/** Asked this often without an answer, a question is left alone. */
const GIVE_UP_AFTER = 5

/**
 * The most a kWh costs a consumer of the service area, taxes and flags included, in reais (ANEEL's ranking of residential tariffs, B1, plus
 * ICMS and PIS/COFINS). Consumption stands in for an amount the lead does not know, and declines only when it cannot reach the gate.
 */
const DEAREST_KWH_BRL = 1.2

/** Kinds of property that can carry a plant of their own, when the lead owns them. */
const WITH_ROOF: ReadonlySet<string> = new Set(['house', 'business', 'industry', 'rural'])

/** Looks at every gate with what is known now; called again after each change of a fact. */
export function evaluateGates(
  facts: LeadFacts,
  playbook: Pick<Playbook, 'gates' | 'questions' | 'disqualifiedOrder'>,
  { exactBillAsked }: { exactBillAsked: boolean },
): GateState {
  const needsExactBill = !exactBillAsked && isJustUnderGate(facts, playbook.gates)
  const holding = new Set<DisqualifiedReason>()
  if (isOutOfArea(facts, playbook.gates)) holding.add('out_of_area')
  if (!needsExactBill && isLowBill(facts, playbook.gates)) holding.add('low_bill')
  if (isAlreadySolar(facts, playbook)) holding.add('already_solar')
  if (playbook.gates.declineIfCompetitorContract && factValue(facts, 'competitorContract') === true)
    holding.add('competitor_contract')

  const failing = playbook.disqualifiedOrder.find((reason) => holding.has(reason)) ?? [...holding][0] ?? null
  const passed = failing === null && !needsExactBill && areGatesKnown(facts, playbook.gates)
  return { failing, needsExactBill, passed }
}

/** Whether the total reaches the size that goes to a person at once. */
export function isLargeBill(facts: LeadFacts, { gates }: Pick<Playbook, 'gates'>): boolean {
  const bill = factValue(facts, 'billBrl')
  return gates.largeBillBrl !== undefined && typeof bill === 'number' && bill >= gates.largeBillBrl
}

/** The fact to ask for next, in the playbook's order; null when nothing is missing. Never a fact that is known or was declined. */
export function nextQuestion(
  facts: LeadFacts,
  playbook: Pick<Playbook, 'questions'>,
  askedTimes: Record<string, number>,
): FactQuestion | null {
  const open = playbook.questions.filter((question) => isOpen(question, facts, askedTimes))
  const occasional = open.find((question) => question.onlyWhen !== undefined)
  return occasional ?? open.find((question) => !OUT_OF_LINE.has(question.fact)) ?? null
}

/**
 * The offer to name first: large consumers by their total, then the subscription for those who want only the discount or have no roof of
 * their own, then the own plant. Null until the facts that decide it are known, or when the playbook sells none of them.
 */
export function chooseOffer(
  facts: LeadFacts,
  playbook: Pick<Playbook, 'offers'>,
  wish: { discountOnly: boolean; noRoof: boolean },
): OfferId | null {
  const large = playbook.offers.find(({ id }) => id === 'large_consumer')
  if (large && isLargeConsumer(facts, large)) return 'large_consumer'
  const plants = isSold(playbook, 'own_plant')
  const subscription = isSold(playbook, 'subscription') ? 'subscription' : null
  if (wish.discountOnly || wish.noRoof || !plants) return subscription
  const owns = factValue(facts, 'ownsProperty')
  const kind = factValue(facts, 'propertyKind')
  if (owns === false || (kind && !WITH_ROOF.has(kind))) return subscription
  if (owns === undefined || kind === undefined) return null
  return owns && kind ? 'own_plant' : subscription
}

function isOpen({ fact, askOnce, onlyWhen }: FactQuestion, facts: LeadFacts, askedTimes: Record<string, number>) {
  if (facts[fact] !== undefined) return false
  if (onlyWhen && facts[onlyWhen.fact]?.value !== onlyWhen.equals) return false
  return (askedTimes[fact] ?? 0) < (askOnce ? 1 : GIVE_UP_AFTER)
}

function isOutOfArea(facts: LeadFacts, { areas }: Playbook['gates']): boolean {
  const state = factValue(facts, 'state')
  return areas !== undefined && typeof state === 'string' && !areas.includes(state)
}

function isJustUnderGate(facts: LeadFacts, { minBillBrl, approximateMargin }: Playbook['gates']): boolean {
  const bill = factValue(facts, 'billBrl')
  if (minBillBrl === undefined || typeof bill !== 'number' || !facts.billBrl?.approximate) return false
  return bill < minBillBrl && bill >= minBillBrl * (1 - approximateMargin)
}

function isLowBill(facts: LeadFacts, { minBillBrl }: Playbook['gates']): boolean {
  if (minBillBrl === undefined) return false
  const bill = factValue(facts, 'billBrl')
  if (typeof bill === 'number') return bill < minBillBrl
  const kwh = factValue(facts, 'consumptionKwh')
  return bill === null && typeof kwh === 'number' && kwh * DEAREST_KWH_BRL < minBillBrl
}

/** Whoever has solar and wants more of it stays; the decision waits while that has not been asked. */
function isAlreadySolar(facts: LeadFacts, { gates, questions }: Pick<Playbook, 'gates' | 'questions'>): boolean {
  if (!gates.declineIfSolar || factValue(facts, 'hasSolar') !== true) return false
  const expansion = factValue(facts, 'wantsExpansion')
  if (expansion !== undefined) return expansion !== true
  return !questions.some(({ fact }) => fact === 'wantsExpansion')
}

/** A lead who does not know about solar or a contract counts as having none; not knowing amount or place leaves the gate open. */
function areGatesKnown(facts: LeadFacts, { minBillBrl, areas, ...gates }: Playbook['gates']): boolean {
  const bill = factValue(facts, 'billBrl') ?? factValue(facts, 'consumptionKwh')
  const billKnown = minBillBrl === undefined || typeof bill === 'number'
  const placeKnown = areas === undefined || typeof factValue(facts, 'state') === 'string'
  const solarKnown = !gates.declineIfSolar || facts.hasSolar !== undefined
  const contractKnown = !gates.declineIfCompetitorContract || facts.competitorContract !== undefined
  return billKnown && placeKnown && solarKnown && contractKnown
}

function isLargeConsumer(facts: LeadFacts, { minBillBrl, states }: Playbook['offers'][number]): boolean {
  const bill = factValue(facts, 'billBrl')
  const state = factValue(facts, 'state')
  if (typeof bill !== 'number' || bill < (minBillBrl ?? 0)) return false
  return states === undefined || (typeof state === 'string' && states.includes(state))
}

function isSold({ offers }: Pick<Playbook, 'offers'>, id: OfferId): boolean {
  return offers.some((offer) => offer.id === id)
}
