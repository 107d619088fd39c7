import type { BaseLogger } from 'pino'
import { Agent, request } from 'undici'
import type { FaultBoard } from './faults.ts'
import type { Pending } from './pending.ts'
import type { Random } from './random.ts'

export interface Delivery {
  url: string
  headers: Record<string, string>
  body: string
  /** Whose faults apply: an instance, an account. */
  scope: string
}

export interface WebhookPolicy {
  attempts: number
  /** Wait before attempt n + 1, in ms. The real servers wait seconds to minutes; a sandbox is not that patient. */
  backoffMs: (attempt: number) => number
  timeoutMs: number
  /** Statuses after which the event is given up at once. */
  notRetried: (status: number) => boolean
}

/** How far a reordered webhook may be held back. */
const REORDER_SPREAD_MS = 25

export type WebhookSender = ReturnType<typeof createWebhookSender>

/** Posts webhooks as the real servers do: each on its own, several at once, repeated until they are accepted or given up. */
export function createWebhookSender({
  policy,
  faults,
  random,
  pending,
  log,
}: {
  policy: WebhookPolicy
  faults: FaultBoard
  random: (scope: string) => Random
  /** Counts what is under way. */
  pending: Pending
  log: Pick<BaseLogger, 'debug' | 'warn'>
}) {
  const agent = new Agent({ keepAliveTimeout: 10_000, connections: 64 })
  const stopped = new AbortController()

  const attempt = async ({ url, headers, body, scope }: Delivery): Promise<number> => {
    if (random(scope).chance(faults.of(scope).dropRate ?? 0)) throw new Error('attempt lost by a fault')
    const response = await request(url, {
      method: 'POST',
      headers,
      body,
      dispatcher: agent,
      signal: stopped.signal,
      headersTimeout: policy.timeoutMs,
      bodyTimeout: policy.timeoutMs,
    })
    await response.body.dump()
    return response.statusCode
  }

  const deliver = async (delivery: Delivery): Promise<boolean> => {
    for (let tried = 1; ; tried++) {
      const status = await attempt(delivery).catch(() => null)
      if (status !== null && status >= 200 && status < 300) return true
      const givenUp = tried >= policy.attempts || (status !== null && policy.notRetried(status))
      if (givenUp || stopped.signal.aborted) {
        if (!stopped.signal.aborted) log.warn({ scope: delivery.scope, status, tried }, 'sandbox webhook given up')
        return false
      }
      await pause(policy.backoffMs(tried))
    }
  }

  const pause = (ms: number) =>
    new Promise<void>((resolve) => {
      const done = () => {
        clearTimeout(timer)
        stopped.signal.removeEventListener('abort', done)
        resolve()
      }
      const timer = setTimeout(done, ms)
      stopped.signal.addEventListener('abort', done)
    })

  return {
    /** Sends one webhook, perhaps late or twice as the faults say. Resolves with whether the receiver took it. */
    send(delivery: Delivery): Promise<boolean> {
      const current = faults.of(delivery.scope)
      const chance = random(delivery.scope)
      const once = async () => {
        if (current.reorder) await pause(Math.floor(chance.next() * REORDER_SPREAD_MS))
        return deliver(delivery)
      }
      const twice = chance.chance(current.duplicateRate ?? 0)
      const sent = pending.track(once(), delivery.scope)
      if (twice) pending.track(once(), delivery.scope).catch(() => {})
      return sent
    },
    /** Gives up what is under way. */
    async close(): Promise<void> {
      stopped.abort()
      await agent.destroy()
    },
  }
}
