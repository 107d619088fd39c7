import { type FactName, factValue, type LeadFacts } from '#src/domain/facts.ts'
import type { Plan, Say } from '#src/domain/plan.ts'
import type { Playbook } from '#src/domain/playbook.ts'
import { type Part, part, type SayContext } from './parts.ts'
import { factValues, type Values } from './values.ts'

/** Facts that are said back, the most worthwhile first. Others are noted without a word. */
const SPOKEN = [
  'billBrl',
  'city',
  'consumptionKwh',
  'service',
  'decisionMaker',
  'ownsProperty',
  'propertyKind',
  'hasSolar',
  'wantsExpansion',
  'competitorContract',
] as const satisfies readonly FactName[]

/** Above this a bill is worth a word of sympathy, in BRL a month. */
const HIGH_BILL_BRL = 700

/** Goodbyes and confirmations speak of what was learned themselves; an acknowledgement before them would contradict or repeat. */
const SPEAK_FOR_THEMSELVES = new Set<Say['kind']>([
  'decline',
  'handoff',
  'opt_out_goodbye',
  'wrong_person',
  'ask_place',
  'ask_exact_bill',
  'ask_erase',
  'erased',
])

/** What is said back of the facts just learned: the name, and one thing more. */
export function acknowledgementParts(
  say: Extract<Say, { kind: 'acknowledge' }>,
  { plan, facts, playbook }: SayContext,
): Part[] {
  if (plan.says.some(({ kind }) => SPEAK_FOR_THEMSELVES.has(kind))) return []
  const known: LeadFacts = { ...facts, ...plan.facts }
  const values = factValues(known, playbook)
  const asksBoth = plan.says.some((other) => other.kind === 'offer_slots' && other.bothPresent)
  const isSpoken = (fact: FactName) => {
    // Said with the times, or with the question about the state.
    const comesAnyway = (fact === 'decisionMaker' && asksBoth) || (fact === 'city' && plan.asks === 'state')
    return factValue(known, fact) != null && !comesAnyway
  }

  const corrected = say.corrected.filter(isSpoken)
  if (corrected.length > 0)
    return [part(correctionKeys(corrected), { ...values, value: spokenValue(corrected, values) }, { rank: 3 })]

  // A bill tells both; its amount says enough.
  const inBill = (fact: FactName) => fact === 'consumptionKwh' && say.learned.includes('billBrl')
  const told = SPOKEN.filter((fact) => say.learned.includes(fact) && isSpoken(fact) && !inBill(fact))
  const learned = isPassedOver(told, plan) ? [] : told
  const name = say.learned.includes('name') && values.name !== undefined
  return [
    ...(name ? [part(['ack.name'], values, { rank: 3 })] : []),
    ...(learned.length > 0 ? [part(keysFor(learned, known, playbook), values, { rank: 5 })] : []),
  ]
}

/** Nobody says every answer back: plain ones go without a word after a turn that had one. */
function isPassedOver([fact, ...more]: FactName[], { memory }: Plan): boolean {
  const spokeLast = memory.usedWordings.at(-2)?.startsWith('ack.') === true
  return spokeLast && more.length === 0 && fact !== undefined && PLAIN.has(fact)
}

const PLAIN: ReadonlySet<FactName> = new Set(['propertyKind', 'hasSolar'])

function keysFor(learned: FactName[], known: LeadFacts, playbook: Playbook): string[] {
  if (learned.includes('billBrl') && learned.includes('city')) return ['ack.billBrl_city', 'ack.many']
  const [fact] = learned
  if (fact === undefined || (learned.length > 2 && fact !== 'billBrl')) return ['ack.many']
  // of two things the more worthwhile one is said back; of several the amount, a sum above all: it may need correcting
  if (learned.length === 2) return [...keysFor([fact], known, playbook), 'ack.many']
  const value = factValue(known, fact)
  if (fact === 'billBrl') return Number(value) >= HIGH_BILL_BRL ? ['ack.billBrl.high', 'ack.billBrl'] : ['ack.billBrl']
  if (fact === 'city') return isInArea(known, playbook) ? ['ack.city.in_area', 'ack.city'] : ['ack.city']
  return typeof value === 'boolean' || fact === 'propertyKind' ? [`ack.${fact}.${value}`] : [`ack.${fact}`]
}

/** Whether the lead's state is known to be served; without areas every place is, but saying so would be odd. */
function isInArea(known: LeadFacts, { gates }: Playbook): boolean {
  const state = factValue(known, 'state')
  return state != null && gates.areas?.includes(state) === true
}

function correctionKeys(corrected: FactName[]): string[] {
  if (corrected.length > 1) return ['ack.corrected.plain']
  return [...(corrected[0] === 'name' ? ['ack.corrected.name'] : []), 'ack.corrected', 'ack.corrected.plain']
}

/** The corrected value as words; none for yes/no facts, which have a plain correction. */
function spokenValue(corrected: FactName[], values: Values): string | undefined {
  switch (corrected[0]) {
    case 'billBrl':
      return values.bill && `${values.bill} por mês`
    case 'consumptionKwh':
      return values.kwh && `${values.kwh} kWh por mês`
    case 'name':
    case 'city':
    case 'email':
    case 'service':
      return values[corrected[0]]
    default:
      return undefined
  }
}
