import { EMULATED_KEY } from '#src/app/application.ts'
import { configuredSpeech } from '#src/app/speech.ts'
import type { Config } from '#src/config.ts'
import type { SpeechClient, SpeechPart } from '#src/domain/speech.ts'
import { IntegrationError } from '#src/errors.ts'
import type { Finding } from './finding.ts'

const name = 'speech'
/** A person waits; a local server may have to load its model first. */
const ANSWER_WITHIN_MS = 10_000

const MENDS: Record<SpeechClient['name'], string> = {
  openai: 'check OPENAI_API_KEY, WHISPER_MODEL and WHISPER_BASE_URL',
  gemini: 'check GEMINI_API_KEY and GEMINI_MODEL',
}

/** Whether somebody can listen to voice notes. Without, leads are asked to write. */
export async function checkSpeech(config: Config): Promise<Finding> {
  const clients = configuredSpeech(config)
  if (clients.length === 0) {
    const detail = 'nobody listens to voice notes: leads are asked to write'
    if (config.mode === 'sandbox') return { name, status: 'ok', detail }
    return { name, status: 'degraded', detail, mend: 'set OPENAI_API_KEY, WHISPER_BASE_URL or GEMINI_API_KEY' }
  }
  if (config.mode === 'sandbox' && [config.geminiApiKey, config.openaiApiKey].includes(EMULATED_KEY))
    return { name, status: 'ok', detail: 'emulated in the sandbox' }
  const answers = await Promise.all(clients.map(tryClient))
  const detail = answers.map((answer) => answer.detail).join('; ')
  const mends = answers.flatMap(({ mend }) => mend ?? [])
  if (mends.length === 0) return { name, status: 'ok', detail }
  return { name, status: 'degraded', detail, mend: mends.join('; ') }
}

async function tryClient(client: SpeechClient): Promise<{ detail: string; mend?: string }> {
  const startedAt = performance.now()
  try {
    await client.transcribe(halfASecondOfSilence(), AbortSignal.timeout(ANSWER_WITHIN_MS))
    return { detail: `${client.model} answered in ${Math.round(performance.now() - startedAt)} ms` }
  } catch (error) {
    if (!(error instanceof IntegrationError)) throw error
    const detail = `${client.model}: ${(error.reason ?? 'no answer').replaceAll('_', ' ')}`
    return { detail, mend: MENDS[client.name] }
  }
}

/** The smallest thing there is to listen to; what the answer says of it does not matter. */
function halfASecondOfSilence(): SpeechPart {
  const [rate, bytesASample] = [8000, 2]
  const data = Buffer.alloc((rate / 2) * bytesASample)
  const header = Buffer.alloc(44)
  header.write('RIFF', 0)
  header.writeUInt32LE(36 + data.length, 4)
  header.write('WAVEfmt ', 8)
  header.writeUInt32LE(16, 16)
  header.writeUInt16LE(1, 20) // PCM
  header.writeUInt16LE(1, 22) // one channel
  header.writeUInt32LE(rate, 24)
  header.writeUInt32LE(rate * bytesASample, 28)
  header.writeUInt16LE(bytesASample, 32)
  header.writeUInt16LE(bytesASample * 8, 34)
  header.write('data', 36)
  header.writeUInt32LE(data.length, 40)
  const bytes = Buffer.concat([header, data])
  return { bytes, mimetype: 'audio/wav', fileName: 'audio.wav', seconds: 0.5, voicedSeconds: 0 }
}
