import type { Speller } from './spelling.ts'
import type { FoldedText } from './text.ts'

export type TokenKind = 'word' | 'number' | 'clock' | 'date' | 'email' | 'phone' | 'code' | 'url' | 'emoji' | 'laugh'

/** One word, number or sign of a message. `start` and `end` are positions in the original text. */
export type Token = {
  /** Folded, abbreviations expanded, spelling mended. */
  word: string
  /** Lower case, as written, with accents. */
  raw: string
  /** Folded as written: neither expanded nor mended. */
  plain: string
  kind: TokenKind
  /** What stood between the previous token and this one. */
  before: string
  /** Pause before this token: 0 none, 1 comma or line break, 2 end of a sentence. */
  pause: 0 | 1 | 2
  start: number
  end: number
  /** The value of digits, or of a number word ("sete", "mil"). */
  value?: number
  /** Hour and minute of a written clock time. */
  clock?: { hour: number; minute: number }
  /** Day, month and (perhaps) year of a written date. */
  date?: { day: number; month: number; year?: number }
  /** Greeting, courtesy, laughter: means nothing for the rest. */
  filler?: boolean
}

export type Words = {
  abbreviations: ReadonlyMap<string, string>
  numerals: ReadonlyMap<string, number>
  speller: Speller
  /** What the agent had asked: words near its answers are read as these. */
  asked?: string | undefined
}

export const isNumber = (token: Token): boolean =>
  token.kind === 'number' || (token.kind === 'word' && token.value !== undefined)

const PIECES: [TokenKind | 'skip', string][] = [
  ['url', String.raw`(?:https?:\/\/|www\.)[^\s<>"]{1,300}`],
  ['email', String.raw`[a-z0-9][a-z0-9._%+-]{0,63}@[a-z0-9-]{1,63}(?:\.[a-z0-9-]{1,63}){1,4}`],
  ['skip', String.raw`<3+(?!\d)|<\/?[a-z][^<>]{0,200}>`],
  ['code', String.raw`\d{3}\.\d{3}\.\d{3}-\d{2}|\d{2}\.\d{3}\.\d{3}\/\d{4}-\d{2}|\d{2}\.?\d{3}-\d{3}(?!\d)`],
  [
    'phone',
    String.raw`(?:\+?55[ .-]?)?(?:\(\d{2,3}\)|\b\d{2})[ .-]?9?[ .-]?\d{4}[ .-]?\d{4}(?!\d)|9[ .]?\d{4}[ .-]?\d{4}(?!\d)|\d{4}-\d{4}(?!\d)`,
  ],
  ['code', String.raw`\d[\d.\- ]{0,60}\d{8,}|\d{8,}|0\d{2,}(?![\d,.])`],
  // "ref. 02/2026": a month, not a day
  ['code', String.raw`(?:0?[1-9]|1[0-2])\/20\d{2}(?![\d\/])`],
  [
    'date',
    String.raw`\d{4}-\d{2}-\d{2}(?!\d)|\d{1,2}[\/]\d{1,2}(?:[\/]\d{2,4})?(?![\d\/])|\d{1,2}-\d{1,2}-\d{4}(?!\d)`,
  ],
  [
    'clock',
    String.raw`\d{1,2} ?(?::|h|hs|hrs?|horas?) ?[0-5]\d(?!\/\d) ?(?:min(?:utos?)?|hrs?|hs?)?(?![a-z0-9])|\d{1,2} ?(?:h|hs|hrs?|horas?)(?![a-z0-9])`,
  ],
  // "R$ 1 300": digits in groups, which only the sign in front tells from two numbers
  ['number', String.raw`(?<=r\$ {0,2})\d{1,3}(?: \d{3})+(?:,\d{2})?(?![\d.,]*\d)|\d+(?:[.,]\d+)*`],
  ['word', String.raw`r\$|us\$|\$|(?<![a-z])m2(?![a-z0-9])|[a-z\u00f8\u00e6\u00df]+(?:'[a-z]+)?|%`],
  ['emoji', String.raw`[\p{Extended_Pictographic}]`],
  ['word', String.raw`\p{L}+`],
]
const PIECE = new RegExp(PIECES.map(([, source]) => `(${source})`).join('|'), 'gu')
const LAUGH = /^(?:k{2,}|(?:rs){1,}|(?:h[aeiu]){2,}h?|(?:a[h]){2,}a?|hua\w*|hue\w*|ri{2,}s*)$/
const SENTENCE_END = /[!?]|\.(?!\.)(?:\s|$)|\.$/

/** Cuts a folded message into tokens. At most `MAX_TOKENS` are read: the head and the tail of the message. */
export function tokenise(text: FoldedText, words: Words): { tokens: Token[]; trailing: string } {
  const tokens: Token[] = []
  let last = 0
  PIECE.lastIndex = 0
  for (let match = PIECE.exec(text.folded); match; match = PIECE.exec(text.folded)) {
    const kind = pieceKind(match)
    const from = match.index
    const to = from + match[0].length
    if (kind === 'skip') continue
    const before = text.folded.slice(last, from)
    last = to
    addTokens(tokens, text, kind, from, to, before, words)
  }
  return { tokens: tokens.length > MAX_TOKENS ? headAndTail(tokens) : tokens, trailing: text.folded.slice(last) }
}

const MAX_TOKENS = 650 // a long message has some 300 words; beyond, the work is bounded

function headAndTail(tokens: Token[]): Token[] {
  return [...tokens.slice(0, MAX_TOKENS - 250), ...tokens.slice(-250)]
}

