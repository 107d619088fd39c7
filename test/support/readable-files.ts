import type { ReadDocument } from '#src/domain/media.ts'
import type { Transcriber, Transcription } from '#src/domain/speech.ts'

// Files that say what would be read of them, so that a test of the conversation needs no real picture: the first bytes are those of the
// real format, which is all that anything but a reader looks at.

const JPEG = Buffer.from([0xff, 0xd8, 0xff, 0xe0, 0x00, 0x10, 0x4a, 0x46, 0x49, 0x46, 0x00, 0x01])
const PDF = Buffer.from('%PDF-1.7\n')
const MP4 = Buffer.from([0, 0, 0, 0x18, 0x66, 0x74, 0x79, 0x70, 0x6d, 0x70, 0x34, 0x32, 0, 0, 0, 0])

type Reading = Record<string, unknown>

/** A bill as it is read surely: two places agree on the amount. */
export function bill(fields: Record<string, unknown>, more: Reading = {}): Reading {
  return {
    isEnergyBill: true,
    readable: true,
    fields,
    confidence: { totalAmount: 0.99 },
    provenance: { totalAmount: ['barcode', 'label'] },
    checks: [],
    ...more,
  }
}

export const photoOf = (reading: Reading, caption?: string) => ({
  bytes: Buffer.concat([JPEG, Buffer.from(JSON.stringify(reading))]),
  mimetype: 'image/jpeg',
  ...(caption === undefined ? {} : { caption }),
})

export const pdfOf = (reading: Reading, password?: string) => ({
  bytes: Buffer.concat([PDF, Buffer.from(JSON.stringify({ ...reading, ...(password ? { password } : {}) }))]),
  mimetype: 'application/pdf',
  fileName: 'conta.pdf',
})

export const video = () => ({ bytes: MP4, mimetype: 'video/mp4' })

/** A voice note in which this is said; `unheard`: why nothing is heard of it. */
export function voiceOf(said: string | { unheard: Transcription['kind'] }) {
  const head = Buffer.alloc(36)
  head.write('OggS', 0)
  head.write('OpusHead', 28)
  return { bytes: Buffer.concat([head, Buffer.from(JSON.stringify(said))]), mimetype: 'audio/ogg; codecs=opus' }
}

/** Reads what the files above say. */
export const readDocument: ReadDocument = async (bytes, { password }) => {
  const text = Buffer.from(bytes).toString('utf8')
  const at = text.indexOf('{')
  if (at < 0) return { error: { code: 'corrupt' } }
  const { password: needed, ...reading } = JSON.parse(text.slice(at))
  if (needed !== undefined && password === undefined) return { error: { code: 'password-required' } }
  if (needed !== undefined && password !== needed) return { error: { code: 'wrong-password' } }
  return reading
}

/** Hears what the voice notes above say. */
export const speech: Transcriber = {
  providers: ['openai'],
  async transcribe(bytes) {
    const said: unknown = JSON.parse(Buffer.from(bytes).subarray(36).toString('utf8'))
    const common = { seconds: 4, calls: [] }
    if (typeof said === 'string')
      return { kind: 'heard', text: said, confidence: 0.9, provider: 'openai', complete: true, ...common }
    return { kind: 'no_provider', ...common }
  },
}
