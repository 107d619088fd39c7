import { createHash } from 'node:crypto'
import type { Ask } from './ask.ts'
import type { Counted } from './gemini.ts'

/** About what Portuguese takes. */
const CHARS_A_TOKEN = 4
/** Shorter prefixes are not cached by either provider. */
const LEAST_CACHED_TOKENS = 1024

/** Counts tokens as the providers would, near enough: a stable prefix that was seen before is read from their cache. */
export function createCounter() {
  const seen = new Set<string>()
  const tokens = (text: string) => Math.ceil(text.length / CHARS_A_TOKEN)
  return {
    count(system: string, turns: Ask['turns'], output: string): Counted {
      const key = createHash('sha256').update(system).digest('hex')
      const known = seen.has(key)
      seen.add(key)
      const prefix = tokens(system)
      return {
        input: prefix + turns.reduce((sum, { text }) => sum + tokens(text), 0),
        cached: known && prefix >= LEAST_CACHED_TOKENS ? prefix : 0,
        output: tokens(output),
      }
    },
  }
}
