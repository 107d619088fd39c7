import type { ProviderName } from './ask.ts'
import { UNTOLD } from './transcripts.ts'

/** Sound as it reached a provider. `known`: the words that somebody told of it. `nth`: how many came before it at this provider. */
export type Heard = {
  provider: ProviderName
  model: string
  bytes: Buffer
  mimetype: string
  fileName: string
  known: string | null
  nth: number
  /** Other fields of the form, at OpenAI. */
  fields: Record<string, string>
}

/** A stretch of an answer, with Whisper's doubts about it. */
export type HeardSegment = { text: string; noSpeech?: number; logprob?: number; compression?: number }
export type SpeechReply =
  | { kind: 'heard'; segments: HeardSegment[]; language?: string }
  | { kind: 'status'; status: number; retryAfterSeconds?: number }
  | { kind: 'html' }
  | { kind: 'cut' }
  | { kind: 'hang' }
  /** The body comes in small pieces, one every `everyMs`. */
  | { kind: 'drip'; segments: HeardSegment[]; everyMs: number }
export type SpeechBehaviour = (heard: Heard) => SpeechReply

/** Writes down what it was told of a recording. */
export const attentive: SpeechBehaviour = ({ known }) => ({ kind: 'heard', segments: [{ text: known ?? UNTOLD }] })

/** How files begin, in hexadecimal, by the endings of their names. */
const BEGINNINGS: { ending: RegExp; hex: RegExp }[] = [
  { ending: /\.(ogg|oga)$/, hex: /^4f676753/ },
  { ending: /\.webm$/, hex: /^1a45dfa3/ },
  { ending: /\.(mp3|mpga|mpeg)$/, hex: /^(494433|ff[ef])/ },
  { ending: /\.(m4a|mp4)$/, hex: /^.{8}66747970/ },
  { ending: /\.wav$/, hex: /^52494646.{8}57415645/ },
  { ending: /\.flac$/, hex: /^664c6143/ },
]

/** Whether a file is what its name says, as far as OpenAI looks: by the name first, and by decoding it. */
export function isSoundFile(fileName: string, bytes: Buffer): boolean {
  const beginning = bytes.toString('hex', 0, 12)
  return BEGINNINGS.some(({ ending, hex }) => ending.test(fileName) && hex.test(beginning))
}

const SECONDS_A_SEGMENT = 5

/** A transcription in the form that was asked for. */
export function transcriptionBody(segments: HeardSegment[], format: string, language: string) {
  const text = segments
    .map((segment) => segment.text.trim())
    .join(' ')
    .trim()
  if (format !== 'verbose_json')
    return { text, usage: { type: 'duration', seconds: segments.length * SECONDS_A_SEGMENT } }
  return {
    task: 'transcribe',
    language,
    duration: segments.length * SECONDS_A_SEGMENT,
    text,
    segments: segments.map(({ text: words, noSpeech = 0.02, logprob = -0.2, compression = 1.3 }, id) => ({
      ...{ id, seek: 0, start: id * SECONDS_A_SEGMENT, end: (id + 1) * SECONDS_A_SEGMENT, text: ` ${words}` },
      ...{ tokens: [50_364], temperature: 0 },
      ...{ avg_logprob: logprob, compression_ratio: compression, no_speech_prob: noSpeech },
    })),
    usage: { type: 'duration', seconds: segments.length * SECONDS_A_SEGMENT },
  }
}
