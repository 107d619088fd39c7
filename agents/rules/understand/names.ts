import { isQuestion } from './acts.ts'
import { has, hitsOf, isNegated, type Reading } from './reading.ts'
import { fold } from './text.ts'

/** The lead's own name, without titles, as complete as given; null when none was said. `told`: how many other facts the message has. */
export function readName(
  reading: Reading,
  claimed: Uint8Array,
  told: number,
): { value: string; start: number; end: number; confidence: number } | null {
  const firstReal = reading.words.findIndex((word) => !word.filler)
  const openers = [...hitsOf(reading, 'name')].sort((a, b) => Number(b.id === 'called') - Number(a.id === 'called'))
  for (const hit of openers) {
    if (isNegated(reading, hit.start) || (hit.id === 'weak' && hit.start > firstReal)) continue
    if (reading.context.asked !== 'name' && hit.id === 'weak') continue
    const strong = hit.id === 'strong' || hit.id === 'called'
    const name = nameAt(reading, hit.end, claimed, strong)
    const known = strong || reading.context.asked === 'name' || (name !== null && isGiven(reading, name.start))
    if (name && (known || (hit.id === 'plain' && isIntroduced(reading, name.start)))) {
      if (hit.id === 'weak' && !endsThere(reading, name)) continue
      if (hit.id === 'plain' && !isGiven(reading, name.start) && !isCapital(reading, name.start)) continue
      return { ...name, confidence: strong ? 0.97 : 0.92 }
    }
  }
  const mine = isMine(reading, claimed)
  if (mine) return mine
  return reading.context.asked === 'name'
    ? alone(reading, claimed)
    : (presented(reading, claimed) ??
        ofSomewhere(reading, claimed) ??
        listed(reading, claimed) ??
        headsList(reading, claimed, told))
}

/** Where the message begins, behind courtesies; -1 without a word. */
function firstWord({ words }: Reading): number {
  return words.findIndex((word) => !word.filler && word.kind === 'word')
}

/** "Sol é meu nome mesmo": a name that opens the message. */
function isMine(reading: Reading, claimed: Uint8Array): ReturnType<typeof readName> {
  const { words } = reading
  const mine = words.findIndex(({ word }, at) => word === 'meu' && words[at + 1]?.word === 'nome')
  const is = words[mine - 1]?.word === 'o' ? mine - 2 : mine - 1
  if (mine < 0 || words[is]?.word !== 'e') return null
  const start = firstWord(reading)
  const name = nameAt(reading, start, claimed, true)
  return name?.end === is ? { ...name, confidence: 0.97 } : null
}

/** "oi, Kauã aqui": a name that opens the message and closes its clause with "aqui" or "falando". */
function presented(reading: Reading, claimed: Uint8Array): ReturnType<typeof readName> {
  const { words, clause } = reading
  const start = firstWord(reading)
  const name = start < 0 ? null : nameAt(reading, start, claimed, false)
  if (!name || !isGiven(reading, name.start) || !PRESENT.has(words[name.end]?.word ?? '')) return null
  // "Tiago aqui de Arcoverde"
  const from = OF.has(words[name.end + 1]?.word ?? '') && claimed[name.end + 2] === 1
  return clause[name.end] === clause[name.end + 1] && !from ? null : { ...name, confidence: 0.92 }
}

/** "oi, Marcos de Camaragibe, casa própria": a given name that opens the message, and a city that closes its clause. */
function ofSomewhere(reading: Reading, claimed: Uint8Array): ReturnType<typeof readName> {
  const { words, clause } = reading
  const start = firstWord(reading)
  const name = start < 0 ? null : nameAt(reading, start, claimed, false)
  if (!name || !isGiven(reading, name.start) || !OF.has(words[name.end]?.word ?? '')) return null
  const place = name.end + 1
  const closes = words.every((_, at) => at < place || clause[at] !== clause[place] || claimed[at] === 1)
  return claimed[place] === 1 && closes ? { ...name, confidence: 0.92 } : null
}

const OF = new Set(['de', 'do', 'da', 'em'])

/** "Bruno, bruno.k@example.com, Joinville": a given name in front of an address that has it too. */
function listed(reading: Reading, claimed: Uint8Array): ReturnType<typeof readName> {
  const { words } = reading
  const start = words.findIndex((word) => !word.filler)
  const name = start < 0 ? null : nameAt(reading, start, claimed, false)
  const address = words.find(({ kind }) => kind === 'email')
  if (!name || !address || !isGiven(reading, name.start) || (words[name.end]?.pause ?? 0) === 0) return null
  const same = address.plain.split('@')[0]?.startsWith(reading.plain[name.start] ?? '')
  return same ? { ...name, confidence: 0.92 } : null
}

/**
 * "Rafael, 390, Caruaru, casa", "segue: Heitor Lins / Recife / apartamento", "Edson da pousada em Ipojuca, …": a given name, alone or with
 * the business, at the head of other facts. Behind a greeting it may be whom the lead greets: only where much is told.
 */
