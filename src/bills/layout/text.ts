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
