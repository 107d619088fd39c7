import type { Hit } from './patterns.ts'
import type { Reading } from './reading.ts'

/** Acts that are no talk about a fact: what stands in the same breath answers nothing. */
const ASIDE: ReadonlySet<string> = new Set([
  'opt_out',
  'erase_data',
  'request_human',
  'reschedule',
  'cancel',
  'wrong_person',
  'defer',
  'off_topic',
  'abuse',
  'injection',
  'greet',
  'thanks',
])
const ENDS: ReadonlySet<string> = new Set(['opt_out', 'erase_data', 'wrong_person', 'reschedule', 'cancel'])
/** Objections that are at the same time answers: "já tenho placas", "vou ver com meu marido". */
const RELATED: Record<string, readonly string[]> = {
  hasSolar: ['already_has'],
  wantsExpansion: ['already_has'],
  competitorContract: ['contract', 'competitor', 'already_has'],
  decisionMaker: ['spouse'],
  ownsProperty: ['no_roof', 'already_has'],
  propertyKind: ['no_roof'],
}
/** For these the words beside the answer are mostly its details ("um ponto de açaí"). */
const DETAILED: ReadonlySet<string> = new Set(['propertyKind', 'urgency', 'payment'])
const DETAILS =
  /^(ano|anos|mes|meses|dia|dias|semana|semanas|passado|passada|retrasado|retrasada|placa|placas|paineis|painel|saiba|lembro|lembre|sei|gracas|deus|sempre|total|totalmente|todo|toda|tudo|quitado|quitada|ainda|nenhum|nenhuma|nada|esses|essas|desses|dessas|disso|negocio|negocios|coisa|coisas|trem|treco)$/

/**
 * Whether a phrase answers the question that was asked: its clause is about nothing else. The "não" of "isso não é golpe não", the "tenho" of
 * "tenho medo" and the "meu" of "apaga meu número" answer nothing.
 */
export function isAnswer(reading: Reading, hit: Hit): boolean {
  const { clause, words } = reading
  const id = clause[hit.start]
  const inClause = (other: Hit): boolean => clause[other.start] === id || clause[other.end - 1] === id
  if (isMisunderstood(reading, hit) || isElsewhere(reading, hit, inClause) || endsElsewhere(reading, hit)) return false
  if (DETAILED.has(reading.context.asked ?? '')) return true
  return words.every(
    (_, index) => clause[index] !== id || (hit.start <= index && index < hit.end) || isExplained(reading, index),
  )
}

/** Who is not the lead, or ends the contact or the meeting, answers nothing. */
function endsElsewhere({ hits }: Reading, hit: Hit): boolean {
  return (hits.get('act') ?? []).some(({ id, start, end }) => ENDS.has(id) && (end <= hit.start || hit.end <= start))
}

function isMisunderstood(reading: Reading, hit: Hit): boolean {
  return (reading.hits.get('neutral') ?? []).some(
    (other) => other.start < hit.end && hit.start < other.end && other.end - other.start > hit.end - hit.start,
  )
}

/** Something else than an answer goes on in the clause, beyond the phrase itself. */
function isElsewhere({ hits, context }: Reading, hit: Hit, inClause: (other: Hit) => boolean): boolean {
  const beyond = (other: Hit): boolean => inClause(other) && (other.start < hit.start || other.end > hit.end)
  const related = RELATED[context.asked ?? ''] ?? []
  const some = (group: string, counts: (other: Hit) => boolean): boolean =>
    (hits.get(group) ?? []).some((other) => counts(other) && beyond(other))
  return (
    some('act', ({ id }) => ASIDE.has(id)) ||
    some('objection', ({ id }) => !related.includes(id)) ||
    some('flag', ({ id }) => id === 'no_interest') ||
    some('question', () => true) ||
    some('courtesy', (other) => other.end - other.start > 1)
  )
}

/** Function words, numbers, details, and words of another answer or stated fact. */
function isExplained({ words, hits, vocabulary, context }: Reading, index: number): boolean {
  const token = words[index]
  if (!token || token.filler || token.kind === 'emoji' || token.value !== undefined) return true
  if (vocabulary.stopwords.has(token.word) || DETAILS.test(token.word)) return true
  const covers = (other: Hit): boolean => other.start <= index && index < other.end
  const same = (other: Hit): boolean => covers(other) && other.id.startsWith(`${context.asked}=`)
  const goesOn = (other: Hit): boolean =>
    covers(other) && (words[other.start - 1]?.word === 'e' || words[other.start]?.word === 'e')
  return (
    ['fact', 'answer'].some((group) => (hits.get(group) ?? []).some(same)) ||
    // "tenho sim e queria aumentar": another fact in the same breath
    (hits.get('fact') ?? []).some(goesOn) ||
    ['yes', 'no', 'declined'].some((group) => (hits.get(group) ?? []).some(covers))
  )
}
