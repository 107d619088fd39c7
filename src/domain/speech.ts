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
   * Listens to one audio file. Every outcome is a value; throws only when `signal` ends it. `mimetype` is what the sender claims, and only
   * decides where the content leaves a choice.
   */
  transcribe(bytes: Uint8Array, options?: { mimetype?: string; signal?: AbortSignal }): Promise<Transcription>
}
