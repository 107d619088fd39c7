import { createHash } from 'node:crypto'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { explain, say } from './report.mjs'
import { runCommand } from './run-command.mjs'

/** Whether node_modules holds what the lock file asks for, on this platform. Reads two files at most. */
export function isInstalled(root) {
  try {
    return readFileSync(stampPath(root), 'utf8') === stampOf(root)
  } catch {
    return false
  }
}

/**
 * Installs from the lock file. An installation somebody made with npm itself is only stamped when it already holds every package,
 * so that nothing running from it loses its files.
 */
export async function installDependencies(root) {
  if (!holdsEveryPackage(root)) {
    say('installing dependencies (first run or changed lock file; about a minute) …')
    const startedAt = Date.now()
    await npmCi(root)
    say(`dependencies installed in ${Math.round((Date.now() - startedAt) / 1000)} s`)
  }
}

/** Marks the installation as complete, links included: from here on a start finds nothing to do. */
export function stampInstallation(root) {
  try {
    writeFileSync(stampPath(root), stampOf(root))
  } catch (error) {
    // An installation made by its owner and run by somebody else is complete all the same.
    if (!['EACCES', 'EPERM', 'EROFS'].includes(error.code)) throw explain(error, stampPath(root))
  }
}

const stampPath = (root) => join(root, 'node_modules', '.girassol-installed')

function stampOf(root) {
  const lock = createHash('sha256')
    .update(readFileSync(join(root, 'package-lock.json')))
    .digest('hex')
  return `${lock} ${process.platform}-${process.arch}\n`
}

/** Compares the lock file with the one npm keeps inside node_modules. */
function holdsEveryPackage(root) {
  const hiddenPath = join(root, 'node_modules', '.package-lock.json')
  if (!existsSync(hiddenPath)) return false
  try {
    const wanted = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8')).packages
    const present = JSON.parse(readFileSync(hiddenPath, 'utf8')).packages
    return Object.entries(wanted).every(([path, entry]) => {
      if (path === '' || ((entry.optional || entry.devOptional) && !isForThisMachine(entry))) return true
      return present[path]?.version === entry.version && existsSync(join(root, path))
    })
  } catch {
    return false
  }
}

/** Only builds for one platform are needed of the optional ones; which libc it has only npm knows. */
function isForThisMachine({ os, cpu, libc }) {
  return !libc && os?.includes(process.platform) && cpu?.includes(process.arch)
}

async function npmCi(root) {
  // Production settings of the caller must not leave out what builds the console.
  const flags = [
    'ci',
    '--prefer-offline',
    '--no-audit',
    '--no-fund',
    '--include=dev',
    '--include=optional',
    '--loglevel=error',
  ]
  const options = { label: 'npm ci', cwd: root, env: { ...process.env, NODE_ENV: '' } }
  const npmCli = process.env.npm_execpath
  try {
    // Under npm, the same npm with the Node that runs it: `node` on the PATH may be the one about to be replaced.
    if (npmCli?.endsWith('npm-cli.js'))
      await runCommand(process.env.npm_node_execpath ?? process.execPath, [npmCli, ...flags], options)
    else await runCommand(process.platform === 'win32' ? 'npm.cmd' : 'npm', flags, options)
  } catch (error) {
    throw new Error(`${error.message}\n${mendOf(error.output ?? '')}`, { cause: error })
  }
}

function mendOf(output) {
  if (/ENOSPC/.test(output)) return 'The disk is full: free some space and try again.'
  if (/cache folder contains root-owned/.test(output))
    return 'Another user owns npm’s cache: give it back as the lines above say.'
  if (/EACCES|EPERM|EROFS/.test(output)) return 'No permission to write node_modules: run as the owner of this folder.'
  if (/ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ETIMEDOUT|ENETUNREACH/.test(output)) {
    return 'The npm registry cannot be reached: the first installation needs the network; later starts do not.'
  }
  if (/EUSAGE|in sync/.test(output))
    return 'package.json and package-lock.json disagree: run `npm install` and commit the lock file.'
  return 'See the lines above, mend the cause and try again.'
}
