import { readFileSync } from 'node:fs'
import type { Gray } from '../picture/gray.ts'
import { convolve, type FeatureMap, type Layer } from './convolve.ts'

/** What stands in a picture of one line. `x0`, `x1`: pixels. `?` is any sign that figures are not written with. */
export type Sign = { sign: string; x0: number; x1: number }
/** `certainty`: how likely these are all signs of the line and no others, from 0 to 1. */
export type FigureLine = { signs: Sign[]; certainty: number }

/** Of the pictures the network takes: their height, and that of a figure in them, in pixels. */
export const FIGURE_PICTURE = { height: 24, figure: 15 }

const SIGNS = '0123456789,./- ?'
const LAYERS = [
  { shape: [12, 1, 3, 3], pad: [1, 1], pool: 'blocks' },
  { shape: [24, 12, 3, 3], pad: [1, 1], pool: 'rows' },
  { shape: [32, 24, 3, 3], pad: [1, 1], pool: 'rows' },
  { shape: [64, 32, 3, 5], pad: [0, 2] },
  { shape: [64, 64, 1, 5], pad: [0, 2] },
  { shape: [17, 64, 1, 1], pad: [0, 0] },
] as const
/** Pixels of a picture for one column of the network's answer. */
const STEP = 2
/** White between two pictures, in pixels: further than the network sees. */
const GAP = 16
/** Pixels of pictures that are read at once: their maps stay in the processor's cache. */
const STRIP = 600
/** Widths of strips are multiples of this: of eight after the first layer too. */
const WHOLE = 16

/**
 * The network is surer than it says, because it was made with worse print than photos show. Of figures of a history in a dozen photos it had
 * said 0.1 to 0.2 of and a third were right, 0.2 to 0.3: three quarters, 0.4 and more: nine of ten and more.
 */
const DOUBTED = 0.2
const STEEPNESS = 1.2
/** Signs of those figures. */
const MEASURED = 3

let layers: Layer[] | undefined

/**
 * Reads lines of figures with a small convolutional network, made by scripts/train-figures.py: less than 1 ms a figure, and surer than
 * Tesseract where figures are small or blurred. `images`: as `FIGURE_PICTURE` says, paper white and ink black.
 */
export function readFigureLines(images: Gray[]): FigureLine[] {
  return inStrips(images).flatMap(readStrip).map(decode)
}

function inStrips(images: Gray[]): Gray[][] {
  const strips: Gray[][] = []
  let width = STRIP
  for (const image of images) {
    if (width >= STRIP) {
      strips.push([])
      width = 0
    }
    strips.at(-1)?.push(image)
    width += image.width
  }
  return strips
}

function readStrip(images: Gray[]): Float64Array[][] {
  layers ??= loadLayers()
  const starts: number[] = []
  let end = GAP
  for (const image of images) {
    starts.push(end)
    end += Math.ceil(image.width / STEP) * STEP + GAP
  }
  const { height } = FIGURE_PICTURE
  const width = Math.ceil(end / WHOLE) * WHOLE
  let map: FeatureMap = { data: new Float32Array(width * height).fill(1), channels: 1, height, width }
  for (const [index, image] of images.entries())
    for (let y = 0; y < Math.min(image.height, height); y++)
      for (let x = 0; x < image.width; x++)
        map.data[y * width + (starts[index] ?? 0) + x] = (image.data[y * image.width + x] ?? 255) / 255
  for (const [index, layer] of layers.entries()) {
    const isLast = index === layers.length - 1
    map = convolve(map, layer, isLast ? Number.NEGATIVE_INFINITY : 0)
  }
  const columns = softmax(map)
  return images.map((image, index) => {
    const first = (starts[index] ?? 0) / STEP
    return columns.slice(first, first + Math.ceil(image.width / STEP))
  })
}

function loadLayers() {
  const file = readFileSync(new URL('./figure-net.bin', import.meta.url))
  const bytes = new DataView(file.buffer, file.byteOffset, file.byteLength)
  let at = 0
  return LAYERS.map((layer) => {
    const [out, channels, high, wide] = layer.shape
    const each = channels * high * wide
    const [scales, bias] = [0, 1].map((part) =>
      Float32Array.from({ length: out }, (_, index) => bytes.getFloat32(at + 4 * (part * out + index), true)),
    )
    at += 8 * out
    const weights = Float32Array.from(
      { length: out * each },
      (_, index) => bytes.getInt8(at + index) * (scales?.[Math.floor(index / each)] ?? 0),
    )
    at = Math.ceil((at + out * each) / 4) * 4
    return { ...layer, weights, bias: bias ?? new Float32Array(out) }
  })
}

/** How likely each sign is, column by column; the first is the blank between two signs. */
function softmax({ data, channels, width }: FeatureMap): Float64Array[] {
  return Array.from({ length: width }, (_, x) => {
    const powers = new Float64Array(channels)
    let most = Number.NEGATIVE_INFINITY
    for (let at = x; at < data.length; at += width) most = Math.max(most, data[at] ?? 0)
    let sum = 0
    for (let channel = 0; channel < channels; channel++) {
      const power = Math.exp((data[channel * width + x] ?? 0) - most)
      powers[channel] = power
      sum += power
    }
    for (let channel = 0; channel < channels; channel++) powers[channel] = (powers[channel] ?? 0) / sum
    return powers
  })
}

/** The likeliest sign of each column; the same sign in columns side by side is one, a blank parts two. */
function decode(columns: Float64Array[]): FigureLine {
  const found: { label: number; first: number; last: number }[] = []
  let before = 0
  for (const [x, column] of columns.entries()) {
    const label = column.indexOf(Math.max(...column))
    const open = found.at(-1)
    if (label > 0 && label === before && open) open.last = x
    else if (label > 0) found.push({ label, first: x, last: x })
    before = label
  }
  const signs = found.map(({ label, first, last }) => ({
    sign: SIGNS[label - 1] ?? '?',
    x0: first * STEP,
    x1: (last + 1) * STEP,
  }))
  const labels = found.map(({ label }) => label)
  const parts = Math.max(1, labels.length / MEASURED)
  const each = 1 - Math.exp(-((likelihood(columns, labels) ** (1 / parts) / DOUBTED) ** STEEPNESS))
  return { signs, certainty: each ** parts }
}

/** How likely the columns are these labels, over all ways to place them: the forward sum of connectionist temporal classification. */
function likelihood(columns: Float64Array[], labels: number[]): number {
  const states = labels.flatMap((label) => [label, 0])
  states.unshift(0)
  let sums = new Float64Array(states.length)
  sums[0] = 1
  for (const [x, column] of columns.entries()) {
    const next = new Float64Array(states.length)
    for (const [at, label] of states.entries()) {
      const canSkip = label !== 0 && label !== states[at - 2]
      const way =
        x === 0 ? (at < 2 ? 1 : 0) : (sums[at] ?? 0) + (sums[at - 1] ?? 0) + (canSkip ? (sums[at - 2] ?? 0) : 0)
      next[at] = way * (column[label] ?? 0)
    }
    sums = next
  }
  return (sums.at(-1) ?? 0) + (states.length > 1 ? (sums.at(-2) ?? 0) : 0)
}
