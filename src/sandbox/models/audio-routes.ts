import multipart from '@fastify/multipart'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { ProviderName } from './ask.ts'
import { geminiAnswer, geminiError } from './gemini.ts'
import { openAiError } from './openai.ts'
import { attentive, type Heard, isSoundFile, type SpeechBehaviour, transcriptionBody } from './speech.ts'
import { createTranscripts } from './transcripts.ts'
import type { WireReply } from './wire-reply.ts'

/** OpenAI's own limit. */
const MOST_BYTES = 25 * 1024 * 1024
/** What Gemini counts a second of sound as; the emulator takes a second for 2 kB, as WhatsApp's notes have. */
const TOKENS_A_SECOND = 32
const BYTES_A_SECOND = 2000
/** Most recordings kept for tests. */
const MOST_KEPT = 60

export type Ear = ReturnType<typeof createEar>

/** The emulated models' hearing: OpenAI's `audio/transcriptions` and sound among Gemini's parts, with one ear behind both. */
export function createEar() {
  const transcripts = createTranscripts()
  const behaviours: Record<ProviderName, SpeechBehaviour> = { gemini: attentive, openai: attentive }
  const heard: Record<ProviderName, number> = { gemini: 0, openai: 0 }
  let kept: Heard[] = []

  const hear = (sound: Omit<Heard, 'known' | 'nth'>) => {
    const full = { ...sound, known: transcripts.find(sound.bytes), nth: heard[sound.provider] }
    heard[sound.provider] += 1
    kept = [...kept, full].slice(-MOST_KEPT)
    return behaviours[sound.provider](full)
  }
  return {
    tell: transcripts.tell,
    /** How it listens from now on, at one provider or at both. */
    listen(behaviour: SpeechBehaviour, provider?: ProviderName): void {
      for (const name of ['gemini', 'openai'] as const) if (!provider || provider === name) behaviours[name] = behaviour
    },
    /** The recordings that came, the last few dozen of them. */
    heard: (provider?: ProviderName) => kept.filter((one) => !provider || one.provider === provider),
    reset(): void {
      transcripts.clear()
      behaviours.gemini = attentive
      behaviours.openai = attentive
      kept = []
    },
    hearGemini(model: string, { mimeType, data }: { mimeType: string; data: string }): WireReply {
      const bytes = Buffer.from(data, 'base64')
      const reply = hear({ provider: 'gemini', model, bytes, mimetype: mimeType, fileName: '', fields: {} })
      if (reply.kind === 'status') return send(geminiError(reply.status, reply.retryAfterSeconds), reply.status)
      if (reply.kind === 'html') return html()
      if (reply.kind === 'cut' || reply.kind === 'hang') return reply
      const text = reply.segments.map((segment) => segment.text).join(' ')
      const language = reply.kind === 'heard' ? (reply.language ?? 'pt') : 'pt'
      const said = JSON.stringify({ speech: text !== '', language, text })
      const audio = Math.ceil(bytes.length / BYTES_A_SECOND) * TOKENS_A_SECOND
      const body = geminiAnswer(model, said, { input: audio + 200, cached: 0, output: Math.ceil(said.length / 4) })
      const promptTokensDetails = [
        { modality: 'TEXT', tokenCount: 200 },
        { modality: 'AUDIO', tokenCount: audio },
      ]
      const full = { ...body, usageMetadata: { ...body.usageMetadata, promptTokensDetails } }
      return reply.kind === 'drip'
        ? { kind: 'drip', body: JSON.stringify(full), everyMs: reply.everyMs }
        : send(full, 200)
    },
    hearOpenAi(form: TranscriptionForm): WireReply {
      const { model = '', response_format: format = 'json' } = form.fields
      if (!isSoundFile(form.fileName, form.bytes)) return refuse('Invalid file format.', null)
      if (/^gpt-/.test(model) && format !== 'json')
        return refuse('response_format is not compatible.', 'unsupported_value')
      const reply = hear({ provider: 'openai', model, ...form })
      if (reply.kind === 'status') {
        const wait = reply.retryAfterSeconds
        return send(openAiError(reply.status), reply.status, wait === undefined ? {} : { 'retry-after': String(wait) })
      }
      if (reply.kind === 'html') return html()
      if (reply.kind === 'cut' || reply.kind === 'hang') return reply
      const language = reply.kind === 'heard' ? (reply.language ?? 'portuguese') : 'portuguese'
      const body = transcriptionBody(reply.segments, format, language)
      return reply.kind === 'drip'
        ? { kind: 'drip', body: JSON.stringify(body), everyMs: reply.everyMs }
        : send(body, 200)
    },
  }
}

export type TranscriptionForm = { bytes: Buffer; mimetype: string; fileName: string; fields: Record<string, string> }

/** `POST /v1/audio/transcriptions`, as a multipart form or not at all. */
export function addTranscriptions(
  app: FastifyInstance,
  ear: Ear,
  {
    record,
    answer,
  }: {
    record: (request: FastifyRequest, body: unknown) => void
    answer: (reply: FastifyReply, wire: WireReply) => Promise<unknown>
  },
): void {
  app.register(multipart, { limits: { fileSize: MOST_BYTES, files: 1 }, throwFileSizeLimit: false })
  app.post('/v1/audio/transcriptions', async (request, reply) => {
    if (!request.headers.authorization?.startsWith('Bearer ')) return reply.code(401).send(openAiError(401))
    const form = request.isMultipart() ? await readForm(request) : null
    if (form === 'too_large') return reply.code(413).send(openAiError(413))
    record(request, form && { ...form.fields, file: { name: form.fileName, mimetype: form.mimetype } })
    if (!form?.fields.model) return answer(reply, refuse('A form with file and model is required.', null))
    return answer(reply, ear.hearOpenAi(form))
  })
}

async function readForm(request: FastifyRequest): Promise<TranscriptionForm | 'too_large' | null> {
  const fields: Record<string, string> = {}
  let file: Omit<TranscriptionForm, 'fields'> | null = null
  for await (const part of request.parts()) {
    if (part.type === 'field') fields[part.fieldname] = String(part.value)
    else {
      const bytes = await part.toBuffer()
      if (part.file.truncated) return 'too_large'
      file = { bytes, mimetype: part.mimetype, fileName: part.filename }
    }
  }
  return file && { ...file, fields }
}

function refuse(message: string, code: string | null): WireReply {
  return send({ error: { message, type: 'invalid_request_error', param: null, code } }, 400)
}

function html(): WireReply {
  return { kind: 'send', status: 502, headers: {}, type: 'text/html', body: '<html><body>Bad Gateway</body></html>' }
}

function send(body: unknown, status: number, headers: Record<string, string> = {}): WireReply {
  return { kind: 'send', status, headers, type: 'application/json', body }
}
