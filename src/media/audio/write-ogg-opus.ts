import { FIRST, LAST, lacingOf, writeOggPage } from './ogg.ts'
import type { OpusPacket } from './opus-stream.ts'

const VENDOR = Buffer.from('girassol')
/** The same in every file: it only tells streams of one file apart. */
const SERIAL = 0x67697261
/** A page ends after this much sound, as encoders do it, or when its 255 segments are used up. */
const PAGE_SAMPLES = 48_000
const MOST_SEGMENTS = 255

/**
 * An Ogg file of its own out of packets: header, tags without what the sender's had in them, and pages with granule positions that start anew.
 * `preSkip` and `endTrim` in samples: what is not played at either end. Source: RFC 7845.
 */
export function writeOggOpus({
  head,
  preSkip,
  endTrim,
  packets,
}: {
  head: Uint8Array
  preSkip: number
  endTrim: number
  packets: OpusPacket[]
}): Uint8Array {
  const pages: Uint8Array[] = []
  const addPage = (flags: number, granule: number, body: Uint8Array[]) => {
    const lacing = Uint8Array.from(body.flatMap(({ length }) => lacingOf(length)))
    const page = { flags, granule: BigInt(granule), serial: SERIAL, sequence: pages.length, lacing }
    pages.push(writeOggPage({ ...page, body: Buffer.concat(body) }))
  }
  addPage(FIRST, 0, [headWith(head, preSkip)])
  addPage(0, 0, [tags()])
  const groups = groupByPage(packets)
  let granule = 0
  for (const [at, group] of groups.entries()) {
    granule += group.reduce((sum, { samples }) => sum + samples, 0)
    const isLast = at === groups.length - 1
    addPage(
      isLast ? LAST : 0,
      isLast ? granule - endTrim : granule,
      group.map(({ bytes }) => bytes),
    )
  }
  return Buffer.concat(pages)
}

/** Packets by page; none is carried over from one to the next. */
function groupByPage(packets: OpusPacket[]): OpusPacket[][] {
  const groups: OpusPacket[][] = []
  let [samples, segments] = [Number.POSITIVE_INFINITY, 0]
  for (const packet of packets) {
    const needed = lacingOf(packet.bytes.length).length
    if (samples >= PAGE_SAMPLES || segments + needed > MOST_SEGMENTS) {
      groups.push([])
      samples = 0
      segments = 0
    }
    groups.at(-1)?.push(packet)
    samples += packet.samples
    segments += needed
  }
  return groups
}

function headWith(head: Uint8Array, preSkip: number): Uint8Array {
  const copy = Buffer.from(head)
  copy.writeUInt16LE(preSkip, 10)
  return copy
}

function tags(): Uint8Array {
  const length = Buffer.alloc(4)
  length.writeUInt32LE(VENDOR.length)
  return Buffer.concat([Buffer.from('OpusTags'), length, VENDOR, Buffer.alloc(4)])
}
