/** Boxes that lead to a film's length. Source: ISO 14496-12, sections 8.2.1 and 8.2.2. */
const HEADER_BYTES = 8

/** How long an MP4 file (M4A too) says it is, in seconds; null when it says nothing, as a file that was cut off does. */
export function readMp4Seconds(bytes: Uint8Array): number | null {
  const file = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const film = findBox(file, 'moov')
  const header = film && findBox(film, 'mvhd')
  if (!header) return null
  const isLong = header[0] === 1
  if (header.length < (isLong ? 32 : 20)) return null
  const scale = header.readUInt32BE(isLong ? 20 : 12)
  const length = isLong ? Number(header.readBigUInt64BE(24)) : header.readUInt32BE(16)
  return scale > 0 ? length / scale : null
}

function findBox(file: Buffer, name: string): Buffer | null {
  for (let at = 0; at + HEADER_BYTES <= file.length; ) {
    const short = file.readUInt32BE(at)
    const isLong = short === 1 && at + 16 <= file.length
    const size = isLong ? Number(file.readBigUInt64BE(at + 8)) : short === 0 ? file.length - at : short
    if (size < HEADER_BYTES) return null
    if (file.toString('latin1', at + 4, at + 8) === name)
      return file.subarray(at + (isLong ? 16 : HEADER_BYTES), at + size)
    at += size
  }
  return null
}
