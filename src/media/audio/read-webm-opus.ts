import { type OpusPacket, type OpusStream, readOpusHead, samplesOf } from './opus-stream.ts'

/** Elements of Matroska that lead to the sound. Source: RFC 9559, section 27. */
const ID = {
  header: 0x1a45dfa3,
  segment: 0x18538067,
  tracks: 0x1654ae6b,
  trackEntry: 0xae,
  codecPrivate: 0x63a2,
  trackNumber: 0xd7,
  cluster: 0x1f43b675,
  blockGroup: 0xa0,
  block: 0xa1,
  simpleBlock: 0xa3,
}
const MASTERS = new Set([ID.segment, ID.tracks, ID.trackEntry, ID.cluster, ID.blockGroup])
const LACED = 0x06

/**
 * The Opus packets of a WebM file, as browsers record it: their recorder leaves the sizes of segment and clusters open. Null when there is no
 * Opus in it. Frames that share a block are passed over: recorders write none.
 */
export function readWebmOpus(bytes: Uint8Array): OpusStream | null {
  const file = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const packets: OpusPacket[] = []
  let damaged = false
  let track = 0
  let opus: { number: number; head: Uint8Array } | null = null

  const takeBlock = (content: Buffer) => {
    const number = readVint(content, 0, { keepMarker: false })
    if (!number || !opus || number.value !== opus.number) return
    const frame = content.subarray(number.end + 3)
    const laced = ((content[number.end + 2] ?? 0) & LACED) !== 0
    const samples = laced ? null : samplesOf(frame)
    if (samples === null) damaged = true
    else packets.push({ bytes: frame, samples })
  }
  let at = 0
  while (at < file.length) {
    const id = readVint(file, at, { keepMarker: true })
    const size = id && readVint(file, id.end, { keepMarker: false })
    if (!id || !size) break
    const end = size.isOpen ? file.length : size.end + size.value
    if (MASTERS.has(id.value)) {
      if (id.value === ID.trackEntry) track = 0
      at = size.end // what is inside comes next
      continue
    }
    if (end > file.length) {
      damaged = true
      break
    }
    const content = file.subarray(size.end, end)
    if (id.value === ID.trackNumber) track = content[content.length - 1] ?? 0
    if (id.value === ID.codecPrivate && !opus && readOpusHead(content)) opus = { number: 0, head: content }
    if (opus && opus.number === 0) opus.number = track
    if (id.value === ID.simpleBlock || id.value === ID.block) takeBlock(content)
    at = end
  }
  const head = opus && readOpusHead(opus.head)
  if (!opus || !head || packets.length === 0) return null
  return { head: opus.head, ...head, endTrim: 0, packets, damaged }
}

export const isWebm = (bytes: Uint8Array): boolean =>
  readVint(Buffer.from(bytes.subarray(0, 8)), 0, { keepMarker: true })?.value === ID.header

/** A number of variable length, as EBML writes ids (with their marker) and sizes; `isOpen`: the size nobody knows. */
function readVint(
  file: Buffer,
  at: number,
  { keepMarker }: { keepMarker: boolean },
): { value: number; end: number; isOpen: boolean } | null {
  const first = file[at]
  if (first === undefined || first === 0) return null
  const length = Math.clz32(first) - 23
  if (at + length > file.length) return null
  let value = keepMarker ? first : first & (0xff >> length)
  let isOpen = value === 0xff >> length
  for (let i = 1; i < length; i += 1) {
    const byte = file[at + i] ?? 0
    value = value * 256 + byte
    isOpen &&= byte === 0xff
  }
  return { value, end: at + length, isOpen }
}
