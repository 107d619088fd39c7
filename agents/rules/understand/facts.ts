import { FactName, FactValues } from '#src/domain/facts.ts'
import { isAnswer } from './answers.ts'
import type { Hit } from './patterns.ts'
import { has, hitsOf, type Reading } from './reading.ts'
import { type Polarity, readYesNo } from './yes-no.ts'

export type FoundFact = {
  value: string | number | boolean
  start: number
  end: number
  confidence: number
  approximate?: boolean
}
export type FoundFacts = Partial<Record<FactName, FoundFact>>

const YES_NO_FACTS: ReadonlySet<string> = new Set([
  'ownsProperty',
  'decisionMaker',
  'hasSolar',
  'wantsExpansion',
  'competitorContract',
])
const SELF = new Set([
  'eu',
  'meu',
  'minha',
  'moro',
  'tenho',
  'sou',
  'aqui',
  'pago',
  'gente',
  'nossa',
  'nosso',
  'estou',
  'temos',
  'somos',
  'possuo',
  'quero',
])

/** Facts that phrases of the vocabulary state: `fact` anywhere, `answer` only for the fact that was asked. */
export function readPhraseFacts(reading: Reading): FoundFacts {
  const facts: FoundFacts = {}
  const said = hitsOf(reading, 'fact').filter((hit) => !isOnlyAsked(reading, hit))
  const stated = said.filter((hit) => !isOwnerOfBusiness(reading, hit, said) && !isBuildingOnly(reading, hit, said))
  for (const hit of longestPerFact(stated)) put(facts, hit, 0.93)
  const answers = hitsOf(reading, 'answer').filter(
    (hit) => hit.id.startsWith(`${reading.context.asked}=`) && isAnswer(reading, hit) && !isOnlyAsked(reading, hit),
  )
  for (const hit of longestPerFact(answers)) if (!(factOf(hit) in facts) || covers(facts, hit)) put(facts, hit, 0.95)
  const polarity = polarityOfAsked(reading)
  const { asked } = reading.context
  const name = FactName.safeParse(asked)
  if (polarity && name.success && !facts[name.data]) {
    facts[name.data] = { value: polarity.value, start: polarity.start, end: polarity.end, confidence: 0.96 }
  }
  return facts
}

const factOf = (hit: Hit): string => hit.id.slice(0, hit.id.indexOf('='))

/** A longer answer to the question asked outweighs a phrase found inside it. */
function covers(facts: FoundFacts, hit: Hit): boolean {
  const name = FactName.safeParse(factOf(hit))
  const present = name.success ? facts[name.data] : undefined
  return present !== undefined && hit.end - hit.start > present.end - present.start
}

function put(facts: FoundFacts, hit: Hit, confidence: number): void {
  const name = FactName.safeParse(factOf(hit))
  if (!name.success) return
  const said = hit.id.slice(hit.id.indexOf('=') + 1)
  const value = said === 'true' ? true : said === 'false' ? false : said
  const parsed = FactValues.shape[name.data].safeParse(value)
  if (parsed.success) facts[name.data] = { value: parsed.data, start: hit.start, end: hit.end, confidence }
}

/** For each fact the hits that no longer hit of the same fact swallows, in reading order: the last one said counts. */
function longestPerFact(hits: readonly Hit[]): Hit[] {
  return hits.filter(
    (hit) =>
      !hits.some(
        (other) =>
          other !== hit &&
          factOf(other) === factOf(hit) &&
          other.start <= hit.start &&
          other.end >= hit.end &&
          other.end - other.start > hit.end - hit.start,
      ),
  )
}

/** In "salão alugado, sou a dona" it is the business that is owned. */
function isOwnerOfBusiness({ words }: Reading, hit: Hit, said: readonly Hit[]): boolean {
  const opener = words[hit.start]?.word
  return (
    hit.id === 'ownsProperty=true' &&
    (opener === 'sou' || opener === 'somos') &&
    said.some(({ id }) => id === 'ownsProperty=false')
  )
}

