import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import type { SpeechCall, SpeechClient, SpeechPart } from '#src/domain/speech.ts'
import { createGeminiSpeech } from '#src/integrations/gemini/speech.ts'
import { createSpeechChain } from '#src/integrations/models/speech-chain.ts'
import { createWhisperClient } from '#src/integrations/openai/speech.ts'
import { createTranscriber } from '#src/media/audio/transcriber.ts'
import type { SpeechReply } from '#src/sandbox/models/speech.ts'
import { recording, repeated } from '../../media/audio/recordings.ts'
import { failureOf, never, startModels } from './support.ts'

const BILL = 'A minha conta vem quatro mil trezentos e vinte reais por mês.'

type Choice = { whisper?: string; clients?: ('openai' | 'gemini')[]; patienceMs?: number }

/** The emulated models, both clients on them, and a transcriber that does not wait between tries. */
async function startSpeech(t: TestContext, { whisper = 'whisper-1', clients, patienceMs = 400 }: Choice = {}) {
  const { emulator, urls } = await startModels(t)
  const openai = createWhisperClient({ apiKey: 'k', model: whisper, baseUrl: urls.openai })
  const gemini = createGeminiSpeech({
    ...{ apiKey: 'k', model: 'gemini-2.5-flash', instructions: 'Você transcreve.', baseUrl: urls.gemini },
  })
  const all: SpeechClient[] = [openai, gemini].filter(({ name }) => (clients ?? ['openai', 'gemini']).includes(name))
  const chain = createSpeechChain({ clients: all, waitsMs: [5, 5], patienceMs })
  emulator.ear.tell(recording('conta.ogg'), BILL)
  return { emulator, openai, gemini, transcriber: createTranscriber(chain) }
}

const outcomes = (calls: SpeechCall[]) => calls.map(({ provider, outcome }) => `${provider} ${outcome}`)
const heard = (text: string): SpeechReply => ({ kind: 'heard', segments: [{ text }] })

test('a voice note reaches Whisper as a form with the file as it came, in Portuguese, and its words come back', async (t) => {
  const { emulator, transcriber } = await startSpeech(t)

  const said = await transcriber.transcribe(recording('conta.ogg'), { mimetype: 'audio/ogg; codecs=opus' })

  assert.partialDeepStrictEqual(said, { kind: 'heard', text: BILL, provider: 'openai', complete: true })
  assert.ok(said.kind === 'heard' && said.confidence > 0.75 && said.confidence < 0.9)
  const [sound] = emulator.ear.heard()
  assert.deepEqual(sound?.bytes, recording('conta.ogg'))
  assert.deepEqual([sound?.fileName, sound?.mimetype], ['audio.ogg', 'audio/ogg'])
  assert.deepEqual(sound?.fields, { model: 'whisper-1', language: 'pt', response_format: 'verbose_json' })
  const [request] = emulator.requests('openai')
  assert.equal(request?.headers.authorization, 'Bearer k')
  assert.match(String(request?.headers['content-type']), /^multipart\/form-data; boundary=/)
})

test('what it costs is counted by the second of sound', async (t) => {
  const { transcriber } = await startSpeech(t)

  const { calls, seconds } = await transcriber.transcribe(recording('conta.ogg'))

  assert.ok(seconds && Math.abs(seconds - 4.54) < 0.01)
  assert.equal(calls.length, 1)
  assert.partialDeepStrictEqual(calls[0], {
    provider: 'openai',
    model: 'whisper-1',
    operation: 'transcribe',
    outcome: 'ok',
  })
  assert.ok(Math.abs((calls[0]?.costUsd ?? 0) - (5 / 60) * 0.006) < 1e-9)
})

test('nothing is sent of silence, noise, broken files and what is too large', async (t) => {
  const { emulator, transcriber } = await startSpeech(t)
  const expected = [
    [recording('silencio.ogg'), 'silent'],
    [recording('ruido.ogg'), 'silent'],
    [recording('zumbido.ogg'), 'silent'],
    [Buffer.from('nada'), 'unsupported'],
    [recording('conta.ogg').subarray(0, 90), 'corrupt'],
    [Buffer.alloc(25 * 1024 * 1024 + 1), 'too_large'],
  ] as const
  for (const [bytes, kind] of expected)
    assert.partialDeepStrictEqual(await transcriber.transcribe(bytes), { kind, calls: [] })
  assert.deepEqual(emulator.calls(), { gemini: 0, openai: 0 })
})

