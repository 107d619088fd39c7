import { numberWordsToDigits } from './number-words.ts'

export type DurationUnit = 'minute' | 'hour' | 'day' | 'week' | 'month' | 'year'

/**
 * Something a text asserts that must have a source. `text`: its words; `at`: where, in the text as `plainText` gives it. A time without
 * "da manhã" may mean two hours. `relative_day`: days from today. `period`: a stretch such as "semana que vem". `number`: a bare number over ten.
 */
export type Claim = { text: string; at: number } & (
  | { kind: 'money' | 'percent' | 'number'; value: number }
  | { kind: 'date'; day: number; month?: number; year?: number }
  | { kind: 'weekday'; weekday: number }
  | { kind: 'relative_day'; days: number }
  | { kind: 'period'; period: 'next_week' | 'next_month' | 'weekend' | 'soon' }
  | { kind: 'time'; hours: number[]; minute: number }
  | { kind: 'duration'; value: number; unit: DurationUnit }
  | { kind: 'quantity'; value: number; unit: string }
  | { kind: 'link' | 'phone' | 'email'; value: string }
)

/** Every claim of a Portuguese text, in the order it stands. Numbers count by value, in digits or words. */
export function extractClaims(text: string): Claim[] {
  const claims: Claim[] = []
  let rest = plainText(text)
  // What was read is blanked, so that the "90" of "90%" is not read again as a bare number.
  for (const { pattern, read } of RULES)
    rest = rest.replace(pattern, (whole: string, ...args: unknown[]) => {
      const at = Number(args.findLast((arg) => typeof arg === 'number'))
      const groups = args.slice(0, args.lastIndexOf(at)).map((group) => (typeof group === 'string' ? group : undefined))
      const found = read(groups, whole)
      if (found.length === 0) return whole
      for (const claim of found) claims.push({ ...claim, text: whole.trim(), at })
      return whole.replace(/[^\n]/g, ' ')
    })
  return claims.sort((a, b) => a.at - b.at)
}

/** The form claims are read from: no hidden characters, no odd digits, number words as digits, numbered list marks blanked. */
export function plainText(text: string): string {
  const visible = text.normalize('NFKC').replace(HIDDEN, '')
  return numberWordsToDigits(visible).replace(LIST_MARK, (mark) => mark.replace(/\S/g, ' '))
}

const HIDDEN = /[\u{200B}-\u{200F}\u{2060}\u{FEFF}\u{00AD}\u{202A}-\u{202E}]/gu
const LIST_MARK = /^\s*\d{1,2}\)(?=\s)/gm

/** `1.250,90`, `1250,9`, `1.250`, `1250.90` by value. */
export function parseNumber(text: string): number {
  const plain = /\.\d{3}(?:\D|$)/.test(text) ? text.replaceAll('.', '').replace(',', '.') : text.replace(',', '.')
  return Number(plain)
}

/** Claims without their place in the text. */
type Found = Claim extends infer C ? (C extends Claim ? Omit<C, 'text' | 'at'> : never) : never
type Rule = { pattern: RegExp; read: (groups: (string | undefined)[], whole: string) => Found[] }

const NUMBER = String.raw`\d{1,3}(?:\.\d{3})+(?:,\d{1,2})?|\d+(?:[.,]\d{1,2})?`
/** A number alone or the two ends of a range; the unit after it belongs to both. */
const RANGE = String.raw`(?<![\d.,])(${NUMBER})(?:\s*(?:%|h)?\s*(?:a|e|até|ou|-|–)\s*(${NUMBER}))?`
const START = String.raw`(?<!\p{L})`
const END = String.raw`(?![\p{L}\d])`

function rule(source: string, read: Rule['read']): Rule {
  return { pattern: new RegExp(source, 'giu'), read }
}

/** A rule for a number, or both ends of a range, with what follows. */
function amount(after: string, toClaim: (value: number, groups: (string | undefined)[]) => Found | null): Rule {
  return rule(`${RANGE}${after}`, ([a, b, ...groups]) =>
    [a, b].filter((end) => end !== undefined).flatMap((end) => toClaim(parseNumber(end), groups) ?? []),
  )
}

const TLD = 'com|net|org|br|me|app|io|co|info|link|site|online|ly|gl|shop|dev|ai'

