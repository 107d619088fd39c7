import type { Token } from './tokens.ts'

/**
 * Puts back what is not heard: the "r" of "vou pensa", "quero fala", "para de manda", the "i" of "mas tarde". Only where the verb before
 * asks for an infinitive, and for words that, so completed, the vocabulary has.
 *
 * @param wanted words that are also things one may want: "quero visita"
 */
export function completeSpokenForms(
  words: readonly Token[],
  lexicon: ReadonlySet<string>,
  wanted: ReadonlySet<string>,
): void {
  words.forEach((token, index) => {
    const later = token.word === 'mas' && token.pause === 0 && words[index + 1]?.word === 'tarde'
    if (later && words[index + 1]?.pause === 0) token.word = 'mais'
    if (token.kind !== 'word' || token.pause > 0 || !lacksEnding(words, index, wanted)) return
    const whole = [`${token.word}r`, token.word.replace(/eia$/, 'ear')].find(
      (word) => lexicon.has(word) && word.endsWith('r'),
    )
    if (whole) token.word = whole
  })
}

function lacksEnding(words: readonly Token[], index: number, wanted: ReadonlySet<string>): boolean {
  const word = words[index]?.word ?? ''
  const at = CLITICS.has(words[index - 1]?.word ?? '') && words[index - 1]?.pause === 0 ? index - 2 : index - 1
  const verb = words[at]?.word ?? ''
  const next = words[index + 1]
  // "não vai da", "vai da certo"
  if (word === 'da') return (verb === 'vai' || verb === 'vou') && (!next || next.pause > 0 || next.word === 'certo')
  if (word === 've' || word === 'se')
    return verb === (word === 've' ? 'vou' : 'pode') && (!next || next.pause > 0 || next.word === 'e')
  if (word.length < 3 || !/[aei]$/.test(word) || NEVER.has(word)) return false
  if (WILL.has(verb) || (verb === 'que' && HAVE_TO.has(words[at - 1]?.word ?? ''))) return true
  const stops = verb === 'de' && words[at]?.pause === 0 && STOPS.has(words[at - 1]?.word ?? '')
  return (stops || WISH.has(verb)) && !wanted.has(word)
}

const CLITICS: ReadonlySet<string> = new Set(['me', 'te', 'se', 'lhe'])
const WILL: ReadonlySet<string> = new Set(['vou', 'vamos', 'irei'])
const HAVE_TO: ReadonlySet<string> = new Set(['tenho', 'tem', 'tinha', 'temos'])
const WISH: ReadonlySet<string> = new Set(['quero', 'queria', 'posso', 'consigo', 'preciso', 'prefiro', 'vai', 'pode'])
const STOPS: ReadonlySet<string> = new Set(['para', 'pare', 'parem', 'deixa', 'chega', 'cansei', 'parar'])
/** Words that are no verb there: "vou para casa", "vou e volto". */
const NEVER: ReadonlySet<string> = new Set(['para', 'casa', 'uma', 'esta', 'ate', 'de', 'que', 'se', 'la'])
