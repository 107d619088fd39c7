import { crc32, deflateSync } from 'node:zlib'
import { qrMatrix } from './qr-matrix.ts'

/** White modules around the code, and the pixels of one module. */
const QUIET = 4
const SCALE = 4

/** A QR code as the PNG data URL that Evolution gives. */
export function qrImage(text: string): string {
  const matrix = qrMatrix(text)
  const side = (matrix.length + 2 * QUIET) * SCALE
  const rows = Array.from({ length: side }, (_, y) => {
    const row = matrix[Math.floor(y / SCALE) - QUIET]
    const pixels = Array.from({ length: side }, (_, x) => (row?.[Math.floor(x / SCALE) - QUIET] ? 0 : 255))
    return Buffer.from([0, ...pixels]) // filter 0, then one grey byte a pixel
  })
  const header = Buffer.alloc(13)
  header.writeUInt32BE(side, 0)
  header.writeUInt32BE(side, 4)
  header.set([8, 0, 0, 0, 0], 8) // eight bits of grey
  const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a])
  const png = Buffer.concat([
    signature,
    chunk('IHDR', header),
    chunk('IDAT', deflateSync(Buffer.concat(rows))),
    chunk('IEND', Buffer.alloc(0)),
  ])
  return `data:image/png;base64,${png.toString('base64')}`
}

function chunk(type: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data])
  const framed = Buffer.alloc(body.length + 8)
  framed.writeUInt32BE(data.length, 0)
  framed.set(body, 4)
  framed.writeUInt32BE(crc32(body), body.length + 4)
  return framed
}