const ADDRESSES: Rule[] = [
  rule(String.raw`[\w.+-]+\s?@\s?[\w-]+(?:\.[\w-]+)+`, (_, whole) => [
    { kind: 'email', value: whole.replace(/\s/g, '').toLowerCase() },
  ]),
  rule(
    String.raw`(?:https?:\/\/|www\.)[^\s)\]]+|(?<![\w@])[\w-]+(?:\.[\w-]+)*\.(?:${TLD})(?:\.br)?(?:\/[^\s)\]]*)?${END}`,
    (_, whole) => [{ kind: 'link', value: whole.replace(/[.,;!?]+$/, '').toLowerCase() }],
  ),
  rule(
    String.raw`(?<![\d\/])(?:\+?\s?55[\s.\-]?)?(?:\(?\d{2}\)?[\s.\-]?)?(?:9[\s.\-]?)?\d{4}[\s.\-]?\d{4}(?!\d)|(?<!\d)0[38]00[\s.\-]?\d{3}[\s.\-]?\d{3,4}(?!\d)`,
    (_, whole) => [{ kind: 'phone', value: whole.replace(/\D/g, '') }],
  ),
]

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

const DATES: Rule[] = [
  rule(String.raw`(?<![\d\/])(\d{1,2})\/(\d{1,2})(?:\/(\d{4}|\d{2}))?(?![\d\/])`, ([day, month, year]) =>
    dateClaim(Number(day), Number(month), year),
  ),
  rule(String.raw`(?<!\d)(\d{4})-(\d{2})-(\d{2})(?:T[\d:.+Z\-]+)?`, ([year, month, day]) =>
    dateClaim(Number(day), Number(month), year),
  ),
  rule(
    String.raw`(?<!\d)(\d{1,2})[ºo]?\s+de\s+(${MONTHS.join('|')}|marco)(?:\s+de\s+(\d{4}))?${END}`,
    ([day, month = '', year]) =>
      dateClaim(Number(day), MONTHS.indexOf(month.toLowerCase().replace('marco', 'março')) + 1, year),
  ),
  rule(String.raw`${START}dias?\s+(\d{1,2})(?![\d\/])`, ([day]) => [{ kind: 'date', day: Number(day) }]),
]

function dateClaim(day: number, month: number, year: string | undefined): Found[] {
  if (day < 1 || day > 31 || month < 1 || month > 12) return []
  const full = year?.length === 2 ? `20${year}` : year
  return [{ kind: 'date', day, month, ...(full ? { year: Number(full) } : {}) }]
}

const PART = String.raw`(?:\s*(?:horas?|hs?)?\s*da\s+(manhã|manha|tarde|noite|madrugada))?`
const AND_MINUTES = String.raw`(?:\s+horas?)?(?:\s+e\s+(\d{1,2}|meia|um\s+quarto))?${PART}`
/** "as duas opções", "das duas formas": without the accent only a clause's end or another hour makes it a clock. */
const CLAUSE_END = String.raw`(?=\s*(?:[,.;:!?)\n]|$|(?:e|ou|até|às|as|a)\s))`

const TIMES: Rule[] = [
  rule(String.raw`${START}meio[\s\-]dia(\s+e\s+meia)?${END}`, ([half]) => [
    { kind: 'time', hours: [12], minute: half ? 30 : 0 },
  ]),
  rule(String.raw`${START}meia[\s\-]noite${END}`, () => [{ kind: 'time', hours: [0], minute: 0 }]),
  // "em 24h", "daqui a 2h" are lengths, not clocks; "até 18h" is a clock, "até 24 horas" a length.
  rule(
    String.raw`${START}(?:(?:em|daqui\s+a|dentro\s+de|por|há|durante)\s+(\d{1,3})\s?(?:hs?|horas?)|(?:até|de)\s+(\d{1,3})\s?horas?)(?![\p{L}\d:])`,
    ([a, b]) => [{ kind: 'duration', value: Number(a ?? b), unit: 'hour' }],
  ),
  rule(String.raw`(?<![\d.,:\/])(\d{1,2})\s?(?:h|hs|:)\s?(\d{2})(?:min)?${PART}${END}`, ([hour, minute, part]) =>
    timeClaim(hour, minute, part, true),
  ),
  rule(String.raw`(?<![\d.,:\/])(\d{1,2})\s?hs?${PART}${END}`, ([hour, part]) => timeClaim(hour, '0', part, true)),
  rule(
    String.raw`${START}(?:às|à|pelas)\s+(\d{1,2})${AND_MINUTES}(?!\s*(?:%|op|placas|pessoas|propostas))${END}`,
    ([hour, minute, part]) => timeClaim(hour, minute, part, false),
  ),
  rule(String.raw`${START}(?:as|das)\s+(\d{1,2})${AND_MINUTES}${END}${CLAUSE_END}`, ([hour, minute, part]) =>
    timeClaim(hour, minute, part, false),
  ),
  rule(
    String.raw`(?<![\d.,:\/])(\d{1,2})(?:\s+horas?)?(?:\s+e\s+(\d{1,2}|meia))?\s+da\s+(manhã|manha|tarde|noite|madrugada)${END}`,
    ([hour, minute, part]) => timeClaim(hour, minute, part, false),
  ),
]

