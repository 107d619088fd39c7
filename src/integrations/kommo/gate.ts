import { IntegrationError } from '#src/errors.ts'

export interface GateOptions {
  /** Kommo allows 7 requests a second and address; 5 leaves room for people and other programs behind the same address. Null: no limit. */
  ratePerSecond?: number | null
  /** How long a caller may be held back before it is sent away to try later. */
  maxWaitMs?: number
  monotonicMs?: () => number
  sleep?: (ms: number) => Promise<void>
}

export type RequestGate = ReturnType<typeof createRequestGate>

/** First pause after Kommo has shut our address out; doubled each time it is still shut, up to the second. */
const BLOCK_PAUSE_MS = 10 * 60_000
const MAX_BLOCK_PAUSE_MS = 4 * 3_600_000

/**
 * The one door all requests to Kommo go through, whatever tenant they are for: Kommo counts by address. It spreads requests evenly, pauses
 * as long as a 429 says, and stays shut for minutes to hours when Kommo has blocked the address.
 */
export function createRequestGate({
  ratePerSecond = 5,
  maxWaitMs = 10_000,
  monotonicMs = () => performance.now(),
  sleep = (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
}: GateOptions = {}) {
  const spacingMs = ratePerSecond === null ? 0 : 1000 / ratePerSecond
  let lastPassedAt = Number.NEGATIVE_INFINITY
  let pausedUntil = 0
  let blocks = 0
  let waiting = 0
  let lastInLine: Promise<void> = Promise.resolve()

  const pause = (ms: number) => {
    pausedUntil = Math.max(pausedUntil, monotonicMs() + ms)
  }
  /** Ms until the next one may pass. */
  const untilOpen = () => Math.max(0, lastPassedAt + spacingMs - monotonicMs(), pausedUntil - monotonicMs())
  const sendAway = (waitMs: number) => {
    const reason = monotonicMs() >= pausedUntil ? 'busy' : blocks > 0 ? 'blocked' : 'paused'
    return new IntegrationError({ system: 'kommo', action: 'request', retryable: true, retryAfterMs: waitMs, reason })
  }
  /** One at a time, and counted from when the one before really passed: after a stalled moment nobody rushes through together. */
  const pass = async () => {
    for (let waitMs = untilOpen(); waitMs > 0; waitMs = untilOpen()) {
      if (waitMs > maxWaitMs) throw sendAway(waitMs) // a pause came while standing in line
      await sleep(waitMs)
    }
    lastPassedAt = monotonicMs()
  }
  return {
    /** Waits for a turn. @throws {IntegrationError} retryable, when the turn would come too late. */
    async enter(): Promise<void> {
      const waitMs = untilOpen() + waiting * spacingMs
      if (waitMs > maxWaitMs) throw sendAway(waitMs)
      waiting += 1
      const turn = lastInLine.then(pass)
      lastInLine = turn.catch(() => {})
      await turn.finally(() => {
        waiting -= 1
      })
    },
    /** Learns from an answer. 403 that is not JSON comes from the server in front of Kommo: the address is shut out. */
    learn({ status, isJson, retryAfterMs }: { status: number | null; isJson: boolean; retryAfterMs?: number }): void {
      if (status === 429) pause(retryAfterMs ?? 1000)
      else if (status === 403 && !isJson) {
        pause(Math.min(BLOCK_PAUSE_MS * 2 ** blocks, MAX_BLOCK_PAUSE_MS))
        blocks += 1
      } else if (status !== null && status < 400) blocks = 0
    },
    /** For health checks: shut until then, in ms from now; 0 when open. */
    pausedForMs: () => Math.max(0, pausedUntil - monotonicMs()),
    isBlocked: () => blocks > 0 && monotonicMs() < pausedUntil,
  }
}
