import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { test } from 'node:test'
import { describeError } from '#src/cli/describe-error.ts'
import { UserError } from '#src/errors.ts'
import { projectRoot } from '../support/source-files.ts'

function girassol(...args: string[]): Promise<{ code: number; stdout: string; stderr: string }> {
  const entry = [join(projectRoot, 'scripts', 'run.mjs'), 'src/cli/girassol.ts', ...args]
  return new Promise((resolve) => {
    const child = execFile(process.execPath, entry, (_error, stdout, stderr) =>
      resolve({ code: child.exitCode ?? -1, stdout, stderr }),
    )
  })
}

test('--help lists the commands with what they do', async () => {
  const { code, stdout } = await girassol('--help')

  assert.equal(code, 0)
  assert.match(stdout, /^ {2}doctor +check /m)
})

test('an unknown command is wrong usage, told in one line', async () => {
  const { code, stdout, stderr } = await girassol('dcotor')

  assert.equal(code, 2)
  assert.equal(stdout, '')
  assert.match(stderr, /^girassol: unknown command "dcotor"; the commands are: .*doctor.*\.\n$/)
})

test('every command explains itself', async () => {
  const { stdout } = await girassol('--help')
  const names = [...stdout.matchAll(/^ {2}([a-z]+) /gm)].map(([, name]) => String(name))
  assert.ok(names.length > 0)

  for (const name of names) {
    const help = await girassol(name, '--help')
    assert.equal(help.code, 0, name)
    assert.match(help.stdout, new RegExp(`^Usage: girassol ${name}`), name)
  }
})

test('an unknown option is wrong usage', async () => {
  const { code, stderr } = await girassol('doctor', '--jsno')

  assert.equal(code, 2)
  assert.match(stderr, /^girassol doctor: Unknown option '--jsno'.*\n$/)
})

const problems: [name: string, error: Error, expected: RegExp][] = [
  [
    'a busy port',
    Object.assign(new Error('listen'), { code: 'EADDRINUSE', port: 3000, syscall: 'listen' }),
    /^Port 3000 is in use: .*PORT/,
  ],
  [
    'a full disk',
    Object.assign(new Error('write'), { code: 'ENOSPC', path: '/data/x' }),
    /^The disk is full \(\/data\/x\)/,
  ],
  [
    'no permission',
    Object.assign(new Error('open'), { code: 'EACCES', path: '/data/x' }),
    /^No permission for \/data\/x/,
  ],
  ['a database that is down', Object.assign(new Error('connect'), { code: 'ECONNREFUSED' }), /DATABASE_URL/],
  ['a wrong password', Object.assign(new Error('auth'), { code: '28P01' }), /refuses the password/],
  ['what we tell ourselves', new UserError('Set PORT.'), /^Set PORT\.$/],
]
for (const [name, error, expected] of problems) {
  test(`${name} is one clear line`, () => {
    const { text, exitCode } = describeError(error)

    assert.match(text, expected)
    assert.ok(!text.includes('\n'))
    assert.equal(exitCode, 1)
  })
}

test('a fault of ours keeps its stack', () => {
  assert.match(
    describeError(new TypeError('x is not a function')).text,
    /^Unexpected error: TypeError[\s\S]*girassol\.test/,
  )
})