function pieceKind(match: RegExpExecArray): TokenKind | 'skip' {
  for (let group = 1; group < match.length; group += 1) {
    if (match[group] !== undefined) return PIECES[group - 1]?.[0] ?? 'word'
  }
  return 'word'
}

function addTokens(
  tokens: Token[],
  text: FoldedText,
  kind: TokenKind,
  from: number,
  to: number,
  before: string,
  words: Words,
): void {
  const piece = text.folded.slice(from, to)
  const base = {
    raw: text.accented.slice(from, to),
    plain: piece,
    before,
    pause: tokens.length === 0 ? (0 as const) : pauseOf(before, tokens.at(-1)),
    start: text.starts[from] ?? 0,
    end: text.ends[to - 1] ?? 0,
  }
  const clock = kind === 'clock' ? parseClock(piece) : null
  const date = kind === 'date' ? parseDate(piece) : null
  const misread = (kind === 'clock' && !clock) || (kind === 'date' && !date) || (kind === 'phone' && isRange(piece))
  if (kind === 'word') addWord(tokens, piece, base, text.original, words)
  else if (misread) addAsNumber(tokens, text, from, to, before, words)
  else if (kind === 'number') tokens.push({ ...base, word: piece, kind, value: parseNumber(piece) })
  else tokens.push({ ...base, word: piece, kind, ...(clock ? { clock } : {}), ...(date ? { date } : {}) })
}

/** "900/1000", "1000-1200": what looked like a date or a phone is numbers after all. */
function addAsNumber(tokens: Token[], text: FoldedText, from: number, to: number, before: string, words: Words): void {
  let gap = before
  const pieces = text.folded.slice(from, to).matchAll(/\d+(?:[.,]\d+)*|[a-z]+|[^\da-z]+/g)
  for (const piece of pieces) {
    const start = from + piece.index
    if (/^\d/.test(piece[0])) addTokens(tokens, text, 'number', start, start + piece[0].length, gap, words)
    else if (/^[a-z]/.test(piece[0])) addTokens(tokens, text, 'word', start, start + piece[0].length, gap, words)
    gap = /^[^\da-z]/.test(piece[0]) ? piece[0] : ''
  }
}

function isRange(piece: string): boolean {
  const match = /^(\d{4})-(\d{4})$/.exec(piece)
  if (!match) return false
  const [low, high] = [Number(match[1]), Number(match[2])]
  return low < high && high <= low * 3 && high % 10 === 0 && low % 10 === 0
}

type Base = Pick<Token, 'raw' | 'plain' | 'before' | 'pause' | 'start' | 'end'>

function addWord(tokens: Token[], piece: string, base: Base, original: string, words: Words): void {
  if (piece === 'rs' ? !/^\s?\d/.test(original.slice(base.end)) : LAUGH.test(piece)) {
    tokens.push({ ...base, word: piece, kind: 'laugh', filler: true })
    return
  }
  if ((piece === 'no' || piece === 'n') && /[º°]/.test(original.slice(base.start, base.end + 1))) {
    tokens.push({ ...base, word: 'numero', kind: 'word' })
    return
  }
  const mended = words.abbreviations.get(piece) ?? words.speller.mend(piece, words.asked)
  const expanded = (words.abbreviations.get(mended) ?? mended).split(' ')
  expanded.forEach((word, index) => {
    const value = words.numerals.get(word)
    const rest = index === 0 ? {} : { before: ' ', pause: 0 as const }
    tokens.push({ ...base, ...rest, word, kind: 'word', ...(value === undefined ? {} : { value }) })
  })
}

function pauseOf(before: string, previous: Token | undefined): 0 | 1 | 2 {
  if (previous?.kind === 'emoji') return 1
  if (SENTENCE_END.test(before)) return 2
  if (/[,;:\n()|…]|\.\.|\s[-–—]\s?|[-–—]\s|\s\/\s/.test(before)) return 1
  return 0
}

/** "1.250,90" → 1250.9, "4.200" → 4200, "4,2" → 4.2, "600.00" → 600. */
export function parseNumber(written: string): number {
  const text = written.replaceAll(' ', '')
  const last = Math.max(text.lastIndexOf('.'), text.lastIndexOf(','))
  if (last < 0) return Number(text)
  const decimals = text.length - last - 1
  const digits = text.replace(/[.,]/g, '')
  if (decimals === 3 || decimals > 3) {
    const both = text.includes('.') && text.includes(',')
    return both && decimals !== 3
      ? Number(`${text.slice(0, last).replace(/[.,]/g, '')}.${text.slice(last + 1)}`)
      : Number(digits)
  }
  return Number(`${text.slice(0, last).replace(/[.,]/g, '')}.${text.slice(last + 1)}`)
}

function parseClock(piece: string): Token['clock'] | null {
  const match = /^(\d{1,2})\D*?(\d{2})?\D*$/.exec(piece)
  if (!match) return null
  const hour = Number(match[1])
  const minute = Number(match[2] ?? 0)
  return hour <= 24 && minute < 60 ? { hour, minute } : null
}

function parseDate(piece: string): Token['date'] | null {
  const iso = /^(\d{4})-(\d{2})-(\d{2})$/.exec(piece)
  if (iso) return { day: Number(iso[3]), month: Number(iso[2]), year: Number(iso[1]) }
  const match = /^(\d{1,2})[/-](\d{1,2})(?:[/-](\d{2,4}))?$/.exec(piece)
  if (!match) return null
  const [day, month] = [Number(match[1]), Number(match[2])]
  if (day < 1 || day > 31 || month < 1 || month > 12) return null
  const year = match[3] === undefined ? undefined : Number(match[3]) + (match[3].length === 2 ? 2000 : 0)
  return year === undefined ? { day, month } : { day, month, year }
}
