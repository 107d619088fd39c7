import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createGeminiModel } from '#src/integrations/gemini/client.ts'
import { createOpenAiModel } from '#src/integrations/openai/client.ts'
import { never, request, startModels } from './support.ts'

const SCHEMA = {
  type: 'object',
  properties: { bubbles: { type: 'array', items: { type: 'string' } } },
  required: ['bubbles'],
  additionalProperties: false,
}

test('Gemini is asked with instructions, contents, the schema and no thinking', async (t) => {
  const { emulator, gemini } = await startModels(t)

  const answer = await gemini.word(request(), never())

  const [sent] = emulator.requests('gemini')
  assert.equal(sent?.url, '/v1beta/models/gemini-2.5-flash:generateContent')
  assert.equal(sent.headers['x-goog-api-key'], 'k')
  assert.ok(!sent.url.includes('key='), 'the key is in no address')
  const { safetySettings, ...body } = sent.body as Record<string, unknown>
  assert.deepEqual(body, {
    systemInstruction: { role: 'system', parts: [{ text: 'Você escreve mensagens.' }] },
    contents: [{ role: 'user', parts: [{ text: 'Texto de referência:\n<<<Como você se chama?>>>' }] }],
    generationConfig: {
      responseMimeType: 'application/json',
      responseJsonSchema: SCHEMA,
      maxOutputTokens: 300,
      thinkingConfig: { thinkingBudget: 0 },
    },
  })
  assert.ok(Array.isArray(safetySettings) && safetySettings.length === 4)
  assert.deepEqual(answer.value, { bubbles: ['Como você se chama?'] })
  assert.ok(answer.usage.inputTokens > 0 && answer.usage.outputTokens > 0)
})

test('each generation of Gemini is told not to think in its own way, and older ones nothing', async (t) => {
  const { emulator, urls } = await startModels(t)
  const expected = {
    'gemini-2.5-flash-lite': { thinkingBudget: 0 },
    'gemini-2.5-pro': { thinkingBudget: 128 },
    'gemini-3-flash-preview': { thinkingLevel: 'low' },
    'gemini-2.0-flash': undefined,
  }
  for (const [model, thinking] of Object.entries(expected)) {
    const client = createGeminiModel({ apiKey: 'k', model, fastModel: model, baseUrl: `${urls.gemini}/` })
    await client.word(request(), never())
    const body = emulator.requests().at(-1)?.body as { generationConfig: { thinkingConfig?: unknown } }
    assert.deepEqual(body.generationConfig.thinkingConfig, thinking, model)
  }
})

test('a second round hands Gemini its own parts back untouched, and another model only the words', async (t) => {
  const { emulator, gemini, openai } = await startModels(t)
  const first = await gemini.word(request(), never())
  const turns = [
    ...request().turns,
    { role: 'model' as const, text: first.text, from: 'gemini' as const, raw: first.raw },
    { role: 'user' as const, text: 'De novo.' },
  ]

  await gemini.word(request({ turns }), never())
  await openai.word(request({ turns }), never())

  const [, again] = emulator.requests('gemini').map(({ body }) => (body as { contents: unknown[] }).contents)
  assert.deepEqual(again?.[1], {
    role: 'model',
    parts: [{ text: first.text, thoughtSignature: Buffer.from(`signed:${first.text.length}`).toString('base64') }],
  })
  const [other] = emulator.requests('openai').map(({ body }) => (body as { messages: unknown[] }).messages)
  assert.deepEqual(other?.[2], { role: 'assistant', content: first.text })
})

test('a compatible server is asked only for what all of them know', async (t) => {
  const { emulator, openai } = await startModels(t)

  const answer = await openai.extract(request(), never())

  const [sent] = emulator.requests('openai')
  assert.equal(sent?.url, '/v1/chat/completions')
  assert.equal(sent.headers.authorization, 'Bearer k')
  assert.deepEqual(sent.body, {
    model: 'gpt-5-nano',
    messages: [
      { role: 'system', content: 'Você escreve mensagens.' },
      { role: 'user', content: 'Texto de referência:\n<<<Como você se chama?>>>' },
    ],
    response_format: {
      type: 'json_schema',
      json_schema: { name: 'mensagem', strict: true, schema: SCHEMA },
    },
    max_tokens: 300,
  })
  assert.deepEqual(answer.value, { bubbles: ['Como você se chama?'] })
})

test("OpenAI's own server also gets the cache key, keeps nothing, and is told not to think", async (t) => {
  const { urls } = await startModels(t)
  const bodies: Record<string, unknown>[] = []
  const redirected: typeof fetch = (input, init) => {
    assert.equal(String(input), 'https://api.openai.com/v1/chat/completions')
    bodies.push(JSON.parse(String(init?.body)))
    return fetch(`${urls.openai}/chat/completions`, init)
  }
  for (const model of ['gpt-5-mini', 'gpt-5.1', 'gpt-4.1-mini', 'o4-mini'])
    await createOpenAiModel({ apiKey: 'k', model, fastModel: model, fetch: redirected }).word(request(), never())

  const options = bodies.map(({ messages: _, response_format: __, model: ___, ...rest }) => rest)
  const common = { max_completion_tokens: 300, prompt_cache_key: 'word-test', store: false }
  assert.deepEqual(options, [
    { ...common, reasoning_effort: 'minimal' },
    { ...common, reasoning_effort: 'none' },
    common,
    { ...common, reasoning_effort: 'low' },
  ])
})

test('tokens read from a cache are counted', async (t) => {
  const { both } = await startModels(t)
  const long = request({ system: 'Você escreve mensagens curtas. '.repeat(200) })
  for (const model of both) {
    const first = await model.word(long, never())
    const second = await model.word(long, never())
    assert.ok(second.usage.cachedTokens > 1024, model.name)
    assert.ok(first.usage.cachedTokens === 0 || model.name === 'openai')
    assert.ok(second.usage.cachedTokens <= second.usage.inputTokens)
  }
})
