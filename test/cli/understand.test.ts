import assert from 'node:assert/strict'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { PassThrough } from 'node:stream'
import { type TestContext, test } from 'node:test'
import { z } from 'zod'
import { understandCommand } from '#src/cli/understand.ts'
import { Understanding } from '#src/domain/understanding.ts'

const NOW = '2026-03-02T10:15:00-03:00'

async function run(...argv: string[]) {
  const [stdout, stderr] = [new PassThrough(), new PassThrough()]
  const texts = [stdout, stderr].map((stream) => stream.setEncoding('utf8').toArray())
  const exitCode = await understandCommand.run(argv, { stdout, stderr })
  stdout.end()
  stderr.end()
  const [out = [], err = []] = await Promise.all(texts)
  return { exitCode, out: out.join(''), err: err.join('') }
}

async function fileOf(t: TestContext, lines: string[]): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'understand-'))
  t.after(() => rm(folder, { recursive: true }))
  const file = join(folder, 'messages.jsonl')
  await writeFile(file, lines.join('\n'))
  return file
}

test('--json prints one understanding, with the answer read in the light of what was asked', async () => {
  const { exitCode, out } = await run('uns 600 conto', '--asked', 'billBrl', '--json', '--now', NOW)
  const understanding = Understanding.parse(JSON.parse(out))
  assert.equal(exitCode, 0)
  assert.equal(understanding.facts.billBrl?.value, 600)
  assert.ok('uns 600 conto'.includes(understanding.facts.billBrl?.evidence ?? '?'))
})

test('offered times give "a segunda" its meaning, in the zone of the company', async () => {
  const offered = '2026-03-03T09:00:00-03:00,2026-03-03T17:00:00Z'
  const { out } = await run('às 14h', '--asked', 'slots', '--offered', offered, '--json', '--now', NOW)
  assert.equal(Understanding.parse(JSON.parse(out)).choice, 2)
})

test('without --json people read what was understood', async () => {
  const { exitCode, out } = await run('quinta às 14h', '--asked', 'slots', '--now', NOW)
  assert.equal(exitCode, 0)
  assert.match(out, /2026-03-05T14:00:00-03:00/)
})

test('a batch answers line by line, in order, with the ids', async (t) => {
  const file = await fileOf(t, [
    JSON.stringify({ id: 'a', text: '900', asked: 'billBrl' }),
    '',
    JSON.stringify({ id: 2, text: 'amanhã às 9h', now: NOW, asked: 'slots' }),
    JSON.stringify({
      id: 'c',
      text: 'a primeira',
      asked: 'slots',
      offered: ['2026-03-03T09:00:00-03:00', '2026-03-04T09:00:00-03:00'],
    }),
  ])
  const { exitCode, out } = await run('--batch', file)
  const Row = z.looseObject({ id: z.union([z.string(), z.number()]) })
  const rows = out
    .trim()
    .split('\n')
    .map((line) => Row.parse(JSON.parse(line)))
  assert.equal(exitCode, 0)
  assert.deepEqual(
    rows.map(({ id }) => id),
    ['a', 2, 'c'],
  )
  assert.equal(rows[2]?.choice, 1)
})

test('bad lines of a batch are answered in their place and make it fail at the end', async (t) => {
  const file = await fileOf(t, [
    '{"id":"a","text":"oi"}',
    'not json',
    '{"id":"b"}',
    '{"id":"c","text":"oi","asked":"nothing"}',
    '{"id":"d","text":"tchau"}',
  ])
  const { exitCode, out, err } = await run('--batch', file)
  const Row = z.looseObject({ id: z.string().optional(), line: z.number().optional(), error: z.string().optional() })
  const rows = out
    .trim()
    .split('\n')
    .map((line) => Row.parse(JSON.parse(line)))
  assert.equal(exitCode, 1)
  assert.deepEqual(
    rows.map(({ id, line }) => [id, line]),
    [
      ['a', undefined],
      [undefined, 2],
      ['b', 3],
      ['c', 4],
      ['d', undefined],
    ],
  )
  assert.ok(rows.slice(1, 4).every(({ error }) => error && error.length > 0))
  assert.match(err, /3 of 5/)
})

test('wrong usage says what to do in one line and exits 2', async (t) => {
  const file = await fileOf(t, ['{}'])
  const wrong = [
    [],
    ['oi', 'tchau'],
    ['oi', '--asked', 'weather'],
    ['oi', '--now', 'yesterday'],
    ['oi', '--offered', '2026-03-03T09:00:00'],
    ['oi', '--colour'],
    ['oi', '--batch', file],
    ['--batch', `${file}.missing`],
  ]
  for (const argv of wrong) {
    const { exitCode, out, err } = await run(...argv)
    assert.equal(exitCode, 2, argv.join(' '))
    assert.equal(out, '')
    assert.match(err, /^understand: .+\n$/)
  }
})

test('--help explains the command', async () => {
  const { exitCode, out } = await run('--help')
  assert.equal(exitCode, 0)
  assert.match(out, /^Usage: girassol understand/)
})
