import { addTo, type Classes, collectWords, firsts, type Node, parsePattern, wordsOfPart } from './phrase-language.ts'
import { isNumber, type Token } from './tokens.ts'

/** One place where a phrase of the vocabulary was found: tokens `start` to `end` (exclusive). */
export type Hit = { group: string; id: string; start: number; end: number }

/** Words of a message as the matcher sees them: no punctuation, but knowing the pauses. */
export type Phrase = {
  words: readonly Token[]
  /** Words before this one are all greetings or fillers. */
  opensMessage: (index: number) => boolean
  closesMessage: (index: number) => boolean
  opensClause: (index: number) => boolean
  closesClause: (index: number) => boolean
  questioned: (index: number) => boolean
}

/** `needs`: the numbers of sets of words; of each the message must have one for the pattern to be worth trying. */
type Compiled = { group: string; id: string; node: Node; needs: readonly number[] }

/** Finds all phrases of a vocabulary in one pass over the words; indexed by first word, so the cost does not grow with the vocabulary. */
export function createMatcher(entries: readonly { group: string; id: string; pattern: string }[], classes: Classes) {
  const exact = new Map<string, Compiled[]>()
  const prefixes = new Map<string, { prefix: string; compiled: Compiled }[]>()
  const numeric: Compiled[] = []
  const lexicon = new Set<string>()
  const stems = new Set<string>()
  const nodes: { group: string; id: string; node: Node }[] = []

  const needs = createNeeds()

  for (const { group, id, pattern } of entries) {
    const node = parsePattern(pattern, classes)
    const compiled = { group, id, node, needs: needs.of(node) }
    nodes.push(compiled)
    collectWords(compiled.node, lexicon, stems)
    for (const first of firsts(compiled.node, pattern)) {
      if (first === '#') numeric.push(compiled)
      else if (first.endsWith('*')) addTo(prefixes, first.slice(0, 3), { prefix: first.slice(0, -1), compiled })
      else addTo(exact, first, compiled)
    }
  }

  /** The patterns that may start with this word and have what they need in the message. */
  function worthTrying({ word }: Token, numbered: boolean): readonly Compiled[] {
    const found = new Set<Compiled>()
    const add = (compiled: Compiled): void => {
      if (needs.met(compiled.needs)) found.add(compiled)
    }
    for (const compiled of exact.get(word) ?? []) add(compiled)
    for (const { prefix, compiled } of prefixes.get(word.slice(0, 3)) ?? []) if (word.startsWith(prefix)) add(compiled)
    if (numbered) for (const compiled of numeric) add(compiled)
    return [...found]
  }

  function matchAt(phrase: Phrase, index: number, candidates: readonly Compiled[], hits: Hit[]): void {
    for (const compiled of candidates) {
      matchStart = index
      expectedPause = -1
      const end = longest(compiled.node, phrase, index)
      if (end > index) hits.push({ group: compiled.group, id: compiled.id, start: index, end })
    }
  }

  return {
    lexicon: lexicon as ReadonlySet<string>,
    stems: stems as ReadonlySet<string>,
    /** The words of the phrases for which `meaningOf` gives a meaning, each with its meanings. */
    wordsOf(meaningOf: (group: string, id: string) => string | null): Map<string, Set<string>> {
      const found = new Map<string, Set<string>>()
      for (const { group, id, node } of nodes) {
        const meaning = meaningOf(group, id)
        if (meaning === null) continue
        const words = new Set<string>()
        collectWords(node, words, new Set())
        for (const word of words) found.set(word, (found.get(word) ?? new Set()).add(meaning))
      }
      return found
    },
    /** Every hit, in reading order. */
    find(phrase: Phrase): Hit[] {
      const hits: Hit[] = []
      needs.read(phrase.words)
      // a long message repeats its words: what is worth trying at one is so at the next
      const known = new Map<string, readonly Compiled[]>()
      phrase.words.forEach((token, index) => {
        const numbered = isNumber(token) || token.clock !== undefined
        const key = numbered ? `# ${token.word}` : token.word
        const candidates = known.get(key) ?? worthTrying(token, numbered)
        known.set(key, candidates)
        matchAt(phrase, index, candidates, hits)
      })
      return hits
    },
  }
}
export type Matcher = ReturnType<typeof createMatcher>

const COMMON = new Set([
  'a',
  'o',
  'e',
  'de',
  'da',
  'do',
  'que',
  'nao',
  'para',
  'com',
  'em',
  'no',
  'na',
  'me',
  'eu',
  'um',
  'uma',
  'esta',
  'meu',
  'minha',
])

