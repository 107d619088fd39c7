import { fold } from './text.ts'
import { isNumber, type Token } from './tokens.ts'

/**
 * The phrase language of the vocabulary files. Words match words; `(a|b c)` is a choice, `[a|b]` may be missing, `{name}` is a class of the
 * same file set, `mand*` any word that starts so, `#` a number, `~3` up to three words of any kind, `,` a pause, `^`/`$` the start and end of
 * a clause, `^^`/`$$` of the whole message (greetings and fillers aside), `?` in a question, `=é` a word with exactly these accents, `!x` not followed by x.
 */
type Node =
  | { kind: 'word'; word: string }
  | { kind: 'exact'; raw: string }
  | { kind: 'prefix'; prefix: string }
  | { kind: 'number' }
  | { kind: 'gap'; max: number }
  | { kind: 'pause' }
  | { kind: 'asked' }
  | { kind: 'edge'; edge: '^' | '$' | '^^' | '$$' }
  | { kind: 'not'; node: Node }
  | { kind: 'seq'; nodes: Node[] }
  | Alt
/** A choice, indexed by the words its options can start with; `loose` options can start otherwise. */
type Alt = { kind: 'alt'; options: Node[]; optional: boolean; byWord: Map<string, Node[]>; loose: Node[] }

export type Classes = Readonly<Record<string, readonly string[]>>

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

type Compiled = { group: string; id: string; node: Node }

/** Finds all phrases of a vocabulary in one pass over the words; indexed by first word, so the cost does not grow with the vocabulary. */
export function createMatcher(entries: readonly { group: string; id: string; pattern: string }[], classes: Classes) {
  const exact = new Map<string, Compiled[]>()
  const prefixes = new Map<string, { prefix: string; compiled: Compiled }[]>()
  const numeric: Compiled[] = []
  const lexicon = new Set<string>()
  const stems = new Set<string>()

  for (const { group, id, pattern } of entries) {
    const compiled = { group, id, node: parsePattern(pattern, classes) }
    collectWords(compiled.node, lexicon, stems)
    for (const first of firsts(compiled.node, pattern)) {
      if (first === '#') numeric.push(compiled)
      else if (first.endsWith('*')) addTo(prefixes, first.slice(0, 3), { prefix: first.slice(0, -1), compiled })
      else addTo(exact, first, compiled)
    }
  }

  function matchAt(phrase: Phrase, index: number, hits: Hit[]): void {
    const token = phrase.words[index]
    if (!token) return
    const seen = new Set<Compiled>()
    const attempt = (compiled: Compiled): void => {
      if (seen.has(compiled)) return
      seen.add(compiled)
      matchStart = index
      expectedPause = -1
      const end = longest(compiled.node, phrase, index)
      if (end > index) hits.push({ group: compiled.group, id: compiled.id, start: index, end })
    }
    for (const compiled of exact.get(token.word) ?? []) attempt(compiled)
    for (const { prefix, compiled } of prefixes.get(token.word.slice(0, 3)) ?? []) {
      if (token.word.startsWith(prefix)) attempt(compiled)
    }
    if (isNumber(token)) for (const compiled of numeric) attempt(compiled)
  }

  return {
    lexicon: lexicon as ReadonlySet<string>,
    stems: stems as ReadonlySet<string>,
    /** Every hit, in reading order. */
    find(phrase: Phrase): Hit[] {
      const hits: Hit[] = []
      for (let index = 0; index < phrase.words.length; index += 1) matchAt(phrase, index, hits)
      return hits
    },
  }
}
export type Matcher = ReturnType<typeof createMatcher>

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
      if (token && isNumber(token) && continues(token, phrase, index)) done(index + 1)
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

function addTo<T>(map: Map<string, T[]>, key: string, value: T): void {
  const list = map.get(key)
  if (list) list.push(value)
  else map.set(key, [value])
}

function collectWords(node: Node, words: Set<string>, stems: Set<string>): void {
  if (node.kind === 'word') words.add(node.word)
  else if (node.kind === 'prefix') stems.add(node.prefix)
  else if (node.kind === 'seq') for (const part of node.nodes) collectWords(part, words, stems)
  else if (node.kind === 'alt') for (const part of node.options) collectWords(part, words, stems)
}