test('without a provider that is said at once', async () => {
  const transcriber = createTranscriber(createSpeechChain({ clients: [] }))
  const long = repeated('conta.ogg', 200)
  const startedAt = performance.now()

  const said = await transcriber.transcribe(long)

  assert.deepEqual(said, { kind: 'no_provider', seconds: null, calls: [] })
  assert.deepEqual(transcriber.providers, [])
  assert.ok(performance.now() - startedAt < 50)
})

test('a long note is sent in parts that each stand alone, and their words come back in order', async (t) => {
  const { emulator, transcriber } = await startSpeech(t)
  const long = repeated('conta.ogg', 66)
  const words = Array.from({ length: 300 }, (_, at) => `palavra${at}`)
  emulator.ear.tell(long, words.join(' '))

  const said = await transcriber.transcribe(long)

  assert.ok(said.kind === 'heard' && said.complete)
  const parts = emulator.ear.heard('openai')
  assert.equal(parts.length, 3)
  for (const { bytes, fileName } of parts) {
    assert.equal(bytes.toString('latin1', 0, 4), 'OggS')
    assert.equal(bytes.toString('latin1', 28, 36), 'OpusHead')
    assert.equal(fileName, 'audio.ogg')
    assert.ok(bytes.length < 300_000)
  }
})

test('parts that are slow to come back keep their order', async (t) => {
  const { emulator, transcriber } = await startSpeech(t, { patienceMs: 20_000 })
  emulator.ear.listen(({ nth }) =>
    nth === 0 ? { kind: 'drip', segments: [{ text: 'um' }], everyMs: 10 } : heard(`${nth + 1}`),
  )

  const said = await transcriber.transcribe(repeated('conta.ogg', 66))

  assert.partialDeepStrictEqual(said, { kind: 'heard', text: 'um 2 3' })
})

for (const [what, reply, outcome] of [
  ['a 429', { kind: 'status', status: 429, retryAfterSeconds: 0.01 }, 'rate_limited'],
  ['a 500', { kind: 'status', status: 500 }, 'server'],
  ['a page of a proxy', { kind: 'html' }, 'server'],
  ['a cut connection', { kind: 'cut' }, 'cut'],
] as [string, SpeechReply, string][])
  test(`${what} is tried again, and the words come`, async (t) => {
    const { emulator, transcriber } = await startSpeech(t, { clients: ['openai'] })
    emulator.ear.listen(({ nth, known }) => (nth < 2 ? reply : heard(known ?? '')))

    const said = await transcriber.transcribe(recording('conta.ogg'))

    assert.partialDeepStrictEqual(said, { kind: 'heard', text: BILL })
    assert.deepEqual(outcomes(said.calls), [`openai ${outcome}`, `openai ${outcome}`, 'openai ok'])
    assert.ok(
      emulator.ear.heard().every(({ bytes }) => bytes.equals(recording('conta.ogg'))),
      'the whole file each time',
    )
  })

test('three times in vain is enough: the next provider listens', async (t) => {
  const { emulator, transcriber } = await startSpeech(t)
  emulator.ear.listen(() => ({ kind: 'status', status: 503 }), 'openai')

  const said = await transcriber.transcribe(recording('conta.ogg'))

  assert.partialDeepStrictEqual(said, { kind: 'heard', text: BILL, provider: 'gemini' })
  assert.deepEqual(outcomes(said.calls), ['openai server', 'openai server', 'openai server', 'gemini ok'])
})

