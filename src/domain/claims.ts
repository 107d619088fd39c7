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
export type ClaimKind = Claim['kind']

/** Every claim of a Portuguese text, in the order it stands. Numbers count by value, in digits or words. */
export function extractClaims(text: string): Claim[] {
  const reader = { rest: plainText(text), claims: [] as Claim[] }
  for (const read of READERS) read(reader)
  return reader.claims.sort((a, b) => a.at - b.at)
}

/** The form claims are read from: no hidden characters, no odd digits, number words as digits, numbered list marks blanked. */
export function plainText(text: string): string {
  const visible = text.normalize('NFKC').replace(/[\u{200B}-\u{200F}\u{2060}\u{FEFF}\u{00AD}\u{202A}-\u{202E}]/gu, '')
  return numberWordsToDigits(visible).replace(/^(\s*)\d{1,2}\)(?=\s)/gm, (mark, space: string) =>
    space.padEnd(mark.length),
  )
}

/** What is left to read: matched stretches are blanked, so that the "90" of "90%" is not read again as a bare number. */
type Reader = { rest: string; claims: Claim[] }
type Found = Claim extends infer C ? (C extends Claim ? Omit<C, 'text' | 'at'> : never) : never

function take(
  reader: Reader,
  pattern: RegExp,
  toClaims: (groups: (string | undefined)[], whole: string) => Found[],
): void {
  reader.rest = reader.rest.replace(pattern, (whole: string, ...args: unknown[]) => {
    const at = Number(args.findLast((arg) => typeof arg === 'number'))
    const groups = args.slice(0, args.lastIndexOf(at)).map((group) => (typeof group === 'string' ? group : undefined))
    const found = toClaims(groups, whole)
    if (found.length === 0) return whole
    for (const claim of found) reader.claims.push({ ...claim, text: whole.trim(), at } as Claim)
    return whole.replace(/[^\n]/g, ' ')
  })
}

const NUMBER = String.raw`\d{1,3}(?:\.\d{3})+(?:,\d{1,2})?|\d+(?:[.,]\d{1,2})?`
/** A number alone or the two ends of a range; the unit after it belongs to both. */
const RANGE = String.raw`(?<![\d.,])(${NUMBER})(?:\s*(?:%|h)?\s*(?:a|e|até|ou|-|–)\s*(${NUMBER}))?`
const END = String.raw`(?![\p{L}\d])`

/** `1.250,90`, `1250,9`, `1.250`, `1250.90` by value. */
export function parseNumber(text: string): number {
  const plain = /\.\d{3}(?:\D|$)/.test(text) ? text.replaceAll('.', '').replace(',', '.') : text.replace(',', '.')
  return Number(plain)
}

function each<C>(ends: (string | undefined)[], toClaim: (value: number) => C): C[] {
  return ends.filter((end) => end !== undefined).map((end) => toClaim(parseNumber(end)))
}

const READERS: ((reader: Reader) => void)[] = [
  readAddresses,
  readPhones,
  readDates,
  readTimes,
  readPercents,
  readMoney,
  readDurations,
  readQuantities,
  readDays,
  readNumbers,
]

function readAddresses(reader: Reader): void {
  take(reader, /[\w.+-]+\s?@\s?[\w-]+(?:\.[\w-]+)+/gu, (_, whole) => [
    { kind: 'email', value: whole.replace(/\s/g, '').toLowerCase() },
  ])
  const domain =
    /(?:https?:\/\/|www\.)[^\s)\]]+|(?<![\w@])[\w-]+(?:\.[\w-]+)*\.(?:com|net|org|br|me|app|io|co|info|link|site|online|ly|gl|shop|dev|ai)(?:\.br)?(?:\/[^\s)\]]*)?(?![\p{L}\d])/giu
  take(reader, domain, (_, whole) => [{ kind: 'link', value: whole.replace(/[.,;!?]+$/, '').toLowerCase() }])
}

