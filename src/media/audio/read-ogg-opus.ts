import { CONTINUED, FIRST, LAST, type OggPage, readOggPages } from './ogg.ts'
import { OPUS_RATE, type OpusPacket, type OpusStream, readOpusHead, samplesOf } from './opus-stream.ts'

const TAGS = Buffer.from('OpusTags')
/** An encoder cuts off a packet or two at the end; a last page that says more is wrong. */
const LONGEST_TRIM = OPUS_RATE

/**
 * The Opus packets of an Ogg file. Of several streams at once the first Opus one counts; recordings chained one after another are one. Null when
 * there is no Opus in it, or nothing that can be played.
 */
export function readOggOpus(bytes: Uint8Array): OpusStream | null {
  const { pages, damage } = readOggPages(bytes)
  const start = pages.find(({ flags, body }) => (flags & FIRST) !== 0 && readOpusHead(body) !== null)
  const head = start && readOpusHead(start.body)
  if (!start || !head) return null
  const reader = createPacketReader(head.channels)
  for (const page of pages) reader.take(page)
  const { packets, lost, endTrim } = reader.end()
  if (packets.length === 0) return null
  return { head: start.body, ...head, endTrim, packets, damaged: lost || damage > 0 }
}

/** Puts packets together out of pages, link after link of a chain. */
function createPacketReader(channels: number) {
  const packets: OpusPacket[] = []
  let lost = false
  let serial: number | null = null
  let sequence = 0
  let samples = 0
  let endTrim = 0
  let partial: Uint8Array[] = []

  const add = (bytes: Uint8Array) => {
    if (TAGS.equals(bytes.subarray(0, TAGS.length))) return
    const length = samplesOf(bytes)
    if (length === null) {
      lost = true
      return
    }
    samples += length
    packets.push({ bytes, samples: length })
  }
  const startLink = (page: OggPage) => {
    const head = readOpusHead(page.body)
    if (head?.channels !== channels) return // another codec beside it, or a link that cannot be joined
    serial = page.serial
    sequence = page.sequence
    samples = 0
    endTrim = 0
    partial = []
  }
  const takeBody = ({ flags, lacing, body }: OggPage) => {
    const continues = (flags & CONTINUED) !== 0
    if (!continues) partial = []
    // the end of a packet whose beginning is lost
    let orphan = continues && partial.length === 0
    let [from, to] = [0, 0]
    for (const length of lacing) {
      to += length
      if (length === 255) continue
      if (!orphan) add(joined(partial, body.subarray(from, to)))
      partial = []
      orphan = false
      from = to
    }
    if (to > from && !orphan) partial.push(body.subarray(from, to))
  }
  return {
    take(page: OggPage) {
      if ((page.flags & FIRST) !== 0) return startLink(page)
      if (page.serial !== serial) return
      sequence += 1
      if (page.sequence !== sequence) {
        lost = true
        partial = []
        sequence = page.sequence
      }
      takeBody(page)
      const surplus = samples - Number(page.granule)
      if ((page.flags & LAST) !== 0 && surplus > 0 && surplus < LONGEST_TRIM) endTrim = surplus
    },
    end: () => ({ packets, lost, endTrim }),
  }
}

function joined(partial: Uint8Array[], rest: Uint8Array): Uint8Array {
  return partial.length === 0 ? rest : Buffer.concat([...partial, rest])
}
