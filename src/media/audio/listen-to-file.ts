import { setImmediate as breathe } from 'node:timers/promises'
import { MPEGDecoder } from 'mpg123-decoder'
import { mixDown } from './decode-opus.ts'
import { decodeWav } from './decode-wav.ts'
import { createResampler } from './resample.ts'
import { createVoiceListener, type VoiceActivity } from './voice-activity.ts'

/** What was heard in a file that is sent as it is. */
export type Listened = { seconds: number; activity: VoiceActivity }

/** Listens to a WAV file; null when its sound cannot be read. */
export async function listenToWav(bytes: Uint8Array, signal?: AbortSignal): Promise<Listened | null> {
  const wav = decodeWav(bytes)
  if (!wav) return null
  const listener = createVoiceListener()
  const resample = createResampler(wav.rate)
  for (const piece of wav.pieces) {
    signal?.throwIfAborted()
    listener.take(resample(piece))
    await breathe()
  }
  return { seconds: wav.seconds, activity: listener.end() }
}

/** Bytes decoded at a time: a second or so. */
const PIECE = 16_384

/** Listens to an MP3 file; null when nothing in it can be played. */
export async function listenToMp3(bytes: Uint8Array, signal?: AbortSignal): Promise<Listened | null> {
  const decoder = new MPEGDecoder()
  await decoder.ready
  const listener = createVoiceListener()
  let resample: ReturnType<typeof createResampler> | null = null
  let seconds = 0
  try {
    for (let at = 0; at < bytes.length; at += PIECE) {
      signal?.throwIfAborted()
      const { channelData, samplesDecoded, sampleRate } = decoder.decode(bytes.subarray(at, at + PIECE))
      if (samplesDecoded > 0) {
        resample ??= createResampler(sampleRate)
        listener.take(resample(mixDown(channelData, samplesDecoded)))
        seconds += samplesDecoded / sampleRate
      }
      await breathe()
    }
  } finally {
    decoder.free()
  }
  return seconds > 0 ? { seconds, activity: listener.end() } : null
}
