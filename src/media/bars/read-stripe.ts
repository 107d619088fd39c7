import type { Gray, Point } from '../picture/gray.ts'
import type { Profile } from './bar-model.ts'
import type { Stripe } from './find-stripes.ts'

/** The light along a stripe, and where its bars may begin and end in it, in pixels. `corners`: of the bars, from the start's upper one clockwise. */
export type StripeProfile = {
  profile: Profile
  starts: number[]
  ends: number[]
  corners: [Point, Point, Point, Point]
}

/** Paper that is looked at beyond both ends, in pixels. */
const MARGIN = 32
/** Of the bars' height, what is looked at: their ends may be rounded or cut. */
const INNER = 0.6
/** Steps by which the lean of the bars is tried at both ends, in radians: coarse, then fine. */
const TURNS = [0.03, 0.01, 0.004]
/** Paper that is there before the bars, and that is looked at with them, in pixels. */
const QUIET = 6
const BESIDE = 12
/** A frame or a letter may stand before the bars. */
const MOST_EDGES = 3
/** Of the contrast. */
const SOMEWHAT = 0.3

/**
 * The mean light along the bars of a stripe, for each place across them. Averaging over a bar's whole height takes the noise away that a single
 * line has; it needs the lean of the bars within a fraction of a degree, which is the one that gives most contrast.
 */
export function readStripe(image: Gray, stripe: Stripe): StripeProfile | null {
  let leans = [stripe.lean - stripe.fanned * stripe.half, stripe.lean + stripe.fanned * stripe.half]
  let best = sample(image, stripe, leans)
  for (const turn of TURNS)
    for (let round = 0; round < 3; round++) {
      const before = leans
      for (const end of [0, 1])
        for (const change of [-turn, turn]) {
          const tried = before.with(end, (before[end] ?? 0) + change)
          const profile = sample(image, stripe, tried)
          if (contrast(profile) > contrast(best)) [best, leans] = [profile, tried]
        }
      if (leans === before) break
    }
  const [starts, ends] = [findEdges(best), findEdges(best.toReversed()).map((at) => best.length - 1 - at)]
  const [first, last] = [Math.min(...starts), Math.max(...ends)]
  if (starts.length === 0 || ends.length === 0) return null
  // what lies beside the code is none of its profile
  const from = Math.max(0, first - BESIDE)
  const at = (place: number, side: number) =>
    pointOf(stripe, leans, place - MARGIN - stripe.half, (side * stripe.height) / 2)
  const toPixels = (place: number) => place - from
  return {
    profile: best.slice(from, last + BESIDE),
    starts: starts.map(toPixels),
    ends: ends.map(toPixels),
    corners: [at(first, -1), at(last, -1), at(last, 1), at(first, 1)],
  }
}

function sample(image: Gray, stripe: Stripe, leans: number[]): Profile {
  const length = Math.ceil(2 * (stripe.half + MARGIN))
  const reach = Math.max(3, Math.floor((stripe.height * INNER) / 2))
  const profile = new Float64Array(length)
  for (let index = 0; index < length; index++) {
    const along = index - MARGIN - stripe.half
    let sum = 0
    for (let side = -reach; side <= reach; side++) sum += lightOf(image, pointOf(stripe, leans, along, side))
    profile[index] = sum / (2 * reach + 1)
  }
  return profile
}

/** The point of a stripe `along` pixels from its centre and `side` pixels up or down its bars there. */
function pointOf({ centre, along, half, tilt }: Stripe, leans: number[], u: number, side: number): Point {
  const [left = 0, right = 0] = leans
  const lean = left + ((right - left) * (u + half)) / (2 * half)
  const [x, y] = [u - side * Math.sin(lean), tilt * u + side * Math.cos(lean)]
  return { x: centre.x + x * along.x - y * along.y, y: centre.y + x * along.y + y * along.x }
}

/** Between four pixels. */
function lightOf({ data, width, height }: Gray, { x, y }: Point): number {
  const [column, row] = [Math.max(0, Math.min(width - 2, x | 0)), Math.max(0, Math.min(height - 2, y | 0))]
  const [right, below] = [Math.max(0, Math.min(1, x - column)), Math.max(0, Math.min(1, y - row))]
  const at = row * width + column
  const top = (data[at] ?? 0) * (1 - right) + (data[at + 1] ?? 0) * right
  const bottom = (data[at + width] ?? 0) * (1 - right) + (data[at + width + 1] ?? 0) * right
  return top * (1 - below) + bottom * below
}

function contrast(profile: Profile): number {
  let sum = 0
  for (let at = 2; at < profile.length; at++) sum += ((profile[at] ?? 0) - (profile[at - 2] ?? 0)) ** 2
  return sum
}

/** Samples at which bars may begin: with less light, after some paper. A narrow bar that is blurred takes little. */
function findEdges(profile: Profile): number[] {
  const beside = profile.slice(0, MARGIN).sort()
  const paper = beside[Math.floor(beside.length * 0.7)] ?? 255
  // the light of the other end may be another
  const ink = profile.slice(0, profile.length >> 1).sort()[Math.floor(profile.length * 0.02)] ?? 0
  const dark = paper - SOMEWHAT * (paper - ink)
  const edges: number[] = []
  for (let [at, clear] = [0, 0]; at < 2 * MARGIN; at++) {
    if ((profile[at] ?? 0) >= dark) clear++
    else {
      if (clear >= QUIET) edges.push(at)
      clear = 0
    }
  }
  return edges.slice(0, MOST_EDGES)
}
