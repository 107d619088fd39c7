import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { say } from './report.mjs'
import { runCommand } from './run-command.mjs'

const STAMP = '.built-from'

/** Whether `dist` was built from the sources as they are now. */
export function isConsoleCurrent(root, consoleDir) {
  try {
    return readFileSync(join(consoleDir, 'dist', STAMP), 'utf8') === hashSources(root, consoleDir)
  } catch {
    return false
  }
}

/** Builds the web console beside the old one and swaps them, so that a running server never serves half of it. */
export async function buildConsole(root, consoleDir) {
  say('building the web console …')
  const hash = hashSources(root, consoleDir)
  const [dist, next, old] = ['dist', 'dist-next', 'dist-old'].map((name) => join(consoleDir, name))
  rmSync(next, { recursive: true, force: true })
  const vite = join(root, 'node_modules', 'vite', 'bin', 'vite.js')
  const args = [vite, 'build', consoleDir, '--outDir', next, '--emptyOutDir', '--logLevel', 'warn']
  await runCommand(nodeFor(root), args, {
    label: 'vite build',
    cwd: consoleDir,
    env: { ...process.env, NODE_ENV: 'production' },
  })
  writeFileSync(join(next, STAMP), hash)
  rmSync(old, { recursive: true, force: true })
  if (existsSync(dist)) renameSync(dist, old)
  renameSync(next, dist)
  rmSync(old, { recursive: true, force: true })
}

/** The Node that npm installed, when it did: Vite wants a newer one than 20.0. */
function nodeFor(root) {
  const installed = join(root, 'node_modules', '.bin', 'node')
  return existsSync(installed) ? installed : process.execPath
}

/** The console may import the domain's types and rules, so their sources count too. */
function hashSources(root, consoleDir) {
  const hash = createHash('sha256').update(readFileSync(join(root, 'package-lock.json')))
  for (const dir of [consoleDir, join(root, 'src', 'domain')]) addFolder(hash, dir)
  return hash.digest('hex')
}

function addFolder(hash, dir) {
  const entries = readdirSync(dir, { withFileTypes: true }).sort((a, b) => (a.name < b.name ? -1 : 1))
  for (const entry of entries) {
    if (/^(dist|dist-next|dist-old|node_modules|\..*)$/.test(entry.name)) continue
    const path = join(dir, entry.name)
    if (entry.isDirectory()) addFolder(hash, path)
    else if (entry.isFile()) hash.update(`${entry.name}\0`).update(readFileSync(path)).update('\0')
  }
}
