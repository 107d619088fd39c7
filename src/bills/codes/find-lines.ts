import { type Arrecadacao, readArrecadacaoLine } from './arrecadacao.ts'
import { type Boleto, readBoletoLine } from './boleto.ts'
import { mod10 } from './check-digits.ts'

/** Letters that recognition writes for digits. */
const LOOKS_LIKE: Record<string, string> = {
  O: '0',
  o: '0',
  Q: '0',
  D: '0',
  U: '0',
  I: '1',
  l: '1',
  i: '1',
  '|': '1',
  '!': '1',
  Z: '2',
  z: '2',
  S: '5',
  s: '5',
  $: '5',
  G: '6',
  b: '6',
  T: '7',
  B: '8',
  g: '9',
  q: '9',
  A: '4',
  '/': '7',
}

/**
 * Finds digitable lines in a text, whose parts may be broken over lines and whose digits may be misread as letters. Only what all
 * check digits confirm is returned, so a wrong line is practically impossible; letters count as digits only where few.
 */
export function findDigitableLines(text: string): (Arrecadacao | Boleto)[] {
  const found = new Map<string, Arrecadacao | Boleto>()
  for (const run of digitRuns(text)) {
    for (let at = 0; at + 47 <= run.length; at++) {
      const line = readAt(run, at)
      if (line) found.set(line.line, line)
    }
  }
  return [...found.values()]
}

function readAt(run: string, at: number): Arrecadacao | Boleto | null {
  if (run[at] === '8') {
    const slip = readArrecadacaoLine(run.slice(at, at + 48))
    if (slip) return slip
  }
  const isBoleto = run[at + 3] === '9' && mod10(run.slice(at, at + 9)) === Number(run[at + 9])
  return isBoleto ? readBoletoLine(run.slice(at, at + 47)) : null
}

/** Runs of digits, blanks and separators left out, letters that look like digits replaced; a word of letters ends a run. */
function digitRuns(text: string): string[] {
  const runs: string[] = []
  let run = ''
  for (const word of text.split(/[\s.·•–—_-]+/)) {
    const digits = toDigits(word)
    if (digits !== null) run += digits
    else if (run !== '') {
      runs.push(run)
      run = ''
    }
  }
  return [...runs, run].filter((one) => one.length >= 47)
}

/** A word as digits: at least two thirds of it must be digits already, unless it is a single sign. Null: it is a word. */
function toDigits(word: string): string | null {
  const real = word.replace(/\D/g, '').length
  if (real === word.length) return word
  const digits = [...word].map((sign) => LOOKS_LIKE[sign] ?? sign).join('')
  if (!/^\d+$/.test(digits)) return null
  return word.length === 1 || real * 3 >= word.length * 2 ? digits : null
}
