import { fold } from './text.ts'

/**
 * The phrase language of the vocabulary files. Words match words; `(a|b c)` is a choice, `[a|b]` may be missing, `{name}` is a class of the
 * same file set, `mand*` any word that starts so, `#` a number or clock time, `~3` up to three words of any kind, `,` a pause, `^`/`$` the start and end of
 * a clause, `^^`/`$$` of the whole message (greetings and fillers aside), `?` in a question, `=é` a word with exactly these accents, `!x` not followed by x.
 */
export type Node =
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

/** The words a pattern can start with. */
export function firsts(node: Node, pattern: string): Set<string> {
  const found = new Set<string>()
  if (collectFirsts(node, found)) throw new Error(`pattern may match nothing or starts with a gap: ${pattern}`)
  return found
}

/** Returns whether the node can match without consuming a word. */
export function collectFirsts(node: Node, found: Set<string>): boolean {
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

export function collectWords(node: Node, words: Set<string>, stems: Set<string>): void {
  if (node.kind === 'word') words.add(node.word)
  else if (node.kind === 'prefix') stems.add(node.prefix)
  else if (node.kind === 'seq') for (const part of node.nodes) collectWords(part, words, stems)
  else if (node.kind === 'alt') for (const part of node.options) collectWords(part, words, stems)
}

/** The words and stems (`mand*`) a part of a pattern must start with; none when it may be missing or starts with any word. */
export function wordsOfPart(node: Node): string[][] {
  const words = new Set<string>()
  if (node.kind === 'gap' || node.kind === 'not' || collectFirsts(node, words)) return []
  const exact = [...words]
  // a stem of less than three letters fits too many words to be looked for
  return exact.some((word) => word === '#' || (word.endsWith('*') && word.length < 4)) ? [] : [exact]
}

export function addTo<T>(map: Map<string, T[]>, key: string, value: T): void {
  const list = map.get(key)
  if (list) list.push(value)
  else map.set(key, [value])
}
