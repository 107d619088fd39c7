/** Upper case without accents, as labels are compared. */
export function fold(text: string): string {
  return text
    .normalize('NFD')
    .replace(/[\u0300-\u036f]/g, '')
    .toUpperCase()
}

/** Letters and digits only, folded: "Mês / Ano" and "MÊS/ANO" are the same key. Ordinal signs and "nº" are left out, which OCR reads as anything. */
export function keyOf(text: string): string {
  return fold(text.replace(/[ºª°]/g, 'O')).replace(/[^A-Z0-9]/g, '')
}

/** One bit for each sign of a key, some digits sharing theirs: a change of one sign changes two bits at most. */
export function signsOf(key: string): number {
  let signs = 0
  for (let index = 0; index < key.length; index++) {
    const code = key.charCodeAt(index)
    signs |= 1 << (code >= 65 ? code - 65 : 26 + (code % 6))
  }
  return signs
}

/** Whether keys with these signs may differ by no more than `most` signs: much faster than comparing the keys. */
export function mayBeNear(a: number, b: number, most: number): boolean {
  let [bits, count] = [a ^ b, 0]
  for (; bits !== 0; bits &= bits - 1) count++
  return count <= 2 * most
}

/** Whether two keys differ by no more than `most` signs (Levenshtein). */
export function isNear(a: string, b: string, most: number): boolean {
  if (Math.abs(a.length - b.length) > most) return false
  let previous = Array.from({ length: b.length + 1 }, (_, index) => index)
  for (let i = 1; i <= a.length; i++) {
    const row = [i]
    let least = i
    for (let j = 1; j <= b.length; j++) {
      const cost = Math.min(
        (previous[j] ?? 0) + 1,
        (row[j - 1] ?? 0) + 1,
        (previous[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1),
      )
      row.push(cost)
      least = Math.min(least, cost)
    }
    if (least > most) return false
    previous = row
  }
  return (previous[b.length] ?? most + 1) <= most
}
