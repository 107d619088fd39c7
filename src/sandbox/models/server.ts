import { setTimeout as pause } from 'node:timers/promises'
import Fastify, { type FastifyReply, type FastifyRequest } from 'fastify'
import { z } from 'zod'
import { applyFaultsToRequests, createFaultBoard, type Faults } from '../faults.ts'
import { createRandom, type Random } from '../random.ts'
import type { Ask, Behaviour, ProviderName, Reply } from './ask.ts'
import { readTurns } from './ask.ts'
import { addTranscriptions, createEar } from './audio-routes.ts'
import { type Counted, geminiError, readGemini } from './gemini.ts'
import { hostile } from './hostile.ts'
import { obedient } from './obedient.ts'
import { openAiError, readOpenAi } from './openai.ts'
import { createCounter } from './tokens.ts'
import { toGemini, toOpenAi, type WireReply } from './wire-reply.ts'

export type ModelsEmulator = ReturnType<typeof createModelsEmulator>
export type RecordedRequest = { provider: ProviderName; url: string; headers: Record<string, unknown>; body: unknown }

const BEHAVIOURS = { obedient, hostile }
export type BehaviourName = keyof typeof BEHAVIOURS

const GeminiParams = z.object({ call: z.string().regex(/^[\w.-]+:generateContent$/) })

/** Most kept for tests; an eval run makes many more. */
const MOST_RECORDED = 500

/**
 * Gemini's `generateContent`, OpenAI's chat completions and transcriptions with one model behind all: obedient, hostile, or as a test wants it.
 * Answers are made from the prompt alone, tokens are counted, and prefixes seen before count as cached, as at the real ones.
 */
export function createModelsEmulator({ seed = 1 }: { seed?: number } = {}) {
  const faults = createFaultBoard()
  const randoms = new Map<string, Random>()
  const behaviours: Record<ProviderName, Behaviour> = { gemini: obedient, openai: obedient }
  const recorded: RecordedRequest[] = []
  const asked: Record<ProviderName, number> = { gemini: 0, openai: 0 }
  const counter = createCounter()
  const ear = createEar()
  const stopped = new AbortController()
  const app = Fastify({ logger: false, bodyLimit: 20 * 1024 * 1024, forceCloseConnections: true })

  const random = (scope: string) => {
    const known = randoms.get(scope) ?? createRandom(`${seed}:${scope}`)
    randoms.set(scope, known)
    return known
  }
  const providerOf = ({ url }: FastifyRequest): ProviderName => (url.startsWith('/v1beta/') ? 'gemini' : 'openai')
  applyFaultsToRequests(app, faults, random, {
    scopeOf: providerOf,
    answerStatus: (status, reply) => reply.code(status).send(geminiError(status)),
  })

  const record = (provider: ProviderName, { url, headers }: FastifyRequest, body: unknown) => {
    asked[provider] += 1
    recorded.push({ provider, url, headers, body })
    if (recorded.length > MOST_RECORDED) recorded.shift()
  }
  const decide = (ask: Omit<Ask, 'random' | 'operation' | keyof ReturnType<typeof readTurns>>, schema: unknown) => {
    const full: Ask = {
      ...ask,
      ...readTurns(ask.turns),
      operation: hasProperty(schema, 'bubbles') ? 'word' : 'extract',
      random: random(`${ask.provider} ${ask.turns.at(-1)?.text ?? ''}`),
    }
    return behaviours[ask.provider](full)
  }
  const answer = async (reply: FastifyReply, wire: WireReply) => {
    if (wire.kind === 'send') return reply.code(wire.status).headers(wire.headers).type(wire.type).send(wire.body)
    if (wire.kind === 'hang') await pause(600_000, undefined, { signal: stopped.signal }).catch(() => undefined)
    reply.hijack()
    if (wire.kind === 'drip') await drip(reply, wire, stopped.signal)
    return reply.raw.socket?.destroy()
  }

  app.post('/v1beta/models/:call', async (request, reply) => {
    record('gemini', request, request.body)
    if (!request.headers['x-goog-api-key']) return reply.code(401).send(geminiError(401))
    const model = GeminiParams.parse(request.params).call.replace(/:.*$/, '')
    const { system, turns, schema, sound } = readGemini(request.body)
    if (sound) return answer(reply, ear.hearGemini(model, sound))
    const decided = decide({ provider: 'gemini', model, system, turns }, schema)
    return answer(
      reply,
      toGemini(decided, model, (text) => counter.count(system, turns, text)),
    )
  })
  app.post('/v1/chat/completions', async (request, reply) => {
    record('openai', request, request.body)
    if (!request.headers.authorization?.startsWith('Bearer ')) return reply.code(401).send(openAiError(401))
    const { model, system, turns, schema } = readOpenAi(request.body)
    const decided = decide({ provider: 'openai', model, system, turns }, schema)
    return answer(
      reply,
      toOpenAi(decided, model, (text) => counter.count(system, turns, text)),
    )
  })

  addTranscriptions(app, ear, {
    record: (request, body) => record('openai', request, body),
    answer,
  })

  return {
    /** Starts to listen on loopback and returns the base URL each provider's client wants. */
    async listen(): Promise<{ gemini: string; openai: string }> {
      const base = await app.listen({ port: 0, host: '127.0.0.1' })
      return { gemini: base, openai: `${base}/v1` }
    },
    async close(): Promise<void> {
      stopped.abort()
      app.server.closeAllConnections()
      await app.close()
    },
    /** How the model behaves from now on, at one provider or at both. */
    behave(behaviour: BehaviourName | Behaviour, provider?: ProviderName): void {
      const chosen = typeof behaviour === 'string' ? BEHAVIOURS[behaviour] : behaviour
      for (const name of ['gemini', 'openai'] as const) if (!provider || provider === name) behaviours[name] = chosen
    },
    /** Its hearing: what is said in which recording, and how it listens. */
    ear: { tell: ear.tell, listen: ear.listen, heard: ear.heard },
    setFaults: (input: Faults, provider?: ProviderName) => faults.set(input, provider),
    /** The requests so far, the last few hundred of them. */
    requests: (provider?: ProviderName) => recorded.filter((one) => !provider || one.provider === provider),
    calls: () => ({ ...asked }),
    reset(): void {
      faults.clear()
      recorded.length = 0
      ear.reset()
      behaviours.gemini = obedient
      behaviours.openai = obedient
    },
  }
}

function hasProperty(schema: unknown, name: string): boolean {
  const parsed = z.looseObject({ properties: z.record(z.string(), z.unknown()) }).safeParse(schema)
  return parsed.success && name in parsed.data.properties
}

const PIECE = 8

async function drip(reply: FastifyReply, { body, everyMs }: Extract<WireReply, { kind: 'drip' }>, signal: AbortSignal) {
  reply.raw.writeHead(200, { 'content-type': 'application/json' })
  for (let at = 0; at < body.length && !reply.raw.destroyed && !signal.aborted; at += PIECE) {
    reply.raw.write(body.slice(at, at + PIECE))
    await pause(everyMs, undefined, { signal }).catch(() => undefined)
  }
  reply.raw.end()
}

export type { Counted, Reply }
