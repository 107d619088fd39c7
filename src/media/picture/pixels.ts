import { loadWasm } from '../wasm-module.ts'
import { emptyGray, type Gray } from './gray.ts'

/** Dark pixels side by side in a row, three numbers each: the first, the one after the last, the darkest level. */
export type DarkRuns = { runs: Int32Array; starts: Int32Array }
export type Area = { x: number; y: number; width: number; height: number }

/** Distance of the points of a mesh, in pixels of the drawn picture. */
export const MESH = 16
/** Rows whose dark pixels are looked for at once: room for the most there can be is small. */
const ROWS = 64

const pixels = loadWasm(new URL('./pixels.wasm', import.meta.url))
/** Bytes that are written further than a picture goes. */
const SLACK = 4
/** Steps within a pixel for which weights are kept, and what stands for 1 in them. */
const STEPS = 256
const ONE = 2048
const weights = Array.from({ length: STEPS }, (_, step) =>
  weighFour(step / STEPS).map((part) => Math.round(part * ONE)),
)
const across = pixels.place(Int16Array.from(weights.flatMap((four) => [...four, ...four])))
const down = pixels.place(Int32Array.from(weights.flatMap((four) => four.flatMap((part) => [part, part]))))
const bottom = pixels.mark()
/** The picture drawn from last stays in memory: a page is drawn piece by piece. */
let source: { data: Uint8Array; at: number; end: number } | null = null

/** Finds the runs of pixels darker than `level`. `starts`: the number of the first of each row, and how many there are. */
export function findDarkRuns({ data, width, height }: Gray, level: number): DarkRuns {
  startWork()
  const image = pixels.place(data)
  const found = pixels.room(Math.ceil(width / 2) * ROWS * 12)
  const rowStarts = pixels.room((ROWS + 1) * 4)
  const parts: Int32Array[] = []
  const starts = new Int32Array(height + 1)
  let count = 0
  for (let y = 0; y < height; y += ROWS) {
    const rows = Math.min(ROWS, height - y)
    const more = pixels.run('findRuns', image + y * width, width, rows, level, found, rowStarts)
    const own = new Int32Array(pixels.buffer(), rowStarts, rows)
    for (let row = 0; row < rows; row++) starts[y + row] = count + (own[row] ?? 0)
    parts.push(new Int32Array(pixels.buffer(), found, 3 * more).slice())
    count += more
  }
  starts[height] = count
  const runs = new Int32Array(3 * count)
  let at = 0
  for (const part of parts) {
    runs.set(part, at)
    at += part.length
  }
  return { runs, starts }
}

/** The level that a part of the pixels of an area stays under, for each area. */
export function levelsBelow({ data, width }: Gray, areas: Area[], part: number): Float32Array {
  startWork()
  const image = pixels.place(data)
  return Float32Array.from(areas, ({ x, y, width: wide, height: high }) =>
    pixels.run('levelBelow', image, width, x, y, x + wide, y + high, part),
  )
}

/** Divides a picture by the brightness of its paper, which is told in the middle of blocks of `side` pixels; paper becomes `white`. */
export function divideByPaper(
  { data, width, height }: Gray,
  paper: { levels: Float32Array; across: number; down: number; side: number; white: number },
): Gray {
  startWork()
  const [image, result] = [pixels.place(data), pixels.room(data.length + SLACK)]
  const { levels, across, down, side, white } = paper
  const sizes = [pixels.place(levels), across, down, side, white, pixels.room(4 * across)]
  pixels.run('divideByPaper', image, result, width, height, ...sizes)
  return take(result, width, height)
}

/** Moves each pixel away from the mean around it: print that is light because it is small or blurred becomes darker. */
export function sharpen({ data, width, height }: Gray, radius: number, amount: number): Gray {
  startWork()
  const [image, result, blurred] = [pixels.place(data), pixels.room(data.length), pixels.room(data.length)]
  pixels.run('sharpen', image, result, width, height, radius, amount, blurred, pixels.room(4 * width))
  return take(result, width, height)
}

/** Dark pixels over bright ones in an area; `score` tells how much they gather in few rows along a slope. */
export function measureLowerEdges<T>(
  { data, width }: Gray,
  areas: Area[],
  { dark, bright }: { dark: number; bright: number },
  measure: (area: Area, count: number, score: (slope: number) => number) => T,
): T[] {
  startWork()
  const image = pixels.place(data)
  const start = pixels.mark()
  return areas.map((area) => {
    pixels.release(start)
    const { x, y, width: wide, height: high } = area
    const edges = pixels.room(4 * wide * high)
    const count = pixels.run('findLowerEdges', image, width, x, y, wide, high, dark, bright, edges)
    const rows = pixels.mark()
    const score = (slope: number) => {
      pixels.release(rows)
      const shift = Math.ceil(Math.abs(slope) * wide) + 1
      const size = high + 2 * shift + 2
      return pixels.run('scoreSlope', edges, count, slope, shift + 0.5, pixels.room(4 * size), size)
    }
    return measure(area, count, score)
  })
}

/** Draws a picture band by band; `meshRow` tells for each row of the mesh where its points lie in the picture, as x and y. Outside is white. */
export function drawMesh(image: Gray, width: number, height: number, meshRow: (y: number) => Float32Array): Gray {
  const at = placeSource(image)
  const drawn = pixels.room(width * height)
  let above = pixels.place(meshRow(0))
  for (let top = 0; top < height; top += MESH) {
    const below = pixels.place(meshRow(top + MESH))
    const rows = Math.min(MESH, height - top)
    pixels.run('drawBand', at, image.width, image.height, drawn + top * width, width, rows, above, below, across, down)
    above = below
  }
  return take(drawn, width, height)
}

/** Catmull-Rom: how much each of four pixels counts, `part` of the way from the second to the third. */
function weighFour(part: number): number[] {
  return [
    0.5 * part * (part * (2 - part) - 1),
    1 + 0.5 * part * part * (3 * part - 5),
    0.5 * part * (part * (4 - 3 * part) + 1),
    0.5 * part * part * (part - 1),
  ]
}

function placeSource({ data }: Gray): number {
  if (source?.data !== data) {
    pixels.release(bottom)
    source = { data, at: pixels.place(data), end: pixels.mark() }
  }
  pixels.release(source.end)
  return source.at
}

/** Room above the picture drawn from, for what is done at once. */
function startWork() {
  pixels.release(source?.end ?? bottom)
}

function take(at: number, width: number, height: number): Gray {
  const taken = emptyGray(width, height)
  taken.data.set(new Uint8Array(pixels.buffer(), at, width * height))
  return taken
}
