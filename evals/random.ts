/** Seeded randomness of the simulator: the same seed gives the same conversation. */
export interface Random {
  /** A number in [0, 1). */
  next(): number
  /** A whole number in [0, below). */
  int(below: number): number
  pick<T>(choices: readonly [T, ...T[]] | readonly T[]): T
  chance(probability: number): boolean
  shuffle<T>(items: readonly T[]): T[]
}

/** A generator of its own for one seed; parts of the seed are joined, so `createRandom(7, case.id, trial)` reads well. */
export function createRandom(...seed: (string | number)[]): Random {
  let state = hash(seed.join('\u0000'))
  const next = () => {
    // mulberry32: small, fast, and good enough to choose words
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296
  }
  const int = (below: number) => Math.floor(next() * below)
  return {
    next,
    int,
    pick: (choices) => itemAt(choices, int(choices.length)),
    chance: (probability) => next() < probability,
    shuffle: (items) => shuffled(items, int),
  }
}

function itemAt<T>(items: readonly T[], index: number): T {
  const item = items[index]
  if (item === undefined) throw new RangeError('nothing to pick from')
  return item
}

function shuffled<T>(items: readonly T[], int: (below: number) => number): T[] {
  const copy = [...items]
  for (let last = copy.length - 1; last > 0; last--) {
    const other = int(last + 1)
    const moved = itemAt(copy, last)
    copy[last] = itemAt(copy, other)
    copy[other] = moved
  }
  return copy
}

/** FNV-1a over UTF-16 units. */
function hash(text: string): number {
  let value = 0x811c9dc5
  for (let i = 0; i < text.length; i++) value = Math.imul(value ^ text.charCodeAt(i), 0x01000193)
  return value >>> 0
}