function headsList(reading: Reading, claimed: Uint8Array, told: number): ReturnType<typeof readName> {
  const { words, clause, vocabulary } = reading
  const start = words.findIndex((word) => !word.filler && word.kind === 'word' && !LIST_OPENERS.has(word.word))
  const name = start < 0 ? null : nameAt(reading, start, claimed, false)
  if (!name || !isGiven(reading, name.start) || vocabulary.domain.has(reading.plain[name.start] ?? '')) return null
  const ends = clause[name.end] !== clause[name.end - 1]
  const business =
    OF.has(words[name.end]?.word ?? '') && hitsOf(reading, 'fact').some((hit) => hit.start === name.end + 1)
  const greeted = start > 0 && words.slice(0, start).some(({ filler }) => filler)
  const called = /!/.test(words[name.end]?.before ?? '')
  return (ends || business) && !called && told >= (greeted ? 3 : 2) ? { ...name, confidence: 0.9 } : null
}

const LIST_OPENERS = new Set(['segue', 'seguem', 'dados', 'meus', 'informacoes', 'ok'])

/** "sou o Gumercindo", "sou Gumercindo, de Olinda": a capital shows that a word no list has is a name. */
function isIntroduced(reading: Reading, start: number): boolean {
  const { words, trailing, vocabulary } = reading
  if (!isCapital(reading, start) || isQuestion(reading)) return false
  if (['o', 'a'].includes(words[start - 1]?.word ?? '')) return true
  const plain = reading.plain[start] ?? ''
  const trade = vocabulary.names.notNameEndings.some((ending) => plain.endsWith(ending)) || TRADE.test(plain)
  const apart = words[start + 1] === undefined ? trailing !== '' : (words[start + 1]?.pause ?? 0) > 0
  return words[start - 1]?.word === 'sou' && !trade && apart
}

/** "sou Corintiano", "sou Enfermeira", "sou Alagoano": what somebody is, not who. */
const TRADE = /(?:eir[oa]|ist[ao]|ian[oa]|an[oa]|ense|log[oa]|tor|tora|dor|dora|eiro|rio|ria|ndo|ao|ico|ica)$/

/** The name by itself after it was asked for: nothing but the name, its titles and courtesies. */
function alone(reading: Reading, claimed: Uint8Array): ReturnType<typeof readName> {
  if (has(reading, 'declined')) return null
  const start = firstWord(reading)
  if (start < 0) return null
  const name = nameAt(reading, start, claimed, false)
  if (!name) return null
  if (isQuestion(reading) && !isGiven(reading, start) && !standsApart(reading, name)) return null
  if (!endsThere(reading, name)) return null
  return { ...name, confidence: isGiven(reading, name.start) ? 0.97 : 0.85 }
}

/** "Gumercinda. quanto custa?": a sentence of its own, with a capital. */
function standsApart(reading: Reading, name: { start: number; end: number }): boolean {
  if (reading.vocabulary.names.notNameEndings.some((ending) => reading.plain[name.start]?.endsWith(ending)))
    return false
  return isCapital(reading, name.start) && /^\s*[.!\n]/.test(reading.text.slice(reading.words[name.end - 1]?.end ?? 0))
}

/** Nothing but courtesies, a pause or a new thought follows the name. */
function endsThere(reading: Reading, name: { start: number; end: number }): boolean {
  const { words } = reading
  const rest = words.slice(name.end).filter((word) => !word.filler && word.kind !== 'emoji')
  const given = isGiven(reading, name.start)
  if (!given && !isWordToo(reading, name.start) && isVocabulary(reading, reading.plain[name.start] ?? '')) return false
  if (rest.length === 0 || (words[name.end]?.pause ?? 0) > 0) return true
  return rest.every(({ word }) => PRESENT.has(word)) || (given && AFTER_NAME.has(rest[0]?.word ?? ''))
}

/** "Juninho aqui": also behind a name that no list has. */
const PRESENT = new Set(['aqui', 'falando', 'mesmo', 'mesma'])
const AFTER_NAME = new Set([
  'e',
  'mas',
  'aqui',
  'moro',
  'quero',
  'sou',
  'da',
  'do',
  'de',
  'viu',
  'pode',
  'tudo',
  'prazer',
  'falando',
  'e o',
  'meu',
  'minha',
  'pago',
])
const MAX_PARTS = 6

