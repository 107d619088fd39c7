import { ANYTHING, type NearAnswer } from './near-answers.ts'
import { deletions, hasLettersOf, isOneSlip, MIN_SLIP_LENGTH } from './slips.ts'

/**
 * Mends one folded word: elongations, spelling by ear, one slip of the finger. Known words come back unchanged. `asked`: what the agent
 * had asked; a word near one of its answers is that answer, where it can be no other.
 */
export type Speller = { mend: (word: string, asked?: string) => string }

/**
 * @param known words of the vocabulary: never changed, and what others are mended to
 * @param real other Portuguese words that stand one slip away from a known one: never changed
 * @param stems beginnings of words the vocabulary knows ("mand"): what starts so is known
 * @param aliases words of `known` that are another one badly spelled: "poso" is "posso"
 * @param nearAnswer the word of an answer to a question that a mistyped one stands for
 */
export function createSpeller(
  known: ReadonlySet<string>,
  real: ReadonlySet<string>,
  stems: ReadonlySet<string>,
  aliases: ReadonlyMap<string, string> = new Map(),
  nearAnswer: NearAnswer = () => null,
): Speller {
  const bySound = new Map<string, string>()
  const bySlip = new Map<string, string>()
  const bySqueeze = new Map<string, string>()
  for (const word of known) {
    if (!/^[a-z]+$/.test(word)) continue
    if (word.length >= 3) addUnique(bySound, soundOf(word), aliases.get(word) ?? word)
    // what is itself a slip of a known word has no slips of its own: they would be two
    const isSlip = isOneSlip(word, aliases.get(word) ?? '')
    if (word.length >= MIN_SLIP_LENGTH && !isSlip) {
      addUnique(bySlip, word, word)
      for (const shorter of deletions(word)) addUnique(bySlip, shorter, word)
    }
  }
  for (const word of known) {
    if (!/^[a-z]{4,5}$/.test(word)) continue
    for (let at = 1; at < word.length - 1; at += 1)
      if ('aeiou'.includes(word[at] ?? '')) addUnique(bySqueeze, word.slice(0, at) + word.slice(at + 1), word)
  }
  const cache = new Map<string, string>()
  const heard = new Set([...known, ...real].flatMap(threes))

  /** Whether all of a word's runs of three letters are in some word that is known: "cancelra" can be no word, known or not. */
  const isSaid = (word: string): boolean => threes(word).every((three) => heard.has(three))

  function mend(word: string, asked = ''): string {
    if (known.has(word) || real.has(word) || word.length < 3) return word
    const key = `${asked} ${word}`
    const cached = cache.get(key)
    if (cached !== undefined) return cached
    const mended = hasStem(word) ? lookUpInflected(word) : lookUp(word)
    const answer = nearAnswer(word, asked, mended) ?? (known.has(mended) ? null : likely(word, mended))
    if (cache.size < 20_000) cache.set(key, answer ?? mended)
    return answer ?? mended
  }

  /** What can be no word as it is written, or is a long one with two letters swapped: the one known word it can be. */
  function likely(word: string, mended: string): string | null {
    const answer = nearAnswer(word, ANYTHING, mended)
    const isSwapped = answer !== null && word.length >= MIN_SLIP_LENGTH && hasLettersOf(word, answer)
    return isSwapped || !isSaid(word) ? answer : null
  }

  function hasStem(word: string): boolean {
    for (let length = 4; length <= word.length; length += 1) if (stems.has(word.slice(0, length))) return true
    return false
  }

  /** "combinadoo", "obrigadu", "contrto": what starts as the vocabulary knows is mended only where no other form of the word is meant. */
  function lookUpInflected(word: string): string {
    const flat = word.replace(/(.)\1+/g, '$1')
    if (flat !== word && known.has(flat)) return flat
    const whole = gerund(word)
    if (whole) return whole
    const alike = bySound.get(soundOf(word))
    if (alike && Math.abs(alike.length - word.length) <= 1 && word.length >= MIN_SLIP_LENGTH - 1) return alike
    const direct = word.length >= MIN_SLIP_LENGTH && !isPronounceable(word) ? bySlip.get(word) : undefined
    return direct && direct[0] === word[0] && direct.at(-1) === word.at(-1) ? direct : word
  }

  function lookUp(word: string): string {
    const short = word.replace(/(.)\1{2,}/g, '$1')
    const pair = word.replace(/([rs])\1{2,}/g, '$1$1')
    for (const fewer of [pair, short]) if (fewer !== word && known.has(fewer)) return fewer
    const single = word.replace(/([^rs])\1+/g, '$1').replace(/(.)\1{2,}/g, '$1$1')
    if (single !== word && known.has(single)) return single
    const flat = word.replace(/(.)\1+/g, '$1')
    if (flat !== word && known.has(flat)) return flat
    if (real.has(single) || word.length > 24) return single
    const alike = bySound.get(soundOf(single))
    if (alike && single.length >= 3 && Math.abs(alike.length - single.length) <= 2) return alike
    return gerund(word) ?? swapped(word) ?? slip(single) ?? withVowel(single) ?? single
  }

  /** Two letters that changed places inside a word of five: "tehno", "siito". Elsewhere in such a short word a slip has too many readings. */
  function swapped(word: string): string | null {
    if (word.length !== MIN_SLIP_LENGTH - 1) return null
    const found = new Set<string>()
    for (let at = 1; at < word.length - 2; at += 1) {
      const other = `${word.slice(0, at)}${word[at + 1]}${word[at]}${word.slice(at + 2)}`
      if (other !== word && known.has(other)) found.add(other)
    }
    return found.size === 1 ? ([...found][0] ?? null) : null
  }

  /** "trabalhano", "dirigino". */
  function gerund(word: string): string | null {
    const whole = word.replace(/([aei])no$/, '$1ndo')
    return whole !== word && known.has(whole) ? whole : null
  }

  /** "trde", "cnta": a short word that cannot be said lacks a vowel. */
  function withVowel(word: string): string | null {
    if (word.length < 3 || word.length >= MIN_SLIP_LENGTH - 1 || isPronounceable(word)) return null
    return bySqueeze.get(word) || null
  }

  function slip(word: string): string | null {
    if (word.length < MIN_SLIP_LENGTH - 1) return null
    const direct = bySlip.get(word)
    if (direct) return direct[0] === word[0] ? direct : null
    if (word.length < MIN_SLIP_LENGTH) return null
    const found = new Set<string>()
    for (const shorter of deletions(word)) {
      const candidate = bySlip.get(shorter)
      if (candidate && isOneSlip(word, candidate)) found.add(candidate)
    }
    return found.size === 1 ? ([...found][0] ?? null) : null
  }

  return { mend }
}

