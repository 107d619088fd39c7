import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Logger } from 'pino'
import { UserError } from '#src/errors.ts'
import { findProcessStart, isPostgresOf, listPostgresOf } from './process-info.ts'
import { readPostmasterFile } from './server-process.ts'

const POLL_MS = 25
/** The server of a killed process stops by itself; one whose supervisor was killed too has to be told. */
const TELL_AFTER_MS = 500
const INSIST_AFTER_MS = 20_000
const GIVE_UP_AFTER_MS = 30_000

/**
 * Waits until the server of an earlier, killed start has ended; the caller holds DATA_DIR, so nobody uses it any more. Removes
 * `postmaster.pid` only when its number now belongs to some other program, which PostgreSQL would mistake for a running server.
 */
export async function awaitPreviousServer(pgData: string, log: Logger): Promise<void> {
  const previous = readPostmasterFile(pgData)
  if (!previous) return
  if (isPostgresOf(previous.pid, pgData)) {
    log.info({ pid: previous.pid }, 'waiting for the database of an earlier start to stop')
    await awaitEnd(previous.pid, pgData)
  }
  const deadline = performance.now() + GIVE_UP_AFTER_MS
  while (listPostgresOf(pgData).length > 0 && performance.now() < deadline) await sleep(POLL_MS)
  const left = readPostmasterFile(pgData)
  if (left && findProcessStart(left.pid) !== null && !isPostgresOf(left.pid, pgData))
    rmSync(join(pgData, 'postmaster.pid'), { force: true })
}

async function awaitEnd(pid: number, pgData: string): Promise<void> {
  const startedAt = performance.now()
  const signals: [afterMs: number, signal: 'SIGINT' | 'SIGQUIT'][] = [
    [TELL_AFTER_MS, 'SIGINT'],
    [INSIST_AFTER_MS, 'SIGQUIT'],
  ]
  while (isPostgresOf(pid, pgData)) {
    const waitedMs = performance.now() - startedAt
    if (waitedMs > GIVE_UP_AFTER_MS) {
      throw new UserError(
        `The database of an earlier start (process ${pid}) does not stop: end it with \`kill -QUIT ${pid}\`, and start again.`,
      )
    }
    const next = signals[0]
    if (next && waitedMs > next[0]) {
      signals.shift()
      tell(pid, next[1])
    }
    await sleep(POLL_MS)
  }
}

function tell(pid: number, signal: 'SIGINT' | 'SIGQUIT'): void {
  try {
    process.kill(pid, signal)
  } catch {
    // it ended just now, or belongs to another user and must be waited for
  }
}
