/** One place of the bill that speaks for a value. `weight`: 1 is proof (a check sum), 0.5 a single good reading, less is doubtful. */
export type Evidence<T> = { value: T; source: string; weight: number }

export type Settled<T> = { value: T; confidence: number; sources: string[] } | { conflict: string[] } | null

/**
 * Chooses the value that the evidence speaks for. Places that say the same add up. Null: nothing speaks loudly enough. A conflict: two
 * values are about equally well supported, so neither is taken.
 */
export function settle<T>(evidence: Evidence<T>[], enough = 0.45): Settled<T> {
  const groups = new Map<string, { value: T; doubt: number; sources: string[] }>()
  for (const { value, source, weight } of evidence) {
    const key = typeof value === 'number' ? value.toFixed(2) : JSON.stringify(value)
    const group = groups.get(key) ?? { value, doubt: 1, sources: [] }
    group.doubt *= 1 - Math.min(weight, 0.99)
    if (!group.sources.includes(source)) group.sources.push(source)
    groups.set(key, group)
  }
  const [best, second] = [...groups.values()].toSorted((a, b) => a.doubt - b.doubt)
  if (!best) return null
  const confidence = 1 - best.doubt
  if (confidence < enough) return null
  // The other value must be clearly less likely: its support is compared with the doubt that remains about the best one.
  if (second && 1 - second.doubt > 0.3 && best.doubt > 0.45 * second.doubt)
    return { conflict: [...new Set([...best.sources, ...second.sources])] }
  return { value: best.value, confidence: Math.round(confidence * 100) / 100, sources: best.sources }
}