test('Gemini gets the sound inline, with the form of its answer, and its sound is billed as sound', async (t) => {
  const { emulator, transcriber } = await startSpeech(t, { clients: ['gemini'] })

  const said = await transcriber.transcribe(recording('conta.ogg'))

  assert.partialDeepStrictEqual(said, { kind: 'heard', text: BILL, provider: 'gemini' })
  const [request] = emulator.requests('gemini')
  assert.equal(request?.url, '/v1beta/models/gemini-2.5-flash:generateContent')
  assert.partialDeepStrictEqual(request?.body, {
    systemInstruction: { parts: [{ text: 'Você transcreve.' }] },
    contents: [
      {
        role: 'user',
        parts: [
          { inlineData: { mimeType: 'audio/ogg', data: recording('conta.ogg').toString('base64') } },
          { text: 'Transcreva este áudio.' },
        ],
      },
    ],
    generationConfig: { responseMimeType: 'application/json', temperature: 0, thinkingConfig: { thinkingBudget: 0 } },
  })
  const [call] = said.calls
  const sound = 5 * 32 // 8.9 kB at the emulator's 2 kB a second
  const usd = (200 * 0.3 + sound * 1 + (call?.usage.outputTokens ?? 0) * 2.5) / 1_000_000
  assert.ok(Math.abs((call?.costUsd ?? 0) - usd) < 1e-12)
})

test('an answer that nobody could have said is no answer: the next provider is asked, then it is unintelligible', async (t) => {
  const { emulator, transcriber } = await startSpeech(t)
  emulator.ear.listen(() => heard('Legendas pela comunidade Amara.org'), 'openai')
  const second = await transcriber.transcribe(recording('conta.ogg'))
  assert.partialDeepStrictEqual(second, { kind: 'heard', text: BILL, provider: 'gemini' })

  emulator.ear.listen(() => heard('Obrigado por assistir!'))
  const none = await transcriber.transcribe(recording('conta.ogg'))

  assert.equal(none.kind, 'unintelligible')
  assert.deepEqual(outcomes(none.calls), ['openai ok', 'gemini ok'], 'both calls are billed')
})

test('segments that Whisper doubts are left out', async (t) => {
  const { emulator, transcriber } = await startSpeech(t, { clients: ['openai'] })
  emulator.ear.listen(() => ({
    kind: 'heard',
    segments: [
      { text: 'Minha conta vem quinhentos.', logprob: -0.25 },
      { text: 'E aí, galera!', noSpeech: 0.85, logprob: -1.2 },
    ],
  }))

  const said = await transcriber.transcribe(recording('conta.ogg'))

  assert.partialDeepStrictEqual(said, { kind: 'heard', text: 'Minha conta vem quinhentos.', complete: false })
})

test('when nobody answers the note failed, and whether later helps is said', async (t) => {
  const { emulator, transcriber } = await startSpeech(t)
  emulator.ear.listen(() => ({ kind: 'status', status: 500 }))
  assert.partialDeepStrictEqual(await transcriber.transcribe(recording('sim.ogg')), { kind: 'failed', retryable: true })

  emulator.ear.listen(() => ({ kind: 'status', status: 401 }))
  const refused = await transcriber.transcribe(recording('sim.ogg'))
  assert.deepEqual(outcomes(refused.calls), ['openai unauthorised', 'gemini unauthorised'], 'no try that cannot help')
  assert.partialDeepStrictEqual(refused, { kind: 'failed', retryable: false })
})

test('one part nobody answered for fails the whole note: half an answer could be the wrong one', async (t) => {
  const { emulator, transcriber } = await startSpeech(t, { clients: ['openai'] })
  const first = recording('conta.ogg').subarray(2000, 2040)
  emulator.ear.listen(({ bytes, nth }) =>
    nth > 0 && bytes.includes(first) ? { kind: 'status', status: 400 } : heard('sim'),
  )

  assert.partialDeepStrictEqual(await transcriber.transcribe(repeated('conta.ogg', 66)), {
    kind: 'failed',
    retryable: false,
  })
})

test('a long pause that is asked for is not waited for', async (t) => {
  const { emulator, transcriber } = await startSpeech(t, { clients: ['openai'] })
  emulator.ear.listen(() => ({ kind: 'status', status: 429, retryAfterSeconds: 90 }))
  const startedAt = performance.now()

  const said = await transcriber.transcribe(recording('sim.ogg'))
  const again = await transcriber.transcribe(recording('sim.ogg'))

  assert.partialDeepStrictEqual(said, { kind: 'failed', retryable: true })
  assert.deepEqual([said.calls.length, again.calls.length], [1, 0], 'and it is left alone meanwhile')
  assert.ok(performance.now() - startedAt < 2000)
})

