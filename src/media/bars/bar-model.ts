/** Light along a line across bars, one number a pixel. */
export type Profile = Float64Array

/** Pairs of digits of a payment slip: 44 digits. */
export const PAIRS = 22

/** Wide bars of each digit, of five. Source: ISO/IEC 16390, Interleaved 2 of 5. */
const DIGITS = ['00110', '10001', '01001', '11000', '00101', '10100', '01100', '00011', '10010', '01010']

/**
 * How bars were printed and photographed. Pixels: `start`, `end` of the code and the `blur` (standard deviation of a Gaussian). `bend` and `skew`:
 * how far positions in between are off where a sheet was seen from the side. `wide`: width of a wide bar in narrow ones. Light of `paper` and
 * `ink` at the start, what it gains to the end, and what a shadow or shine adds in the middle.
 */
export const BAR_FIT = {
  ...{ start: 0, end: 1, bend: 2, skew: 3, wide: 4, blur: 5 },
  ...{ paper: 6, paperGain: 7, paperBow: 8, ink: 9, inkGain: 10 },
} as const
export type BarFit = number[]

export const fitted = (fit: BarFit, name: keyof typeof BAR_FIT): number => fit[BAR_FIT[name]] ?? 0

/** Width of a pair of digits in narrow bars. */
export const pairWidth = (wide: number) => 6 + 4 * wide
/** Where a pair begins, in narrow bars: four stand before the first. */
export const pairStart = (index: number, wide: number) => 4 + index * pairWidth(wide)
/** Width of the whole code in narrow bars: behind the last pair stand a wide and two narrow ones. */
export const codeWidth = (wide: number) => pairStart(PAIRS, wide) + wide + 2

/** Where the ten bars and spaces of a pair (0 to 99) begin, in narrow bars from its start: the first digit is in the bars, the second in the spaces. */
export function pairEdges(pair: number, wide: number): number[] {
  const [bars = '', spaces = ''] = [DIGITS[Math.floor(pair / 10)], DIGITS[pair % 10]]
  const edges: number[] = []
  let at = 0
  for (let index = 0; index < 5; index++)
    for (const widths of [bars, spaces]) {
      edges.push(at)
      at += widths[index] === '1' ? wide : 1
    }
  return edges
}

/** Where bars begin and end, in narrow bars, in turn; of a code whose other digits are not known yet, up to the bar that comes next. */
export function codeEdges(pairs: number[], wide: number): number[] {
  const edges = [0, 1, 2, 3]
  for (const [index, pair] of pairs.entries()) {
    for (const edge of pairEdges(pair, wide)) edges.push(pairStart(index, wide) + edge)
  }
  return [...edges, ...edgesBehind(pairs.length, wide)]
}

/** The edges behind so many pairs, in narrow bars: the bar that comes next, or the end of the code. */
export function edgesBehind(pairs: number, wide: number): number[] {
  const next = pairStart(pairs, wide)
  return pairs === PAIRS ? [next, next + wide, next + wide + 1, next + wide + 2] : [next, next + 1]
}

/** Narrow bars from the start → pixels in the profile. */
export function placing(fit: BarFit): (bars: number) => number {
  const [start, end] = [fitted(fit, 'start'), fitted(fit, 'end')]
  const [bend, skew] = [fitted(fit, 'bend'), fitted(fit, 'skew')]
  const whole = codeWidth(fitted(fit, 'wide'))
  return (bars) => {
    const part = bars / whole
    const off = part * (1 - part)
    return start + (end - start) * (part + off * (bend + skew * (1 - 2 * part)))
  }
}

/** Beyond so many standard deviations an edge is sharp. */
const REACH = 3.5
/** Of the table, for each standard deviation. */
const PLACES = 200
const NORMAL = Float64Array.from({ length: 2 * REACH * PLACES + 2 }, (_, index) => normal(index / PLACES - REACH))

/**
 * Adds to `cover` (from sample `first` on) what part of each sample's light bars take away, whose edges lie at `edges` (pixels): a bar begins
 * at the first, ends at the second, and so on. `blur` in pixels.
 */
export function addCover(cover: Float64Array, first: number, edges: ArrayLike<number>, blur: number): void {
  const reach = REACH * blur
  const scale = PLACES / blur
  for (let index = 0; index < edges.length; index += 2) {
    const [start = 0, end = 0] = [edges[index], edges[index + 1]]
    const from = Math.max(0, Math.ceil(start - reach) - first)
    const until = Math.min(cover.length - 1, Math.floor(end + reach) - first)
    for (let at = from; at <= until; at++) {
      const place = at + first
      cover[at] = (cover[at] ?? 0) + part((place - start) * scale) - part((place - end) * scale)
    }
  }
}

/** The part of a blurred edge's light that lies before a place. */
function part(place: number): number {
  const at = place + REACH * PLACES
  if (at <= 0) return 0
  if (at >= 2 * REACH * PLACES) return 1
  const low = at | 0
  const value = NORMAL[low] ?? 1
  return value + (at - low) * ((NORMAL[low + 1] ?? 1) - value)
}

/** The profile that a code would have. */
export function drawProfile(fit: BarFit, pairs: number[], length: number): Profile {
  const profile = coverOf(fit, pairs, length)
  const { paper, ink } = lighting(fit)
  for (let at = 0; at < length; at++) {
    const light = paper(at)
    profile[at] = light - (light - ink(at)) * (profile[at] ?? 0)
  }
  return profile
}

/** What part of the light the bars of a code take away. */
export function coverOf(fit: BarFit, pairs: number[], length: number): Float64Array {
  const cover = new Float64Array(length)
  addCover(cover, 0, codeEdges(pairs, fitted(fit, 'wide')).map(placing(fit)), fitted(fit, 'blur'))
  return cover
}

/** The light of paper and ink at a sample. */
export function lighting(fit: BarFit): Record<'paper' | 'ink', (at: number) => number> {
  const [paper, gain, bow] = [fitted(fit, 'paper'), fitted(fit, 'paperGain'), 4 * fitted(fit, 'paperBow')]
  const [ink, inkGain] = [fitted(fit, 'ink'), fitted(fit, 'inkGain')]
  const start = fitted(fit, 'start')
  const length = fitted(fit, 'end') - start
  const partOf = (at: number) => (at - start) / length
  return {
    paper: (at) => paper + partOf(at) * (gain + bow * (1 - partOf(at))),
    ink: (at) => ink + partOf(at) * inkGain,
  }
}

/** The cumulative normal distribution, to 1e-7. Source: Abramowitz and Stegun, 26.2.17. */
function normal(z: number): number {
  const t = 1 / (1 + 0.2316419 * Math.abs(z))
  const tail =
    (Math.exp((-z * z) / 2) / Math.sqrt(2 * Math.PI)) *
    t *
    (0.31938153 + t * (-0.356563782 + t * (1.781477937 + t * (-1.821255978 + t * 1.330274429))))
  return z > 0 ? 1 - tail : tail
}
