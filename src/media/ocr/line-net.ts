import type { Gray } from '../picture/gray.ts'
import { loadWasm } from '../wasm-module.ts'
import type { LineModel, LstmLayer, Matrix } from './trained-data.ts'

/** How likely each sign is in the columns of a line, as logarithms: column by column. The last sign of all is none. */
export type SignColumns = { scores: Float32Array; columns: number }
export type LineNet = {
  /** Height of the pictures it takes, in pixels: paper white, ink black. */
  height: number
  /** Reads lines, eight at a time: best many at once. */
  read(lines: Gray[]): SignColumns[]
}

/** Lines that are computed side by side. */
const LANES = 8
/** Pixels for one column of the answer. */
export const STEP = 3
/** Columns between two lines of a lane, in which the first is forgotten. */
const GAP = 2
const CHANNELS = 16
/** A whole number that stands for 1. */
const MOST = 127
/** The logarithm of what is too unlikely to count. */
const NOTHING = -16

/**
 * Runs a network of Tesseract. Lines are laid one behind the other in eight lanes, and all lanes are computed with each instruction: five times as
 * fast as Tesseract, which reads line by line, with the same numbers.
 */
export function createLineNet(model: LineModel): LineNet {
  const module = loadWasm(new URL('./line-net.wasm', import.meta.url))
  const convolution = placeMatrix(inFours(model.convolution))
  const upwards = placeLstm(model.upwards)
  const across = model.across.map(placeLstm)
  const output = placeMatrix(inFours(model.output))
  const weightsEnd = module.mark()
  const most = Math.max(...[upwards, ...across].map(({ units }) => units))
  const { height } = model
  const rows = height / STEP

  function placeMatrix({ weights, bias, scale, outputs }: ReturnType<typeof inFours>) {
    return { weights: module.place(weights), bias: module.place(bias), scale: module.place(scale), outputs }
  }

  function placeLstm({ gates, isReversed }: LstmLayer) {
    const units = gates[0]?.outputs ?? 0
    return { ...placeMatrix(inFours(interleave(gates))), units, inputs: (gates[0]?.inputs ?? 0) - units, isReversed }
  }

  return {
    height,
    read(lines) {
      module.release(weightsEnd)
      const { places, steps } = shareOut(lines)
      const image = module.place(layOut(lines, places, steps, height))
      const within = module.place(findLines(lines, places, steps))
      const print = module.room(steps * rows * CHANNELS * LANES * 2)
      const [state, hidden] = [module.room(most * LANES * 4), module.room(most * LANES * 4)]
      let [from, to] = [module.room(steps * most * LANES * 2), module.room(steps * most * LANES * 2)]
      const { weights, bias, scale } = convolution
      module.run('convolve', image, print, weights, bias, scale, height, steps)
      const remember = (layer: typeof upwards, input: number, result: number, inside: number, length: number) => {
        const { weights, bias, scale, inputs, units, isReversed } = layer
        const sizes = [inputs, units, length, isReversed ? 1 : 0, inside === 0 ? 1 : 0]
        module.run('remember', input, result, weights, bias, scale, inside, state, hidden, ...sizes)
      }
      for (let step = 0; step < steps; step++)
        remember(upwards, print + step * rows * CHANNELS * LANES * 2, from + step * upwards.units * LANES * 2, 0, rows)
      for (const layer of across) {
        remember(layer, from, to, within, steps)
        ;[from, to] = [to, from]
      }
      const scores = module.room(steps * output.outputs * LANES * 4)
      const { inputs } = model.output
      module.run('connect', from, scores, output.weights, output.bias, output.scale, inputs, output.outputs, steps)
      const all = new Float32Array(module.buffer(), scores, steps * output.outputs * LANES)
      return lines.map(({ width }, index) => {
        const place = places[index] ?? { lane: 0, start: 0 }
        return pickLine(all, place, Math.floor(width / STEP), output.outputs, model.output.outputs)
      })
    },
  }
}

type Place = { lane: number; start: number }

