import { type BarFit, fitted, PAIRS, type Profile } from './bar-model.ts'
import { fitBars } from './fit-bars.ts'
import { nextBest } from './next-best.ts'
import { readPairs } from './read-pairs.ts'

/** What bars say, how far the profile is from what they would look like (a part of the contrast), and by how much the next best digits fit worse (a part). */
export type ReadBars = { digits: string; misfit: number; margin: number; isReversed: boolean }

/** Ways in which a code may be printed and bent, from which the search begins. */
const STARTS = [3, 2.4].flatMap((wide) =>
  Array.from({ length: 13 }, (_, index) => ({ wide, bend: (index - 6) * 0.0075, blur: 1.3 })),
)
/** Pairs that are read to see which of them may be right, how many of them are looked into, and pairs that are read on at a time. */
const TRIED_BY = 6
const PURSUED = 8
const FURTHER = 3
const ROUNDS = 6
/** What is this good needs no other try. */
const SURE = { misfit: 0.1, margin: 0.08 }

/**
 * Reads the 44 digits of a payment slip from a profile that may be too blurred to see each bar: of all digits those whose bars, blurred alike, would
 * look most like it. Place, blur and light are fitted to what was read, and it is read again, until nothing changes. `starts` and `ends`:
 * where the code may begin and end, in pixels; it may lie the other way round. Null only where nothing begins.
 */
export function decodeBars(profile: Profile, starts: number[], ends: number[]): ReadBars | null {
  const length = profile.length
  const turned = (places: number[]) => places.map((place) => length - place)
  const begun = [
    { light: profile, from: starts, to: ends, isReversed: false },
    { light: profile.toReversed(), from: turned(ends), to: turned(starts), isReversed: true },
  ].flatMap(({ light, from, to, isReversed }) =>
    from.flatMap((start) => {
      const end = to[0] ?? length
      const begin = lightOf(light, start, end)
      return STARTS.map(({ wide, bend, blur }) => {
        const fit = [start, end, bend, 0, wide, blur, ...begin]
        const { cost, samples } = readPairs(light, fit, TRIED_BY)
        return { light, isReversed, fit, cost: cost / samples }
      })
    }),
  )
  let best: ReadBars | null = null
  for (const { light, fit, isReversed } of begun.sort((a, b) => a.cost - b.cost).slice(0, PURSUED)) {
    const read = { ...pursue(light, growFit(light, fit)), isReversed }
    if (best === null || read.misfit < best.misfit) best = read
    if (best.misfit < SURE.misfit && best.margin > SURE.margin) break
  }
  return best
}

/** Reads on from the start, a few pairs at a time, each time with what was learnt of those before: close by, little can be off. */
function growFit(profile: Profile, begin: BarFit): BarFit {
  let fit = begin
  for (let count = TRIED_BY; count < PAIRS; count += FURTHER) {
    const { pairs, last } = readPairs(profile, fit, count)
    fit = fitBars(profile.subarray(0, last), fit, pairs).fit
  }
  return fit
}

/** Reads and fits in turn, until nothing gets better; then tries single digits. */
function pursue(profile: Profile, begin: BarFit): Omit<ReadBars, 'isReversed'> {
  const readAndFit = (fit: BarFit) => {
    const { pairs } = readPairs(profile, fit)
    return { pairs, ...fitBars(profile, fit, pairs) }
  }
  let best = readAndFit(begin)
  for (let round = 0; round < ROUNDS; round++) {
    const next = readAndFit(best.fit)
    if (next.cost >= best.cost * 0.999) break
    best = next
  }
  let rival = nextBest(profile, best.fit, best.pairs)
  for (let round = 0; round < ROUNDS && rival.cost < 0; round++) {
    best = { pairs: rival.pairs, ...fitBars(profile, best.fit, rival.pairs) }
    rival = nextBest(profile, best.fit, best.pairs)
  }
  const contrast = Math.max(1, fitted(best.fit, 'paper') - fitted(best.fit, 'ink'))
  return {
    digits: best.pairs.map((pair) => String(pair).padStart(2, '0')).join(''),
    misfit: Math.sqrt(best.cost / profile.length) / contrast,
    margin: rival.cost / best.cost,
  }
}

/** The light of paper beside the code, and of ink in both halves, as a fit begins with it. */
function lightOf(profile: Profile, start: number, end: number): number[] {
  const mid = (values: Profile) => values.toSorted()[values.length >> 1] ?? 255
  const [before, after] = [mid(profile.slice(0, Math.max(1, start - 3))), mid(profile.slice(end + 3))]
  const middle = profile.length >> 1
  const [left = 0, right = 0] = [profile.slice(0, middle), profile.slice(middle)].map(
    (half) => half.sort()[Math.floor(half.length * 0.04)],
  )
  return [before, after - before, 0, left - (right - left) / 2, 2 * (right - left)]
}
