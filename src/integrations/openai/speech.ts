import type OpenAI from 'openai'
import type { SpeechAnswer, SpeechClient, SpeechPart, SpeechSegment } from '#src/domain/speech.ts'
import { modelError } from '../models/answer.ts'
import { transcriptionCost } from '../models/prices.ts'
import { asModelError } from './errors.ts'
import { connectToOpenAi, type OpenAiServer } from './sdk.ts'
import { TranscriptionAnswer } from './wire.ts'

const TAKES = new Set(['audio/ogg', 'audio/webm', 'audio/mpeg', 'audio/mp4', 'audio/wav', 'audio/flac'])
/** Source: platform.openai.com/docs/guides/speech-to-text. */
const MOST_BYTES = 25 * 1024 * 1024

/**
 * Whisper at OpenAI or on a server of one's own, through `openai`: Portuguese, with the doubts of each segment where the server tells them. A
 * server that refuses the verbose form is asked for the plain one from then on. Every failure is an IntegrationError with a ModelFault as reason.
 */
export function createWhisperClient({ model, ...server }: OpenAiServer & { model: string }): SpeechClient {
  const { sdk, isOriginal } = connectToOpenAi(server)
  let verbose = !/^gpt-/.test(model) // OpenAI's newer models only know the plain form

  const ask = async (part: SpeechPart, signal: AbortSignal): Promise<unknown> => {
    const form = { model, language: 'pt', file: fileOf(part) }
    try {
      return await create(sdk, form, verbose ? 'verbose_json' : 'json', isOriginal, signal)
    } catch (error) {
      const failure = asModelError(error, signal)
      if (!verbose || failure.status !== 400) throw failure
      const plain = await create(sdk, { ...form, file: fileOf(part) }, 'json', isOriginal, signal).catch((again) => {
        throw asModelError(again, signal)
      })
      verbose = false // it was the form, not the file
      return plain
    }
  }
  return {
    name: 'openai',
    model,
    takes: ({ mimetype, bytes }) => TAKES.has(mimetype) && bytes.length <= MOST_BYTES,
    async transcribe(part, signal) {
      const parsed = TranscriptionAnswer.safeParse(await ask(part, signal))
      if (!parsed.success) throw modelError('openai', 'malformed', { cause: parsed.error })
      return readAnswer(parsed.data, { part, model, isOriginal })
    },
  }
}

type Form = { model: string; language: string; file: File }

function create(sdk: OpenAI, form: Form, format: 'verbose_json' | 'json', isOriginal: boolean, signal: AbortSignal) {
  if (format === 'verbose_json') {
    return sdk.audio.transcriptions.create({ ...form, response_format: 'verbose_json' }, { signal })
  }
  const doubts = isOriginal && /^gpt-/.test(form.model) ? { include: ['logprobs' as const] } : {}
  return sdk.audio.transcriptions.create({ ...form, response_format: 'json', ...doubts }, { signal })
}

/** Servers tell the format by the name. */
function fileOf({ bytes, mimetype, fileName }: SpeechPart): File {
  return new File([Uint8Array.from(bytes)], fileName, { type: mimetype })
}

function readAnswer(
  { text, language, duration, segments, logprobs, usage }: TranscriptionAnswer,
  { part, model, isOriginal }: { part: SpeechPart; model: string; isOriginal: boolean },
): SpeechAnswer {
  const seconds = part.seconds ?? duration ?? 0
  const mean = meanOf((logprobs ?? []).flatMap(({ logprob }) => logprob ?? []))
  const whole: SpeechSegment[] = text.trim() === '' ? [] : [{ text, ...(mean === null ? {} : { logprob: mean }) }]
  const told = (segments ?? []).map((segment) => ({
    text: segment.text,
    ...(typeof segment.no_speech_prob === 'number' ? { noSpeech: segment.no_speech_prob } : {}),
    ...(typeof segment.avg_logprob === 'number' ? { logprob: segment.avg_logprob } : {}),
    ...(typeof segment.compression_ratio === 'number' ? { compression: segment.compression_ratio } : {}),
  }))
  return {
    segments: told.some((segment) => segment.text.trim() !== '') ? told : whole,
    ...(language ? { language } : {}),
    model,
    usage: { inputTokens: usage?.input_tokens ?? 0, cachedTokens: 0, outputTokens: usage?.output_tokens ?? 0 },
    costUsd: transcriptionCost(model, seconds, { ownServer: !isOriginal }),
  }
}

function meanOf(values: number[]): number | null {
  return values.length === 0 ? null : values.reduce((sum, value) => sum + value, 0) / values.length
}
