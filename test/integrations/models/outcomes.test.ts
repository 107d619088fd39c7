import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { ModelFault } from '#src/domain/models.ts'
import { createGeminiModel } from '#src/integrations/gemini/client.ts'
import { usageOfError } from '#src/integrations/models/answer.ts'
import { createOpenAiModel } from '#src/integrations/openai/client.ts'
import type { Reply } from '#src/sandbox/models/ask.ts'
import { failureOf, never, request, startModels } from './support.ts'

const OUTCOMES: [string, Reply, ModelFault][] = [
  ['a safety block', { kind: 'blocked' }, 'blocked'],
  ['an answer without content', { kind: 'empty' }, 'empty'],
  ['an empty text', { kind: 'text', text: '' }, 'empty'],
  ['an answer cut off at the limit', { kind: 'too_long' }, 'too_long'],
  ['an endless answer', { kind: 'json', value: { bubbles: ['a'.repeat(200_000)] } }, 'too_long'],
  ['half of a JSON', { kind: 'text', text: '{"bubbles": ["Tudo' }, 'malformed'],
  ['words around a JSON', { kind: 'text', text: 'Claro! {"bubbles": []}' }, 'malformed'],
  ['a tool call', { kind: 'tool_call' }, 'malformed'],
  ['another form', { kind: 'json', value: { text: 'Oi' } }, 'invalid'],
  ['numbers for texts', { kind: 'json', value: { bubbles: [1] } }, 'invalid'],
  ['400', { kind: 'status', status: 400 }, 'bad_request'],
  ['401', { kind: 'status', status: 401 }, 'unauthorised'],
  ['403', { kind: 'status', status: 403 }, 'unauthorised'],
  ['404', { kind: 'status', status: 404 }, 'unknown_model'],
  ['429', { kind: 'status', status: 429 }, 'rate_limited'],
  ['500', { kind: 'status', status: 500 }, 'server'],
  ['503', { kind: 'status', status: 503 }, 'server'],
  ['504', { kind: 'status', status: 504 }, 'timeout'],
  ["a proxy's page", { kind: 'html' }, 'server'],
  ['a cut connection', { kind: 'cut' }, 'cut'],
]
const PASSING = new Set<ModelFault>(['rate_limited', 'server', 'timeout', 'cut'])

for (const [what, reply, fault] of OUTCOMES)
  test(`${what} is ${fault} at both providers`, async (t) => {
    const { emulator, both } = await startModels(t)
    emulator.behave(() => reply)
    for (const model of both) {
      const error = await failureOf(model.word(request(), never()))
      assert.equal(error.reason, fault, model.name)
      assert.equal(error.retryable, PASSING.has(fault))
      assert.equal(error.system, model.name)
      assert.ok(!/referência|Bearer|127\.0\.0\.1/.test(error.message), 'no prompt, key or address in the message')
    }
    assert.deepEqual(emulator.calls(), { gemini: 1, openai: 1 }, 'nobody tries again by itself')
  })

test('a refusal is told apart, and what it cost is known', async (t) => {
  const { emulator, gemini, openai } = await startModels(t)
  emulator.behave(() => ({ kind: 'refused' }))
  assert.equal((await failureOf(gemini.word(request(), never()))).reason, 'blocked')
  const refused = await failureOf(openai.word(request(), never()))
  assert.equal(refused.reason, 'refused')
  assert.ok(usageOfError(refused).inputTokens > 0)
})

test('a 429 brings how long to wait', async (t) => {
  const { emulator, both } = await startModels(t)
  emulator.behave(() => ({ kind: 'status', status: 429, retryAfterSeconds: 7 }))
  for (const model of both) assert.equal((await failureOf(model.word(request(), never()))).retryAfterMs, 7000)
})

test('a fence around the JSON is forgiven', async (t) => {
  const { emulator, both } = await startModels(t)
  emulator.behave(() => ({ kind: 'text', text: '```json\n{"bubbles": ["Oi"]}\n```' }))
  for (const model of both) assert.deepEqual((await model.word(request(), never())).value, { bubbles: ['Oi'] })
})

test('silence and a slow drip end with the signal', async (t) => {
  const { emulator, both } = await startModels(t)
  const slow: Reply[] = [{ kind: 'hang' }, { kind: 'drip', value: { bubbles: ['a'.repeat(400)] }, everyMs: 20 }]
  for (const reply of slow)
    for (const model of both) {
      emulator.behave(() => reply)
      const startedAt = performance.now()
      const error = await failureOf(model.word(request(), AbortSignal.timeout(120)))
      assert.equal(error.reason, 'timeout', `${model.name} ${reply.kind}`)
      assert.ok(performance.now() - startedAt < 1500)
    }
})

test('a server that is not there is a cut connection', async () => {
  const nowhere = { apiKey: 'k', model: 'm', fastModel: 'm' }
  const models = [
    createGeminiModel({ ...nowhere, baseUrl: 'http://127.0.0.1:1' }),
    createOpenAiModel({ ...nowhere, baseUrl: 'http://127.0.0.1:1/v1' }),
  ]
  for (const model of models) assert.equal((await failureOf(model.word(request(), never()))).reason, 'cut', model.name)
})
