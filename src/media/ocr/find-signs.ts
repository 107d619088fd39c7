import type { SignColumns } from './line-net.ts'

/** What is less likely in a column is not followed, nor what is this much less likely than the likeliest beginning. */
const UNLIKELY = 0.02
const MOST_BEGINNINGS = 8

/** A beginning of the line: its last sign and the beginning before that. */
type Beginning = { sign: number; before: Beginning | null; longer: Map<number, Beginning> }
/** How likely a beginning is with a column without a sign at its end, and with its sign there. */
type Chance = { blank: number; sign: number }

/**
 * The sign of each column, the last number for none: of the signs that are likeliest over all ways to share them out, not of the likeliest column by
 * column, which doubles signs and invents some between two.
 */
export function findSigns({ scores, columns }: SignColumns): number[] {
  const outputs = columns === 0 ? 0 : scores.length / columns
  const none = outputs - 1
  const each = Array.from({ length: columns }, (_, column) => findMost(scores, column * outputs, outputs))
  const signs = searchSigns(scores, columns, outputs)
  const plain = each.filter((sign, column) => sign !== none && sign !== each[column - 1])
  return plain.length === signs.length && plain.every((sign, index) => sign === signs[index])
    ? each
    : shareOut(scores, columns, outputs, signs)
}

function findMost(scores: Float32Array, from: number, length: number): number {
  let most = from
  for (let at = from + 1; at < from + length; at++) if ((scores[at] ?? 0) > (scores[most] ?? 0)) most = at
  return most - from
}

/** Prefix search of connectionist temporal classification. */
function searchSigns(scores: Float32Array, columns: number, outputs: number): number[] {
  const none = outputs - 1
  const least = Math.log(UNLIKELY)
  const empty: Beginning = { sign: none, before: null, longer: new Map() }
  let chances = new Map<Beginning, Chance>([[empty, { blank: 1, sign: 0 }]])
  for (let column = 0; column < columns; column++) {
    const from = column * outputs
    const at = (sign: number) => Math.exp(scores[from + sign] ?? Number.NEGATIVE_INFINITY)
    const likely: number[] = []
    for (let sign = 0; sign < none; sign++) if ((scores[from + sign] ?? 0) > least) likely.push(sign)
    if (likely.length === 0) {
      for (const [{ sign }, chance] of chances) {
        chance.blank = (chance.blank + chance.sign) * at(none)
        chance.sign *= at(sign)
      }
      continue
    }
    const next = new Map<Beginning, Chance>()
    const chanceOf = (beginning: Beginning) => {
      const known = next.get(beginning) ?? { blank: 0, sign: 0 }
      next.set(beginning, known)
      return known
    }
    for (const [beginning, chance] of chances) {
      const same = chanceOf(beginning)
      same.blank += (chance.blank + chance.sign) * at(none)
      same.sign += chance.sign * at(beginning.sign)
      for (const sign of likely) {
        const longer = beginning.longer.get(sign) ?? { sign, before: beginning, longer: new Map() }
        beginning.longer.set(sign, longer)
        // The same sign twice needs a column without one between.
        chanceOf(longer).sign += (sign === beginning.sign ? chance.blank : chance.blank + chance.sign) * at(sign)
      }
    }
    chances = keepLikely(next)
  }
  const signs: number[] = []
  for (let at = chances.keys().next().value; at?.before; at = at.before) signs.unshift(at.sign)
  return signs
}

/** The likeliest first; numbers stay near 1. */
function keepLikely(chances: Map<Beginning, Chance>): Map<Beginning, Chance> {
  let most = 0
  for (const { blank, sign } of chances.values()) most = Math.max(most, blank + sign)
  const ordered = [...chances]
    .filter(([, { blank, sign }]) => blank + sign > UNLIKELY * most)
    .sort(([, a], [, b]) => b.blank + b.sign - a.blank - a.sign)
    .slice(0, MOST_BEGINNINGS)
  return new Map(ordered.map(([beginning, { blank, sign }]) => [beginning, { blank: blank / most, sign: sign / most }]))
}

/** The likeliest way to share the signs out to the columns. */
function shareOut(scores: Float32Array, columns: number, outputs: number, signs: number[]): number[] {
  const none = outputs - 1
  const states = [none, ...signs.flatMap((sign) => [sign, none])]
  let sums = states.map((_, state) => (state === 0 ? 0 : Number.NEGATIVE_INFINITY))
  const steps: Uint8Array[] = []
  for (let column = 0; column < columns; column++) {
    const step = new Uint8Array(states.length)
    const next = states.map((sign, state) => {
      const canSkip = sign !== none && sign !== states[state - 2]
      let best = sums[state] ?? 0
      // Before the first column is the state before the first sign.
      for (const back of canSkip ? [1, 2] : [1]) {
        const other = sums[state - back] ?? Number.NEGATIVE_INFINITY
        if (other > best) {
          best = other
          step[state] = back
        }
      }
      return best + (scores[column * outputs + sign] ?? 0)
    })
    steps.push(step)
    sums = next
  }
  let state = states.length - 1
  if ((sums[state - 1] ?? Number.NEGATIVE_INFINITY) > (sums[state] ?? 0)) state--
  const found = new Array<number>(columns).fill(none)
  for (let column = columns - 1; column >= 0; column--) {
    found[column] = states[state] ?? none
    state -= steps[column]?.[state] ?? 0
  }
  return found
}
