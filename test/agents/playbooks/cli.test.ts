import assert from 'node:assert/strict'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Writable } from 'node:stream'
import { type TestContext, test } from 'node:test'
import { playbook } from '#src/cli/playbook.ts'

async function run(...argv: string[]) {
  const written = { stdout: '', stderr: '' }
  const into = (name: keyof typeof written) =>
    new Writable({
      write(chunk, _, done) {
        written[name] += String(chunk)
        done()
      },
    })
  const code = await playbook.run(argv, { stdout: into('stdout'), stderr: into('stderr') })
  return { code, ...written }
}

function fileWith(t: TestContext, text: string): string {
  const dir = mkdtempSync(join(tmpdir(), 'girassol-playbook-'))
  t.after(() => rmSync(dir, { recursive: true }))
  const file = join(dir, 'p.yaml')
  writeFileSync(file, text)
  return file
}

test('sound playbooks exit 0 with a line each', async () => {
  const { code, stdout } = await run('check', 'agents/playbooks/solar.yaml', 'agents/playbooks/appointments.yaml')
  assert.equal(code, 0)
  assert.match(stdout, /solar\.yaml: ok \(solar, version \d+\)\n.*appointments\.yaml: ok/)
})

test('problems exit 1 and say file, line, what is wrong and what is allowed', async (t) => {
  const file = fileWith(t, 'name: Solar Norte\nversion: 1\n')
  const { code, stderr } = await run('check', file)
  assert.equal(code, 1)
  assert.match(stderr, /p\.yaml:1 name: lower-case letters, digits and _ only\n/)
  assert.match(stderr, /\d+ problems\n$/)
})

test('--json gives an object a file', async (t) => {
  const { code, stdout } = await run('check', '--json', fileWith(t, 'name: x'), 'agents/playbooks/solar.yaml')
  assert.equal(code, 1)
  const [bad, good] = stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line))
  assert.equal(bad.ok, false)
  assert.ok(bad.problems.every((problem: { line: number; message: string }) => problem.line >= 1 && problem.message))
  assert.deepEqual([good.ok, good.name, good.problems], [true, 'solar', []])
})

test('--on looks at the claims as of a day', async () => {
  const { code, stderr } = await run('check', 'agents/playbooks/solar.yaml', '--on', '2031-01-01')
  assert.equal(code, 1)
  assert.match(stderr, /expired on 2028-06-30/)
})

test('wrong usage exits 2 with one line', async () => {
  for (const argv of [
    [],
    ['check'],
    ['chek', 'a.yaml'],
    ['check', 'a.yaml', '--on', 'amanhã'],
    ['check', 'a.yaml', '--on', '2026-02-31'],
  ]) {
    const { code, stderr } = await run(...argv)
    assert.equal(code, 2, argv.join(' '))
    assert.equal(stderr.trim().split('\n').length, 1)
  }
})

test('a file that cannot be read is said so', async () => {
  await assert.rejects(run('check', '/nowhere/p.yaml'), /\/nowhere\/p\.yaml: cannot be read/)
})
