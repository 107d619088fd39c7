import { spawn } from 'node:child_process'
import { say } from './report.mjs'

const PROGRESS_EVERY_MS = 10_000

/**
 * Runs a program quietly, with a line of progress every 10 s, and returns its output.
 * @throws with the end of the output when it fails.
 */
export function runCommand(command, args, { label, cwd, env = process.env }) {
  const startedAt = Date.now()
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { cwd, env, stdio: ['ignore', 'pipe', 'pipe'] })
    let output = ''
    const keep = (chunk) => {
      output = (output + chunk).slice(-20_000)
    }
    child.stdout.on('data', keep)
    child.stderr.on('data', keep)
    const timer = setInterval(
      () => say(`${label}: ${Math.round((Date.now() - startedAt) / 1000)} s …`),
      PROGRESS_EVERY_MS,
    )
    child.on('error', (error) => {
      clearInterval(timer)
      reject(new Error(`${label} failed: cannot run ${command} (${error.code ?? error.message}).`))
    })
    child.on('close', (code, signal) => {
      clearInterval(timer)
      if (code === 0) return resolve(output)
      const end = output.trim().split('\n').slice(-12).join('\n')
      reject(Object.assign(new Error(`${label} failed (${signal ?? `exit ${code}`}):\n${end}`), { output }))
    })
  })
}
