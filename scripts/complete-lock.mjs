// Adds to package-lock.json the optional platform packages that npm left out of it: `node scripts/complete-lock.mjs [--check]`.
// A registry mirror may lack a package for a platform nobody here uses (an Android build of a linter). `npm install` then drops it from
// the lock file without a word, and `npm ci` refuses that lock file for not being in sync. An entry without an integrity hash satisfies
// `npm ci` everywhere and is only downloaded on the platform it names. Run it after `npm install`; a test checks that it was.
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fail, projectRoot, say } from './bootstrap/report.mjs'

const lockPath = join(projectRoot, 'package-lock.json')
const lock = JSON.parse(readFileSync(lockPath, 'utf8'))
const missing = findMissing(lock.packages)
if (process.argv.includes('--check')) {
  if (missing.length > 0)
    fail(`package-lock.json lacks ${missing[0].path}: run \`node scripts/complete-lock.mjs\` and commit the file.`)
} else if (missing.length > 0) {
  for (const { path, entry } of missing) lock.packages[path] = entry
  const sorted = Object.entries(lock.packages).sort(([a], [b]) => a.localeCompare(b, 'en'))
  writeFileSync(lockPath, `${JSON.stringify({ ...lock, packages: Object.fromEntries(sorted) }, null, 2)}\n`)
  say(`added ${missing.length} platform packages to package-lock.json`)
}

/** Optional dependencies with an exact version that no entry of the lock file provides. */
function findMissing(packages) {
  const found = new Map()
  for (const [path, { optionalDependencies = {}, dev }] of Object.entries(packages)) {
    for (const [name, version] of Object.entries(optionalDependencies)) {
      const places = ancestors(path).map((place) => `${place}node_modules/${name}`)
      if (places.some((place) => packages[place])) continue
      found.set(`node_modules/${name}`, { path: `node_modules/${name}`, entry: platformEntry(name, version, dev) })
    }
  }
  return [...found.values()]
}

/** The folders in which Node would look for a dependency of the package at `path`, nearest first. */
function ancestors(path) {
  const places = path === '' ? [] : [`${path}/`]
  for (let at = path; at.includes('/node_modules/'); ) {
    at = at.slice(0, at.lastIndexOf('/node_modules/'))
    places.push(`${at}/`)
  }
  return [...places, '']
}

function platformEntry(name, version, dev) {
  const words = name.split(/[-/]/)
  const os = ['android', 'darwin', 'freebsd', 'linux', 'openharmony', 'win32'].filter((word) => words.includes(word))
  const cpu = ['arm64', 'x64', 'ia32', 'ppc64', 'riscv64', 's390x', 'wasm32', 'arm'].filter((word) =>
    words.includes(word),
  )
  if (os.length + cpu.length === 0)
    fail(`${name}@${version} is missing from package-lock.json and names no platform: run \`npm install\`.`)
  const libc = words.some((word) => word.startsWith('musl'))
    ? ['musl']
    : words.some((word) => word.startsWith('gnu'))
      ? ['glibc']
      : []
  return {
    version,
    ...(cpu.length > 0 && { cpu }),
    ...(dev && { dev }),
    ...(libc.length > 0 && { libc }),
    optional: true,
    ...(os.length > 0 && { os }),
  }
}