function readPhones(reader: Reader): void {
  const phone =
    /(?<![\d/])(?:\+?\s?55[\s.-]?)?(?:\(?\d{2}\)?[\s.-]?)?(?:9[\s.-]?)?\d{4}[\s.-]?\d{4}(?!\d)|(?<!\d)0[38]00[\s.-]?\d{3}[\s.-]?\d{3,4}(?!\d)/g
  take(reader, phone, (_, whole) => [{ kind: 'phone', value: whole.replace(/\D/g, '') }])
}

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

function readDates(reader: Reader): void {
  take(reader, /(?<![\d/])(\d{1,2})\/(\d{1,2})(?:\/(\d{4}|\d{2}))?(?![\d/])/g, ([day, month, year]) =>
    dateClaim(Number(day), Number(month), year),
  )
  take(reader, /(?<!\d)(\d{4})-(\d{2})-(\d{2})(?:T[\d:.+Z-]+)?/g, ([year, month, day]) =>
    dateClaim(Number(day), Number(month), year),
  )
  const named = new RegExp(
    String.raw`(?<!\d)(\d{1,2})[ºo]?\s+de\s+(${MONTHS.join('|')}|marco)(?:\s+de\s+(\d{4}))?${END}`,
    'giu',
  )
  take(reader, named, ([day, month = '', year]) =>
    dateClaim(Number(day), MONTHS.indexOf(month.toLowerCase().replace('marco', 'março')) + 1, year),
  )
  take(reader, /(?<!\p{L})dias?\s+(\d{1,2})(?![\d/])/giu, ([day]) => [{ kind: 'date', day: Number(day) }])
}

function dateClaim(day: number, month: number, year: string | undefined): Found[] {
  if (day < 1 || day > 31 || month < 1 || month > 12) return []
  const full = year?.length === 2 ? `20${year}` : year
  return [{ kind: 'date', day, month, ...(full ? { year: Number(full) } : {}) }]
}

const PART = String.raw`(?:\s*(?:horas?|hs?)?\s*da\s+(manhã|manha|tarde|noite|madrugada))?`

function readTimes(reader: Reader): void {
  take(reader, /(?<!\p{L})(meio[\s-]dia(\s+e\s+meia)?)(?!\p{L})/giu, ([, half]) => [
    { kind: 'time', hours: [12], minute: half ? 30 : 0 },
  ])
  take(reader, /(?<!\p{L})meia[\s-]noite(?!\p{L})/giu, () => [{ kind: 'time', hours: [0], minute: 0 }])
  // "em 24h", "daqui a 2h" are lengths, not clocks.
  const length =
    /(?<!\p{L})(?:em|daqui\s+a|dentro\s+de|por|há|durante|até|de)\s+(\d{1,3})\s?(?:h|hs|horas?)(?:\s+(?:úteis|uteis))?(?![\p{L}\d:])/giu
  take(reader, length, ([hours], whole) =>
    /^até|^de/i.test(whole) && !/horas?|úteis/i.test(whole)
      ? []
      : [{ kind: 'duration', value: Number(hours), unit: 'hour' }],
  )
  const clock = new RegExp(String.raw`(?<![\d.,:/])(\d{1,2})\s?(?:h|hs|:)\s?(\d{2})(?:min)?${PART}${END}`, 'giu')
  take(reader, clock, ([hour, minute, part]) => timeClaim(hour, minute, part, true))
  const sharp = new RegExp(String.raw`(?<![\d.,:/])(\d{1,2})\s?hs?${PART}${END}`, 'giu')
  take(reader, sharp, ([hour, part]) => timeClaim(hour, '0', part, true))
  const minutes = String.raw`(?:\s+horas?)?(?:\s+e\s+(\d{1,2}|meia|um\s+quarto))?${PART}`
  // "as duas opções", "das duas formas": without the accent only a clause's end or another hour makes it a clock.
  const clauseEnd = String.raw`(?=\s*(?:[,.;:!?)\n]|$|(?:e|ou|até|às|as|a)\s))`
  const spoken = new RegExp(
    String.raw`(?<!\p{L})(?:(?:às|à|pelas)\s+(\d{1,2})${minutes}(?!\s*(?:%|op|placas|pessoas|propostas))${END}|(?:as|das)\s+(\d{1,2})${minutes}${END}${clauseEnd})`,
    'giu',
  )
  take(reader, spoken, ([hour, minute, part, hour2, minute2, part2]) =>
    timeClaim(hour ?? hour2, minute ?? minute2, part ?? part2, false),
  )
  const ofDay = new RegExp(
    String.raw`(?<![\d.,:/])(\d{1,2})(?:\s+horas?)?(?:\s+e\s+(\d{1,2}|meia))?\s+da\s+(manhã|manha|tarde|noite|madrugada)${END}`,
    'giu',
  )
  take(reader, ofDay, ([hour, minute, part]) => timeClaim(hour, minute, part, false))
}

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

