/** `YYYY-MM`, so many months before another. */
export function monthBefore(month: string, by: number): string {
  return Temporal.PlainYearMonth.from(month).subtract({ months: by }).toString()
}

/** How many months there are from one to another, with both of them. */
export function monthsBetween(from: string, to: string): number {
  const [a = 0, b = 0] = [from, to].map((text) => Number(text.slice(0, 4)) * 12 + Number(text.slice(5)))
  return b - a + 1
}
