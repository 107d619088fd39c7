import { setTimeout as pause } from 'node:timers/promises'
import { judgeHeard } from '#src/domain/heard-text.ts'
import type { ModelFault, Usage } from '#src/domain/models.ts'
import type {
  PartOutcome,
  SpeechAnswer,
  SpeechCall,
  SpeechChain,
  SpeechClient,
  SpeechPart,
} from '#src/domain/speech.ts'
import { IntegrationError } from '#src/errors.ts'
import { modelError, usageOfError } from './answer.ts'
import { createGuard, faultOf, type Guard } from './guard.ts'

export type SpeechChainOptions = {
  /** In the order they are asked. */
  clients: SpeechClient[]
  /** A call has ended, for metrics and the log. */
  onCall?: (call: SpeechCall) => void
  /** Before the second and third try at a provider, in ms. */
  waitsMs?: readonly number[]
  /** What a call may take beside the time for its sound. */
  patienceMs?: number
  now?: () => number
}

/** A server of one's own, without a graphics card, needs about as long as the sound lasts. */
const MS_A_SECOND = 1000
const PATIENCE_MS = 15_000
const WAITS_MS = [500, 2000]
/** Who asks for a longer pause than this is not waited for. */
const LONGEST_WAIT_MS = 5000
/** A call that took all its time once will take it again. */
const TRIES_AFTER_TIMEOUT = 2

const MAY_PASS: ReadonlySet<ModelFault> = new Set(['rate_limited', 'server', 'timeout', 'cut', 'busy'])

/**
 * Asks one provider of speech after another, each behind its own breaker, and repeats what may pass by itself: listening has no effect outside. An
 * answer that was invented counts as none, and the next provider is asked.
 */
export function createSpeechChain({
  clients,
  onCall,
  waitsMs = WAITS_MS,
  patienceMs = PATIENCE_MS,
  now = () => performance.now(),
}: SpeechChainOptions): SpeechChain {
  const links = clients.map((client) => ({ client, guard: createGuard(client.name, { now }) }))
  return {
    names: clients.map(({ name }) => name),
    async hear(part, calls, signal) {
      const able = links.filter(({ client }) => client.takes(part))
      if (able.length === 0) return { kind: 'unsupported' }
      const outcomes: PartOutcome[] = []
      for (const link of able) {
        const note = (call: SpeechCall) => {
          calls.push(call)
          onCall?.(call)
        }
        const outcome = await askLink(link, { part, note, signal, waitsMs, patienceMs, now })
        if (outcome.kind === 'heard') return outcome
        outcomes.push(outcome)
      }
      return worstOf(outcomes)
    },
  }
}

/** That somebody listened in vain says more than that somebody else did not answer. */
function worstOf(outcomes: PartOutcome[]): PartOutcome {
  const inVain = outcomes.find(({ kind }) => kind === 'unintelligible')
  return inVain ?? { kind: 'failed', retryable: outcomes.some((one) => one.kind === 'failed' && one.retryable) }
}

type Asking = {
  part: SpeechPart
  note: (call: SpeechCall) => void
  signal: AbortSignal | undefined
  waitsMs: readonly number[]
  patienceMs: number
  now: () => number
}

/** All tries at one provider. */
async function askLink(
  { client, guard }: { client: SpeechClient; guard: Guard },
  asking: Asking,
): Promise<PartOutcome> {
  const { part, signal, waitsMs } = asking
  for (let tries = 1; ; tries += 1) {
    signal?.throwIfAborted()
    // a pause that was asked for during these tries has been kept by then
    if (tries === 1 && guard.isPaused()) return { kind: 'failed', retryable: true }
    const answer = await askOnce(client, guard, asking)
    if (answer === null) return { kind: 'failed', retryable: true }
    if (!(answer instanceof IntegrationError)) {
      const judged = judgeHeard(answer, part)
      return judged.kind === 'heard' ? { ...judged, provider: client.name } : judged
    }
    const fault = faultOf(answer)
    const waitMs = Math.max(waitsMs[tries - 1] ?? 0, answer.retryAfterMs ?? 0)
    const isLast = tries > waitsMs.length || (fault === 'timeout' && tries >= TRIES_AFTER_TIMEOUT)
    if (!MAY_PASS.has(fault)) return faultToOutcome(fault)
    if (isLast || waitMs > LONGEST_WAIT_MS) return { kind: 'failed', retryable: true }
    await pause(waitMs, undefined, signal ? { signal } : {})
  }
}

/** What the provider would not write down is not understood; the rest somebody must mend. */
function faultToOutcome(fault: ModelFault): PartOutcome {
  const said = fault === 'blocked' || fault === 'refused' || fault === 'too_long' || fault === 'empty'
  return said ? { kind: 'unintelligible' } : { kind: 'failed', retryable: false }
}

/** One call, noted: the answer, the failure, or null when the provider is not to be asked now. */
async function askOnce(
  client: SpeechClient,
  guard: Guard,
  { part, note, signal, patienceMs, now }: Asking,
): Promise<SpeechAnswer | IntegrationError | null> {
  const startedAt = now()
  const end = (outcome: SpeechCall['outcome'], model: string, usage: Usage, costUsd: number) =>
    note({
      provider: client.name,
      model,
      operation: 'transcribe',
      outcome,
      usage,
      costUsd,
      ms: now() - startedAt,
    })
  try {
    const withinMs = Math.ceil(patienceMs + (part.seconds ?? 60) * MS_A_SECOND)
    const answer = await guard.run(() => withTimeLimit(client, part, withinMs, signal))
    if (answer) end('ok', answer.model, answer.usage, answer.costUsd)
    return answer
  } catch (error) {
    signal?.throwIfAborted()
    if (!(error instanceof IntegrationError)) throw error
    end(faultOf(error), client.model, usageOfError(error), 0)
    return error
  }
}

/** Ends at the limit even if the SDK does not hear the signal. */
async function withTimeLimit(client: SpeechClient, part: SpeechPart, withinMs: number, signal?: AbortSignal) {
  const limit = AbortSignal.timeout(withinMs)
  const both = signal ? AbortSignal.any([signal, limit]) : limit
  const ended = new Promise<never>((_, reject) => {
    both.addEventListener('abort', () => reject(modelError(client.name, 'timeout')), { once: true })
  })
  return await Promise.race([client.transcribe(part, both), ended])
}