/** `exact`: written as a clock (14h30), so the hour is meant as it stands. */
function timeClaim(
  hour: string | undefined,
  minute: string | undefined,
  part: string | undefined,
  exact: boolean,
): Found[] {
  const h = Number(hour)
  const m = minute === 'meia' ? 30 : /quarto/.test(minute ?? '') ? 15 : Number(minute ?? 0)
  if (h > 24 || m > 59) return []
  const later = /tarde|noite/i.test(part ?? '') && h < 12
  const hours = later ? [h + 12] : part || exact || h > 11 ? [h % 24] : [h, h + 12]
  return [{ kind: 'time', hours, minute: m }]
}

const CURRENCY = 'reais|real|contos?|pilas?|mangos|paus|pratas'
const HALVED = 'conta|valor|preço|luz|energia|gasto'

const AMOUNTS: Rule[] = [
  amount(String.raw`\s*(?:%|por\s?cento${END})`, (value) => ({ kind: 'percent', value })),
  rule(String.raw`${START}(?:(?:pela|à|a)\s+metade|metade\s+d[aeo]s?\s+(?:su[ao]s?\s+)?(?:${HALVED}))${END}`, () => [
    { kind: 'percent', value: 50 },
  ]),
  rule(
    String.raw`(?:R\s?\$|\bRS(?=\s?\d)|\bBRL|US?\$|€)\s*(${NUMBER})(\s*(?:mil|k)${END})?`,
    ([number = '', thousand]) => [{ kind: 'money', value: parseNumber(number) * (thousand ? 1000 : 1) }],
  ),
  amount(String.raw`\s*(mil|k)?\s*(?:de\s+)?(?:${CURRENCY})${END}`, (value, [thousand]) => ({
    kind: 'money',
    value: value * (thousand ? 1000 : 1),
  })),
  amount(String.raw`\s*(?:mil|k)${END}`, (value) => ({ kind: 'money', value: value * 1000 })),
  amount(String.raw`\s*(?=(?:por|ao|a|no)\s+m[eê]s${END})`, (value) => ({ kind: 'money', value })),
]

const DURATIONS: [RegExp, DurationUnit][] = [
  [/^min/i, 'minute'],
  [/^h/i, 'hour'],
  [/^dia/i, 'day'],
  [/^semana/i, 'week'],
  [/^m[eê]s/i, 'month'],
  [/^ano/i, 'year'],
]
const QUANTITIES: [RegExp, string][] = [
  [/^kwp/i, 'kWp'],
  [/^kwh/i, 'kWh'],
  [/^[kmw]w?/i, 'kW'],
  [/^(?:placa|pain|m[oó]dulo)/i, 'placas'],
  [/^(?:parcela|x$|vezes|prestaç)/i, 'parcelas'],
  [/./, 'count'],
]
const LENGTH_WORDS = 'minutos?|minutinhos?|mins?|horas?|hs?|dias?|semanas?|meses|m[eê]s|anos?'
const UNIT_WORDS =
  'kwp|kwh|kw|mwh?|watts?|w|placas?|pain[eé](?:l|is)|m[oó]dulos?|parcelas?|prestaç(?:ão|ões)|x|vezes|metros(?:\\s+quadrados)?|m2|clientes|famílias|instalaç(?:ão|ões)|projetos|usinas|empresas|pessoas|vagas?|lojas|unidades'

