import type { Reading } from './reading.ts'
import { isOneSlip } from './slips.ts'
import type { Token } from './tokens.ts'

const WEEKDAYS: Record<string, number> = { segunda: 1, terca: 2, quarta: 3, quinta: 4, sexta: 5, sabado: 6, domingo: 7 }

/** The weekday (1 Monday … 7 Sunday) that is named at `index`, and where its name ends: "quinta", "sexta-feira", "2ª feira". */
export function weekdayNumber(reading: Reading, index: number): { weekday: number; end: number } | null {
  const { words } = reading
  const token = words[index]
  if (!token) return null
  const hyphen = (at: number): number => (['feira', 'feiras'].includes(words[at]?.word ?? '') ? at + 1 : at)
  const direct = WEEKDAYS[token.word]
  if (direct && !isOrdinalUse(reading, index)) return { weekday: direct, end: hyphen(index + 1) }
  const letter = words[index + 1]
  if (
    token.kind === 'number' &&
    letter?.before === '' &&
    letter.plain === 'a' &&
    (token.value ?? 0) >= 2 &&
    (token.value ?? 0) <= 6
  ) {
    const opener = words[index - 1]?.word
    const feira = ['feira', 'feiras'].includes(words[index + 2]?.word ?? '')
    const timed =
      index === 0 && (words[index + 2]?.clock || ['as', 'de', 'pela'].includes(words[index + 2]?.word ?? ''))
    if (feira || timed || opener === 'na' || opener === 'de' || opener === 'para')
      return { weekday: (token.value ?? 0) - 1, end: hyphen(index + 2) }
  }
  // "ter" is also the verb "to have": only a day beside an hour, a part of the day, or alone.
  if (
    token.plain === 'ter' &&
    (words.length === 1 || words[index + 2]?.word === 'vem' || opensHour(reading, index + 1))
  )
    return { weekday: 2, end: index + 1 }
  const slipped = slippedWeekday(token)
  return slipped && (hyphen(index + 1) > index + 1 || opensHour(reading, index + 1))
    ? { weekday: slipped, end: hyphen(index + 1) }
    : null
}

/** "10h", "às 11". */
function opensHour({ words }: Reading, at: number): boolean {
  const next = words[at]?.raw === 'às' ? words[at + 1] : words[at]
  return next?.clock !== undefined || (next?.kind === 'number' && words[at]?.pause === 0)
}

/** "quata", "quarat", "sexa": a word no one knows, one slip from a weekday; only beside "feira" or an hour. */
function slippedWeekday({ kind, plain, word }: Token): number | undefined {
  if (kind !== 'word' || plain !== word || plain.length < 4) return undefined
  const [found, ...more] = Object.keys(WEEKDAYS).filter((name) => isOneSlip(plain, name))
  return found && more.length === 0 ? WEEKDAYS[found] : undefined
}

/** "a segunda opção", "a quarta parte": ordinals that look like weekdays. */
function isOrdinalUse({ words, context }: Reading, index: number): boolean {
  const next = words[index + 1]?.word
  if (
    next &&
    ['opcao', 'horario', 'vez', 'alternativa', 'data', 'parcela', 'via', 'conta', 'casa', 'loja'].includes(next) &&
    words[index + 1]?.pause === 0
  )
    return true
  if (
    words[index]?.word === 'segunda' &&
    words[index - 1]?.word === 'a' &&
    words[index - 1]?.raw === 'a' &&
    (context.offered?.length ?? 0) > 1
  ) {
    return !(context.offered ?? []).some(({ dayOfWeek }) => dayOfWeek === 1)
  }
  return false
}
