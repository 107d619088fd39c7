import type { LeadFacts } from './facts.ts'
import { factValue } from './facts.ts'

export type Temperature = 'hot' | 'warm' | 'cold'
export type LeadScore = { score: number; temperature: Temperature }

/** Points by monthly bill, the highest first; below the last there are none. */
const BILL_POINTS = [
  { fromBrl: 4000, points: 50 },
  { fromBrl: 1500, points: 40 },
  { fromBrl: 700, points: 30 },
  { fromBrl: 400, points: 15 },
]
const URGENCY_POINTS = { now: 15, '90d': 10, later: 0 }
const OWNER_POINTS = 10
const DECISION_MAKER_POINTS = 15
const DOCUMENT_POINTS = 10

const HOT_FROM = 70
const WARM_FROM = 45

/** How promising a lead is, 0–100, from what is known so far; what is unknown or declined gives no points. `sentBill`: the bill itself came. */
export function scoreLead(facts: LeadFacts, { sentBill }: { sentBill: boolean }): LeadScore {
  const billBrl = factValue(facts, 'billBrl') ?? 0
  const urgency = factValue(facts, 'urgency')
  const score =
    (BILL_POINTS.find(({ fromBrl }) => billBrl >= fromBrl)?.points ?? 0) +
    (factValue(facts, 'ownsProperty') ? OWNER_POINTS : 0) +
    (factValue(facts, 'decisionMaker') ? DECISION_MAKER_POINTS : 0) +
    (urgency ? URGENCY_POINTS[urgency] : 0) +
    (sentBill ? DOCUMENT_POINTS : 0)
  return { score, temperature: temperatureOf(score) }
}

/** 70 and more is hot, 45 and more is warm. */
export function temperatureOf(score: number): Temperature {
  if (score >= HOT_FROM) return 'hot'
  return score >= WARM_FROM ? 'warm' : 'cold'
}
