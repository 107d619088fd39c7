import type { Reading } from './reading.ts'

const SIGNS: Record<string, string> = {
  ponto: '.',
  pt: '.',
  underline: '_',
  underscore: '_',
  underlaine: '_',
  sublinhado: '_',
  traco: '-',
  hifen: '-',
  tracinho: '-',
  menos: '-',
  arroba: '@',
  aroba: '@',
  at: '@',
}
const ENDINGS = new Set([
  'com',
  'br',
  'net',
  'org',
  'gov',
  'edu',
  'io',
  'me',
  'info',
  'co',
  'eng',
  'adv',
  'ind',
  'app',
  'dev',
  'online',
  'site',
  'store',
  'uk',
  'pt',
])
const VALID = /^[a-z0-9](?:[a-z0-9._%+-]*[a-z0-9])?@(?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?\.)+[a-z]{2,10}$/
const NOT_LOCAL = new Set([
  'e',
  'eh',
  'email',
  'mail',
  'meu',
  'o',
  'a',
  'no',
  'pro',
  'para',
  'pra',
  'manda',
  'anota',
  'ai',
  'em',
  'seria',
  'esse',
  'este',
  'ta',
  'la',
  'pode',
  'mandar',
  'ser',
  'enviar',
  'envia',
  'de',
  'do',
  'com',
  'minusculo',
  'tudo',
  'junto',
  'sim',
  'ok',
  'aqui',
  'bom',
  'dia',
  'usar',
  'usa',
  'coloca',
  'bota',
  'endereco',
  'na',
  'nao',
])

/** Words before an address, and whole addresses of shops: "contato arroba …". */
const ROLE_BOXES = new Set(['contato', 'comercial', 'financeiro', 'vendas', 'atendimento'])

/** An e-mail address, written or spoken ("joão ponto silva arroba exemplo ponto com"); null when none is whole. */
export function readEmail(reading: Reading): { value: string; start: number; end: number } | null {
  const written = reading.words.findIndex(({ kind }) => kind === 'email')
  if (written >= 0) {
    const value = reading.words[written]?.plain.replace(/[._-]+$/, '') ?? ''
    return VALID.test(value) ? { value, start: written, end: written + 1 } : null
  }
  const at = reading.words.findIndex(
    (token, index) =>
      (isAt(token.plain) && token.plain !== 'at') || (/@|\((?:a|at|arroba)\)/.test(token.before) && index > 0),
  )
  return at < 0 ? null : spoken(reading, at)
}

const isAt = (plain: string): boolean => SIGNS[plain] === '@'

/** Walks left from the "arroba" over letters, digits and signs, and right up to the last known ending. */
function spoken(reading: Reading, at: number): { value: string; start: number; end: number } | null {
  const { words } = reading
  const said = isAt(words[at]?.plain ?? '')
  const local = localPart(reading, said ? at - 1 : at - 1)
  const domain = domainPart(reading, said ? at + 1 : at)
  const value = `${local.text}@${domain.text}`
  return local.text && domain.text && VALID.test(value) && words.length > 0
    ? { value, start: local.start, end: domain.end }
    : null
}

function localPart(reading: Reading, from: number): { text: string; start: number } {
  const { words } = reading
  let text = ''
  // "cida gomes tudo junto arroba …"
  const together = words[from]?.plain === 'junto' && words[from - 1]?.plain === 'tudo'
  let at = together ? from - 2 : from
  let needsSign = false
  for (; at >= 0; at -= 1) {
    const token = words[at]
    if (!token) break
    const number = spokenNumber(reading, at)
    if (number) {
      text = number.digits + text
      at = number.start
      needsSign = false // nobody's address is a number alone: "souza noventa e dois"
      continue
    }
    const sign = SIGNS[token.plain]
    if (sign && sign !== '@' && text !== '') {
      text = sign + text
      needsSign = false
    } else if (NOT_LOCAL.has(token.plain) && !needsJoin(reading, at)) break
    else if (ROLE_BOXES.has(token.plain) && text !== '' && !needsJoin(reading, at)) break
    else if (!needsSign || joins(words[at + 1]?.before) || token.kind === 'number') {
      text = token.plain + joinSign(words[at + 1]?.before, text) + text
      needsSign = !together && !(token.plain.length === 1 && token.kind === 'word')
    } else break
    if ((token.pause > 0 && !joins(token.before)) || /[:]/.test(token.before)) {
      at -= 1
      break
    }
  }
  return { text, start: at + 1 }
}

/** A sign right before this word ties even a short word ("jose ponto e ponto lima") to the address. */
function needsJoin({ words }: Reading, at: number): boolean {
  const before = SIGNS[words[at - 1]?.plain ?? '']
  return before !== undefined && before !== '@'
}

const joins = (before: string | undefined): boolean => before !== undefined && /^[._+-]?$/.test(before)
const joinSign = (before: string | undefined, text: string): string =>
  text !== '' && before && /^[._+-]$/.test(before) ? before : ''

const DIGIT_WORDS: Record<string, string> = {
  zero: '0',
  um: '1',
  dois: '2',
  tres: '3',
  quatro: '4',
  cinco: '5',
  seis: '6',
  meia: '6',
  sete: '7',
  oito: '8',
  nove: '9',
}
const TEN_TO_NINETEEN = 'dez onze doze treze catorze quinze dezesseis dezessete dezoito dezenove'.split(' ')
const TENS = 'vinte trinta quarenta cinquenta sessenta setenta oitenta noventa'.split(' ')

/** A number in words that ends at a word, in digits: "dois", "dezenove", "noventa e dois"; null when the word is none. */
function spokenNumber({ words }: Reading, end: number): { digits: string; start: number } | null {
  const plain = words[end]?.plain ?? ''
  const tens = (at: number) => TENS.indexOf(words[at]?.plain ?? '') + 2
  const unit = DIGIT_WORDS[plain]
  if (unit !== undefined && unit !== '0' && words[end - 1]?.plain === 'e' && tens(end - 2) > 1)
    return { digits: `${tens(end - 2)}${unit}`, start: end - 2 }
  if (unit !== undefined) return { digits: unit, start: end }
  if (tens(end) > 1) return { digits: `${tens(end)}0`, start: end }
  const teens = TEN_TO_NINETEEN.indexOf(plain)
  return teens < 0 ? null : { digits: String(10 + teens), start: end }
}

function domainPart(reading: Reading, from: number): { text: string; end: number } {
  const { words } = reading
  let text = ''
  let end = from
  let whole = { text: '', end: from }
  for (let at = from; at < words.length && at < from + 14; at += 1) {
    const token = words[at]
    if (!token || (token.pause === 1 && at > from)) break
    const sign = SIGNS[token.plain]
    const dotted = at > from && /^\s?\.\s?$/.test(token.before)
    if (sign === '.' || sign === '-') text += sign
    else if (at === from || /[.-]$/.test(text) || dotted || joins(token.before))
      text += (dotted ? '.' : at > from && token.before === '-' ? '-' : '') + token.plain
    else if (ENDINGS.has(token.plain) && !text.includes('.')) text += `.${token.plain}`
    else break
    end = at + 1
    if (ENDINGS.has(token.plain) && text.includes('.')) whole = { text, end }
  }
  return whole
}
