import { type Act, OBJECTION_KINDS, SIMPLE_ACTS } from '#src/domain/understanding.ts'
import type { Hit } from './patterns.ts'
import { has, hitsOf, type Reading } from './reading.ts'
import type { TimeReading } from './time.ts'
import { type Polarity, readYesNo } from './yes-no.ts'

const YES_NO_QUESTIONS: ReadonlySet<string> = new Set([
  'confirmation',
  'identity',
  'slots',
  'resume',
  'erase',
  'attendance',
  'bill_check',
])

/** What the message does, but `inform` and `choose`, which follow from what else was found. */
export function readActs(reading: Reading, time: TimeReading, chosen: boolean): Set<Act> {
  const acts = new Set<Act>()
  for (const act of SIMPLE_ACTS) if (has(reading, 'act', act)) acts.add(act)
  for (const kind of OBJECTION_KINDS) if (has(reading, 'objection', kind)) acts.add(`object:${kind}`)
  if (isQuestion(reading)) acts.add('ask')
  if (has(reading, 'topic', 'robot')) acts.add('ask')
  addYesNo(reading, acts, time, chosen)
  // asked for a day, "tem sexta de manhã?" is no question about something else
  const wishes = reading.context.asked === 'slots' && time.time !== null && time.time !== undefined
  if (!wishes && isStrayQuestion(reading, acts)) acts.add('off_topic')
  settle(reading, acts)
  return acts
}

/** A question mark that is no courtesy, or words that ask. */
export function isQuestion(reading: Reading): boolean {
  const courtesy = hitsOf(reading, 'courtesy')
  const inCourtesy = (index: number): boolean => courtesy.some((hit) => hit.start <= index && index < hit.end)
  const ends = (index: number): boolean => !reading.questioned[index + 1] || (reading.words[index + 1]?.pause ?? 0) > 1
  // of "Juninho, blz?" only the courtesy is asked
  const asks = (index: number): boolean => {
    const end = reading.words.findIndex((_, at) => at >= index && ends(at))
    const closing = courtesy.find((hit) => hit.start > index && hit.end > end)
    return closing === undefined || (reading.words[closing.start]?.pause ?? 0) === 0
  }
  if (reading.words.some((word, at) => reading.questioned[at] && !word.filler && !inCourtesy(at) && asks(at)))
    return true
  return hitsOf(reading, 'question').some((hit) => !inCourtesy(hit.start))
}

/** A question or demand without a single word of our trade, of greeting or of the meeting has nothing to do with us. */
function isStrayQuestion(reading: Reading, acts: ReadonlySet<Act>): boolean {
  const opened = acts.has('ask') || has(reading, 'demand')
  if (!opened || [...acts].some((act) => act !== 'ask' && act !== 'greet' && act !== 'thanks')) return false
  const content = reading.words.filter(
    (word) => word.kind === 'word' && !word.filler && !reading.vocabulary.stopwords.has(word.word),
  )
  if (content.length < (acts.has('ask') ? 2 : 1) || content.length > 12) return false
  return (
    !content.some(({ word, value }) => reading.vocabulary.domain.has(word) || value !== undefined) &&
    hitsOf(reading, 'topic').every(({ id }) => id === 'how_it_works')
  )
}

function addYesNo(reading: Reading, acts: Set<Act>, time: TimeReading, chosen: boolean): void {
  const { asked } = reading.context
  const numbered = asked === 'confirmation' || asked === 'attendance' ? confirmationNumber(reading) : null
  if (numbered) {
    acts.add(numbered)
    return
  }
  if (asked !== undefined && !YES_NO_QUESTIONS.has(asked)) return
  const polarity = readYesNo(reading)
  if (asked === 'slots') addSlotsAnswer(reading, acts, time, chosen, polarity)
  else if (polarity) acts.add(polarity.value ? 'confirm' : 'deny')
  else if (asked === 'confirmation' && (time.refused || isUnavailable(reading))) acts.add('deny')
  if (asked === 'identity' && polarity?.value === false) acts.add('wrong_person')
}

