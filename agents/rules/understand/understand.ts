import type { Understanding } from '#src/domain/understanding.ts'
import { isQuestion, readActs } from './acts.ts'
import { readChoice } from './choice.ts'
import { readEmail } from './email.ts'
import { type FoundFact, type FoundFacts, readDeclined, readPhraseFacts } from './facts.ts'
import { readLanguage } from './language.ts'
import { readBill, readQuantities } from './money.ts'
import { readName } from './names.ts'
import { isBehindName, readPlace } from './place.ts'
import { cover, evidenceOf, has, hitsOf, type Reading, readMessage, type UnderstandContext } from './reading.ts'
import { readTime, type TimeReading } from './time.ts'
import { loadVocabulary, type Vocabulary } from './vocabulary.ts'

export type { UnderstandContext } from './reading.ts'

/** The rule engine's reading of one message. Pure after creation: no I/O, no clock of its own, the same answer for the same input. */
export function createUnderstanding(vocabulary: Vocabulary = loadVocabulary()) {
  return {
    /** What `text` means, as an answer to `asked` with `offered` on the table. Says nothing rather than something doubtful. */
    understand(text: string, context: UnderstandContext): Understanding {
      const reading = readMessage(text, context, vocabulary)
      const time = readTime(reading)
      const choice = context.asked === 'slots' || context.asked === undefined ? readChoice(reading, time) : null
      const place = readPlace(reading)
      const facts = collectFacts(reading, time, place)
      const acts = readActs(reading, time, choice !== null)
      if (Object.keys(facts).length > 0 || (time.time && context.asked === 'slots')) acts.add('inform')
      if (choice) acts.add('choose')
      const more = extras(reading, facts)
      // a fact makes a stray question one of ours, but not "que horas passa o ônibus para Recife?"
      if (more.language || (Object.keys(facts).length > 0 && !has(reading, 'act', 'off_topic')))
        acts.delete('off_topic')
      return {
        text,
        normalised: reading.words.map(({ word }) => word).join(' '),
        acts: [...acts],
        facts: withEvidence(reading, facts),
        ...(time.time ? { time: time.time } : {}),
        ...(choice ? { choice: choice.index } : {}),
        ...more,
        ...(place.ambiguous ? { ambiguousCity: place.ambiguous } : {}),
        ...(place.implied && facts.city ? { impliedState: place.implied } : {}),
        complete: isComplete(
          reading,
          facts,
          time,
          choice,
          acts.size + (more.declined?.length ?? 0) + (more.triggers?.length ?? 0),
        ),
      }
    },
  }
}
export type UnderstandingEngine = ReturnType<typeof createUnderstanding>

function collectFacts(reading: Reading, time: TimeReading, place: ReturnType<typeof readPlace>): FoundFacts {
  const facts = readPhraseFacts(reading)
  const claimed = claimedByTime(reading, time)
  const bill = readBill(reading, claimed)
  if (bill)
    facts.billBrl = {
      value: bill.value,
      start: bill.start,
      end: bill.end,
      confidence: bill.confidence,
      ...(bill.approximate ? { approximate: true } : {}),
    }
  const { kwh, discountPct } = readQuantities(reading)
  if (kwh) facts.consumptionKwh = { ...kwh, confidence: 0.96 }
  if (discountPct) facts.competitorDiscountPct = { ...discountPct, confidence: 0.94 }
  const email = readEmail(reading)
  if (email) facts.email = { ...email, confidence: 0.97 }
  const taken = new Uint8Array(reading.words.length)
  if (place.city) {
    facts.city = place.city
    // in answer to "quem fala?" a city may be a family name
    if (reading.context.asked !== 'name' || isBehindName(reading, place.city.start))
      taken.fill(1, place.city.start, place.city.end)
  }
  if (place.state) facts.state = { ...place.state, confidence: 0.96 }
  const distributor = hitsOf(reading, 'distributor')[0]
  if (distributor)
    facts.distributor = { value: distributor.id, start: distributor.start, end: distributor.end, confidence: 0.95 }
  if (email) taken.fill(1, email.start, email.end)
  const name = readName(reading, taken, Object.keys(facts).length)
  if (name) facts.name = name
  // "sou a dona Célia" says who, not whose the house is
  if (name && reading.words[name.start - 1]?.word === 'dona')
    for (const fact of ['ownsProperty', 'decisionMaker'] as const)
      if (facts[fact]?.end === name.start) delete facts[fact]
  if (name && facts.city && facts.city.start < name.end && name.start < facts.city.end) delete facts.city
  return facts
}