/** Its runs of three letters, beginning and end included. */
function threes(word: string): string[] {
  const marked = `^${word}$`
  return Array.from({ length: marked.length - 2 }, (_, at) => marked.slice(at, at + 3))
}

/** Whether no three consonants meet that no Portuguese word has, and its beginning can be said. */
function isPronounceable(word: string): boolean {
  const opening = /^[^aeiouy]*/.exec(word)?.[0] ?? ''
  const opens = opening.length < 2 || /^(?:[bcdfgptv][lr]|[cln]h|[gq]u|ps|pn|sc|st|sp)$/.test(opening)
  const runs = word.match(/[^aeiouy]{3,}/g) ?? []
  return opens && runs.every((run) => /^(?:[lmnrs]|ns)(?:[bcdfgptv][lr]|[cln]h|[gq]u)$/.test(run))
}

/** A key under which two known words meet is no key: better not to mend than to guess. */
function addUnique(map: Map<string, string>, key: string, word: string): void {
  const present = map.get(key)
  if (present === undefined) map.set(key, word)
  else if (present !== word && key !== word) map.set(key, key === present ? present : '')
  else if (key === word) map.set(key, word)
}

/** Words that sound alike in Brazilian Portuguese share a key: "secenta" and "sessenta", "lus" and "luz". */
export function soundOf(word: string): string {
  return (
    word
      .replace(/^h/, '')
      // the "h" of "soziha" is what is left of "nh"
      .replace(/([^cln])h(?!(?<=ih)[ao]s?$)/g, '$1')
      .replace(/ph/g, 'f')
      .replace(/x|ch/g, 'x')
      .replace(/c(?=[ei])|ss|sc(?=[ei])|z/g, 's')
      .replace(/qu(?=[ei])|k/g, 'c')
      .replace(/s+/g, 's')
      .replace(/gu(?=[ei])/g, 'g')
      .replace(/j(?=[ei])/g, 'g')
      .replace(/y/g, 'i')
      .replace(/w/g, 'v')
      .replace(/ei(?=r[ao]|[jx])/g, 'e')
      .replace(/[mn](?=[^aeiou]|$)/g, 'n')
      .replace(/l(?=[^aeiouh]|$)/g, 'u')
      .replace(/e(s?)$/, 'i$1')
      .replace(/o(s?)$/, 'u$1')
      .replace(/(.)\1+/g, '$1')
  )
}
