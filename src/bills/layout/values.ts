import { fold } from './text.ts'

export const MONTHS = ['JAN', 'FEV', 'MAR', 'ABR', 'MAI', 'JUN', 'JUL', 'AGO', 'SET', 'OUT', 'NOV', 'DEZ']
const MONTH_NAMES = [
  'JANEIRO',
  'FEVEREIRO',
  'MARCO',
  'ABRIL',
  'MAIO',
  'JUNHO',
  'JULHO',
  'AGOSTO',
  'SETEMBRO',
  'OUTUBRO',
  'NOVEMBRO',
  'DEZEMBRO',
]

/** A number as Brazil writes it: "1.234,56", "453,10-", "R$ 12,00", "268,000". `decimals`: digits after the comma. */
export type ParsedNumber = { value: number; decimals: number; isMoney: boolean }

/** Null unless the whole text is a number. A point before the last two digits counts as a comma only with `lenient` (OCR). */
export function parseNumber(text: string, lenient = false): ParsedNumber | null {
  if (/\d\s+\d/.test(text)) return null
  const signs = text.replace(/\s/g, '').replace(/[−–]/g, '-')
  const compact = lenient ? withZeros(signs) : signs
  const parts = /^(-?)(R\$|RS|R5)?(-?)(\d{1,3}(?:\.\d{3})+|\d+)(?:,(\d{1,8}))?(-?)$/i.exec(compact)
  if (!parts) return lenient ? parsePointed(compact) : null
  const [, before = '', currency, inner = '', whole = '', fraction = '', after = ''] = parts
  if (/^0\d/.test(whole) && fraction === '' && whole.length > 9) return null
  const size = Number(`${whole.replace(/\./g, '')}.${fraction || '0'}`)
  const isNegative = before !== '' || inner !== '' || after !== ''
  return { value: isNegative ? -size : size, decimals: fraction.length, isMoney: currency !== undefined }
}

/** "16D,40" and "0,66D10097": in a number with decimals a round letter is a nought. */
function withZeros(text: string): string {
  return /^-?[\dDO.]+,[\dDO]{2,8}-?$/.test(text) && /\d/.test(text) ? text.replace(/[DO]/g, '0') : text
}

/** "371.49", "1.985.77" and "1,985,77": the last sign before two digits is the decimal one. */
function parsePointed(text: string): ParsedNumber | null {
  const price = /^(-?)(\d)[.,](\d{4,8})$/.exec(text)
  if (price?.[3]) {
    const size = Number(`${price[2]}.${price[3]}`)
    return { value: price[1] ? -size : size, decimals: price[3].length, isMoney: false }
  }
  const parts = /^(-?)(R\$|RS|R5)?(\d{1,3}(?:[.,]\d{3})*|\d+)[.,](\d{2})(-?)$/i.exec(text)
  if (!parts) return null
  const size = Number(`${(parts[3] ?? '').replace(/[.,]/g, '')}.${parts[4]}`)
  return { value: parts[1] || parts[5] ? -size : size, decimals: 2, isMoney: parts[2] !== undefined }
}

/** `YYYY-MM-DD` of "02/10/2026", "02.10.26", "2 OUT 2026", "02/OUT/2026"; null when it is no real date. */
export function parseDate(text: string): string | null {
  const numeric = /^(\d{1,2})\s?[/.-]\s?(\d{1,2})\s?[/.-]\s?(\d{4}|\d{2})$/.exec(text.trim())
  if (numeric) return realDate(Number(numeric[1]), Number(numeric[2]), yearOf(numeric[3] ?? ''))
  const named = /^(\d{1,2})[\s/.-]*(?:DE)?[\s/.-]*([A-Z]{3,9})[\s/.-]*(?:DE)?[\s/.-]*(\d{4}|\d{2})$/.exec(
    fold(text.trim()),
  )
  const month = named ? monthNumber(named[2] ?? '') : null
  return named && month ? realDate(Number(named[1]), month, yearOf(named[3] ?? '')) : null
}

/** Day and month of "16/08"; null otherwise. */
export function parseDayMonth(text: string): { day: number; month: number } | null {
  const parts = /^(\d{2})\/(\d{2})$/.exec(text.trim())
  if (!parts) return null
  const [day, month] = [Number(parts[1]), Number(parts[2])]
  return day >= 1 && day <= 31 && month >= 1 && month <= 12 ? { day, month } : null
}

export function realDate(day: number, month: number, year: number): string | null {
  if (year < 2010 || year > 2060 || month < 1 || month > 12 || day < 1) return null
  try {
    return Temporal.PlainDate.from({ year, month, day }, { overflow: 'reject' }).toString()
  } catch {
    return null
  }
}

/** A month as bills print it; `year` null when only the month is printed. */
export type ParsedMonth = { month: number; year: number | null }

/** "SET/2026", "SET26", "SET/26", "09/2026", "9/2026", "09/26", "Setembro/2026", "SETEMBRO 2026", and, without year, "SET". */
export function parseMonth(text: string): ParsedMonth | null {
  const folded = fold(text.trim()).replace(/\s*[/.-]\s*/g, '/')
  const named = /^([A-Z]{3,9})\/?\s?(?:DE )?(\d{4}|\d{2})?$/.exec(folded)
  if (named) {
    const month = monthNumber(named[1] ?? '')
    return month ? withYear(month, named[2]) : null
  }
  const numeric = /^(\d{1,2})\/(\d{4}|\d{2})$/.exec(folded)
  const month = Number(numeric?.[1])
  return numeric && month >= 1 && month <= 12 ? withYear(month, numeric[2]) : null
}

/** A month whose year was misread: a word of up to seven signs that begins with the month's name, as "NOWV2S" does not but "JULRS" does. */
export function parseBlurredMonth(text: string): ParsedMonth | null {
  // The line of a frame left of the month is read as a letter of its own: "IDEZ/25".
  const framed = /^.([A-Za-z]{3}\/?\d{2,4})$/.exec(text.trim())
  // A slash is read as a letter, or twice: "SETI2026", "SET/I2026".
  const stroked = /^([A-Za-z]{3})\/?[I|l](\d{4}|\d{2})$/.exec(text.trim())
  const inside = parseMonth(framed?.[1] ?? '') ?? parseMonth(stroked ? `${stroked[1]}${stroked[2]}` : '')
  if (inside) return inside
  const folded = fold(text.trim())
  const month = folded.length <= 7 && folded.length > 3 ? monthNumber(folded.slice(0, 3)) : null
  return month ? { month, year: null } : null
}

/** `YYYY-MM` of a month with a year. */
export function isoMonth({ month, year }: { month: number; year: number }): string {
  return `${year}-${String(month).padStart(2, '0')}`
}

function withYear(month: number, digits: string | undefined): ParsedMonth | null {
  if (digits === undefined) return { month, year: null }
  const year = yearOf(digits)
  return year >= 2010 && year <= 2060 ? { month, year } : null
}

function yearOf(digits: string): number {
  return digits.length === 2 ? 2000 + Number(digits) : Number(digits)
}

function monthNumber(name: string): number | null {
  const index = name.length === 3 ? MONTHS.indexOf(name) : MONTH_NAMES.indexOf(name)
  return index < 0 ? null : index + 1
}