function nameAt(
  reading: Reading,
  from: number,
  claimed: Uint8Array,
  strong: boolean,
): { value: string; start: number; end: number } | null {
  const { words } = reading
  let start = from
  while (isTitle(reading, start) && (isTitle(reading, start + 1) || isNamePart(reading, start + 1, true, strong)))
    start += 1
  const parts: string[] = []
  let at = start
  let end = start
  while (at < words.length && parts.length < MAX_PARTS) {
    const token = words[at]
    if (!token || (at > start && token.pause > 0) || claimed[at] === 1) break
    if (parts.length > 0 && isConnector(reading, at) && followsConnector(reading, at)) {
      parts.push(token.plain)
      at += 1
      continue
    }
    const tied = parts.length > 0 && (at > end || bridges(reading, at))
    if (!tied && !isNamePart(reading, at, parts.length === 0, strong)) break
    parts.push(spelled(reading, at, parts.length === 0))
    at += 1
    end = at
  }
  const kept = parts.slice(0, end - start)
  if (kept.length === 0 || kept.join('').length < 2) return null
  return { value: kept.join(' '), start, end }
}

const isTitle = (reading: Reading, at: number): boolean => reading.vocabulary.names.titles.has(reading.plain[at] ?? '')
const isConnector = (reading: Reading, at: number): boolean =>
  reading.vocabulary.names.connectors.has(reading.plain[at] ?? '')
const isGiven = (reading: Reading, at: number): boolean => reading.vocabulary.names.given.has(reading.plain[at] ?? '')
const isWordToo = (reading: Reading, at: number): boolean =>
  reading.vocabulary.names.alsoWords.has(reading.plain[at] ?? '')
const isCapital = (reading: Reading, at: number): boolean =>
  /^\p{Lu}/u.test(reading.text.slice(reading.words[at]?.start ?? 0))

/** "maria das dores": after a connector comes another part of the name, not a place of work. */
function followsConnector(reading: Reading, at: number): boolean {
  const { given, family, notNames } = reading.vocabulary.names
  const next = reading.plain[at + 1] ?? ''
  if ((reading.words[at + 1]?.pause ?? 1) > 0 || notNames.has(next)) return false
  if (reading.plain[at] === 'e') return family.has(next) && reading.context.asked === 'name' && !given.has(next)
  if (given.has(next) || family.has(next) || (isCapital(reading, at + 1) && isCapital(reading, at - 1))) return true
  return (
    reading.context.asked === 'name' &&
    next.length > 3 &&
    !isVocabulary(reading, next) &&
    reading.vocabulary.places.at([next], 0) === null
  )
}

function isNamePart(reading: Reading, at: number, first: boolean, strong: boolean): boolean {
  const { names } = reading.vocabulary
  const token = reading.words[at]
  if (token?.kind !== 'word' || !/^\p{L}[\p{L}'’]*$/u.test(token.raw)) return false
  const plain = token.plain
  if (names.given.has(plain)) return !(names.notNames.has(plain) && !isCapital(reading, at) && !first)
  if (names.family.has(plain))
    return first ? reading.context.asked === 'name' || strong || isCapital(reading, at) : true
  if (first && names.alsoWords.has(plain)) return strong || reading.context.asked === 'name'
  if (names.notNames.has(plain) || plain.length < 2) return false
  if (first)
    return (strong || reading.context.asked === 'name' || isCapital(reading, at)) && !isVocabulary(reading, plain)
  return (
    isCapital(reading, at) &&
    isCapital(reading, at - 1) &&
    !isVocabulary(reading, plain) &&
    reading.text.slice(token.start, token.end) !== reading.text.slice(token.start, token.end).toUpperCase()
  )
}

/** "josé ribamar de sousa": an unknown word before a family name is a part of the name, when the name was asked for. */
function bridges(reading: Reading, at: number): boolean {
  const [token, next] = [reading.words[at], reading.words[at + 1]]
  if (reading.context.asked !== 'name' || token?.kind !== 'word' || token.plain.length < 3 || !next || next.pause > 0)
    return false
  const { family, connectors, notNames } = reading.vocabulary.names
  const after = connectors.has(next.plain) ? reading.words[at + 2] : next
  return (
    after?.pause === 0 && family.has(after.plain) && !notNames.has(token.plain) && !isVocabulary(reading, token.plain)
  )
}

/** Words the grammars know are no names ("conta", "quero"). */
function isVocabulary(reading: Reading, plain: string): boolean {
  return (
    reading.vocabulary.phrases.lexicon.has(plain) ||
    reading.vocabulary.words.abbreviations.has(plain) ||
    reading.vocabulary.words.numerals.has(plain)
  )
}

/** Capital first; accents as written, or from the list when the lead wrote none. */
function spelled(reading: Reading, at: number, first: boolean): string {
  const { given, alsoWords, family } = reading.vocabulary.names
  const token = reading.words[at]
  if (!token) return ''
  const listed =
    (first
      ? (given.get(token.plain) ?? alsoWords.get(token.plain) ?? family.get(token.plain))
      : (family.get(token.plain) ?? given.get(token.plain))) ?? ''
  if (token.raw === token.plain && listed && fold(listed) === token.plain) return listed
  return token.raw.charAt(0).toUpperCase() + token.raw.slice(1)
}
