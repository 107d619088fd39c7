import { createPrompt } from '#agents/render-prompt.ts'
import type { Config } from '#src/config.ts'
import type { SpeechClient, Transcriber } from '#src/domain/speech.ts'
import { createGeminiSpeech } from '#src/integrations/gemini/speech.ts'
import { createSpeechChain, type SpeechChainOptions } from '#src/integrations/models/speech-chain.ts'
import { createWhisperClient } from '#src/integrations/openai/speech.ts'
import { createTranscriber } from '#src/media/audio/transcriber.ts'

const transcribePrompt = createPrompt('speech/transcribe')

/** Who listens to voice notes, as configured: Whisper, then Gemini, then nobody. */
export function createConfiguredTranscriber(
  config: Config,
  onCall: NonNullable<SpeechChainOptions['onCall']>,
): Transcriber {
  return createTranscriber(createSpeechChain({ clients: configuredSpeech(config), onCall }))
}

/** Whoever has a key, whatever MODEL_CHAIN says, which is about words; a Whisper server of one's own needs none. */
export function configuredSpeech(config: Config): SpeechClient[] {
  const { openaiApiKey, openaiBaseUrl, whisperModel, whisperBaseUrl } = config
  const { geminiApiKey, geminiModel, geminiBaseUrl } = config
  const hasOwnServer = whisperBaseUrl !== undefined && whisperBaseUrl !== openaiBaseUrl
  const clients: SpeechClient[] = []
  if (openaiApiKey || hasOwnServer)
    clients.push(createWhisperClient({ apiKey: openaiApiKey ?? 'none', model: whisperModel, baseUrl: whisperBaseUrl }))
  if (geminiApiKey) {
    const options = { apiKey: geminiApiKey, model: geminiModel, baseUrl: geminiBaseUrl }
    clients.push(createGeminiSpeech({ ...options, instructions: transcribePrompt({}) }))
  }
  return clients
}