function unitOf<U>(units: [RegExp, U][], word = ''): U | undefined {
  return units.find(([pattern]) => pattern.test(word))?.[1]
}

const SOON = String.raw`em\s+(?:instantes|breve|seguida)|(?:em|daqui\s+a|dentro\s+de)\s+(?:alguns|algumas|poucos|poucas|uns|umas)\s+(?:minutos|minutinhos|instantes|horas|dias|semanas)`

const MEASURES: Rule[] = [
  amount(String.raw`\s*(${LENGTH_WORDS})${END}`, (value, [word]) => {
    const unit = unitOf(DURATIONS, word)
    return unit ? { kind: 'duration', value, unit } : null
  }),
  rule(String.raw`${START}meia\s+hor(?:a|inha)${END}`, () => [{ kind: 'duration', value: 30, unit: 'minute' }]),
  rule(`${START}(?:${SOON})${END}`, () => [{ kind: 'period', period: 'soon' }]),
  amount(String.raw`\s*(${UNIT_WORDS})${END}`, (value, [word]) => {
    const unit = unitOf(QUANTITIES, word)
    return unit ? { kind: 'quantity', value, unit } : null
  }),
]

const WEEKDAYS: [RegExp, number][] = [
  [/^segunda/i, 1],
  [/^ter[cç]a/i, 2],
  [/^quarta/i, 3],
  [/^quinta/i, 4],
  [/^sexta/i, 5],
  [/^s[aá]bado/i, 6],
  [/^domingo/i, 7],
]
/** "A segunda opção" and "a quarta vez" are ordinals. */
const ORDINAL_OF =
  'op[cç]|via|conta|vez|parte|etapa|fase|placa|unidade|casa|pergunta|parcela|proposta|chance|metade|loja'
/** "Hoje" is a day only beside a time or as a date; "hoje a gente atende" means nowadays. */
const TODAY = String.raw`(?:pra|para|ainda|é)\s+hoje|hoje(?=\s*,?\s+(?:mesmo|ainda|às|à|de\s+(?:manhã|tarde|noite)|\(|depois|\d)|\s*\()`

const DAYS: Rule[] = [
  rule(String.raw`${START}depois\s+de\s+amanhã${END}`, () => [{ kind: 'relative_day', days: 2 }]),
  rule(`${START}amanhã${END}`, () => [{ kind: 'relative_day', days: 1 }]),
  rule(`${START}(?:${TODAY})${END}`, () => [{ kind: 'relative_day', days: 0 }]),
  rule(String.raw`${START}(?:semana\s+que\s+vem|próxima\s+semana)${END}`, () => [
    { kind: 'period', period: 'next_week' },
  ]),
  rule(String.raw`${START}(?:mês\s+que\s+vem|próximo\s+mês)${END}`, () => [{ kind: 'period', period: 'next_month' }]),
  rule(String.raw`${START}(?:fim|final)\s+de\s+semana${END}`, () => [{ kind: 'period', period: 'weekend' }]),
  rule(
    String.raw`${START}(segunda|ter[cç]a|quarta|quinta|sexta|s[aá]bado|domingo)s?(?:[\s\-]feiras?)?${END}(?!\s+(?:${ORDINAL_OF}))`,
    ([name]) => {
      const weekday = unitOf(WEEKDAYS, name)
      return weekday ? [{ kind: 'weekday', weekday }] : []
    },
  ),
]

/** Small bare numbers are list marks and the "1 confirmar" of reminders; over ten they say something. */
const SMALL_NUMBER = 10

const BARE: Rule[] = [
  rule(String.raw`(?<![\p{L}\d.,_\-])(${NUMBER})(?![\d_])`, ([number = '']) => {
    const value = parseNumber(number)
    return value > SMALL_NUMBER ? [{ kind: 'number', value }] : []
  }),
]

/** In the order they are tried: the more specific form first. */
const RULES: Rule[] = [...ADDRESSES, ...DATES, ...TIMES, ...AMOUNTS, ...MEASURES, ...DAYS, ...BARE]
