import type { FactName, FactSource, LeadFacts, StoredFact } from './facts.ts'
import { FACT_NAMES } from './facts.ts'
import type { Understanding, UnderstoodFact } from './understanding.ts'

export type MergeMeta = { messageId?: string; at: string; source: FactSource }
export type MergedFacts = { facts: LeadFacts; learned: FactName[]; corrected: FactName[] }
export type Place = { city: string; state: string }

type Change = { fact: StoredFact; kind: 'learned' | 'corrected' | 'refined' } | null

/** An approximate repeat this close to an exact amount says the same amount less well ("uns 700" of a bill of 712.33). */
const SAME_AMOUNT = 0.1
/** Under this confidence, another value does not replace one we are sure of. */
const DOUBTFUL = 0.5
const SURE = 0.8

/** The lead speaks of one more bill: "outra conta de 420", "e a da loja vem mais 400". */
const FURTHER_BILL =
  /(?:outra|outro|mais uma|segunda|tamb[eé]m (?:tem|tenho)|al[eé]m dessa|somando)[^.!?]{0,40}(?:conta|fatura|im[oó]vel|casa|loja|unidade|empresa|medidor|rel[oó]gio)|(?:tenho|tem|temos) (?:um|uma) [^.!?]{0,30}tamb[eé]m|tamb[eé]m (?:tem|tenho|temos) |(?:^|[^\p{L}])(?:e (?:tem )?a d[aoe]s? (?:minha |meu )?(?:loja|casa|empresa|outr|apartamento|apto|s[ií]tio|fazenda|escrit[oó]rio)|mais (?:uns |umas |r\$ ?)?\d)/u
/** …and these words say that it takes the place of the first. */
const CORRECTION = /na verdade|errei|engan|corrig|quis dizer|desculp|n[aã]o [eé] |\*/u

/**
 * Lays what was perceived over what is known. A correction replaces; the same value said again, less surely, changes nothing; what the lead
 * declines or does not know becomes null and is not asked again. `learned` and `corrected` name what the agent may speak of.
 */
export function mergeFacts(
  known: LeadFacts,
  perception: Pick<Understanding, 'facts' | 'declined' | 'ambiguousCity' | 'impliedState' | 'normalised'>,
  meta: MergeMeta,
): MergedFacts {
  const facts: LeadFacts = { ...known }
  const learned: FactName[] = []
  const corrected: FactName[] = []
  for (const name of FACT_NAMES) {
    const understood = perception.facts[name]
    const change = understood ? changeOf(name, known[name], understood, perception.normalised, meta) : null
    if (!change) continue
    facts[name] = change.fact
    if (change.kind === 'learned') learned.push(name)
    if (change.kind === 'corrected') corrected.push(name)
  }
  for (const name of perception.declined ?? []) facts[name] ??= declinedFact(meta)
  if (corrected.includes('city') && !perception.facts.state) delete facts.state
  const { impliedState } = perception
  if (impliedState && facts.city && !facts.state?.value) facts.state = { ...facts.city, value: impliedState }
  return { facts: resolvePlace(facts, perception.ambiguousCity ?? []), learned, corrected }
}

/** Settles an ambiguous city once its state is known: "Juazeiro" in CE is Juazeiro do Norte. */
export function resolvePlace(facts: LeadFacts, places: Place[]): LeadFacts {
  const state = facts.state?.value
  const matches = places.filter((place) => place.state === state)
  const [match] = matches
  if (!match || matches.length > 1 || !facts.state) return facts
  return { ...facts, city: { ...(facts.city ?? facts.state), value: match.city } }
}

function changeOf(
  name: FactName,
  known: StoredFact | undefined,
  understood: UnderstoodFact,
  text: string,
  meta: MergeMeta,
): Change {
  const fact = storedFact(understood, meta)
  if (!known || known.value === null) return { fact, kind: 'learned' }
  if (isSame(known.value, fact.value)) return refinement(known, fact)
  if (fact.confidence < DOUBTFUL && known.confidence >= SURE) return null
  if (name === 'billBrl') return changeOfBill(known, fact, understood, text)
  if (name === 'name') return changeOfName(known, fact)
  return { fact, kind: 'corrected' }
}

/** The same value again is worth keeping when it is surer, or exact where the first was not. */
function refinement(known: StoredFact, fact: StoredFact): Change {
  const exact = known.approximate === true && fact.approximate !== true
  return fact.confidence > known.confidence || exact ? { fact, kind: 'refined' } : null
}

function changeOfBill(known: StoredFact, fact: StoredFact, understood: UnderstoodFact, text: string): Change {
  const [before, now] = [Number(known.value), Number(fact.value)]
  const further = understood.adds ?? (FURTHER_BILL.test(text) && !CORRECTION.test(text))
  if (further) return { fact: withSum(known, fact, before + now), kind: 'learned' }
  const vague = fact.approximate === true && known.approximate !== true
  if (vague && Math.abs(now - before) <= before * SAME_AMOUNT) return null
  return { fact, kind: 'corrected' }
}

function withSum(known: StoredFact, fact: StoredFact, sum: number): StoredFact {
  const { approximate: _, ...rest } = fact
  const value = Math.round(sum * 100) / 100
  return known.approximate || fact.approximate ? { ...rest, value, approximate: true } : { ...rest, value }
}

/** "Célia" and then "Célia Souza" is one name told in full; the other way round it is the shorter form of it. */
function changeOfName(known: StoredFact, fact: StoredFact): Change {
  const [before, now] = [plain(String(known.value)), plain(String(fact.value))]
  if (before.startsWith(`${now} `)) return null
  return { fact, kind: now.startsWith(`${before} `) ? 'refined' : 'corrected' }
}

function storedFact(understood: UnderstoodFact, meta: MergeMeta): StoredFact {
  const messageId = understood.messageId ?? meta.messageId
  return {
    value: understood.value,
    confidence: understood.confidence,
    evidence: understood.evidence,
    source: understood.source ?? meta.source,
    ...(messageId === undefined ? {} : { messageId }),
    at: meta.at,
    ...(understood.approximate ? { approximate: true } : {}),
  }
}

function declinedFact({ messageId, at, source }: MergeMeta): StoredFact {
  return { value: null, confidence: 1, evidence: '', source, ...(messageId === undefined ? {} : { messageId }), at }
}

function isSame(one: StoredFact['value'], other: StoredFact['value']): boolean {
  if (typeof one === 'number' && typeof other === 'number') return Math.abs(one - other) < 0.005
  if (typeof one === 'string' && typeof other === 'string') return plain(one) === plain(other)
  return one === other
}

function plain(text: string): string {
  return text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase().trim()
}
