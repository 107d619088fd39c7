const CAPTURE = Buffer.from('OggS')
/** A file with more damage than this is not searched further: every try may cost a checksum over 64 KiB. */
const MOST_DAMAGE = 500
const HEADER_BYTES = 27
/** Set in a page's second header byte. Source: RFC 3533, section 6. */
export const CONTINUED = 1
export const FIRST = 2
export const LAST = 4

export type OggPage = {
  flags: number
  /** In samples of the codec up to the end of the page; -1 when no packet ends on it. */
  granule: bigint
  serial: number
  sequence: number
  /** Lengths of the body's segments; one under 255 ends a packet. */
  lacing: Uint8Array
  body: Uint8Array
}

/** The whole pages of an Ogg file, in order. Bytes that are no page, or whose checksum is wrong, are passed over and counted as `damage`. */
export function readOggPages(bytes: Uint8Array): { pages: OggPage[]; damage: number } {
  const file = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const pages: OggPage[] = []
  let damage = 0
  let at = 0
  while (at < file.length) {
    const found = readPage(file, at)
    if (found) {
      pages.push(found.page)
      at = found.end
      continue
    }
    damage += 1
    const next = file.indexOf(CAPTURE, at + 1)
    if (next < 0 || damage >= MOST_DAMAGE) break
    at = next
  }
  return { pages, damage }
}

function readPage(file: Buffer, at: number): { page: OggPage; end: number } | null {
  if (at + HEADER_BYTES > file.length || !file.subarray(at, at + 4).equals(CAPTURE) || file[at + 4] !== 0) return null
  const bodyAt = at + HEADER_BYTES + file.readUInt8(at + 26)
  if (bodyAt > file.length) return null
  const lacing = file.subarray(at + HEADER_BYTES, bodyAt)
  const end = bodyAt + lacing.reduce((sum, length) => sum + length, 0)
  if (end > file.length || checksum(file.subarray(at, end)) !== file.readUInt32LE(at + 22)) return null
  const page = {
    flags: file.readUInt8(at + 5),
    granule: file.readBigInt64LE(at + 6),
    serial: file.readUInt32LE(at + 14),
    sequence: file.readUInt32LE(at + 18),
    lacing,
    body: file.subarray(bodyAt, end),
  }
  return { page, end }
}

/** One page as bytes, with its checksum. */
export function writeOggPage({ flags, granule, serial, sequence, lacing, body }: OggPage): Uint8Array {
  const header = Buffer.alloc(HEADER_BYTES)
  CAPTURE.copy(header)
  header.writeUInt8(flags, 5)
  header.writeBigInt64LE(granule, 6)
  header.writeUInt32LE(serial, 14)
  header.writeUInt32LE(sequence, 18)
  header.writeUInt8(lacing.length, 26)
  const page = Buffer.concat([header, lacing, body])
  page.writeUInt32LE(checksum(page), 22)
  return page
}

/** Lengths of segments for a packet of that size: as many of 255 as fit, and one below. */
export function lacingOf(packetBytes: number): number[] {
  return [...Array.from({ length: Math.floor(packetBytes / 255) }, () => 255), packetBytes % 255]
}

const CRC = Uint32Array.from({ length: 256 }, (_, byte) => {
  let remainder = byte << 24
  for (let bit = 0; bit < 8; bit += 1) remainder = (remainder << 1) ^ (remainder < 0 ? 0x04c1_1db7 : 0)
  return remainder >>> 0
})
const CRC_AT = 22

/** CRC-32 as Ogg has it: not reflected, starting at zero, its own four bytes counted as zero. */
function checksum(page: Uint8Array): number {
  let crc = 0
  for (let at = 0; at < page.length; at += 1) {
    const byte = at >= CRC_AT && at < CRC_AT + 4 ? 0 : (page[at] ?? 0)
    crc = (crc << 8) ^ (CRC[((crc >>> 24) ^ byte) & 255] ?? 0)
  }
  return crc >>> 0
}