function readPercents(reader: Reader): void {
  const percent = new RegExp(String.raw`${RANGE}\s*(?:%|por\s?cento${END})`, 'giu')
  take(reader, percent, ([a, b]) => each([a, b], (value) => ({ kind: 'percent', value })))
  const half =
    /(?<!\p{L})(?:(?:pela|à|a)\s+metade|metade\s+d[aeo]s?\s+(?:su[ao]s?\s+)?(?:conta|valor|preço|luz|energia|gasto))(?!\p{L})/giu
  take(reader, half, () => [{ kind: 'percent', value: 50 }])
}

function readMoney(reader: Reader): void {
  const symbol = new RegExp(
    String.raw`(?:R\s?\$|\bRS(?=\s?\d)|\bBRL|(?:US|U)\$|€)\s*(${NUMBER})(\s*(?:mil|k)${END})?`,
    'giu',
  )
  take(reader, symbol, ([amount = '', thousand]) => [
    { kind: 'money', value: parseNumber(amount) * (thousand ? 1000 : 1) },
  ])
  const named = new RegExp(
    String.raw`${RANGE}\s*(mil|k)?\s*(?:de\s+)?(?:reais|real|contos?|pilas?|mangos|paus|pratas)${END}`,
    'giu',
  )
  take(reader, named, ([a, b, thousand]) =>
    each([a, b], (value) => ({ kind: 'money', value: value * (thousand ? 1000 : 1) })),
  )
  const thousands = new RegExp(String.raw`${RANGE}\s*(?:mil|k)${END}`, 'giu')
  take(reader, thousands, ([a, b]) => each([a, b], (value) => ({ kind: 'money', value: value * 1000 })))
  const monthly = new RegExp(String.raw`${RANGE}\s*(?=(?:por|ao|a|no)\s+(?:mês|mes)${END})`, 'giu')
  take(reader, monthly, ([a, b]) => each([a, b], (value) => ({ kind: 'money', value })))
}

const DURATIONS: [RegExp, DurationUnit][] = [
  [/^min/i, 'minute'],
  [/^h/i, 'hour'],
  [/^dia/i, 'day'],
  [/^semana/i, 'week'],
  [/^m[eê]s/i, 'month'],
  [/^ano/i, 'year'],
]

function readDurations(reader: Reader): void {
  const length = new RegExp(
    String.raw`${RANGE}\s*(minutos?|minutinhos?|mins?|horas?|hs?|dias?|semanas?|meses|m[eê]s|anos?)${END}`,
    'giu',
  )
  take(reader, length, ([a, b, word = '']) => {
    const unit = DURATIONS.find(([pattern]) => pattern.test(word))?.[1]
    return unit ? each([a, b], (value) => ({ kind: 'duration', value, unit })) : []
  })
  take(reader, /(?<!\p{L})(?:meia\s+hora|meia\s+horinha)(?!\p{L})/giu, () => [
    { kind: 'duration', value: 30, unit: 'minute' },
  ])
  take(
    reader,
    /(?<!\p{L})em\s+(?:instantes|breve|seguida)(?!\p{L})|(?:em|daqui\s+a|dentro\s+de)\s+(?:alguns|algumas|poucos|poucas|uns|umas)\s+(?:minutos|minutinhos|instantes|horas|dias|semanas)(?!\p{L})/giu,
    () => [{ kind: 'period', period: 'soon' }],
  )
}