/** In "fábrica de móveis, galpão próprio" the second says where it is, not what. */
function isBuildingOnly({ words }: Reading, hit: Hit, said: readonly Hit[]): boolean {
  if (hit.id !== 'propertyKind=business' || !BUILDINGS.has(words[hit.start]?.word ?? '')) return false
  return said.some(({ id, start }) => id.startsWith('propertyKind=') && id !== hit.id && start < hit.start)
}

const BUILDINGS = new Set(['galpao', 'deposito', 'predio', 'ponto', 'sala'])

/** "tem que ser casa própria?" asks; "moro em apartamento, dá?" states and asks. */
function isOnlyAsked(reading: Reading, hit: Hit): boolean {
  const hypothetical = hitsOf(reading, 'hypothesis').some(
    (one) => one.end <= hit.end && reading.clause[one.start] === reading.clause[hit.start] && one.start <= hit.start,
  )
  if (hypothetical) return true
  if (!reading.questioned[hit.start]) return false
  const clause = reading.clause[hit.start]
  if (isToldFirst(reading, hit)) return false
  return !reading.words.some((word, index) => reading.clause[index] === clause && SELF.has(word.word))
}

/** "é apartamento, tem problema?": only what follows is asked. */
function isToldFirst({ words, clause }: Reading, hit: Hit): boolean {
  const own = clause[hit.start]
  const first = words.findIndex((_, index) => clause[index] === own)
  const tells = words.slice(first, first + 2).some(({ raw }) => raw === 'é')
  return tells && words.some((word, index) => (clause[index] ?? 0) > (own ?? 0) && !word.filler && word.word !== 'ne')
}

function polarityOfAsked(reading: Reading): Polarity | null {
  const { asked } = reading.context
  if (asked === undefined || !YES_NO_FACTS.has(asked) || has(reading, 'act', 'injection')) return null
  if (has(reading, 'flag', 'no_interest')) return null
  const isWish = (hit: Hit) =>
    asked !== 'wantsExpansion' && reading.words.slice(hit.start, hit.end).some(({ word }) => WISHES.has(word))
  const polarity = readYesNo(reading, (hit) => isWish(hit) || !isAnswer(reading, hit))
  return polarity?.strong ? polarity : null
}

/** "não quero", "não dá", "pode vir" say what the lead wants or may do, not what they have. */
const WISHES = new Set([
  'quero',
  'queria',
  'quer',
  'vou',
  'vai',
  'irei',
  'gostaria',
  'posso',
  'pode',
  'podem',
  'consigo',
  'precisa',
  'da',
  'rola',
  'desisto',
  'engano',
  'agora',
  'hoje',
  'vir',
  'falar',
  'marcar',
  'faltar',
])

/** Facts the lead refuses to give or does not know. */
export function readDeclined(reading: Reading, facts: FoundFacts): FactName[] {
  const declined = new Set<FactName>()
  for (const { id } of hitsOf(reading, 'declined')) {
    const name = FactName.safeParse(id === 'asked' ? declinable(reading.context.asked) : id)
    if (name.success && !facts[name.data]) declined.add(name.data)
  }
  const { asked } = reading.context
  if (
    (asked === 'email' || asked === 'name') &&
    !facts[asked] &&
    readYesNo(reading)?.value === false &&
    !deniesSomethingElse(reading)
  )
    declined.add(asked)
  return [...declined]
}

/** "isso não é golpe não né": a no about something else than what was asked. */
function deniesSomethingElse({ words }: Reading): boolean {
  return words.some(({ word }, at) => word === 'nao' && BEING.has(words[at + 1]?.word ?? ''))
}

const BEING = new Set(['e', 'eh', 'seria', 'sera', 'foi', 'vai', 'tem'])

const declinable = (asked: string | undefined): string | undefined => (asked === 'exact_bill' ? 'billBrl' : asked)
