/** Where npm put the Portuguese data: `por.traineddata.gz`. */
export const TRAINED_DATA_FOLDER = new URL('./4.0.0_best_int/', import.meta.resolve('@tesseract.js-data/por'))

/** Weights of one layer: a row an output, a column an input and a last one for the bias. `scales`: what a row of whole numbers is multiplied by. */
export type Matrix = { outputs: number; inputs: number; weights: Int8Array; scales: Float64Array }
/** A layer of memory cells; its gates: cell, input, forget, output. */
export type LstmLayer = { gates: Matrix[]; isReversed: boolean }
/** A network for lines of print. `height`: of a line's picture, in pixels. `signs`: by the number of the output; '' is none. */
export type LineModel = {
  height: number
  convolution: Matrix
  upwards: LstmLayer
  across: LstmLayer[]
  output: Matrix
  signs: string[]
}

/** Parts of the file, by their number. Source: tesseract, src/ccutil/tessdatamanager.h. */
const PARTS = { network: 17, signs: 21, codes: 22 }
/** Kinds of layers, by their number. Source: tesseract, src/lstm/network.h. */
const KINDS = { input: 1, convolve: 2, maxpool: 3, reconfigure: 10, reversed: 11, lstm: 14, summary: 15, tanh: 19 }
const KIND_NAMES: Record<string, number> = {
  Input: 1,
  Convolve: 2,
  Maxpool: 3,
  Series: 9,
  Reconfig: 10,
  RTLReversed: 11,
  TTBReversed: 12,
  XYTranspose: 13,
  LSTM: 14,
  SummLSTM: 15,
  Tanh: 19,
  Softmax: 22,
}
const FULLY_CONNECTED = { first: 16, last: 23 }
const GATES = 4
const IS_INT8 = 1
const IS_DOUBLE = 128
const HAS_LEARNING_RATES = 64

type Layer = { kind: number; inputs: number; matrices: Matrix[]; inner: Layer[] }

/** Reads the network and the signs from Tesseract's trained data of a language, in its integer form. Throws for any other network. */
export function parseTrainedData(file: Uint8Array): LineModel {
  const parts = findParts(file)
  const layers = readLayer(readBytes(parts(PARTS.network)))
  const flat = flatten(layers, false)
  const only = (kind: number) => flat.filter((layer) => layer.kind === kind)
  const [convolution] = only(KINDS.tanh).flatMap(({ matrices }) => matrices)
  const [upwards] = only(KINDS.summary).map(toLstm)
  const output = flat.at(-1)?.matrices[0]
  if (convolution?.outputs !== 16 || convolution.inputs !== 9 || !upwards || !output)
    throw new Error('no network for lines of print')
  return {
    height: layers.inputs,
    convolution,
    upwards,
    across: only(KINDS.lstm).map(toLstm),
    output,
    signs: readSigns(parts(PARTS.signs), parts(PARTS.codes)),
  }
}

function findParts(file: Uint8Array): (part: number) => Uint8Array {
  const view = new DataView(file.buffer, file.byteOffset, file.byteLength)
  const starts = Array.from({ length: view.getInt32(0, true) }, (_, index) =>
    Number(view.getBigInt64(4 + 8 * index, true)),
  )
  return (part) => {
    const start = starts[part] ?? -1
    if (start < 0) throw new Error('a part of the trained data is missing')
    return file.subarray(start, Math.min(file.byteLength, ...starts.filter((other) => other > start)))
  }
}

function flatten(layer: Layer, isReversed: boolean): (Layer & { isReversed: boolean })[] {
  if (layer.inner.length === 0) return [{ ...layer, isReversed }]
  return layer.inner.flatMap((inner) => flatten(inner, isReversed || layer.kind === KINDS.reversed))
}

function toLstm({ matrices, isReversed }: Layer & { isReversed: boolean }): LstmLayer {
  return { gates: matrices, isReversed }
}

/** Source: tesseract, src/lstm: DeSerialize of network, plumbing, lstm, fullyconnected and weightmatrix. */
function readLayer(from: Bytes): Layer {
  const kind = from.int8() || (KIND_NAMES[from.text()] ?? 0)
  from.skip(2)
  const flags = from.int32()
  const inputs = from.int32()
  from.skip(8)
  from.text()
  const layer: Layer = { kind, inputs, matrices: [], inner: [] }
  if (kind === KINDS.input) from.skip(20)
  else if (kind === KINDS.convolve || kind === KINDS.maxpool || kind === KINDS.reconfigure) from.skip(8)
  else if (kind === KINDS.lstm || kind === KINDS.summary) {
    from.skip(4)
    for (let gate = 0; gate < GATES; gate++) layer.matrices.push(readMatrix(from))
  } else if (kind >= FULLY_CONNECTED.first && kind <= FULLY_CONNECTED.last) layer.matrices.push(readMatrix(from))
  else {
    const count = from.int32()
    for (let index = 0; index < count; index++) layer.inner.push(readLayer(from))
    if (flags & HAS_LEARNING_RATES) from.skip(4 * from.int32())
  }
  return layer
}

function readMatrix(from: Bytes): Matrix {
  const mode = from.int8()
  if (!(mode & IS_INT8)) throw new Error('the network is not in its integer form')
  const [outputs, columns] = [from.int32(), from.int32()]
  from.skip(1)
  const weights = from.bytes(outputs * columns)
  const scales = Float64Array.from({ length: from.int32() }, () =>
    mode & IS_DOUBLE ? from.float64() / 127 : from.float32(),
  )
  return { outputs, inputs: columns - 1, weights, scales: scales.subarray(0, outputs) }
}

/** The file of signs has a line for each, which starts with it; another part tells the outputs' numbers. */
function readSigns(list: Uint8Array, codes: Uint8Array): string[] {
  const [count, ...lines] = new TextDecoder().decode(list).split('\n')
  const from = readBytes(codes)
  const signs: string[] = []
  const length = from.int32()
  for (let index = 0; index < length; index++) {
    from.skip(1)
    const numbers = Array.from({ length: from.int32() }, () => from.int32())
    const [sign = ''] = (lines[index] ?? '').split(' ')
    const [code] = numbers
    if (numbers.length === 1 && code !== undefined && index < Number(count))
      signs[code] ??= sign === 'NULL' ? ' ' : [...sign].length === 1 ? sign : ''
  }
  return signs
}

type Bytes = ReturnType<typeof readBytes>

/** Numbers from a file, one after the other, lowest byte first. */
function readBytes(bytes: Uint8Array) {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  let at = 0
  const move = (size: number) => {
    at += size
    return at - size
  }
  return {
    skip: move,
    int8: () => view.getInt8(move(1)),
    int32: () => view.getInt32(move(4), true),
    float32: () => view.getFloat32(move(4), true),
    float64: () => view.getFloat64(move(8), true),
    bytes: (length: number) => new Int8Array(view.buffer, view.byteOffset + move(length), length).slice(),
    text() {
      const length = view.getUint32(move(4), true)
      return new TextDecoder().decode(bytes.subarray(move(length), at))
    },
  }
}
