const UNITS: Record<string, number> = {
  zero: 0, um: 1, uma: 1, dois: 2, duas: 2, três: 3, quatro: 4, cinco: 5, seis: 6, sete: 7, oito: 8, nove: 9, dez: 10, onze: 11, doze: 12,
  treze: 13, quatorze: 14, catorze: 14, quinze: 15, dezesseis: 16, dezessete: 17, dezoito: 18, dezenove: 19,
  vinte: 20, trinta: 30, quarenta: 40, cinquenta: 50, sessenta: 60, setenta: 70, oitenta: 80, noventa: 90, cem: 100, cento: 100,
  duzentos: 200, trezentos: 300, quatrocentos: 400, quinhentos: 500, seiscentos: 600, setecentos: 700, oitocentos: 800, novecentos: 900,
} // biome-ignore format: a table
const WORD = `(?:${[...Object.keys(UNITS), 'mil'].join('|')})`

/** A number written in words, to be followed by a unit in a pattern of its own. */
export const NUMBER_WORDS = `${WORD}(?:(?:\\s+e)?\\s+${WORD})*`

/** "mil e duzentos" → 1200; null when a word is no number. */
export function parseNumberWords(text: string): number | null {
  let total = 0
  let group = 0
  for (const word of text.toLowerCase().split(/\s+/)) {
    if (word === 'e') continue
    if (word === 'mil') {
      total += (group === 0 ? 1 : group) * 1000
      group = 0
      continue
    }
    const unit = UNITS[word]
    if (unit === undefined) return null
    group += unit
  }
  return total + group
}
