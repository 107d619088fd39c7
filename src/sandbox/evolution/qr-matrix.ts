/**
 * A QR code as rows of modules (true is dark): byte mode, error correction L, versions 1 to 9, always mask 0. Enough for what WhatsApp
 * puts into its codes. Source: ISO/IEC 18004.
 */
export function qrMatrix(text: string): boolean[][] {
  const bytes = Buffer.from(text, 'utf8')
  const version = VERSIONS.findIndex((one) => one.blocks * one.data >= bytes.length + 2) + 1
  const plan = VERSIONS[version - 1]
  if (!plan) throw new Error('Too long for a QR code of version 9')
  const size = 17 + version * 4
  const grid = drawFunctionPatterns(size, version)
  placeBits(grid, codewords(bytes, plan))
  return grid.map((row) => row.map((module) => module === true))
}

interface Version {
  ecc: number
  blocks: number
  data: number
  alignment: number[]
}

/** Per version: check bytes a block, blocks, data bytes a block, centres of the alignment patterns. */
const VERSIONS: Version[] = [
  { ecc: 7, blocks: 1, data: 19, alignment: [] },
  { ecc: 10, blocks: 1, data: 34, alignment: [6, 18] },
  { ecc: 15, blocks: 1, data: 55, alignment: [6, 22] },
  { ecc: 20, blocks: 1, data: 80, alignment: [6, 26] },
  { ecc: 26, blocks: 1, data: 108, alignment: [6, 30] },
  { ecc: 18, blocks: 2, data: 68, alignment: [6, 34] },
  { ecc: 20, blocks: 2, data: 78, alignment: [6, 22, 38] },
  { ecc: 24, blocks: 2, data: 97, alignment: [6, 24, 42] },
  { ecc: 30, blocks: 2, data: 116, alignment: [6, 26, 46] },
]

/** Undefined: a place for data. */
type Grid = (boolean | undefined)[][]

function drawFunctionPatterns(size: number, version: number): Grid {
  const grid: Grid = Array.from({ length: size }, () => Array.from({ length: size }, () => undefined))
  const set = (x: number, y: number, dark: boolean) => {
    const row = grid[y]
    if (row && x >= 0 && x < size) row[x] = dark
  }
  for (let at = 0; at < size; at++) {
    set(6, at, at % 2 === 0)
    set(at, 6, at % 2 === 0)
  }
  const centres = VERSIONS[version - 1]?.alignment ?? []
  const last = centres.at(-1)
  for (const y of centres) {
    for (const x of centres) {
      const underFinder = (x === 6 && y === 6) || (x === 6 && y === last) || (x === last && y === 6)
      if (!underFinder) drawRings(set, x, y, 2, [0, 2])
    }
  }
  for (const [x, y] of [
    [3, 3],
    [size - 4, 3],
    [3, size - 4],
  ] as const) {
    drawRings(set, x, y, 4, [0, 1, 3])
  }
  drawFormat(set, size)
  if (version >= 7) drawVersion(set, size, version)
  return grid
}

/** Square rings around a centre; those at the given distances are dark. */
function drawRings(
  set: (x: number, y: number, dark: boolean) => void,
  cx: number,
  cy: number,
  radius: number,
  dark: number[],
): void {
  for (let dy = -radius; dy <= radius; dy++) {
    for (let dx = -radius; dx <= radius; dx++)
      set(cx + dx, cy + dy, dark.includes(Math.max(Math.abs(dx), Math.abs(dy))))
  }
}

/** Level L, mask 0, twice, with their check bits. */
function drawFormat(set: (x: number, y: number, dark: boolean) => void, size: number): void {
  const data = 0b01_000
  const bits = ((data << 10) | remainder(data << 10, 0b101_0011_0111, 10)) ^ 0b101_0100_0001_0010
  const bit = (index: number) => ((bits >> index) & 1) === 1
  for (let at = 0; at <= 5; at++) set(8, at, bit(at))
  set(8, 7, bit(6))
  set(8, 8, bit(7))
  set(7, 8, bit(8))
  for (let at = 9; at < 15; at++) set(14 - at, 8, bit(at))
  for (let at = 0; at < 8; at++) set(size - 1 - at, 8, bit(at))
  for (let at = 8; at < 15; at++) set(8, size - 15 + at, bit(at))
  set(8, size - 8, true)
}