for (const kind of ['hang', 'drip'] as const)
  test(`a provider that takes for ever (${kind}) is asked twice, then the other`, async (t) => {
    const { emulator, transcriber } = await startSpeech(t, { patienceMs: 150 })
    const reply: SpeechReply = kind === 'hang' ? { kind } : { kind, segments: [{ text: 'devagar' }], everyMs: 500 }
    emulator.ear.listen(() => reply, 'openai')

    const said = await transcriber.transcribe(recording('sim.ogg'))

    assert.deepEqual(outcomes(said.calls), ['openai timeout', 'openai timeout', 'gemini ok'])
  })

test('who waits for the words can stop it', async (t) => {
  const { emulator, transcriber } = await startSpeech(t)
  emulator.ear.listen(() => ({ kind: 'hang' }))
  await assert.rejects(transcriber.transcribe(recording('sim.ogg'), { signal: AbortSignal.timeout(100) }), {
    name: 'TimeoutError',
  })
})

test('models and servers without the verbose form are asked for the plain one', async (t) => {
  const { emulator, transcriber } = await startSpeech(t, { whisper: 'gpt-4o-transcribe', clients: ['openai'] })
  const said = await transcriber.transcribe(recording('conta.ogg'))
  assert.partialDeepStrictEqual(said, { kind: 'heard', text: BILL, confidence: 0.75 })
  assert.equal(emulator.calls().openai, 1)

  const own = await startSpeech(t, { whisper: 'faster-whisper-small', clients: ['openai'] })
  own.emulator.ear.listen(({ fields, known }) =>
    fields.response_format === 'verbose_json' ? { kind: 'status', status: 400 } : heard(known ?? ''),
  )
  for (let at = 0; at < 2; at += 1)
    assert.partialDeepStrictEqual(await own.transcriber.transcribe(recording('conta.ogg')), {
      kind: 'heard',
      text: BILL,
    })
  assert.equal(own.emulator.calls().openai, 3, 'the refusal is remembered')
  const [call] = (await own.transcriber.transcribe(recording('conta.ogg'))).calls
  assert.equal(call?.costUsd, 0, 'a server of one’s own is free')
})

test('other formats go out as what they are; a provider that does not take one is passed over', async (t) => {
  const { emulator, transcriber } = await startSpeech(t)
  for (const name of ['conta.mp3', 'conta.m4a', 'sim.wav', 'vorbis.ogg', 'conta.webm'])
    assert.equal((await transcriber.transcribe(recording(name))).kind, 'heard', name)
  assert.deepEqual(
    emulator.ear.heard('openai').map(({ fileName }) => fileName),
    ['audio.mp3', 'audio.m4a', 'audio.wav', 'audio.ogg', 'audio.ogg'],
  )

  const adts = Buffer.concat([Buffer.from('fff15040', 'hex'), Buffer.alloc(500)])
  assert.partialDeepStrictEqual(await transcriber.transcribe(adts), { kind: 'heard', provider: 'gemini' })
  const onlyWhisper = await startSpeech(t, { clients: ['openai'] })
  assert.equal((await onlyWhisper.transcriber.transcribe(adts)).kind, 'unsupported')
})

test('the emulated Whisper takes only what the real one takes', async (t) => {
  const { openai, emulator } = await startSpeech(t)
  const part = (change: Partial<SpeechPart>): SpeechPart => ({
    ...{ bytes: recording('sim.ogg'), mimetype: 'audio/ogg', fileName: 'audio.ogg', seconds: 1, voicedSeconds: 1 },
    ...change,
  })
  const failing = (change: Partial<SpeechPart>) => failureOf(openai.transcribe(part(change), never()))

  assert.equal((await failing({ bytes: Buffer.from('isto não é som') })).reason, 'bad_request')
  assert.equal((await failing({ fileName: 'audio' })).reason, 'bad_request')
  assert.equal((await failing({ bytes: Buffer.alloc(25 * 1024 * 1024 + 1, 'OggS') })).status, 413)
  emulator.setFaults({ status: 503 }, 'openai')
  assert.equal((await failing({})).reason, 'server')
})
