#!/usr/bin/env node
// Makes a clone ready to run: dependencies, PostgreSQL's library links, the web console. Plain JavaScript for the system's Node,
// because it runs before anything is installed. Does nothing, and needs neither network nor write permission, when nothing changed.
// Options: --no-console leaves the web console alone (commands that never serve it).
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { buildConsole, isConsoleCurrent } from './bootstrap/console.mjs'
import { installDependencies, isInstalled, stampInstallation } from './bootstrap/dependencies.mjs'
import { hydrateSymlinks, linkNode } from './bootstrap/links.mjs'
import { withLock } from './bootstrap/lock.mjs'
import { fail, projectRoot } from './bootstrap/report.mjs'

const OLDEST_NODE = 20

/** Brings the clone up to date; two runs at once wait for each other. */
async function bootstrap({ console: wantsConsole }) {
  if (Number.parseInt(process.versions.node, 10) < OLDEST_NODE) {
    fail(
      `Node ${OLDEST_NODE} or newer is needed, this is ${process.version}: install it from https://nodejs.org and try again.`,
    )
  }
  const consoleDir = join(projectRoot, 'src', 'console')
  const hasConsole = wantsConsole && existsSync(join(consoleDir, 'index.html'))
  const isReady = () => isInstalled(projectRoot) && (!hasConsole || isConsoleCurrent(projectRoot, consoleDir))
  if (isReady()) return
  await withLock(join(projectRoot, '.bootstrap.lock'), async () => {
    if (!isInstalled(projectRoot)) {
      await installDependencies(projectRoot)
      hydrateSymlinks(projectRoot)
      linkNode(projectRoot)
      stampInstallation(projectRoot)
    }
    if (hasConsole && !isConsoleCurrent(projectRoot, consoleDir)) await buildConsole(projectRoot, consoleDir)
  })
}

await bootstrap({ console: !process.argv.includes('--no-console') }).catch((error) => fail(error.message))
