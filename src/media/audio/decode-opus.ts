import { setImmediate as breathe } from 'node:timers/promises'
import { OpusDecoder } from 'opus-decoder'
import type { OpusStream } from './opus-stream.ts'

/** What speech needs, and what recognisers are trained on. */
export const PCM_RATE = 16_000

/** Packets decoded at a time: a few ms of work, so that others get their turn in between. */
const AT_A_TIME = 20

/**
 * Plays an Opus recording into `take`, at 16 kHz and one channel, piece by piece, so that a long note never lies in memory as a whole.
 * Returns false when hardly anything of it could be decoded.
 */
export async function decodeOpus(
  { packets, channels }: OpusStream,
  take: (samples: Float32Array) => void,
  signal?: AbortSignal,
): Promise<boolean> {
  const decoder = new OpusDecoder({ sampleRate: PCM_RATE, channels, forceStereo: false })
  await decoder.ready
  let failed = 0
  try {
    for (let at = 0; at < packets.length; at += AT_A_TIME) {
      signal?.throwIfAborted()
      const piece = decoder.decodeFrames(packets.slice(at, at + AT_A_TIME).map(({ bytes }) => bytes))
      failed += piece.errors.length
      take(mixDown(piece.channelData, piece.samplesDecoded))
      await breathe()
    }
  } finally {
    decoder.free()
  }
  return failed <= packets.length / 2
}

export function mixDown(channels: Float32Array[], length: number): Float32Array {
  const [first] = channels
  if (!first) return new Float32Array(0)
  if (channels.length === 1) return first.subarray(0, length)
  return Float32Array.from(
    { length },
    (_, i) => channels.reduce((sum, one) => sum + (one[i] ?? 0), 0) / channels.length,
  )
}
