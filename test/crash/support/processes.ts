import { type ChildProcess, spawn } from 'node:child_process'
import { randomInt } from 'node:crypto'
import { once } from 'node:events'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { projectRoot } from '#test/support/source-files.ts'

const ENTRY = join(projectRoot, 'src', 'cli', 'girassol.ts')
/** Ends the program when the test process is gone, however that ended, so that no test leaves one behind. */
const DIE_WITH_PARENT = `data:text/javascript,process.on('disconnect',()=>process.exit(1))`
/** What the program prints once it takes webhooks or jobs. */
const READY = /^Girassol is (ready|working)/
const START_WITHIN_MS = 60_000

/** `web` or `worker` as operators run it, in a process of its own. */
export type Program = {
  pid: number
  /** Its log so far, parsed. */
  log: Record<string, unknown>[]
  isRunning(): boolean
  /** Ends it without a word, as the kernel does when memory is short. Resolves when it is gone. */
  kill(): Promise<void>
}

/** Starts the program and resolves when it is ready; `started`: called as soon as the process exists. */
export async function startProgram(role: 'web' | 'worker', env: Record<string, string>): Promise<Program> {
  const child = spawn(process.execPath, [`--import=${DIE_WITH_PARENT}`, ENTRY, role], {
    cwd: projectRoot,
    env: { PATH: process.env.PATH, HOME: process.env.HOME, ...env },
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  })
  const gone = once(child, 'exit')
  const log: Record<string, unknown>[] = []
  const ready = listen(child, log)
  const late = new AbortController()
  const patience = new Promise((_resolve, reject) => {
    const timer = setTimeout(() => reject(new Error(`${role} was not ready in time`)), START_WITHIN_MS)
    late.signal.addEventListener('abort', () => clearTimeout(timer))
  })
  const failed = gone.then(([code]) =>
    Promise.reject(new Error(`${role} ended with ${code}: ${JSON.stringify(log.slice(-3))}`)),
  )
  try {
    await Promise.race([ready, failed, patience])
  } catch (error) {
    child.kill('SIGKILL')
    throw error
  } finally {
    late.abort()
    failed.catch(() => undefined) // it ends later, when the test says so
  }
  return {
    pid: child.pid ?? 0,
    log,
    isRunning: () => child.exitCode === null && child.signalCode === null,
    async kill() {
      child.kill('SIGKILL')
      await gone
    },
  }
}

/** Collects what the program prints; resolves when it says that it is ready. */
function listen(child: ChildProcess, log: Record<string, unknown>[]): Promise<void> {
  return new Promise((resolve) => {
    for (const stream of [child.stdout, child.stderr]) {
      if (!stream) continue
      createInterface({ input: stream }).on('line', (line) => {
        if (READY.test(line)) resolve()
        else log.push(line.startsWith('{') ? JSON.parse(line) : { text: line })
      })
    }
  })
}

/**
 * A port nobody listens on, from below the range that the kernel gives to outgoing connections: one from within it may be taken in the
 * moment between this look and the program's start, or while the program starts again.
 */
export async function freePort(): Promise<number> {
  for (;;) {
    const port = randomInt(20_000, 30_000)
    const isFree = await new Promise<boolean>((resolve) => {
      const server = createServer()
      server.on('error', () => resolve(false))
      server.listen(port, '127.0.0.1', () => server.close(() => resolve(true)))
    })
    if (isFree) return port
  }
}