/** "cancelar", asked whether the meeting stands: that, and no more. */
function isBareCancel({ words, context }: Reading): boolean {
  const said = words.filter((word) => !word.filler && word.kind !== 'emoji')
  const meeting = context.asked === 'confirmation' || context.asked === 'attendance'
  return meeting && said.length === 1 && /^cancel(?:ar|em|e|a|o)$/.test(said[0]?.word ?? '')
}

/** "nesse dia tô viajando": what keeps the lead away says no, without a "não". */
function isUnavailable(reading: Reading): boolean {
  return hitsOf(reading, 'refusal').some(({ id, start }) => id === 'it' && reading.words[start]?.word !== 'nao')
}

/** Of offered times a "não" without another wish turns all down. */
function addSlotsAnswer(
  reading: Reading,
  acts: Set<Act>,
  time: TimeReading,
  chosen: boolean,
  polarity: Polarity | null,
): void {
  if (chosen) return
  if (has(reading, 'none_of_them') || (time.refused && !time.time)) acts.add('deny')
  else if (polarity && !(polarity.value === false && time.time)) acts.add(polarity.value ? 'confirm' : 'deny')
}

const NUMBERED: readonly Act[] = ['confirm', 'reschedule', 'cancel']

/** "1", "opção 2", "quero remarcar, 2". */
function confirmationNumber(reading: Reading): Act | null {
  const { words, numbers } = reading
  const [span, ...more] = numbers
  if (!span || more.length > 0 || !Number.isInteger(span.value)) return null
  const bare = words.filter((word) => !word.filler && word.kind !== 'emoji').length
  if (
    words[span.end]?.before === '' &&
    words[span.end]?.kind === 'word' &&
    !['a', 'o'].includes(words[span.end]?.plain ?? '')
  )
    return null
  const marked = ['opcao', 'numero', 'o', 'a', 'op', 'alternativa'].includes(words[span.start - 1]?.word ?? '')
  const agrees =
    has(reading, 'act', 'reschedule') ||
    has(reading, 'act', 'cancel') ||
    has(reading, 'yes') ||
    has(reading, 'none_of_them')
  if ((span.article && bare > 1) || !(bare <= 2 || (marked && bare <= 5) || (agrees && bare <= 5))) return null
  return NUMBERED[span.value - 1] ?? null
}

/** "não sou eu", after the question who decides. */
function isOnlyNotMe({ words }: Reading, { start, end }: Hit): boolean {
  return words
    .slice(start, end)
    .every(({ word }) => ['nao', 'sou', 'e', 'eu', 'ele', 'ela', 'que', 'quem', 'nem'].includes(word))
}

/** Acts that rule each other out. */
function settle(reading: Reading, acts: Set<Act>): void {
  const drop = (...names: Act[]): void => {
    for (const name of names) acts.delete(name)
  }
  if (isBareCancel(reading)) {
    drop('opt_out')
    acts.add('cancel')
  }
  if (acts.has('opt_out')) drop('defer', 'off_topic', 'confirm', 'cancel')
  if (acts.has('erase_data')) drop('cancel', 'off_topic', 'defer')
  if (acts.has('injection')) drop('confirm', 'off_topic')
  if (acts.has('abuse') && acts.has('confirm')) drop('confirm')
  if (acts.has('reschedule') || acts.has('cancel')) drop('confirm')
  if (acts.has('reschedule') && acts.has('cancel') && !has(reading, 'act', 'cancel')) drop('cancel')
  if (
    reading.context.asked === 'decisionMaker' &&
    hitsOf(reading, 'act').every((hit) => hit.id !== 'wrong_person' || isOnlyNotMe(reading, hit))
  )
    drop('wrong_person')
  if (acts.has('wrong_person')) drop('confirm')
  // "comprei faz 5 anos" is said of the house that was asked about
  if (reading.context.asked === 'ownsProperty' && !has(reading, 'fact', 'hasSolar=true')) drop('object:already_has')
  if (acts.has('object:price') && acts.has('object:competitor') && has(reading, 'objection', 'competitor'))
    drop('object:price')
  if (acts.has('off_topic') && [...acts].some((act) => act === 'request_human' || act.startsWith('object:')))
    drop('off_topic')
}
