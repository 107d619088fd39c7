import {
  addCover,
  type BarFit,
  edgesBehind,
  fitted,
  PAIRS,
  type Profile,
  pairEdges,
  pairStart,
  placing,
} from './bar-model.ts'
import { type LightTaken, lightTaken, squares } from './light-taken.ts'

/** Readings that are carried on from one pair to the next, and ways in which each may go on. */
const BEAM = 5
const NEXT_BEST = 6
/** How far before a pair's end its light is of the next one too, in standard deviations of the blur; and where bars no longer count. */
const AHEAD = 1.2
const BEYOND = 3

/** Digits by twos, what they cost over how many samples, and the sample up to which that is. */
export type ReadPairs = { pairs: number[]; cost: number; samples: number; last: number }

/** A reading so far; `edges`: where its last bars begin and end. */
type Reading = { cost: number; pairs: number[]; edges: number[] }

/** The first `count` pairs that fit best, pair by pair from the left; what comes after a pair always begins with a bar. */
export function readPairs(profile: Profile, fit: BarFit, count = PAIRS): ReadPairs {
  const [wide, blur] = [fitted(fit, 'wide'), fitted(fit, 'blur')]
  const place = placing(fit)
  const shapes = Array.from({ length: 100 }, (_, pair) => pairEdges(pair, wide))
  let readings: Reading[] = [{ cost: 0, pairs: [], edges: [0, 1, 2, 3].map(place) }]
  let [samples, last] = [0, 0]
  for (let index = 0; index < count; index++) {
    const from = pairStart(index, wide)
    const isLast = index === PAIRS - 1
    const behind = edgesBehind(index + 1, wide).map(place)
    const first = Math.max(0, Math.ceil(index === 0 ? place(0) - BEYOND * blur : place(from) - AHEAD * blur))
    const end = isLast ? (behind.at(-1) ?? 0) + BEYOND * blur : place(pairStart(index + 1, wide)) - AHEAD * blur
    last = Math.max(first, Math.min(profile.length, Math.ceil(end)))
    samples += last - first
    const candidates = shapes.map((shape) => {
      const edges = shape.map((edge) => place(from + edge))
      const cover = new Float64Array(last - first)
      addCover(cover, first, [...edges, ...behind], blur)
      return { edges, cover }
    })
    readings = goOn(readings, candidates, lightTaken(profile, fit, first, last), first, blur)
  }
  const [best] = readings
  return { pairs: best?.pairs ?? [], cost: best?.cost ?? Number.POSITIVE_INFINITY, samples, last }
}

/** The best readings with one pair more. `candidates`: what each pair would take of the light. */
function goOn(
  readings: Reading[],
  candidates: { edges: number[]; cover: Float64Array }[],
  taken: LightTaken,
  first: number,
  blur: number,
): Reading[] {
  const longer = readings.flatMap((reading) => {
    const before = new Float64Array(taken.wanted.length)
    addCover(before, first, reading.edges, blur)
    const missing = { ...taken, wanted: taken.wanted.map((cover, at) => cover - (before[at] ?? 0)) }
    const ways = candidates.map(({ cover }, pair) => ({ cost: reading.cost + squares(cover, missing), reading, pair }))
    return ways.sort((a, b) => a.cost - b.cost).slice(0, NEXT_BEST)
  })
  return longer
    .sort((a, b) => a.cost - b.cost)
    .slice(0, BEAM)
    .map(({ cost, reading, pair }) => ({
      cost,
      pairs: [...reading.pairs, pair],
      edges: [...reading.edges, ...(candidates[pair]?.edges ?? [])].slice(-6),
    }))
}
