import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { LanguageModel, ModelCall, ModelFault, ModelName } from '#src/domain/models.ts'
import { modelError, NO_USAGE } from '#src/integrations/models/answer.ts'
import { createModelChain } from '#src/integrations/models/chain.ts'
import { costOf, PRICES_AS_OF } from '#src/integrations/models/prices.ts'
import { request } from './support.ts'

type Script = 'ok' | ModelFault | 'hang'

/** A provider that does what its script says, the last entry for ever. */
function scripted(name: ModelName, script: Script[], retryAfterMs?: number) {
  let calls = 0
  const answer: LanguageModel['word'] = async ({ schema }, signal) => {
    const step = script[Math.min(calls, script.length - 1)] ?? 'ok'
    calls += 1
    if (step === 'hang')
      return await new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason)))
    if (step !== 'ok') throw modelError(name, step, retryAfterMs === undefined ? {} : { retryAfterMs })
    return { value: schema.parse({ bubbles: [name] }), text: '{}', raw: null, model: `${name}-model`, usage: NO_USAGE }
  }
  const model: LanguageModel = { name, word: answer, extract: answer, modelOf: () => `${name}-model` }
  return { model, calls: () => calls }
}

function chainOf(links: { model: LanguageModel }[], { budgetMs = 2000, now = () => performance.now() } = {}) {
  const noted: (ModelCall | { outcome: 'skipped' })[] = []
  const chain = createModelChain({
    links: links.map(({ model }) => ({ model, ownServer: false })),
    budgetMs,
    now,
    onCall: (call) => noted.push(call),
  })
  return { chain, noted }
}

test('the first provider answers; the next is not asked', async () => {
  const [gemini, openai] = [scripted('gemini', ['ok']), scripted('openai', ['ok'])]
  const { chain } = chainOf([gemini, openai])
  const budget = chain.begin(true)

  const answer = await chain.word(request(), budget)

  assert.equal(answer.from, 'gemini')
  assert.equal(openai.calls(), 0)
  assert.deepEqual(chain.names, ['gemini', 'openai', 'rules'])
  assert.deepEqual(
    budget.calls.map(({ provider, outcome, operation }) => [provider, operation, outcome]),
    [['gemini', 'word', 'ok']],
  )
})

for (const fault of [
  'blocked',
  'refused',
  'empty',
  'too_long',
  'malformed',
  'invalid',
  'rate_limited',
  'server',
  'cut',
  'bad_request',
] as const)
  test(`after ${fault} the next provider answers, at once and once`, async () => {
    const [gemini, openai] = [scripted('gemini', [fault]), scripted('openai', ['ok'])]
    const { chain } = chainOf([gemini, openai])
    const budget = chain.begin(true)
    assert.equal((await chain.word(request(), budget)).from, 'openai')
    assert.deepEqual(
      budget.calls.map(({ outcome }) => outcome),
      [fault, 'ok'],
    )
    assert.equal(gemini.calls(), 1)
  })

test('when all fail the rule engine answers', async () => {
  const { chain } = chainOf([scripted('gemini', ['server']), scripted('openai', ['malformed'])])
  const answer = await chain.word(request(), chain.begin(true))
  assert.deepEqual([answer.from, answer.value], ['rules', { bubbles: ['regra'] }])
})

test('without providers, or above a cost cap, only the rule engine is asked', async () => {
  const gemini = scripted('gemini', ['ok'])
  const { chain } = chainOf([gemini])
  assert.equal((await chain.word(request(), chain.begin(false))).from, 'rules')
  assert.equal(gemini.calls(), 0)
  assert.deepEqual(chainOf([]).chain.names, ['rules'])
})

test('providers that hang share the budget and leave the rule engine in time', async () => {
  const { chain } = chainOf([scripted('gemini', ['hang']), scripted('openai', ['hang'])], { budgetMs: 1800 })
  const startedAt = performance.now()
  const budget = chain.begin(true)

  const read = await chain.extract(request(), budget)
  const worded = await chain.word(request(), budget)

  const ms = performance.now() - startedAt
  assert.deepEqual([read.from, worded.from], ['rules', 'rules'])
  assert.ok(ms >= 1700 && ms < 2300, `${ms} ms`)
  assert.deepEqual(
    budget.calls.map(({ outcome }) => outcome),
    ['timeout', 'timeout'],
  )
})

test('a provider that fails half of the time for long is left alone, and tried again later', async (t) => {
  t.mock.timers.enable({ apis: ['Date'] })
  const gemini = scripted('gemini', ['server'])
  const { chain, noted } = chainOf([gemini, scripted('openai', ['ok'])])
  for (let i = 0; i < 12; i += 1) assert.equal((await chain.word(request(), chain.begin(true))).from, 'openai')
  assert.equal(gemini.calls(), 6)
  assert.equal(noted.filter(({ outcome }) => outcome === 'skipped').length, 6)

  t.mock.timers.tick(16_000)
  await chain.word(request(), chain.begin(true))
  assert.equal(gemini.calls(), 7, 'one call finds out whether it is back')
})

test('blocked and malformed answers open no breaker: they say nothing of the next', async () => {
  const gemini = scripted('gemini', ['blocked', 'malformed'])
  const { chain } = chainOf([gemini, scripted('openai', ['ok'])])
  for (let i = 0; i < 30; i += 1) await chain.word(request(), chain.begin(true))
  assert.equal(gemini.calls(), 30)
})

test('after a 429 a provider is left alone for as long as it asked', async () => {
  let at = 0
  const gemini = scripted('gemini', ['rate_limited', 'ok'], 30_000)
  const { chain } = chainOf([gemini, scripted('openai', ['ok'])], { now: () => at })
  const ask = async () => (await chain.word(request(), chain.begin(true))).from
  assert.deepEqual([await ask(), await ask()], ['openai', 'openai'])
  assert.equal(gemini.calls(), 1)
  at = 30_001
  assert.equal(await ask(), 'gemini')
})

test('more calls at a time than one provider is given go to the next', async () => {
  const [gemini, openai] = [scripted('gemini', ['hang']), scripted('openai', ['ok'])]
  const { chain } = chainOf([gemini, openai], { budgetMs: 1500 })
  const answers = await Promise.all(Array.from({ length: 40 }, () => chain.word(request(), chain.begin(true))))
  assert.ok(answers.every(({ from }) => from === 'openai'))
  assert.equal(gemini.calls(), 24)
})

test('a call is priced by its model and its tokens, cached ones apart', () => {
  const usage = { inputTokens: 3000, cachedTokens: 2000, outputTokens: 100 }
  const price = costOf('gemini-2.5-flash', usage, { ownServer: false })
  assert.ok(Math.abs(price - (1000 * 0.3 + 2000 * 0.03 + 100 * 2.5) / 1e6) < 1e-12)
  assert.ok(costOf('gemini-2.5-flash-lite-001', usage, { ownServer: false }) < price)
  assert.equal(costOf('llama3.2', usage, { ownServer: true }), 0)
  assert.ok(costOf('some-future-model', usage, { ownServer: false }) > price, 'unknown models count as dear')
  assert.match(PRICES_AS_OF, /^\d{4}-\d{2}-\d{2}$/)
})
