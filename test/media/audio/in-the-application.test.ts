import assert from 'node:assert/strict'
import { test } from 'node:test'
import { startTestApp } from '../../support/app.ts'
import { recording } from './recordings.ts'

test('the sandbox listens once a key says so, and counts what it costs', async (t) => {
  const { services, emulators } = await startTestApp(t, { OPENAI_API_KEY: 'sandbox', GEMINI_API_KEY: 'sandbox' })
  assert.deepEqual(services.speech.providers, ['openai', 'gemini'])
  emulators.models.ear.tell(recording('email.ogg'), 'O meu e-mail é joao ponto silva arroba example ponto com.')

  const said = await services.speech.transcribe(recording('email.ogg'))

  assert.partialDeepStrictEqual(said, {
    kind: 'heard',
    text: 'O meu e-mail é joao ponto silva arroba example ponto com.',
  })
  assert.match(
    await services.metrics.render(),
    /girassol_model_calls_total\{provider="openai",operation="transcribe",outcome="ok"\} 1/,
  )
  emulators.models.setFaults({ status: 500 }, 'openai')
  assert.partialDeepStrictEqual(await services.speech.transcribe(recording('email.ogg')), { provider: 'gemini' })
})

test('without a key nobody listens', async (t) => {
  const { services, emulators } = await startTestApp(t)

  assert.equal((await services.speech.transcribe(recording('conta.ogg'))).kind, 'no_provider')
  assert.deepEqual(emulators.models.calls(), { gemini: 0, openai: 0 })
})
