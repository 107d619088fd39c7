import {
  addCover,
  type BarFit,
  coverOf,
  fitted,
  lighting,
  PAIRS,
  type Profile,
  pairEdges,
  pairWidth,
  placing,
} from './bar-model.ts'
import { fitBars } from './fit-bars.ts'

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
/** Readings that are carried on from one pair to the next. */
const BEAM = 5
const NEXT_BEST = 6
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
  for (const { light, fit, isReversed } of byCost(begun).slice(0, PURSUED)) {
    const read = { ...pursue(light, growFit(light, fit)), isReversed }
    if (best === null || read.misfit < best.misfit) best = read
    if (best.misfit < SURE.misfit && best.margin > SURE.margin) break
  }
  return best
}

const byCost = <T extends { cost: number }>(readings: T[]): T[] => readings.sort((a, b) => a.cost - b.cost)

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

type Reading = { cost: number; pairs: number[]; last: number[] }

/** The digits that fit best, pair by pair from the left; what comes after a pair always begins with a bar. */
function readPairs(profile: Profile, fit: BarFit, count = PAIRS) {
  let samples = 0
  let last = 0
  const [wide, blur] = [fitted(fit, 'wide'), fitted(fit, 'blur')]
  const width = pairWidth(wide)
  const place = placing(fit)
  const shapes = Array.from({ length: 100 }, (_, pair) => pairEdges(pair, wide))
  let readings: Reading[] = [{ cost: 0, pairs: [], last: [0, 1, 2, 3].map(place) }]
  for (let index = 0; index < count; index++) {
    const from = 4 + index * width
    const next = from + width
    const isLast = index === PAIRS - 1
    const behind = (isLast ? [next, next + wide, next + wide + 1, next + wide + 2] : [next, next + 1]).map(place)
    const ahead = 1.2 * blur
    const first = Math.max(0, Math.ceil(place(index === 0 ? 0 : from) - (index === 0 ? 3 * blur : ahead)))
    last = Math.min(profile.length, Math.ceil(isLast ? place(next + wide + 2) + 3 * blur : place(next) - ahead))
    const window = windowOf(profile, fit, first, Math.max(first, last))
    samples += window.wanted.length
    const candidates = shapes.map((shape) => {
      const edges = shape.map((edge) => place(from + edge))
      const cover = new Float64Array(window.wanted.length)
      addCover(cover, first, [...edges, ...behind], blur)
      return { edges, cover }
    })
    const longest = readings.flatMap((reading) => {
      const before = new Float64Array(window.wanted.length)
      addCover(before, first, reading.last, blur)
      const missing = window.wanted.map((cover, at) => cover - (before[at] ?? 0))
      const longer = candidates.map(({ cover }, pair) => ({
        cost: reading.cost + squares(cover, missing, window.weights),
        from: reading,
        pair,
      }))
      return byCost(longer).slice(0, NEXT_BEST)
    })
    readings = byCost(longest)
      .slice(0, BEAM)
      .map(({ cost, from: reading, pair }) => ({
        cost,
        pairs: [...reading.pairs, pair],
        last: [...reading.last, ...(candidates[pair]?.edges ?? [])].slice(-6),
      }))
  }
  const [best = { pairs: [], cost: Number.POSITIVE_INFINITY }] = readings
  return { pairs: best.pairs, cost: best.cost, samples, last }
}

/** What part of the light of each sample bars seem to take away, and what a difference from that costs. */
function windowOf(profile: Profile, fit: BarFit, first: number, last: number) {
  const wanted = new Float64Array(last - first)
  const weights = new Float64Array(last - first)
  const { paper, ink } = lighting(fit)
  for (let at = first; at < last; at++) {
    const light = paper(at)
    const contrast = Math.max(1, light - ink(at))
    wanted[at - first] = (light - (profile[at] ?? 0)) / contrast
    weights[at - first] = contrast ** 2
  }
  return { wanted, weights }
}

function squares(cover: Float64Array, wanted: Float64Array, weights: Float64Array): number {
  let sum = 0
  for (let at = 0; at < cover.length; at++) {
    const apart = (cover[at] ?? 0) - (wanted[at] ?? 0)
    sum += apart * apart * (weights[at] ?? 0)
  }
  return sum
}

/** The other digit that fits best, wherever it is, and by how much worse (better if less than 0) the whole fits with it. */
function nextBest(profile: Profile, fit: BarFit, pairs: number[]): { pairs: number[]; cost: number } {
  const [wide, blur] = [fitted(fit, 'wide'), fitted(fit, 'blur')]
  const place = placing(fit)
  const window = windowOf(profile, fit, 0, profile.length)
  const drawn = coverOf(fit, pairs, profile.length)
  let best = { pairs, cost: Number.POSITIVE_INFINITY }
  for (const [index, pair] of pairs.entries()) {
    const from = 4 + index * pairWidth(wide)
    const first = Math.max(0, Math.floor(place(from) - 4 * blur))
    const last = Math.min(profile.length, Math.ceil(place(from + pairWidth(wide)) + 4 * blur))
    const part = (all: Float64Array) => all.subarray(first, last)
    const coverBy = (one: number) => {
      const cover = new Float64Array(Math.max(0, last - first))
      addCover(
        cover,
        first,
        pairEdges(one, wide).map((edge) => place(from + edge)),
        blur,
      )
      return cover
    }
    const own = coverBy(pair)
    const others = part(drawn).map((cover, at) => cover - (own[at] ?? 0))
    const missing = part(window.wanted).map((cover, at) => cover - (others[at] ?? 0))
    const now = squares(own, missing, part(window.weights))
    for (let digit = 0; digit < 10; digit++)
      for (const other of [digit * 10 + (pair % 10), Math.floor(pair / 10) * 10 + digit]) {
        if (other === pair) continue
        const cost = squares(coverBy(other), missing, part(window.weights)) - now
        if (cost < best.cost) best = { pairs: pairs.with(index, other), cost }
      }
  }
  return best
}
