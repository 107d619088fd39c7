const UNITS: Record<string, number> = {
  um: 1,
  uma: 1,
  dois: 2,
  duas: 2,
  três: 3,
  tres: 3,
  quatro: 4,
  cinco: 5,
  seis: 6,
  sete: 7,
  oito: 8,
  nove: 9,
  dez: 10,
  onze: 11,
  doze: 12,
  treze: 13,
  catorze: 14,
  quatorze: 14,
  quinze: 15,
  dezesseis: 16,
  dezessete: 17,
  dezoito: 18,
  dezenove: 19,
  vinte: 20,
  trinta: 30,
  quarenta: 40,
  cinquenta: 50,
  cinqüenta: 50,
  sessenta: 60,
  setenta: 70,
  oitenta: 80,
  noventa: 90,
  cem: 100,
  cento: 100,
  duzentos: 200,
  duzentas: 200,
  trezentos: 300,
  trezentas: 300,
  quatrocentos: 400,
  quatrocentas: 400,
  quinhentos: 500,
  quinhentas: 500,
  seiscentos: 600,
  seiscentas: 600,
  setecentos: 700,
  setecentas: 700,
  oitocentos: 800,
  oitocentas: 800,
  novecentos: 900,
  novecentas: 900,
}
const SCALES: Record<string, number> = {
  mil: 1000,
  milhão: 1_000_000,
  milhao: 1_000_000,
  milhões: 1_000_000,
  milhoes: 1_000_000,
}

/** Unlike "um especialista" or "um dia", these make a lone "um" or "uma" a number. */
const AFTER_ONE = /^\s+(?:minutos?|horas?|semanas?|m[eê]s|anos?|real|reais|por\s+cento|placas?|parcelas?)(?!\p{L})/iu

const WORD = Object.keys({ ...UNITS, ...SCALES })
  .toSorted((a, b) => b.length - a.length)
  .join('|')
const SEQUENCE = new RegExp(`(?<![\\p{L}\\d])(?:${WORD})(?:(?:\\s+e\\s+|\\s+)(?:${WORD}))*(?![\\p{L}])`, 'giu')

/** Portuguese text with its number words as digits: "mil e duzentos reais" → "1200 reais". A lone "um" stays unless a unit follows. */
export function numberWordsToDigits(text: string): string {
  return text.replace(SEQUENCE, (words, offset: number) => {
    const before = text.slice(0, offset)
    // "5 mil" and "50 por cento" are for those who read money and percentages.
    if ((/\d\s*$/.test(before) && /^mil/i.test(words)) || (/por\s*$/i.test(before) && /^cento$/i.test(words)))
      return words
    const isOne = /^uma?$/i.test(words)
    if (isOne && !AFTER_ONE.test(text.slice(offset + words.length))) return words
    return sumsOf(words).join(' e ')
  })
}

/** The numbers a run of words says: usually one; "dois e três" are two, since 3 cannot be added to 2. */
function sumsOf(words: string): number[] {
  const numbers: number[] = []
  let [total, group, last] = [0, 0, Number.POSITIVE_INFINITY]
  const close = () => {
    numbers.push(total + group)
    total = group = 0
    last = Number.POSITIVE_INFINITY
  }
  for (const word of words.toLowerCase().split(/\s+/)) {
    const scale = SCALES[word]
    const value = UNITS[word]
    if (scale !== undefined) {
      total += Math.max(group, 1) * scale
      group = 0
      last = scale
    } else if (value !== undefined) {
      if (!fits(value, last) && total + group > 0) close()
      group += value
      last = value
    }
  }
  close()
  return numbers
}

/** Whether a number word can follow another within one number: 20 after 200, 5 after 20, 12 after 200; never 3 after 2 or 30 after 20. */
function fits(value: number, last: number): boolean {
  if (last === Number.POSITIVE_INFINITY || last >= 1000) return true
  if (last >= 100) return value < 100
  return last >= 20 && value < 10
}
