import { NUMBER_WORDS, parseNumberWords } from './number-words.ts'

/** Something in the agent's words that needs a source. `values` are numbers; `text` is how it was written. */
export type Claim = {
  kind: 'money' | 'percent' | 'quantity' | 'clock' | 'date' | 'link' | 'phone' | 'email'
  text: string
  /** Money in reais, percent, quantities; minutes of the day for a clock; month × 100 + day for a date. */
  values: number[]
  /** Of a quantity, in one form for all its words: `minuto`, `placa`, `kwh`. */
  unit?: string
}

const DIGITS = '\\d{1,3}(?:\\.\\d{3})+(?:,\\d+)?|\\d+(?:,\\d+)?'
const NUMBER = `(?:${DIGITS}|${NUMBER_WORDS})`
const RANGE = `(${NUMBER})(?:\\s*(?:a|até|ou|e|-|–)\\s*(?:R\\$\\s*)?(${NUMBER}))?`
const MAGNITUDE = '(\\s*(?:mil|k|milh(?:ão|ões))(?![\\p{L}]))?'
const MONTHS = [
  'janeiro',
  'fevereiro',
  'março',
  'abril',
  'maio',
  'junho',
  'julho',
  'agosto',
  'setembro',
  'outubro',
  'novembro',
  'dezembro',
]
const MEASURES =
  'kwh|kwp|kw|mwh|placas?|painéis|painel|módulos?|m²|metros?|anos?|m[eê]s(?:es)?|semanas?|dias?|horas?|minutos?|min|vezes|parcelas?|clientes|famílias|projetos'

const LINK =
  /\b(?:https?:\/\/|www\.)\S+|\b[\p{L}\d-]+(?:\.[\p{L}\d-]+)*\.(?:com|net|org|io|link|site|online|app)(?:\.br)?(?:\/\S*)?/giu
const EMAIL = /[\w.+-]+@[\w-]+(?:\.[\w-]+)+/gu
const PHONE = /(?:\+?\d{2}\s?)?\(?\b\d{2}\)?\s?9?\s?\d{4}[-\s]?\d{4}\b|\b0800[\s-]?\d{3}[\s-]?\d{4}\b/gu

/** Every claim in a text, each stretch of it read once: links and addresses first, so that their digits are nobody's amount. */
export function extractClaims(text: string): Claim[] {
  const claims: Claim[] = []
  let rest = text
  for (const [kind, pattern, values] of READERS) {
    rest = rest.replace(pattern, (...match) => {
      const groups = match.slice(0, -2).map((group) => (typeof group === 'string' ? group : ''))
      const read = values(groups)
      if (read === null) return groups[0] ?? ''
      const unit = kind === 'quantity' ? { unit: unitOf(groups[3] ?? '') } : {}
      claims.push({ kind, text: (groups[0] ?? '').trim(), values: read, ...unit })
      return ' '.repeat((groups[0] ?? '').length)
    })
  }
  return claims
}

type Reader = [kind: Claim['kind'], pattern: RegExp, values: (groups: string[]) => number[] | null]

const READERS: Reader[] = [
  ['email', EMAIL, () => []],
  ['link', LINK, () => []],
  ['phone', PHONE, () => []],
  ['date', /\b(\d{1,2})\/(\d{1,2})(?:\/\d{2,4})?\b/gu, ([, day, month]) => dateValue(Number(day), Number(month))],
  [
    'date',
    new RegExp(`\\b(\\d{1,2})º? de (${MONTHS.join('|')})`, 'giu'),
    ([, day, month]) => dateValue(Number(day), MONTHS.indexOf((month ?? '').toLowerCase()) + 1),
  ],
  [
    'money',
    new RegExp(`R\\$\\s*${RANGE}${MAGNITUDE}`, 'giu'),
    ([, one, two, magnitude]) => amounts(one, two, magnitude),
  ],
  [
    'money',
    new RegExp(`(?<![\\p{L}\\d])${RANGE}${MAGNITUDE}\\s*(?:reais|conto|pilas?)(?![\\p{L}])`, 'giu'),
    ([, one, two, magnitude]) => amounts(one, two, magnitude),
  ],
  [
    'percent',
    new RegExp(`(?<![\\p{L}\\d,.])${RANGE}\\s*(?:%|por cento)`, 'giu'),
    ([, one, two]) => amounts(one, two, ''),
  ],
  ['clock', /\b(\d{1,2})(?:h|:)(\d{2})\b(?!\d)/gu, ([, hour, minute]) => clockValue(hour, minute)],
  ['clock', /\b(\d{1,2})h\b/gu, ([, hour]) => clockValue(hour, '0')],
  ['clock', /(?<=\b[àa]s )(\d{1,2})(?: horas)?\b/gu, ([, hour]) => clockValue(hour, '0')],
  ['clock', /\bmeio[- ]dia(?: e meia)?/giu, ([whole]) => [/meia/i.test(whole ?? '') ? 750 : 720]],
  [
    'quantity',
    new RegExp(`(?<![\\p{L}\\d,.])${RANGE}\\s*(${MEASURES})(?![\\p{L}])`, 'giu'),
    ([, one, two]) => quantities(one, two),
  ],
]

function amounts(one: string | undefined, two: string | undefined, magnitude: string | undefined): number[] {
  const factor = /milh/i.test(magnitude ?? '') ? 1_000_000 : magnitude?.trim() ? 1000 : 1
  return [one, two].flatMap((part) => (part ? [parseNumber(part) * factor] : []))
}

/** "um dia", "uma hora" are ways of speaking; only larger numbers in words, and all digits, are claims. */
function quantities(one: string | undefined, two: string | undefined): number[] | null {
  const isManner = !/\d/.test(one ?? '') && parseNumber(one ?? '') <= 2 && !two
  return isManner ? null : amounts(one, two, '')
}

function parseNumber(text: string): number {
  if (!/\d/.test(text)) return parseNumberWords(text) ?? Number.NaN
  return Number(text.replaceAll('.', '').replace(',', '.'))
}

const UNITS: [unit: string, words: RegExp][] = [
  ['minuto', /^min/i],
  ['hora', /^hora/i],
  ['dia', /^dia/i],
  ['semana', /^semana/i],
  ['mês', /^m[eê]s/i],
  ['ano', /^ano/i],
  ['placa', /^(?:placa|pain|módulo)/i],
]

function unitOf(word: string): string {
  return UNITS.find(([, words]) => words.test(word))?.[0] ?? word.toLowerCase().replace(/s$/, '')
}

/** Minutes of the day; null for what cannot be a clock, like "24h" or "48h", which are stretches of time. */
function clockValue(hour: string | undefined, minute: string | undefined): number[] | null {
  const [hours, minutes] = [Number(hour), Number(minute)]
  return hours > 23 || minutes > 59 ? null : [hours * 60 + minutes]
}

function dateValue(day: number, month: number): number[] | null {
  return day < 1 || day > 31 || month < 1 || month > 12 ? null : [month * 100 + day]
}
