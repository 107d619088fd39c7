/** Opus always counts at this rate, whatever was recorded. Source: RFC 7845, section 4. */
export const OPUS_RATE = 48_000

/** The packets of one Opus recording, out of whichever container. */
export type OpusStream = {
  /** The identification header, as in Ogg: `OpusHead…`. */
  head: Uint8Array
  channels: number
  /** Samples at the start that are not played. */
  preSkip: number
  /** Samples at the end that are not played. */
  endTrim: number
  packets: OpusPacket[]
  /** Part of the recording is missing. */
  damaged: boolean
}
/** `samples`: how long it lasts, at 48 kHz. */
export type OpusPacket = { bytes: Uint8Array; samples: number }

export type OpusHead = { channels: number; preSkip: number }

/** Reads an identification header; null when it is none, or of more channels than two, which no voice note has. */
export function readOpusHead(bytes: Uint8Array): OpusHead | null {
  const head = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  if (head.length < 19 || head.toString('latin1', 0, 8) !== 'OpusHead' || head.readUInt8(8) >> 4 !== 0) return null
  const channels = head.readUInt8(9)
  if (channels < 1 || channels > 2 || head.readUInt8(18) !== 0) return null
  return { channels, preSkip: head.readUInt16LE(10) }
}

export function secondsOf({ packets, preSkip, endTrim }: OpusStream): number {
  return Math.max(0, packets.reduce((sum, { samples }) => sum + samples, 0) - preSkip - endTrim) / OPUS_RATE
}

/** Samples at 48 kHz for each configuration of a packet's first byte: SILK, hybrid, CELT. Source: RFC 6716, table 2. */
const FRAME_SAMPLES = [
  ...Array.from({ length: 3 }, () => [480, 960, 1920, 2880]).flat(),
  ...Array.from({ length: 2 }, () => [480, 960]).flat(),
  ...Array.from({ length: 4 }, () => [120, 240, 480, 960]).flat(),
]
/** No packet lasts longer than 120 ms. */
const LONGEST = 5760

/** How long a packet lasts, by its own first bytes; null when it is no Opus packet. Source: RFC 6716, section 3.1. */
export function samplesOf(packet: Uint8Array): number | null {
  const [first, second] = packet
  if (first === undefined) return null
  const code = first & 3
  if (code === 3 && second === undefined) return null
  const frames = code === 0 ? 1 : code === 3 ? (second ?? 0) & 63 : 2
  const samples = frames * (FRAME_SAMPLES[first >> 3] ?? 0)
  return samples > 0 && samples <= LONGEST ? samples : null
}