const UNITS: [RegExp, string][] = [
  [/^kwp/i, 'kWp'],
  [/^kwh/i, 'kWh'],
  [/^(kw|mw|w)/i, 'kW'],
  [/^(placa|pain|módulo|modulo)/i, 'placas'],
  [/^(m2|m²|metros)/i, 'm2'],
  [/^(parcela|x|vezes|prestaç)/i, 'parcelas'],
  [/^(cliente|famíli|instalaç|projeto|usina|empresa|pessoa|vaga|loja|unidade)/i, 'count'],
]

function readQuantities(reader: Reader): void {
  const words = String.raw`kwp|kwh|kw|mwh?|watts?|w|placas?|pain[eé](?:l|is)|m[oó]dulos?|m2|m²|metros(?:\s+quadrados)?|parcelas?|prestaç(?:ão|ões)|x|vezes|clientes|famílias|instalaç(?:ão|ões)|projetos|usinas|empresas|pessoas|vagas?|lojas|unidades`
  const quantity = new RegExp(String.raw`${RANGE}\s*(${words})${END}`, 'giu')
  take(reader, quantity, ([a, b, word = '']) => {
    const unit = UNITS.find(([pattern]) => pattern.test(word))?.[1]
    return unit ? each([a, b], (value) => ({ kind: 'quantity', value, unit })) : []
  })
}

const WEEKDAYS: [RegExp, number][] = [
  [/^segunda/i, 1],
  [/^ter[cç]a/i, 2],
  [/^quarta/i, 3],
  [/^quinta/i, 4],
  [/^sexta/i, 5],
  [/^s[aá]bado/i, 6],
  [/^domingo/i, 7],
]

function readDays(reader: Reader): void {
  take(reader, /(?<!\p{L})depois\s+de\s+amanhã(?!\p{L})/giu, () => [{ kind: 'relative_day', days: 2 }])
  take(reader, /(?<!\p{L})amanhã(?!\p{L})/giu, () => [{ kind: 'relative_day', days: 1 }])
  // "hoje" is a day only beside a time or as a date; "hoje a gente atende" means nowadays.
  take(
    reader,
    /(?<!\p{L})(?:(?:pra|para|ainda|é)\s+hoje|hoje(?=\s*,?\s+(?:mesmo|ainda|às|à|de\s+(?:manhã|tarde|noite)|\(|depois|\d)|\s*\())(?!\p{L})/giu,
    () => [{ kind: 'relative_day', days: 0 }],
  )
  take(reader, /(?<!\p{L})(?:semana\s+que\s+vem|próxima\s+semana)(?!\p{L})/giu, () => [
    { kind: 'period', period: 'next_week' },
  ])
  take(reader, /(?<!\p{L})(?:mês\s+que\s+vem|próximo\s+mês)(?!\p{L})/giu, () => [
    { kind: 'period', period: 'next_month' },
  ])
  take(reader, /(?<!\p{L})(?:fim|final)\s+de\s+semana(?!\p{L})/giu, () => [{ kind: 'period', period: 'weekend' }])
  // "a segunda opção" and "a quarta vez" are ordinals.
  const weekday =
    /(?<!\p{L})(segunda|ter[cç]a|quarta|quinta|sexta|s[aá]bado|domingo)s?(?:[\s-]feiras?)?(?!\p{L})(?!\s+(?:op[cç]|via|conta|vez|parte|etapa|fase|placa|unidade|casa|pergunta|parcela|proposta|chance|metade|loja))/giu
  take(reader, weekday, ([name = '']) =>
    WEEKDAYS.filter(([pattern]) => pattern.test(name)).map(([, day]) => ({ kind: 'weekday', weekday: day })),
  )
}

/** Small bare numbers are list marks and the "1 confirmar" of reminders; over ten they say something. */
const SMALL_NUMBER = 10

function readNumbers(reader: Reader): void {
  const bare = new RegExp(String.raw`(?<![\p{L}\d.,_-])(${NUMBER})(?![\d_])`, 'gu')
  take(reader, bare, ([number = '']) =>
    parseNumber(number) > SMALL_NUMBER ? [{ kind: 'number', value: parseNumber(number) }] : [],
  )
}
