// Everything `npm test` promises: type check, lint, dead code, and every test on a real PostgreSQL. Stops at the first failing step.
// `npm test -- test/domain/slots.test.ts` runs only those test files (globs work), without the other steps.
import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { constants } from 'node:os'
import { join } from 'node:path'
import { projectRoot, say } from './bootstrap/report.mjs'

const modules = join(projectRoot, 'node_modules')
const bin = (...path) => join(modules, ...path)
const consoleProject = join(projectRoot, 'src', 'console', 'tsconfig.json')
const files = process.argv.slice(2)
// Colours only where a person looks: Biome takes CI for a terminal.
const plain = process.stdout.isTTY ? [] : ['--colors=off']

const checks = [
  { name: 'type check', args: [bin('typescript', 'bin', 'tsc'), '--noEmit'] },
  ...(existsSync(consoleProject)
    ? [{ name: 'type check (console)', args: [bin('typescript', 'bin', 'tsc'), '--noEmit', '-p', consoleProject] }]
    : []),
  { name: 'lint', args: [bin('@biomejs', 'biome', 'bin', 'biome'), 'ci', '--diagnostic-level=warn', ...plain, '.'] },
  { name: 'dead code', args: [bin('knip', 'bin', 'knip.js')] },
]
const tests = (name, atOnce, globs) => ({
  name,
  args: [
    '--test',
    `--test-concurrency=${atOnce}`,
    '--test-global-setup=./test/support/global-setup.ts',
    '--import=./test/support/no-network.ts',
    ...globs,
  ],
})
// How fast work resumes after a kill is measured, so those tests have the machine to themselves.
const everything = [
  ...checks,
  tests('crash tests', 1, ['test/crash/**/*.test.ts']),
  tests('tests', 2, ['test/*.test.ts', 'test/!(crash)/**/*.test.ts']),
]

// Every test file is a process of its own: without the cache each would compile the whole application anew.
const env = { ...process.env, NODE_COMPILE_CACHE: join(modules, '.cache', 'girassol') }

for (const { name, args } of files.length > 0 ? [tests('tests', 2, files)] : everything) {
  const startedAt = performance.now()
  const code = await run(args)
  const seconds = ((performance.now() - startedAt) / 1000).toFixed(1)
  say(`${name} ${code === 0 ? 'passed' : 'FAILED'} in ${seconds} s`)
  if (code !== 0) process.exit(code)
}

/** Ends as the program ends; signals reach both through the terminal, or are handed on. */
function run(args) {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, args, { cwd: projectRoot, env, stdio: 'inherit' })
    const handOn = (signal) => child.kill(signal)
    process.on('SIGTERM', handOn)
    const wait = () => {}
    process.on('SIGINT', wait)
    child.on('close', (code, signal) => {
      process.off('SIGTERM', handOn)
      process.off('SIGINT', wait)
      resolve(signal ? 128 + constants.signals[signal] : code)
    })
  })
}
