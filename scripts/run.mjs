// Runs a module of the project on the Node that npm installed: `node scripts/run.mjs src/cli/girassol.ts start`.
// npm puts node_modules/.bin first in the PATH, so the right Node is normally running already and this file only imports the module.
// When an older one got in (a shell profile that resets the PATH, a direct call), it starts the right one by its path.
import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import nodeModule from 'node:module'
import { constants } from 'node:os'
import { join, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { fail, projectRoot } from './bootstrap/report.mjs'

const NEEDED_NODE = 26

const [module, ...args] = process.argv.slice(2)
const target = resolve(projectRoot, module)
if (Number.parseInt(process.versions.node, 10) >= NEEDED_NODE) {
  // Keeps compiled and stripped code for the next start; where the folder cannot be written, nothing happens.
  nodeModule.enableCompileCache(join(projectRoot, 'node_modules', '.cache', 'girassol'))
  process.argv = [process.argv[0], target, ...args]
  await import(pathToFileURL(target).href)
} else {
  runOn(installedNode())
}

function installedNode() {
  const candidates = [`node-${process.platform}-${process.arch}`, `node-bin-${process.platform}-${process.arch}`]
  for (const name of candidates) {
    const path = join(projectRoot, 'node_modules', name, 'bin', 'node')
    if (existsSync(path)) return path
  }
  return fail(
    `Node ${NEEDED_NODE} is needed, this is ${process.version}: run \`npm ci\`, or install it from https://nodejs.org.`,
  )
}

function runOn(node) {
  const child = spawn(node, [target, ...args], { stdio: 'inherit' })
  // Ctrl-C reaches the child by itself; other signals are handed on, and this process ends as the child does.
  process.on('SIGINT', () => {})
  for (const signal of ['SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal))
  child.on('error', (error) => fail(`cannot run ${node}: ${error.message}`))
  child.on('exit', (code, signal) => process.exit(signal ? 128 + constants.signals[signal] : (code ?? 1)))
}
