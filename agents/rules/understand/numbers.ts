import type { Token } from './tokens.ts'

/** A number of a message, in digits or words: tokens `start` to `end` (exclusive). */
export type NumberSpan = {
  start: number
  end: number
  value: number
  /** Written in digits (also "4 mil"). */
  digits: boolean
  /** Has a "mil", "k" or the like in it. */
  thousands: boolean
  /** A lone "um"/"uma", which is mostly an article. */
  article: boolean
}

const THOUSAND = new Set(['mil', 'milhar', 'milhares', 'barao', 'baroes'])
const SLANG_THOUSAND = new Set(['pau', 'paus'])
/** "600 contos" are reais, but "1 conto e 200" and "2 contos e meio" are thousands. */
const CONTO = new Set(['conto', 'contos'])

/** All numbers, in reading order: "quatro mil e trezentos e vinte" is one, "mil e mil e cem" two. */
export function readNumbers(words: readonly Token[]): NumberSpan[] {
  const spans: NumberSpan[] = []
  for (let at = 0; at < words.length; ) {
    const span = numberAt(words, at)
    if (span) spans.push(span)
    at = span ? span.end : at + 1
  }
  return spans
}

function numberAt(words: readonly Token[], start: number): NumberSpan | null {
  const first = words[start]
  if (!first) return null
  if (first.word === 'meio' && ['milhar', 'barao', 'mil'].includes(words[start + 1]?.word ?? '')) {
    return { start, end: start + 2, value: 500, digits: false, thousands: true, article: false }
  }
  // "nove centos", as some write it
  const hundreds =
    first.value !== undefined && first.value >= 2 && first.value <= 9 && words[start + 1]?.word === 'centos'
  if (hundreds) {
    const more = isWord(words[start + 2], 'e') ? belowThousand(words, start + 3) : null
    const rest = more && more.value < 100 ? more : { value: 0, end: start + 2 }
    const value = (first.value ?? 0) * 100 + rest.value
    return { start, end: rest.end, value, digits: false, thousands: false, article: false }
  }
  const head = first.kind === 'number' ? { value: first.value ?? 0, end: start + 1 } : belowThousand(words, start)
  if (head) {
    const scale = scaleAt(words, head.end, head.value)
    if (scale) return withRest(words, start, head.value * scale.factor, scale.end, first.kind === 'number')
    if (first.kind === 'word' && first.word === 'mil') return null
    const article = head.end === start + 1 && (first.word === 'um' || first.word === 'uma')
    return { start, end: head.end, value: head.value, digits: first.kind === 'number', thousands: false, article }
  }
  if (first.word === 'mil' || first.word === 'milhar') return withRest(words, start, 1000, start + 1, false)
  return null
}

function scaleAt(words: readonly Token[], at: number, value: number): { factor: number; end: number } | null {
  const token = words[at]
  if (!token || token.pause > 0) return null
  if (token.plain === 'k' && value < 1000) return { factor: 1000, end: at + 1 }
  if (THOUSAND.has(token.word)) return { factor: value >= 1000 && Number.isInteger(value) ? 1 : 1000, end: at + 1 }
  if (SLANG_THOUSAND.has(token.word) && value < 100) return { factor: 1000, end: at + 1 }
  if (CONTO.has(token.word) && value >= 1 && value < 20 && isWord(words[at + 1], 'e') && isRestOfConto(words[at + 2]))
    return { factor: 1000, end: at + 1 }
  if (token.word === 'milhao' || token.word === 'milhoes') return { factor: 1_000_000, end: at + 1 }
  return null
}

const isRestOfConto = (token: Token | undefined): boolean =>
  token?.word === 'meio' || ((token?.value ?? 0) >= 100 && (token?.value ?? 0) < 1000)

/** What follows a thousand: "e duzentos", "350", "e meio". */
function withRest(
  words: readonly Token[],
  start: number,
  thousands: number,
  from: number,
  digits: boolean,
): NumberSpan {
  const plain = { start, end: from, value: thousands, digits, thousands: true, article: false }
  const joined = isWord(words[from], 'e') && (words[from]?.pause ?? 0) === 0
  const at = joined ? from + 1 : from
  const token = words[at]
  if (!token || token.pause > 0 || token.before.trim() !== '') return plain
  if (joined && (token.word === 'meio' || token.word === 'meia'))
    return { ...plain, end: at + 1, value: thousands + 500 }
  if (token.kind === 'number') {
    const value = token.value ?? 0
    if (scaleAt(words, at + 1, value) || value >= 1000 || (!joined && value < 100)) return plain
    return { ...plain, end: at + 1, value: thousands + value }
  }
  const all = belowThousand(words, at)
  const rest = all && scaleAt(words, all.end, all.value) ? withoutNext(words, at, all.end) : all
  // "mil e mil e cem" and "dois mil três mil" are two numbers.
  if (!rest || scaleAt(words, rest.end, rest.value) || (rest.value === 1 && !joined)) return plain
  return { ...plain, end: rest.end, value: thousands + rest.value }
}

/** In "dois mil e novecentos e três mil" the "três" begins the next number. */
function withoutNext(words: readonly Token[], start: number, end: number): { value: number; end: number } | null {
  const link = words.findLastIndex((word, index) => index > start && index < end && word.word === 'e')
  return link < 0 ? null : belowThousand(words.slice(0, link), start)
}

/** Hundreds, tens and units in falling order, with or without "e". */
function belowThousand(words: readonly Token[], start: number): { value: number; end: number } | null {
  let value = 0
  let limit = 1000
  let at = start
  while (at < words.length) {
    const joined = at > start && isWord(words[at], 'e')
    const token = words[joined ? at + 1 : at]
    const part = token?.kind === 'word' ? token.value : undefined
    if (token === undefined || part === undefined || part >= limit || part >= 1000) break
    if (at > start && (token.pause > 0 || (words[at]?.pause ?? 0) > 0)) break
    value += part
    at += joined ? 2 : 1
    limit = nextLimit(token.word, part)
    if (limit === 0) break
  }
  return at === start ? null : { value, end: at }
}

function nextLimit(word: string, part: number): number {
  if (word === 'cem' || (word.endsWith('ao') && part < 100) || part < 20 || part % 10 !== 0) return 0
  if (part >= 100) return part % 100 === 0 ? 100 : 0
  return 10
}

const isWord = (token: Token | undefined, word: string): boolean => token?.word === word
