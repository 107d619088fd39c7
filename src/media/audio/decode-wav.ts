const PCM = 1
const FLOAT = 3
const EXTENSIBLE = 0xfffe
/** Samples read at a time. */
const PIECE = 65_536

/** Sound of a WAV file, one channel, in pieces at its own rate; null when it is damaged or of a form only phones' exchanges use. */
export function decodeWav(bytes: Uint8Array): { rate: number; seconds: number; pieces: Iterable<Float32Array> } | null {
  const file = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const format = findChunk(file, 'fmt ')
  const data = findChunk(file, 'data')
  if (!format || format.length < 16 || !data) return null
  const tag = format.readUInt16LE(0)
  const kind = tag === EXTENSIBLE && format.length >= 26 ? format.readUInt16LE(24) : tag
  const channels = format.readUInt16LE(2)
  const rate = format.readUInt32LE(4)
  const bits = format.readUInt16LE(14)
  const read = sampleReader(kind, bits)
  const frameBytes = (channels * bits) / 8
  if (!read || channels < 1 || channels > 8 || rate < 4000 || rate > 192_000) return null
  const length = Math.floor(data.length / frameBytes)
  if (length === 0) return null
  return { rate, seconds: length / rate, pieces: readPieces(data, { length, frameBytes, read }) }
}

type Read = (data: Buffer, at: number) => number

/** Of several channels the first speaks for all: a voice is on each. */
function* readPieces(data: Buffer, { length, frameBytes, read }: { length: number; frameBytes: number; read: Read }) {
  for (let from = 0; from < length; from += PIECE) {
    const samples = new Float32Array(Math.min(PIECE, length - from))
    for (let i = 0; i < samples.length; i += 1) samples[i] = read(data, (from + i) * frameBytes)
    yield samples
  }
}

function sampleReader(kind: number, bits: number): Read | null {
  if (kind === FLOAT && bits === 32) return (data, at) => data.readFloatLE(at)
  if (kind !== PCM) return null
  if (bits === 8) return (data, at) => (data.readUInt8(at) - 128) / 128
  if (bits === 16) return (data, at) => data.readInt16LE(at) / 32_768
  if (bits === 24) return (data, at) => data.readIntLE(at, 3) / 8_388_608
  return bits === 32 ? (data, at) => data.readInt32LE(at) / 2_147_483_648 : null
}

/** A chunk's content, as much of it as is there: recorders that were cut off leave sizes that are too large. */
function findChunk(file: Buffer, name: string): Buffer | null {
  let at = 12
  while (at + 8 <= file.length) {
    const size = file.readUInt32LE(at + 4)
    if (file.toString('latin1', at, at + 4) === name) return file.subarray(at + 8, Math.min(file.length, at + 8 + size))
    at += 8 + size + (size % 2)
  }
  return null
}
