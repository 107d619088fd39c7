import type { SpeechPart } from '#src/domain/speech.ts'
import { decodeOpus } from './decode-opus.ts'
import { type Listened, listenToMp3, listenToWav } from './listen-to-file.ts'
import { type OpusStream, secondsOf } from './opus-stream.ts'
import { readMp4Seconds } from './read-mp4-seconds.ts'
import { readOggOpus } from './read-ogg-opus.ts'
import { readWebmOpus } from './read-webm-opus.ts'
import { type AudioFormat, sniffAudio, WIRE_NAMES } from './sniff-audio.ts'
import { splitNote } from './split-note.ts'
import { createVoiceListener, FRAMES_PER_SECOND, type VoiceActivity } from './voice-activity.ts'

/** What providers take; WhatsApp itself allows 16 MB. */
const MOST_BYTES = 25 * 1024 * 1024
/** Longer than this is no voice note: it would cost more than a whole conversation may. */
const MOST_SECONDS = 3600

/** A note ready to be written down: its parts in order, `damaged` when some of it is missing; or why there is nothing to write down. */
export type PreparedNote =
  | { kind: 'ready'; seconds: number | null; parts: SpeechPart[]; damaged: boolean }
  | { kind: 'silent' | 'too_large' | 'unsupported' | 'corrupt'; seconds: number | null }

/**
 * Reads an audio file by its content, listens whether somebody speaks in it, and cuts it where it is long. WhatsApp's own notes (Opus) and what
 * browsers record are cut and heard; WAV and MP3 are heard and go as they are; M4A, FLAC, AAC and other Ogg go unheard.
 */
export async function prepareNote(
  bytes: Uint8Array,
  { claimed, signal }: { claimed?: string | undefined; signal?: AbortSignal | undefined } = {},
): Promise<PreparedNote> {
  if (bytes.length === 0) return { kind: 'corrupt', seconds: null }
  if (bytes.length > MOST_BYTES) return { kind: 'too_large', seconds: null }
  const format = sniffAudio(bytes)
  switch (format) {
    case null:
      return { kind: isKnownName(claimed) ? 'corrupt' : 'unsupported', seconds: null }
    case 'ogg':
      return isOtherOgg(bytes) ? asItIs(bytes, format, null) : prepareOpus(bytes, readOggOpus(bytes), format, signal)
    case 'webm':
      return prepareOpus(bytes, readWebmOpus(bytes), format, signal)
    case 'wav':
      return afterListening(bytes, format, await listenToWav(bytes, signal))
    case 'mp3':
      return afterListening(bytes, format, await listenToMp3(bytes, signal))
    case 'mp4': {
      const seconds = readMp4Seconds(bytes)
      // a recorder that writes as it goes leaves zero
      return seconds === null ? { kind: 'corrupt', seconds } : asItIs(bytes, format, seconds || null)
    }
    default:
      return asItIs(bytes, format, null)
  }
}

async function prepareOpus(
  bytes: Uint8Array,
  stream: OpusStream | null,
  format: 'ogg' | 'webm',
  signal: AbortSignal | undefined,
): Promise<PreparedNote> {
  if (!stream) return { kind: 'corrupt', seconds: null }
  const seconds = secondsOf(stream)
  if (seconds > MOST_SECONDS) return { kind: 'too_large', seconds }
  const listener = createVoiceListener()
  if (!(await decodeOpus(stream, listener.take, signal))) return { kind: 'corrupt', seconds }
  const activity = listener.end()
  if (!activity.speaks) return { kind: 'silent', seconds }
  const parts = splitNote(stream, activity)
  const isSound = format === 'ogg' && !stream.damaged
  const [only] = parts
  // what nobody needs to change goes out as it came
  const sent = parts.length === 1 && only && isSound ? [{ ...only, bytes }] : parts
  const damaged = stream.damaged
  return { kind: 'ready', seconds, damaged, parts: sent.map((part) => ({ ...part, ...WIRE_NAMES.ogg })) }
}

function afterListening(bytes: Uint8Array, format: AudioFormat, listened: Listened | null): PreparedNote {
  if (!listened) return { kind: 'corrupt', seconds: null }
  const { seconds, activity } = listened
  if (!activity.speaks) return { kind: 'silent', seconds }
  return asItIs(bytes, format, seconds, activity)
}

function asItIs(
  bytes: Uint8Array,
  format: AudioFormat,
  seconds: number | null,
  activity?: VoiceActivity,
): PreparedNote {
  if (seconds !== null && seconds > MOST_SECONDS) return { kind: 'too_large', seconds }
  const voicedSeconds = activity ? activity.voiced.filter(Boolean).length / FRAMES_PER_SECOND : null
  return { kind: 'ready', seconds, damaged: false, parts: [{ bytes, seconds, voicedSeconds, ...WIRE_NAMES[format] }] }
}

/** A file that calls itself one of the formats known here, and is not, is broken. */
function isKnownName(claimed: string | undefined): boolean {
  const bare = claimed?.split(';')[0]?.trim().toLowerCase()
  return Object.values(WIRE_NAMES).some(({ mimetype }) => mimetype === bare)
}

/** Vorbis, FLAC or Speex: the first page says so. */
function isOtherOgg(bytes: Uint8Array): boolean {
  return /^(.vorbis|.FLAC|Speex {3})/s.test(Buffer.from(bytes.subarray(28, 40)).toString('latin1'))
}
