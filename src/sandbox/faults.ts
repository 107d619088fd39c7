import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { z } from 'zod'
import type { Random } from './random.ts'

/**
 * Troubles an emulator can be told to have. `status`: every call is answered with it. `latencyMs`: before every answer. `dropRate`: the
 * share of connections cut, half of them after the call was carried out; webhook attempts are lost at the same rate and repeated.
 * `duplicateRate`: the share of webhooks delivered twice. `reorder`: webhooks overtake each other. `for`: how long (real time).
 */
export const Faults = z.strictObject({
  status: z.number().int().min(400).max(599).optional(),
  latencyMs: z.number().min(0).max(120_000).optional(),
  dropRate: z.number().min(0).max(1).optional(),
  duplicateRate: z.number().min(0).max(1).optional(),
  reorder: z.boolean().optional(),
  for: z.string().refine(isDuration, 'must be an ISO 8601 duration such as PT30S').optional(),
})
export type Faults = z.infer<typeof Faults>

export type FaultBoard = ReturnType<typeof createFaultBoard>

/** The faults in force, for everybody or for one scope (an instance, an account); a scope's own faults replace the general ones. */
export function createFaultBoard(monotonicMs: () => number = () => performance.now()) {
  const everywhere = Symbol('everywhere')
  const active = new Map<string | symbol, { faults: Faults; until: number }>()
  const find = (key: string | symbol) => {
    const entry = active.get(key)
    if (entry && monotonicMs() >= entry.until) active.delete(key)
    return active.get(key)?.faults
  }
  return {
    /** Replaces the faults of a scope; `{}` ends them. */
    set(faults: Faults, scope?: string): void {
      const parsed = Faults.parse(faults)
      const lasts =
        parsed.for === undefined ? Number.POSITIVE_INFINITY : Temporal.Duration.from(parsed.for).total('milliseconds')
      active.set(scope ?? everywhere, { faults: parsed, until: monotonicMs() + lasts })
    },
    clear: () => active.clear(),
    of: (scope?: string): Faults => (scope === undefined ? undefined : find(scope)) ?? find(everywhere) ?? {},
  }
}

/**
 * Makes an emulator's HTTP side suffer the faults. `scopeOf` names what a request is about, `answerStatus` gives the body a real server
 * would send with a status.
 */
export function applyFaultsToRequests(
  app: FastifyInstance,
  board: FaultBoard,
  random: (scope: string) => Random,
  {
    scopeOf,
    answerStatus,
  }: {
    scopeOf: (request: FastifyRequest) => string | undefined
    answerStatus: (status: number, reply: FastifyReply) => FastifyReply
  },
): void {
  const cutAfterwards = new WeakSet<FastifyRequest>()
  app.addHook('onRequest', async (request, reply) => {
    const scope = scopeOf(request)
    const faults = board.of(scope)
    const chance = random(`${scope ?? ''} requests`)
    if (faults.latencyMs) await new Promise((resolve) => setTimeout(resolve, faults.latencyMs))
    if (faults.status) return answerStatus(faults.status, reply)
    if (!chance.chance(faults.dropRate ?? 0)) return
    if (chance.chance(0.5)) {
      cutAfterwards.add(request)
      return
    }
    reply.hijack()
    request.raw.socket.destroy()
  })
  app.addHook('onSend', async (request, _reply, payload) => {
    if (cutAfterwards.has(request)) request.raw.socket.destroy()
    return payload
  })
}

function isDuration(text: string): boolean {
  try {
    Temporal.Duration.from(text).total('milliseconds')
    return true
  } catch {
    return false
  }
}
