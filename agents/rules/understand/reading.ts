import type { Asked } from '#src/domain/understanding.ts'
import { type NumberSpan, readNumbers } from './numbers.ts'
import type { Hit, Phrase } from './patterns.ts'
import { completeSpokenForms } from './spoken-forms.ts'
import { foldText } from './text.ts'
import { type Token, tokenise } from './tokens.ts'
import type { Vocabulary } from './vocabulary.ts'

export type UnderstandContext = {
  now: Temporal.ZonedDateTime
  asked?: Asked | undefined
  offered?: Temporal.ZonedDateTime[] | undefined
}

/** A message taken apart: its words, the phrases found in it and its numbers. The grammars read it and mark what they explained. */
export type Reading = {
  text: string
  words: readonly Token[]
  /** Folded words as written, for names and places. */
  plain: readonly string[]
  hits: ReadonlyMap<string, readonly Hit[]>
  numbers: readonly NumberSpan[]
  /** For each word, the number of its clause. */
  clause: readonly number[]
  /** For each word, whether its sentence ends with a question mark. */
  questioned: readonly boolean[]
  /** Punctuation after the last word. */
  trailing: string
  context: UnderstandContext
  vocabulary: Vocabulary
  covered: Uint8Array
}

const NEGATIONS = new Set(['nao', 'num', 'nem', 'nunca', 'jamais', 'sem'])
const CLAUSE_WORDS = new Set(['mas', 'porem', 'entretanto', 'so que', 'senao'])

/** Takes a message apart. Does no interpretation of its own beyond the vocabulary. */
export function readMessage(text: string, context: UnderstandContext, vocabulary: Vocabulary): Reading {
  const { tokens: words, trailing } = tokenise(foldText(text), { ...vocabulary.words, asked: context.asked })
  readNumAsNao(words)
  completeSpokenForms(words, vocabulary.phrases.lexicon, vocabulary.wanted)
  const bare: Phrase = {
    words,
    opensMessage: () => false,
    closesMessage: () => false,
    opensClause: () => false,
    closesClause: () => false,
    questioned: () => false,
  }
  for (const hit of vocabulary.fillers.find(bare)) for (let i = hit.start; i < hit.end; i += 1) markFiller(words[i])
  const reading: Reading = {
    text,
    words,
    plain: words.map((word) => word.plain),
    hits: new Map(),
    numbers: readNumbers(words),
    clause: clausesOf(words),
    questioned: questionedWords(words, trailing),
    trailing,
    context,
    vocabulary,
    covered: new Uint8Array(words.length),
  }
  return { ...reading, hits: groupHits(vocabulary.phrases.find(phraseOf(reading)), reading) }
}

const AFTER_NUM =
  /^(da|quero|posso|tem|tenho|vou|consigo|sei|foi|e|era|vai|precisa|gosto|gostei|deu|pode|mande|manda|me|sou|temos|quer|rola|acho|compensa|aguento|esta|estou|queria|preciso|entendi|recebi|vi|fui)$/

/** "num quero" is "não quero", "num 3" is "número 3"; "num apartamento" stays. */
function readNumAsNao(words: Token[]): void {
  words.forEach((token, index) => {
    const beforeDigits = words[index + 1]?.kind === 'number'
    if (beforeDigits && (token.word === 'num' || (token.plain === 'n' && words[index - 1]?.word === 'casa')))
      token.word = 'numero'
    if (token.word === 'num' && AFTER_NUM.test(words[index + 1]?.word ?? '') && words[index + 1]?.pause === 0)
      token.word = 'nao'
  })
}

function markFiller(token: Token | undefined): void {
  if (token) token.filler = true
}

function phraseOf({ words, clause, questioned }: Reading): Phrase {
  const firstReal = words.findIndex((word) => !word.filler)
  const lastReal = words.findLastIndex((word) => !word.filler)
  const first = Math.max(firstReal, 0)
  const last = firstReal < 0 ? words.length - 1 : lastReal
  return {
    words,
    questioned: (index) => questioned[index] === true,
    opensMessage: (index) => index <= first,
    closesMessage: (index) => index > last,
    opensClause: (index) => index <= first || clause[index] !== clause[index - 1] || words[index - 1]?.filler === true,
    closesClause: (index) => index > last || clause[index] !== clause[index - 1] || words[index]?.filler === true,
  }
}

function clausesOf(words: readonly Token[]): number[] {
  let current = 0
  return words.map((word, index) => {
    if (index > 0 && (word.pause > 0 || CLAUSE_WORDS.has(word.word))) current += 1
    return current
  })
}

function questionedWords(words: readonly Token[], trailing: string): boolean[] {
  const flags: boolean[] = new Array<boolean>(words.length).fill(false)
  let question = /\?/.test(trailing)
  for (let index = words.length - 1; index >= 0; index -= 1) {
    flags[index] = question
    const before = words[index]?.before ?? ''
    if (/[?!.\n]/.test(before)) question = /\?/.test(before)
  }
  return flags
}

/** Hits by group; without those a look-alike or a negation undoes. */
function groupHits(hits: readonly Hit[], reading: Reading): Map<string, Hit[]> {
  const vetoes = hits.filter((hit) => hit.group.endsWith('!'))
  const groups = new Map<string, Hit[]>()
  for (const hit of hits) {
    if (hit.group.endsWith('!')) continue
    const veto = vetoes.some(
      (no) => no.group === `${hit.group}!` && no.id === hit.id && no.start <= hit.start && hit.start < no.end,
    )
    if (veto) continue
    if (reading.vocabulary.unlessNegated.has(`${hit.group}.${hit.id}`) && isNegated(reading, hit.start)) continue
    const list = groups.get(hit.group)
    if (list) list.push(hit)
    else groups.set(hit.group, [hit])
  }
  return groups
}

/** Whether a negation stands up to three words before, in the same clause. */
export function isNegated({ words, clause }: Reading, index: number): boolean {
  for (let at = index - 1; at >= Math.max(0, index - 3); at -= 1) {
    if (clause[at] !== clause[index] || (words[at + 1]?.pause ?? 0) > 0) return false
    if (NEGATIONS.has(words[at]?.word ?? '')) return true
  }
  return false
}

/** All hits of one group. */
export const hitsOf = (reading: Reading, group: string): readonly Hit[] => reading.hits.get(group) ?? []

/** Whether some phrase of `group` (and `id`, when given) was found. */
export function has(reading: Reading, group: string, id?: string): boolean {
  const hits = reading.hits.get(group)
  return hits !== undefined && (id === undefined || hits.some((hit) => hit.id === id))
}

/** The original words from token `start` up to `end` (exclusive). */
export function evidenceOf({ text, words }: Reading, start: number, end: number): string {
  return text.slice(words[start]?.start ?? 0, words[end - 1]?.end ?? 0)
}

/** Notes that these words are explained. */
export function cover({ covered }: Reading, start: number, end: number): void {
  covered.fill(1, start, end)
}
