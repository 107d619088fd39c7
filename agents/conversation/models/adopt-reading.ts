import type { Understand } from '#agents/conversation/deps.ts'
import { extractClaims } from '#src/domain/claims.ts'
import { type FactName, FactValues } from '#src/domain/facts.ts'
import { numberWordsToDigits } from '#src/domain/number-words.ts'
import type { Playbook } from '#src/domain/playbook.ts'
import type { Act, Asked, Understanding, UnderstoodFact } from '#src/domain/understanding.ts'
import { bearsOutAct, bearsOutFact } from './bears-out.ts'
import type { ModelReading } from './read.ts'

/** A model's word weighs less than a grammar's. */
const CONFIDENCE = 0.7
/** More than this in one message is no reading. */
const MOST = 8
/** Beside these the rules have said what the message does; nothing is added to that. */
const WEAK_ACTS: ReadonlySet<Act> = new Set<Act>(['greet', 'inform', 'thanks', 'ask'])

type Context = { now: Temporal.ZonedDateTime; playbook: Playbook; understand: Understand; asked: Asked | null }
type Noted = { value: string; evidence: string }

/**
 * Adds to the rules' reading what a model noted, as far as the message bears it out: the evidence must stand in the message, the value in
 * the evidence, and its words must be able to mean it. Where the rules spoke they stand. Nothing here can choose a time, book, cancel or erase.
 */
export function adoptReading(read: Understanding, noted: ModelReading, context: Context): Understanding {
  const stands = ({ evidence }: { evidence: string }) => isIn(evidence, read.text)
  const borneOut = noted.facts.filter((fact) => stands(fact) && bearsOutFact(fact, context.asked))
  const facts = adoptFacts(read, borneOut.slice(0, MOST), context)
  const { acts, noInterest } = adoptActs(
    read,
    noted.acts.filter((act) => stands(act) && bearsOutAct(act, context.asked)).slice(0, MOST),
  )
  const topics = adoptTopics(read, noted.topics.filter(stands).slice(0, MOST), context)
  const added = new Set<Act>([
    ...read.acts,
    ...acts,
    ...(topics.length > 0 ? (['ask'] as const) : []),
    ...(Object.keys(facts).length > 0 ? (['inform'] as const) : []),
  ])
  return {
    ...read,
    acts: [...added],
    facts: { ...facts, ...read.facts },
    ...(topics.length > 0 ? { topics } : {}),
    ...(noInterest ? { noInterest: true } : {}),
  }
}

function adoptActs(read: Understanding, noted: ModelReading['acts']): { acts: Act[]; noInterest: boolean } {
  if (read.acts.some((act) => !WEAK_ACTS.has(act)) || read.choice !== undefined || read.time !== undefined)
    return { acts: [], noInterest: false }
  const acts = noted.flatMap(({ act }): Act[] => (act === 'no_interest' ? [] : [act]))
  const hasFacts = Object.keys(read.facts).length > 0
  return {
    acts: acts.filter((act) => !(act === 'off_topic' && hasFacts)),
    noInterest: noted.some(({ act }) => act === 'no_interest') && !hasFacts,
  }
}

function adoptTopics(read: Understanding, noted: ModelReading['topics'], { playbook }: Context): string[] {
  if (read.topics && read.topics.length > 0) return []
  const known = new Set(playbook.faq.map(({ topic }) => topic))
  return [...new Set(noted.map(({ topic }) => topic))].filter((topic) => known.has(topic) && topic !== 'unknown')
}

function adoptFacts(read: Understanding, noted: ModelReading['facts'], context: Context): Understanding['facts'] {
  const facts: Understanding['facts'] = {}
  for (const { fact, ...rest } of noted) {
    if (read.facts[fact] || facts[fact] || read.declined?.includes(fact)) continue
    Object.assign(facts, readValue(fact, rest, context))
  }
  return facts
}

/** The fact as the grammar would have it, or nothing. */
function readValue(fact: FactName, noted: Noted, context: Context): Understanding['facts'] {
  switch (fact) {
    case 'billBrl':
    case 'consumptionKwh':
      return numberFact(fact, noted)
    case 'name':
      return isName(noted) ? { name: understood(noted.value.trim(), noted) } : {}
    case 'city':
      return cityFacts(noted, context)
    default:
      return plainFact(fact, noted)
  }
}

function numberFact(fact: 'billBrl' | 'consumptionKwh', noted: Noted): Understanding['facts'] {
  const value = Number(noted.value.replace(',', '.'))
  if (!(value > 0) || !numbersIn(noted.evidence).some((number) => Math.abs(number - value) < 0.01)) return {}
  return { [fact]: { ...understood(value, noted), approximate: true } }
}

/** Every number of a text by value, in digits or words. */
function numbersIn(text: string): number[] {
  const claimed = extractClaims(text).flatMap((claim) =>
    'value' in claim && typeof claim.value === 'number' ? [claim.value] : [],
  )
  const plain = numberWordsToDigits(text).matchAll(/\d+(?:[.,]\d+)*/g)
  return [...claimed, ...[...plain].map(([digits]) => Number(digits.replace(/\.(?=\d{3})/g, '').replace(',', '.')))]
}

function isName({ value, evidence }: Noted): boolean {
  return /^\p{L}[\p{L}' ]{1,40}$/u.test(value.trim()) && isIn(value, evidence)
}

/** The city only if the gazetteer knows it, with its state or the cities it may mean. */
function cityFacts(noted: Noted, { understand, now }: Context): Understanding['facts'] {
  if (!isIn(noted.value, noted.evidence)) return {}
  const { facts } = understand(noted.value, { now, asked: 'city' })
  if (!facts.city) return {}
  return {
    city: { ...facts.city, confidence: CONFIDENCE, evidence: noted.evidence },
    ...(facts.state ? { state: { ...facts.state, confidence: CONFIDENCE, evidence: noted.evidence } } : {}),
  }
}

function plainFact(fact: FactName, noted: Noted): Understanding['facts'] {
  const said = noted.value.trim().toLowerCase()
  const parsed = FactValues.shape[fact].safeParse(said === 'true' ? true : said === 'false' ? false : said)
  if (!parsed.success || folded(noted.evidence).length < 2) return {}
  return { [fact]: understood(parsed.data, noted) }
}

function understood(value: UnderstoodFact['value'], { evidence }: Noted): UnderstoodFact {
  return { value, confidence: CONFIDENCE, evidence }
}

/** Whole words: half a word is no evidence. */
function isIn(part: string, whole: string): boolean {
  const wanted = folded(part)
  return wanted !== '' && ` ${folded(whole)} `.includes(` ${wanted} `)
}

/** Without accents, case, odd spaces and the marks that end a sentence. */
function folded(text: string): string {
  return text
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}@.,%$]+|[.,]+(?=\s|$)/gu, ' ')
    .replace(/ +/g, ' ')
    .trim()
}
