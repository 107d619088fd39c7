import type { ModelFault, Usage } from './models.ts'

/** Who may be asked to write down what was said; `openai` is Whisper, or a server of one's own that speaks its wire. */
export type SpeechProvider = 'openai' | 'gemini'

/** One call that left the process. `usage` is what the provider counted; those that bill by the minute count none. */
export type SpeechCall = {
  provider: SpeechProvider
  model: string
  operation: 'transcribe'
  outcome: 'ok' | ModelFault
  usage: Usage
  costUsd: number
  ms: number
}

/**
 * What became of a voice note. `heard`: `text` is what was said, `confidence` (0…1) how sure that is, `complete` whether nothing of a long note
 * is missing. `silent`: nobody speaks in it, found before anybody was asked. `unintelligible`: somebody may speak, but what came back was
 * invented, repeated, in another language or empty. `no_provider`: nobody is there to ask. `failed`: nobody answered; `retryable` says whether
 * another try later can help. `too_large`, `unsupported`, `corrupt`: the file itself.
 */
export type Heard = { kind: 'heard'; text: string; confidence: number; provider: SpeechProvider; complete: boolean }
export type Unheard =
  | { kind: 'silent' | 'unintelligible' | 'no_provider' | 'too_large' | 'unsupported' | 'corrupt' }
  | { kind: 'failed'; retryable: boolean }

/** `seconds`: how long the note is, as far as its own pages say; null when they do not. `calls`: all that were made for it, to be billed. */
export type Transcription = (Heard | Unheard) & { seconds: number | null; calls: SpeechCall[] }

export type Transcriber = {
  /** Who is asked, in order; empty when every note ends as `no_provider`. */
  providers: readonly SpeechProvider[]
  /**
   * Listens to one audio file. Every outcome is a value; throws only when `signal` ends it. The content says what it is; `mimetype`, what the
   * sender claims, only whether content that is nothing known is `corrupt` or `unsupported`.
   */
  transcribe(bytes: Uint8Array, options?: { mimetype?: string; signal?: AbortSignal }): Promise<Transcription>
}

/** A piece of sound as it is sent. `seconds`: its length, `voicedSeconds`: how long somebody is heard in it; null where nobody could tell. */
export type SpeechPart = {
  bytes: Uint8Array
  mimetype: string
  fileName: string
  seconds: number | null
  voicedSeconds: number | null
}

/**
 * What a provider says it heard, with the doubts it has, as far as it tells: `noSpeech` and `logprob` as Whisper measures them, `compression` how
 * well the text can be compressed, which repetition can. `segments` are at least one unless nothing was heard.
 */
export type SpeechSegment = { text: string; noSpeech?: number; logprob?: number; compression?: number }
export type SpeechAnswer = {
  segments: SpeechSegment[]
  language?: string
  model: string
  usage: Usage
  costUsd: number
}

/** A provider of speech. Failures are IntegrationErrors with a `ModelFault` as reason. */
export type SpeechClient = {
  name: SpeechProvider
  model: string
  /** Whether it takes files of this kind and size at all. */
  takes(part: SpeechPart): boolean
  transcribe(part: SpeechPart, signal: AbortSignal): Promise<SpeechAnswer>
}

/** What became of one part. */
export type PartOutcome =
  | { kind: 'heard'; text: string; confidence: number; provider: SpeechProvider; complete: boolean }
  | { kind: 'unintelligible' | 'unsupported' }
  | { kind: 'failed'; retryable: boolean }

/** Asks one provider after another to write down a part; notes every call in `calls`. Throws only when `signal` ends it. */
export type SpeechChain = {
  names: readonly SpeechProvider[]
  hear(part: SpeechPart, calls: SpeechCall[], signal?: AbortSignal): Promise<PartOutcome>
}