/** Most patterns that start with a frequent word need a rarer one further on; looking for it first spares most of the work. */
function createNeeds() {
  const numbers = new Map<string, number>()
  const byWord = new Map<string, number[]>()
  const byStem = new Map<string, { stem: string; number: number }[]>()
  let present = new Uint8Array(1)

  /** The two rarest parts after the first. */
  function of(node: Node): number[] {
    if (node.kind !== 'seq') return []
    const parts = node.nodes
      .slice(1)
      .flatMap(wordsOfPart)
      .sort((a, b) => costOf(a) - costOf(b))
    return parts.slice(0, 2).flatMap((words, index) => (index === 0 || costOf(words) < RARE ? [numberOf(words)] : []))
  }

  function numberOf(words: readonly string[]): number {
    const key = words.toSorted().join(' ')
    const known = numbers.get(key)
    if (known !== undefined) return known
    const number = numbers.size
    numbers.set(key, number)
    for (const word of words) {
      if (word.endsWith('*')) addTo(byStem, word.slice(0, 3), { stem: word.slice(0, -1), number })
      else addTo(byWord, word, number)
    }
    return number
  }

  return {
    of,
    met: (sets: readonly number[]): boolean => sets.every((number) => present[number] === 1),
    read(words: readonly Token[]): void {
      present = new Uint8Array(numbers.size)
      for (const word of new Set(words.map((token) => token.word))) {
        for (const number of byWord.get(word) ?? []) present[number] = 1
        for (const { stem, number } of byStem.get(word.slice(0, 3)) ?? [])
          if (word.startsWith(stem)) present[number] = 1
      }
    },
  }
}

/** Above this a set of words has a frequent one, and nearly every message has that. */
const RARE = 50

const costOf = (words: readonly string[]): number => words.reduce((sum, word) => sum + (COMMON.has(word) ? 50 : 1), 0)

function longest(node: Node, phrase: Phrase, index: number): number {
  let best = -1
  step(node, phrase, index, (end) => {
    if (end > best) best = end
  })
  return best
}

/** Calls `done` with every position at which the node can end. Patterns are short and have no loops, so this stays small. */
function step(node: Node, phrase: Phrase, index: number, done: (end: number) => void): void {
  const token = phrase.words[index]
  switch (node.kind) {
    case 'word':
      if (token?.word === node.word && continues(token, phrase, index)) done(index + 1)
      return
    case 'exact':
      if (token?.raw === node.raw && continues(token, phrase, index)) done(index + 1)
      return
    case 'prefix':
      if (token?.word.startsWith(node.prefix) && continues(token, phrase, index)) done(index + 1)
      return
    case 'number':
      if (token && (isNumber(token) || token.clock !== undefined) && continues(token, phrase, index)) done(index + 1)
      return
    case 'asked':
      if (index > 0 && phrase.words[index - 1] && phrase.questioned(index - 1)) done(index)
      return
    case 'gap':
      stepGap(node.max, phrase, index, done)
      return
    case 'pause':
      if (index > 0 && (token === undefined || token.pause > 0)) {
        expectedPause = index
        done(index)
      }
      return
    case 'edge':
      if (atEdge(node.edge, phrase, index)) done(index)
      return
    case 'not':
      if (longest(node.node, phrase, index) < 0) done(index)
      return
    case 'seq':
      stepSeq(node.nodes, 0, phrase, index, done)
      return
    case 'alt':
      if (token) {
        const fitting = node.byWord.get(token.word)
        if (fitting) for (const option of fitting) step(option, phrase, index, done)
      }
      for (const option of node.loose) step(option, phrase, index, done)
      if (node.optional) done(index)
  }
}

// Where the running match began, and where its pattern last allowed a pause; the matcher is synchronous and never nested.
let matchStart = 0
let expectedPause = -1

/** A full stop parts two thoughts, and "não, é alugado" does not say "não é alugado". */
function continues(token: Token, phrase: Phrase, index: number): boolean {
  if (token.pause === 0 || index === matchStart || expectedPause === index) return true
  return token.pause === 1 && phrase.words[index - 1]?.word !== 'nao'
}

function stepGap(max: number, phrase: Phrase, index: number, done: (end: number) => void): void {
  for (let skip = 0; skip <= max; skip += 1) {
    if (skip > 0) {
      const crossed = phrase.words[index + skip - 1]
      if (!crossed || crossed.pause === 2) return
    }
    done(index + skip)
  }
}

function stepSeq(nodes: readonly Node[], at: number, phrase: Phrase, index: number, done: (end: number) => void): void {
  const node = nodes[at]
  if (!node) done(index)
  else step(node, phrase, index, (end) => stepSeq(nodes, at + 1, phrase, end, done))
}

function atEdge(edge: '^' | '$' | '^^' | '$$', phrase: Phrase, index: number): boolean {
  if (edge === '^') return phrase.opensClause(index)
  if (edge === '$') return phrase.closesClause(index)
  if (edge === '^^') return phrase.opensMessage(index)
  return phrase.closesMessage(index)
}
