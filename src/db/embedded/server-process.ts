import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { closeSync, fstatSync, openSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { postgresEnv } from './cluster.ts'
import { explainPostgresFailure } from './explain-failure.ts'
import type { Placement } from './placement.ts'

/** A database that has to recover after a crash may need a while; it says so in its log. */
const READY_WITHIN_MS = 120_000
const READY_POLL_MS = 15
/** A fast shutdown writes what is in memory to disk. */
const STOP_WITHIN_MS = 30_000

/**
 * Starts what follows as its arguments and stops it (SIGINT: fast shutdown) when standard input ends, which happens when our process
 * ends, however it ends. Nothing is written to that pipe. Runs in a session of its own, so the terminal's Ctrl-C does not reach it.
 */
const SUPERVISOR = `
trap '' INT TERM HUP
exec 3<&0
"$@" </dev/null 3<&- &
postgres=$!
(cat <&3 >/dev/null; kill -INT "$postgres" 2>/dev/null) &
watcher=$!
exec 3<&- </dev/null
wait "$postgres"
status=$?
kill -KILL "$watcher" 2>/dev/null
exit "$status"`

export interface ServerOptions {
  pgData: string
  port: number
  settings: Record<string, string>
  logPath: string
}

export interface ServerProcess {
  pid: number
  stop(): Promise<void>
  /** Stops at once, without writing anything: for data that is thrown away. */
  abort(): Promise<void>
}

/** Starts PostgreSQL and waits until it takes connections; null when the port was taken meanwhile. */
export async function startServer(
  { binaries, account }: Placement,
  options: ServerOptions,
): Promise<ServerProcess | null> {
  const { pgData, port, settings, logPath } = options
  const flags = Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`])
  const args = ['-c', SUPERVISOR, 'girassol-postgres', binaries.postgres, '-D', pgData, '-p', String(port), ...flags]
  const left = readPostmasterFile(pgData)
  const log = openSync(logPath, 'a', 0o600)
  const logStart = fstatSync(log).size
  const supervisor = spawn('sh', args, {
    ...account,
    cwd: '/',
    env: postgresEnv,
    detached: true,
    stdio: ['pipe', log, log],
  })
  closeSync(log)
  supervisor.stdin?.on('error', () => {}) // it ended before us; its exit says why
  const failed = once(supervisor, 'error').then(([error]) => Promise.reject(error))
  await Promise.race([once(supervisor, 'spawn'), failed])
  failed.catch(() => {})
  const pid = await waitUntilReady(supervisor, pgData, left)
  if (pid === null) {
    await stopSupervisor(supervisor, null)
    const output = readFileSync(logPath).subarray(logStart).toString()
    if (/could not bind|Address already in use|could not create any TCP\/IP sockets/.test(output)) return null
    throw explainPostgresFailure('does not start', output, logPath)
  }
  release(supervisor)
  return { pid, stop: () => stopSupervisor(supervisor, pid), abort: () => stopSupervisor(supervisor, pid, 'SIGQUIT') }
}

/** What PostgreSQL writes about itself while it runs, or null. */
export function readPostmasterFile(pgData: string): { pid: number; port: number; isReady: boolean } | null {
  try {
    const lines = readFileSync(join(pgData, 'postmaster.pid'), 'utf8').split('\n')
    return { pid: Math.abs(Number(lines[0])), port: Number(lines[3]), isReady: lines[7]?.trim() === 'ready' }
  } catch {
    return null
  }
}

/** `left`: what a server that was killed left behind; it says of itself that it is ready. */
async function waitUntilReady(
  supervisor: ChildProcess,
  pgData: string,
  left: { pid: number; port: number } | null,
): Promise<number | null> {
  const deadline = performance.now() + READY_WITHIN_MS
  while (supervisor.exitCode === null && supervisor.signalCode === null && performance.now() < deadline) {
    const state = readPostmasterFile(pgData)
    const isNew = state?.pid !== left?.pid || state?.port !== left?.port
    if (state?.isReady && isNew) return state.pid
    await sleep(READY_POLL_MS)
  }
  return null
}

/** The database alone does not keep our process running: a test file that is done, or a command, may simply end. */
function release(supervisor: ChildProcess): void {
  supervisor.unref()
  if (supervisor.stdin && 'unref' in supervisor.stdin && typeof supervisor.stdin.unref === 'function')
    supervisor.stdin.unref()
}

async function stopSupervisor(supervisor: ChildProcess, pid: number | null, signal?: 'SIGQUIT'): Promise<void> {
  supervisor.ref()
  if (supervisor.exitCode !== null || supervisor.signalCode !== null) return
  const exited = once(supervisor, 'exit')
  if (pid !== null && signal) process.kill(pid, signal)
  else supervisor.stdin?.end()
  const timeout = new AbortController()
  const gone = await Promise.race([
    exited.then(() => true),
    sleep(STOP_WITHIN_MS, false, { signal: timeout.signal }).catch(() => false),
  ])
  timeout.abort()
  if (gone) return
  if (pid !== null) process.kill(pid, 'SIGQUIT') // it recovers from its log at the next start
  await exited
}
