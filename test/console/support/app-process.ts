import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { projectRoot } from '#test/support/source-files.ts'
import { freePort } from '../../crash/support/processes.ts'

const START_TIMEOUT_MS = 90_000
const POLL_MS = 150

export interface AppProcess {
  url: string
  /** Ends the program as a crash of the machine would, and waits until it is gone. */
  kill(): Promise<void>
  /** Starts it again on the same port and data. */
  start(): Promise<void>
  /** Ends it for good and removes its data. */
  destroy(): Promise<void>
}

/** The program as `npm start` runs it, in a process of its own with its own data folder, so that a test can end and restart it. */
export async function startAppProcess(): Promise<AppProcess> {
  const dataDir = mkdtempSync(join(tmpdir(), 'girassol-console-'))
  const port = await freePort()
  const url = `http://127.0.0.1:${port}`
  let child: ChildProcess | null = null
  const start = async () => {
    child = launch(dataDir, port)
    await untilReady(url, child)
  }
  const end = async (signal: NodeJS.Signals) => {
    const running = child
    child = null
    if (!running || running.exitCode !== null) return
    const gone = new Promise((resolve) => running.once('exit', resolve))
    running.kill(signal)
    await gone
  }
  const destroy = async () => {
    await end('SIGTERM')
    rmSync(dataDir, { recursive: true, force: true })
  }
  try {
    await start()
  } catch (error) {
    await destroy()
    throw error
  }
  return { url, start, kill: () => end('SIGTERM'), destroy }
}

function launch(dataDir: string, port: number): ChildProcess {
  const env = {
    PATH: process.env.PATH,
    HOME: process.env.HOME,
    DATA_DIR: dataDir,
    PORT: String(port),
    PUBLIC_URL: `http://127.0.0.1:${port}`,
    LOG_LEVEL: 'warn',
    // Short enough not to wait for, long enough to see "digitando…".
    DEBOUNCE_MS: '250',
    TYPING_SPEED_CPS: '600',
  }
  const entry = join(projectRoot, 'src', 'cli', 'girassol.ts')
  return spawn(process.execPath, [entry, 'start'], { cwd: projectRoot, env, stdio: ['ignore', 'pipe', 'pipe'] })
}

/** Keeps the end of what the program printed, to be told when it fails. */
function keepOutput(child: ChildProcess): () => string {
  let kept = ''
  const keep = (chunk: Buffer) => {
    kept = (kept + chunk).slice(-4000)
  }
  child.stdout?.on('data', keep)
  child.stderr?.on('data', keep)
  return () => kept
}

async function untilReady(url: string, child: ChildProcess): Promise<void> {
  const output = keepOutput(child)
  const until = Date.now() + START_TIMEOUT_MS
  while (Date.now() < until) {
    if (child.exitCode !== null) throw new Error(`the program ended at once with code ${child.exitCode}:\n${output()}`)
    const ready = await fetch(`${url}/health/ready`).then(
      (response) => response.ok,
      () => false,
    )
    if (ready) return await serves(url)
    await new Promise((resolve) => setTimeout(resolve, POLL_MS))
  }
  throw new Error(`the program was not ready after ${START_TIMEOUT_MS} ms:\n${output()}`)
}

/** Who is told that it is ready can use it. */
async function serves(url: string): Promise<void> {
  const { status } = await fetch(`${url}/sandbox/info`)
  if (status !== 200) throw new Error(`it said that it was ready, and answered ${status}`)
}
