import type { Gray, Point } from '../picture/gray.ts'

/**
 * A stripe of bars. `along`: the direction across them, of length 1. `half` its length and `height`, in pixels. `lean`: how far the bars in the
 * middle lean from square to `along`, in radians; `fanned`: how much more they do a pixel further. `tilt`: how far its middle line goes aside a pixel further.
 */
export type Stripe = {
  centre: Point
  along: Point
  half: number
  height: number
  lean: number
  fanned: number
  tilt: number
}

/** Side of the blocks that are looked at, in pixels. */
const SIDE = 8
/**
 * The mean square of brightness steps in a block of bars, as a part of its squared brightness: more than letters and noise beside them have, then what
 * blurred bars have too.
 */
const CONTRASTS = [0.013, 0.005]
/** How much of a block's steps go one way: letters have steps in all directions. */
const COHERENCE = 0.6
/** Neighbours whose steps go this much apart (radians) are not of one stripe. */
const APART = 0.3
/** Where else a block's stripe may go on: wide bars leave a block of few steps between. */
const NEARBY = [-2, -1, 0, 1, 2].flatMap((far) =>
  [-1, 0, 1].flatMap((aside): [number, number][] => [
    [far, aside],
    [aside, far],
  ]),
)
/** Stripes whose ends are within this many pixels are one. */
const SAME = 6
const LEAST = { length: 160, height: 14, slender: 3, filled: 0.6 }

type Block = { contrast: number; x: number; y: number; xx: number; yy: number; xy: number; angle: number }

/** Looks for stripes of many bars side by side, whichever way they lie; of bars in clear light first, and the longest first. */
export function findStripes(image: Gray): Stripe[] {
  const across = Math.floor(image.width / SIDE)
  const blocks = new Map<number, Block>()
  for (let row = 0; row < Math.floor(image.height / SIDE); row++)
    for (let column = 0; column < across; column++) {
      const block = measure(image, column * SIDE, row * SIDE)
      if (block) blocks.set(row * across + column, block)
    }
  const found: Stripe[] = []
  for (const least of CONTRASTS) {
    const strong = new Map(blocks.entries().filter(([, { contrast }]) => contrast >= least))
    const stripes = groups(strong, across)
      .map(toStripe)
      .filter((stripe) => stripe !== null)
    found.push(...stripes.sort((a, b) => b.half - a.half).filter((one) => !found.some((other) => isSame(one, other))))
  }
  return found
}

function isSame(one: Stripe, other: Stripe): boolean {
  const apart = Math.hypot(one.centre.x - other.centre.x, one.centre.y - other.centre.y)
  return apart + Math.abs(one.half - other.half) < SAME
}

/** The brightness steps of a block: null where there are few, or they go in all directions. */
function measure({ data, width, height }: Gray, x0: number, y0: number): Block | null {
  let [xx, yy, xy, light, count] = [0, 0, 0, 0, 0]
  for (let y = Math.max(1, y0); y < Math.min(height - 1, y0 + SIDE); y++)
    for (let x = Math.max(1, x0); x < Math.min(width - 1, x0 + SIDE); x++) {
      const at = y * width + x
      const dx = ((data[at + 1] ?? 0) - (data[at - 1] ?? 0)) / 2
      const dy = ((data[at + width] ?? 0) - (data[at - width] ?? 0)) / 2
      xx += dx * dx
      yy += dy * dy
      xy += dx * dy
      light += data[at] ?? 0
      count++
    }
  if (count === 0) return null
  const mean = light / count
  const all = xx + yy
  const contrast = all / count / Math.max(1, mean * mean)
  if (contrast < Math.min(...CONTRASTS)) return null
  if (Math.hypot(xx - yy, 2 * xy) < COHERENCE * all) return null
  return { contrast, x: x0 + SIDE / 2, y: y0 + SIDE / 2, xx, yy, xy, angle: Math.atan2(2 * xy, xx - yy) / 2 }
}

/** Blocks that touch and whose steps go the same way. */
function groups(blocks: Map<number, Block>, across: number): Block[][] {
  const left = new Map(blocks)
  const found: Block[][] = []
  for (const [start, first] of blocks) {
    if (!left.delete(start)) continue
    const group = [first]
    const open = [{ key: start, block: first }]
    for (let next = open.pop(); next; next = open.pop())
      for (const [right, down] of NEARBY) {
        const key = next.key + right + down * across
        const block = left.get(key)
        if (!block || turnBetween(block.angle, next.block.angle) > APART) continue
        left.delete(key)
        group.push(block)
        open.push({ key, block })
      }
    found.push(group)
  }
  return found
}

/** Between two directions that have no sense: 0 to a quarter turn. */
function turnBetween(one: number, other: number): number {
  const apart = Math.abs(one - other) % Math.PI
  return Math.min(apart, Math.PI - apart)
}

function toStripe(group: Block[]): Stripe | null {
  if (group.length * SIDE * SIDE < LEAST.length * LEAST.height * LEAST.filled) return null
  const sum = (pick: (block: Block) => number) => group.reduce((total, block) => total + pick(block), 0)
  const angle = Math.atan2(2 * sum(({ xy }) => xy), sum(({ xx }) => xx) - sum(({ yy }) => yy)) / 2
  const along = { x: Math.cos(angle), y: Math.sin(angle) }
  const middle = { x: sum(({ x }) => x) / group.length, y: sum(({ y }) => y) / group.length }
  const placed = group.map(({ x, y, angle: own }) => ({
    u: (x - middle.x) * along.x + (y - middle.y) * along.y,
    v: (y - middle.y) * along.x - (x - middle.x) * along.y,
    // what a block's steps lean more than the stripe's
    lean: ((own - angle + 1.5 * Math.PI) % Math.PI) - Math.PI / 2,
  }))
  const us = placed.map(({ u }) => u).sort((a, b) => a - b)
  const [left = 0, right = 0] = [us[0], us.at(-1)]
  const tilt = slope(placed.map(({ u, v }) => [u, v]))
  const offs = placed.map(({ u, v }) => v - tilt * u).sort((a, b) => a - b)
  const height = (offs[Math.floor(offs.length * 0.97)] ?? 0) - (offs[Math.floor(offs.length * 0.03)] ?? 0) + SIDE
  const length = right - left + SIDE
  const isFilled = (group.length * SIDE * SIDE) / (length * height) > LEAST.filled
  if (length < LEAST.length || height < LEAST.height || length < LEAST.slender * height || !isFilled) return null
  const shift = (left + right) / 2
  return {
    centre: {
      x: middle.x + shift * along.x - tilt * shift * along.y,
      y: middle.y + shift * along.y + tilt * shift * along.x,
    },
    along,
    half: length / 2,
    height,
    tilt,
    lean: placed.reduce((total, { lean }) => total + lean, 0) / placed.length,
    fanned: slope(placed.map(({ u, lean }) => [u, lean])),
  }
}

/** The slope of the line nearest to points. */
function slope(points: [number, number][]): number {
  const mean = (index: 0 | 1) => points.reduce((sum, point) => sum + point[index], 0) / points.length
  const [x, y] = [mean(0), mean(1)]
  const spread = points.reduce((sum, [a]) => sum + (a - x) ** 2, 0)
  return spread === 0 ? 0 : points.reduce((sum, [a, b]) => sum + (a - x) * (b - y), 0) / spread
}
