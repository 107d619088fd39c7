import { createHash } from 'node:crypto'

/** A source of chance that gives the same numbers for the same seed. */
export interface Random {
  /** In [0, 1). */
  next(): number
  /** True with the given probability. */
  chance(rate: number): boolean
}

/** Mulberry32 over a hashed seed: small, fast, and the same on every machine. */
export function createRandom(seed: string): Random {
  let state = createHash('sha256').update(seed).digest().readUInt32LE(0)
  const next = () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = state
    mixed = Math.imul(mixed ^ (mixed >>> 15), mixed | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
  return { next, chance: (rate) => rate > 0 && next() < rate }
}

/** Bytes that depend only on the words given: ids, keys and tokens that are the same in every run of the same seed. */
export function deriveBytes(...words: (string | number)[]): Buffer {
  return createHash('sha512').update(words.join('\u0000')).digest()
}

export function deriveHex(length: number, ...words: (string | number)[]): string {
  return deriveBytes(...words)
    .toString('hex')
    .slice(0, length)
}

/** A UUID in form, derived from the words. */
export function deriveUuid(...words: (string | number)[]): string {
  const hex = deriveHex(32, ...words)
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20, 32)}`
}
