import type { Values } from './values.ts'
import { placeholdersIn, type Wording } from './wordings.ts'

/**
 * Chooses a wording: one never used in this conversation, by the seed; when all were used, the one used longest ago. Wordings whose
 * placeholders have no value (a name not told, a claim that expired) are passed over. Null when none can be said.
 */
export function pickWording(
  wordings: Wording[],
  values: Values,
  used: readonly string[],
  seed: string,
): Wording | null {
  const sayable = wordings.filter(({ text }) => placeholdersIn(text).every((name) => values[name] !== undefined))
  const fresh = sayable.filter(({ id }) => !used.includes(id))
  if (fresh.length > 0) return fresh[hash(`${seed}:${fresh[0]?.key}`) % fresh.length] ?? null
  return sayable.toSorted((a, b) => used.lastIndexOf(a.id) - used.lastIndexOf(b.id))[0] ?? null
}

/** FNV-1a: the same seed always chooses the same words. */
function hash(text: string): number {
  let value = 0x811c9dc5
  for (let i = 0; i < text.length; i++) value = Math.imul(value ^ text.charCodeAt(i), 0x01000193) >>> 0
  // The low bits of FNV repeat for similar seeds; fold the high ones in.
  return (value ^ (value >>> 15)) >>> 0
}