/** Words of a time that are no money: hours with a sign of their own, dates. A bare hour only beside a day. */
function claimedByTime(reading: Reading, { days, clocks }: TimeReading): Uint8Array {
  const claimed = new Uint8Array(reading.words.length)
  for (const day of days) claimed.fill(1, day.start, day.end)
  for (const clock of clocks) {
    const beside = days.some((day) => clock.start - day.end <= 1 && day.start - clock.end <= 1)
    if (!clock.weak || beside) claimed.fill(1, clock.start, clock.end)
  }
  return claimed
}

function withEvidence(reading: Reading, facts: FoundFacts): Understanding['facts'] {
  const told: Understanding['facts'] = {}
  for (const [name, fact] of Object.entries(facts) as [keyof FoundFacts, FoundFact][]) {
    const { value, confidence, approximate } = fact
    told[name] = {
      value,
      confidence,
      evidence: evidenceOf(reading, fact.start, fact.end),
      ...(approximate ? { approximate } : {}),
    }
    cover(reading, fact.start, fact.end)
  }
  return told
}

/** Topics that need no question: who says so wants it taken up. */
const SAID_UNASKED: ReadonlySet<string> = new Set(['robot', 'roof_work', 'dear_bill', 'clarify'])

function extras(reading: Reading, facts: FoundFacts): Partial<Understanding> {
  const topics = [
    ...new Set(
      hitsOf(reading, 'topic')
        .toSorted((a, b) => b.end - b.start - (a.end - a.start))
        .map(({ id }) => id),
    ),
  ]
  const triggers = [...new Set(hitsOf(reading, 'trigger').map(({ id }) => id))].filter(
    (id): id is 'investor' | 'complaint' | 'existing_customer' =>
      id === 'investor' || id === 'complaint' || id === 'existing_customer',
  )
  const declined = readDeclined(reading, facts)
  const language = readLanguage(reading)
  return {
    ...(topics.length > 0 && (isQuestion(reading) || topics.some((topic) => SAID_UNASKED.has(topic)))
      ? { topics }
      : {}),
    ...(triggers.length > 0 ? { triggers } : {}),
    ...(declined.length > 0 ? { declined } : {}),
    // "não quero ampliar" turns down an expansion, not us
    ...(has(reading, 'flag', 'no_interest') && facts.wantsExpansion?.value !== false ? { noInterest: true } : {}),
    ...(has(reading, 'flag', 'discount_only') ? { wantsDiscountOnly: true } : {}),
    ...(language ? { language } : {}),
  }
}

/** Whether every word that matters was explained by something found. */
function isComplete(
  reading: Reading,
  facts: FoundFacts,
  time: TimeReading,
  choice: { start: number; end: number } | null,
  acts: number,
): boolean {
  if (acts === 0 && Object.keys(facts).length === 0)
    return reading.words.length > 0 && reading.words.every((word) => word.filler)
  for (const [group, hits] of reading.hits) {
    if (!group.endsWith('!')) for (const hit of hits) cover(reading, hit.start, hit.end)
  }
  for (const part of [...time.days, ...time.clocks]) cover(reading, part.start, part.end)
  if (choice) cover(reading, choice.start, choice.end)
  if (isQuestion(reading) && !has(reading, 'topic')) return false
  return reading.words.every(
    (word, index) =>
      word.filler ||
      reading.covered[index] === 1 ||
      word.kind === 'emoji' ||
      reading.vocabulary.stopwords.has(word.word),
  )
}