function drawVersion(set: (x: number, y: number, dark: boolean) => void, size: number, version: number): void {
  const bits = (version << 12) | remainder(version << 12, 0b1_1111_0010_0101, 12)
  for (let at = 0; at < 18; at++) {
    const dark = ((bits >> at) & 1) === 1
    const [along, across] = [Math.floor(at / 3), size - 11 + (at % 3)]
    set(across, along, dark)
    set(along, across, dark)
  }
}

/** What is left of a polynomial over GF(2) after division. */
function remainder(value: number, divisor: number, degree: number): number {
  let rest = value
  for (let bit = 31 - Math.clz32(rest); bit >= degree; bit = 31 - Math.clz32(rest)) rest ^= divisor << (bit - degree)
  return rest
}

/** Data and check bytes of all blocks, interleaved as they are placed. */
function codewords(bytes: Buffer, { ecc, blocks, data }: Version): number[] {
  const padded = padData(bytes, blocks * data)
  const parts = Array.from({ length: blocks }, (_, index) => padded.slice(index * data, (index + 1) * data))
  const checks = parts.map((part) => checkBytes(part, ecc))
  const interleave = (lists: number[][], length: number) =>
    Array.from({ length }, (_, at) => lists.map((list) => list[at] ?? 0)).flat()
  return [...interleave(parts, data), ...interleave(checks, ecc)]
}

/** Mode, length and bytes, then an end mark and the two fill bytes in turn. All of it is shifted by the four bits of the mode. */
function padData(bytes: Buffer, capacity: number): number[] {
  const nibbles = [4, bytes.length >> 4, bytes.length & 15, ...[...bytes].flatMap((byte) => [byte >> 4, byte & 15]), 0]
  const whole = Array.from(
    { length: nibbles.length / 2 },
    (_, at) => ((nibbles[at * 2] ?? 0) << 4) | (nibbles[at * 2 + 1] ?? 0),
  )
  const fill = Array.from({ length: capacity - whole.length }, (_, at) => (at % 2 === 0 ? 0xec : 0x11))
  return [...whole, ...fill]
}

/** Reed–Solomon over GF(256) with the polynomial 0x11d. */
function checkBytes(part: number[], count: number): number[] {
  let generator = [1]
  for (let at = 0, root = 1; at < count; at++, root = multiply(root, 2)) {
    const shifted = [...generator, 0]
    generator = shifted.map((value, index) => value ^ multiply(generator[index - 1] ?? 0, root))
  }
  const rest = [...part, ...Array.from({ length: count }, () => 0)]
  for (let at = 0; at < part.length; at++) {
    const factor = rest[at] ?? 0
    for (const [offset, value] of generator.entries())
      rest[at + offset] = (rest[at + offset] ?? 0) ^ multiply(value, factor)
  }
  return rest.slice(part.length)
}

function multiply(a: number, b: number): number {
  let product = 0
  for (let bit = 7; bit >= 0; bit--) {
    product = (product << 1) ^ ((product >> 7) * 0x11d)
    if ((b >> bit) & 1) product ^= a
  }
  return product
}

/** Two columns at a time, from the right, up and down in turn, around everything drawn before; mask 0 turns every other module over. */
function placeBits(grid: Grid, words: number[]): void {
  const size = grid.length
  let next = 0
  for (let right = size - 1; right >= 1; right -= 2) {
    if (right === 6) right = 5 // the upright timing pattern
    const upwards = ((right + 1) & 2) === 0
    for (let step = 0; step < size; step++) {
      const y = upwards ? size - 1 - step : step
      const row = grid[y] ?? []
      for (const x of [right, right - 1]) {
        if (row[x] !== undefined) continue
        const dark = (((words[next >> 3] ?? 0) >> (7 - (next & 7))) & 1) === 1
        row[x] = dark !== ((x + y) % 2 === 0)
        next += 1
      }
    }
  }
}