/** Puts lines into lanes, the longest first, each where there is most room. */
function shareOut(lines: Gray[]): { places: Place[]; steps: number } {
  const ends = new Array<number>(LANES).fill(-GAP)
  const places: Place[] = []
  for (const index of lines
    .keys()
    .toArray()
    .sort((a, b) => (lines[b]?.width ?? 0) - (lines[a]?.width ?? 0))) {
    const end = Math.min(...ends)
    const lane = ends.indexOf(end)
    places[index] = { lane, start: end + GAP }
    ends[lane] = end + GAP + Math.floor((lines[index]?.width ?? 0) / STEP)
  }
  return { places, steps: Math.max(1, ...ends) }
}

/** Pixels from -127 to 127, with paper between lines and around them: Tesseract puts noise there, which reads worse. */
function layOut(lines: Gray[], places: Place[], steps: number, height: number): Int16Array {
  const across = STEP * steps + 2
  const image = new Int16Array((height + 2) * across * LANES).fill(MOST)
  for (const [index, { data, width }] of lines.entries()) {
    const { lane, start } = places[index] ?? { lane: 0, start: 0 }
    const wide = Math.floor(width / STEP) * STEP
    for (let y = 0; y < height; y++) {
      let at = ((y + 1) * across + STEP * start + 1) * LANES + lane
      for (let x = 0; x < wide; x++, at += LANES)
        image[at] = Math.max(-MOST, Math.min(MOST, (data[y * width + x] ?? 255) - 128))
    }
  }
  return image
}

/** 1 in the columns that hold a line. */
function findLines(lines: Gray[], places: Place[], steps: number): Float32Array {
  const within = new Float32Array(steps * LANES)
  for (const [index, { width }] of lines.entries()) {
    const { lane, start } = places[index] ?? { lane: 0, start: 0 }
    for (let step = start; step < start + Math.floor(width / STEP); step++) within[step * LANES + lane] = 1
  }
  return within
}

/** The columns of one line out of all; what is told of each is how likely its signs are, so that they add up to 1. */
function pickLine(
  all: Float32Array,
  { lane, start }: Place,
  columns: number,
  stride: number,
  outputs: number,
): SignColumns {
  const scores = new Float32Array(columns * outputs)
  for (let column = 0; column < columns; column++) {
    const from = (start + column) * stride * LANES + lane
    const to = column * outputs
    let most = Number.NEGATIVE_INFINITY
    for (let sign = 0; sign < outputs; sign++) {
      const score = all[from + sign * LANES] ?? 0
      scores[to + sign] = score
      if (score > most) most = score
    }
    let sum = 0
    for (let sign = to; sign < to + outputs; sign++) {
      const apart = (scores[sign] ?? 0) - most
      if (apart > NOTHING) sum += Math.exp(apart)
    }
    const whole = most + Math.log(sum)
    for (let sign = to; sign < to + outputs; sign++) scores[sign] = (scores[sign] ?? 0) - whole
  }
  return { scores, columns }
}

/** The gates of a unit side by side. */
function interleave(gates: Matrix[]): Matrix {
  const { outputs = 0, inputs = 0 } = gates[0] ?? {}
  const row = inputs + 1
  const weights = new Int8Array(gates.length * outputs * row)
  const scales = new Float64Array(gates.length * outputs)
  for (const [gate, matrix] of gates.entries())
    for (let unit = 0; unit < outputs; unit++) {
      const to = unit * gates.length + gate
      weights.set(matrix.weights.subarray(unit * row, (unit + 1) * row), to * row)
      scales[to] = matrix.scales[unit] ?? 0
    }
  return { outputs: outputs * gates.length, inputs, weights, scales }
}

/** As the module takes weights: four outputs at a time, inputs in pairs; what is missing of the last four, or of the last pair, is nothing. */
function inFours({ outputs, inputs, weights, scales }: Matrix) {
  const [whole, pairs] = [Math.ceil(outputs / 4) * 4, Math.ceil(inputs / 2)]
  const placed = new Int16Array(whole * pairs * 2)
  const bias = new Int32Array(whole)
  const scale = new Float32Array(whole)
  for (let output = 0; output < outputs; output++) {
    const row = output * (inputs + 1)
    for (let input = 0; input < inputs; input++)
      placed[((output >> 2) * pairs + (input >> 1)) * 8 + (output & 3) * 2 + (input & 1)] = weights[row + input] ?? 0
    // The input of the bias is 1.
    bias[output] = MOST * (weights[row + inputs] ?? 0)
    scale[output] = scales[output] ?? 0
  }
  return { weights: placed, bias, scale, outputs: whole }
}