/** The words a pattern can start with. */
function firsts(node: Node, pattern: string): Set<string> {
  const found = new Set<string>()
  if (collectFirsts(node, found)) throw new Error(`pattern may match nothing or starts with a gap: ${pattern}`)
  return found
}

/** Returns whether the node can match without consuming a word. */
function collectFirsts(node: Node, found: Set<string>): boolean {
  switch (node.kind) {
    case 'word':
      found.add(node.word)
      return false
    case 'exact':
      found.add(fold(node.raw))
      return false
    case 'prefix':
      found.add(`${node.prefix}*`)
      return false
    case 'number':
      found.add('#')
      return false
    case 'seq':
      return node.nodes.every((part) => collectFirsts(part, found))
    case 'alt':
      return [...node.options.map((option) => collectFirsts(option, found)), node.optional].some(Boolean)
    default:
      return true
  }
}

/** Parses one pattern. @throws {Error} naming the pattern when it is malformed or uses an unknown class. */
export function parsePattern(pattern: string, classes: Classes): Node {
  const items = pattern.match(/\^\^|\$\$|[()[\]|^$,]|![^\s()[\]|]+|~\d+|[^\s()[\]|,]+/g) ?? []
  let at = 0
  const fail = (why: string): never => {
    throw new Error(`bad pattern "${pattern}": ${why}`)
  }
  const parseAlt = (closing: string | null): Node => {
    const options: Node[] = []
    let nodes: Node[] = []
    for (;;) {
      const item = items[at]
      if (item === undefined) {
        if (closing) fail(`missing ${closing}`)
        break
      }
      at += 1
      if (item === closing) break
      if (item === ')' || item === ']') fail(`unexpected ${item}`)
      if (item === '|') {
        options.push(seqOf(nodes))
        nodes = []
      } else if (item === '(') nodes.push(parseAlt(')'))
      else if (item === '[') {
        const inner = parseAlt(']')
        nodes.push(inner.kind === 'alt' ? { ...inner, optional: true } : altOf([inner], true))
      } else nodes.push(parseItem(item, classes, pattern))
    }
    const last = seqOf(nodes)
    return options.length === 0 ? last : altOf([...options, last], false)
  }
  return parseAlt(null)
}

function parseItem(item: string, classes: Classes, pattern: string): Node {
  if (item === '^' || item === '$' || item === '^^' || item === '$$') return { kind: 'edge', edge: item }
  if (item === ',') return { kind: 'pause' }
  if (item === '#') return { kind: 'number' }
  if (item === '?') return { kind: 'asked' }
  if (item.startsWith('~')) return { kind: 'gap', max: Number(item.slice(1)) }
  if (item.startsWith('!')) return { kind: 'not', node: parseItem(item.slice(1), classes, pattern) }
  if (item.startsWith('=')) return { kind: 'exact', raw: item.slice(1) }
  if (item.startsWith('{')) return parseClass(item.slice(1, -1), classes, pattern)
  if (item.endsWith('*')) return { kind: 'prefix', prefix: fold(item.slice(0, -1)) }
  return { kind: 'word', word: fold(item) }
}

function parseClass(name: string, classes: Classes, pattern: string): Node {
  const members = classes[name]
  if (!members) throw new Error(`bad pattern "${pattern}": unknown class {${name}}`)
  return altOf(
    members.map((member) => parsePattern(member, classes)),
    false,
  )
}

const seqOf = (nodes: Node[]): Node => (nodes.length === 1 && nodes[0] ? nodes[0] : { kind: 'seq', nodes })

function altOf(options: Node[], optional: boolean): Alt {
  const byWord = new Map<string, Node[]>()
  const loose: Node[] = []
  for (const option of options) {
    const words = new Set<string>()
    const indexable = !collectFirsts(option, words) && ![...words].some((word) => word === '#' || word.endsWith('*'))
    if (indexable) for (const word of words) addTo(byWord, word, option)
    else loose.push(option)
  }
  return { kind: 'alt', options, optional, byWord, loose }
}
