import heicDecode from 'heic-decode'
import sharp, { type Sharp } from 'sharp'
import type { Gray } from './gray.ts'

/** Longer sides are shrunk while decoding: an A4 page at 250 dpi, more than the smallest print of a bill needs. */
const LONGEST_SIDE = 3000

/** libheif needs about 10 bytes a pixel. */
const MOST_HEIC_PIXELS = 26_000_000

sharp.cache(false)
sharp.concurrency(1)

export type Decoded = { kind: 'decoded'; image: Gray } | { kind: 'corrupt' } | { kind: 'too-large' }

/** Decodes a JPEG, PNG, WebP, AVIF, TIFF or the first picture of a GIF; turned as its EXIF says. */
export async function decodePicture(bytes: Uint8Array, maxPixels: number): Promise<Decoded> {
  try {
    const picture = sharp(bytes, { limitInputPixels: false, failOn: 'truncated', sequentialRead: true })
    const { width, height } = await picture.metadata()
    if (width * height > maxPixels) return { kind: 'too-large' }
    return { kind: 'decoded', image: await toGray(picture.autoOrient()) }
  } catch {
    return { kind: 'corrupt' }
  }
}

/** Decodes an iPhone's HEIC picture with libheif in WebAssembly: about 2 s for 12 million pixels. */
export async function decodeHeic(bytes: Uint8Array, maxPixels: number): Promise<Decoded> {
  try {
    // sharp reads the size of these files, though it cannot decode them.
    const size = await sharp(bytes, { limitInputPixels: false }).metadata()
    if (size.width * size.height > Math.min(maxPixels, MOST_HEIC_PIXELS)) return { kind: 'too-large' }
    const { data, width, height } = await heicDecode({ buffer: bytes })
    return { kind: 'decoded', image: await toGray(sharp(data, { raw: { width, height, channels: 4 } })) }
  } catch {
    return { kind: 'corrupt' }
  }
}

async function toGray(picture: Sharp): Promise<Gray> {
  const { data, info } = await picture
    .resize({ width: LONGEST_SIDE, height: LONGEST_SIDE, fit: 'inside', withoutEnlargement: true })
    .flatten({ background: 'white' })
    .greyscale()
    .toColourspace('b-w')
    .raw()
    .toBuffer({ resolveWithObject: true })
  return { data: new Uint8Array(data.buffer, data.byteOffset, data.byteLength), width: info.width, height: info.height }
}
