export type Verdict = 'ok' | { retryAfterSeconds: number } | 'blocked'

/** How often the limit may be run into within ten seconds before the address is shut out altogether. */
const PATIENCE = 20
const MEMORY_MS = 10_000

/**
 * Kommo's limit by address: so many requests in any second, then 429 with the time to wait in the body; whoever goes on all the same is
 * blocked for a while and gets nothing but an HTML page.
 */
export function createRateLimit({
  perSecond,
  blockMs,
  monotonicMs,
}: {
  perSecond: number | null
  blockMs: number
  monotonicMs: () => number
}) {
  const byAddress = new Map<string, { recent: number[]; refused: number[]; blockedUntil: number }>()
  return {
    check(address: string): Verdict {
      if (perSecond === null) return 'ok'
      const now = monotonicMs()
      const own = byAddress.get(address) ?? { recent: [], refused: [], blockedUntil: 0 }
      byAddress.set(address, own)
      if (now < own.blockedUntil) return 'blocked'
      own.recent = own.recent.filter((at) => now - at < 1000)
      if (own.recent.length < perSecond) {
        own.recent.push(now)
        return 'ok'
      }
      own.refused = [...own.refused.filter((at) => now - at < MEMORY_MS), now]
      if (own.refused.length > PATIENCE) {
        own.blockedUntil = now + blockMs
        own.refused = []
        return 'blocked'
      }
      return { retryAfterSeconds: 1 }
    },
    clear: () => byAddress.clear(),
  }
}
