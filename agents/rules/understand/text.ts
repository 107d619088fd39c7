/** A message made comparable: lower case, no accents, no invisible marks. Every position still knows where it stood in the original. */
export type FoldedText = {
  original: string
  /** Lower case without accents. */
  folded: string
  /** Lower case with accents, position by position the same length as `folded`. */
  accented: string
  /** For each position of `folded`, where its character starts and ends in `original`. */
  starts: number[]
  ends: number[]
}

const INVISIBLE = /\p{Cf}|\p{Cc}|[\u{FE00}-\u{FE0F}]|\u20E3/u
const MARKS = /\p{M}/gu
const MARK = /^\p{M}$/u

/** Folds a message for matching. Only the head and the tail of very long texts are read, so that the work stays bounded. */
export function foldText(original: string): FoldedText {
  const out: FoldedText = { original, folded: '', accented: '', starts: [], ends: [] }
  const folded: string[] = []
  const accented: string[] = []
  for (const [from, to] of readableParts(original)) foldPart(original, from, to, out, folded, accented)
  out.folded = folded.join('')
  out.accented = accented.join('')
  return out
}

const HEAD = 8_000
const TAIL = 3_000

function readableParts(text: string): [number, number][] {
  if (text.length <= HEAD + TAIL) return [[0, text.length]]
  return [
    [0, HEAD],
    [text.length - TAIL, text.length],
  ]
}

function foldPart(text: string, from: number, to: number, out: FoldedText, folded: string[], accented: string[]): void {
  let at = from
  while (at < to) {
    const code = text.charCodeAt(at)
    if (code < 128 && code >= 32) {
      const next = text.charCodeAt(at + 1)
      if (!(next >= 0x300 && next <= 0x36f)) {
        push(String.fromCharCode(code >= 65 && code <= 90 ? code + 32 : code), null, at, at + 1, out, folded, accented)
        at += 1
        continue
      }
    }
    const end = clusterEnd(text, at, to)
    foldCluster(text, at, end, out, folded, accented)
    at = end
  }
}

/** A letter together with the combining marks that follow it ("e" + U+0301). */
function clusterEnd(text: string, at: number, to: number): number {
  let end = at + charLength(text, at)
  while (end < to && MARK.test(text.charAt(end)) && !INVISIBLE.test(text.charAt(end))) end += 1
  return end
}

function charLength(text: string, at: number): number {
  return (text.codePointAt(at) ?? 0) > 0xffff ? 2 : 1
}

function foldCluster(
  text: string,
  at: number,
  end: number,
  out: FoldedText,
  folded: string[],
  accented: string[],
): void {
  const cluster = text.slice(at, end)
  const blank = cluster === '\n' || cluster === '\r' ? '\n' : cluster === '\t' ? ' ' : null
  if (blank === null && INVISIBLE.test(cluster) && [...cluster].length === 1) return
  const composed = blank ?? cluster.normalize('NFKC').toLowerCase()
  const plain = composed.normalize('NFD').replace(MARKS, '')
  push(plain, composed.length === plain.length ? composed : null, at, end, out, folded, accented)
}

function push(
  plain: string,
  withAccents: string | null,
  start: number,
  end: number,
  out: FoldedText,
  folded: string[],
  accented: string[],
): void {
  folded.push(plain)
  accented.push(withAccents ?? plain)
  for (let i = 0; i < plain.length; i += 1) {
    out.starts.push(start)
    out.ends.push(end)
  }
}

/** Lower case, without accents and invisible marks; for vocabulary and comparisons. */
export function fold(text: string): string {
  return text.normalize('NFKC').toLowerCase().normalize('NFD').replace(MARKS, '').trim()
}
