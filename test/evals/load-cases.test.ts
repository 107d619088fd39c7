import assert from 'node:assert/strict'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { loadCases } from '#evals/load-cases.ts'

const CASES = fileURLToPath(new URL('../../evals/cases', import.meta.url))
const GOOD =
  'id: a\npurpose: x\nnow: 2026-03-10T10:15:00-03:00\nlead: { phone: "5581999990001", opens: oi }\nexpect: { outcome: open }\n'

function folderWith(t: TestContext, files: Record<string, string>): string {
  const folder = mkdtempSync(join(tmpdir(), 'cases-'))
  t.after(() => rmSync(folder, { recursive: true }))
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text)
  return folder
}

test('every case of the suite is sound, and there are enough of them', () => {
  const cases = loadCases([CASES])
  assert.ok(cases.length >= 94, `${cases.length} cases`)
  assert.ok(cases.every(({ purpose }) => purpose.length > 20))
})

test('phones of cases are invented ones', () => {
  for (const { id, lead } of loadCases([CASES]))
    assert.match(lead.phone, /^(5581999990\d{3}|558199990\d{3}|351912345\d{3})$/, id)
})

const BROKEN: [what: string, line: string, message: RegExp][] = [
  ['an unknown key', 'lead: { phone: "5581999990001", opens: oi, mood: sad }', /:4: lead: unknown key "mood"/],
  ['a phone without quotes', 'lead: { phone: 5581999990001, opens: oi }', /:4: lead\.phone: .*string/],
  [
    'an unknown style',
    'lead: { phone: "5581999990001", opens: oi, style: cool }',
    /:4: lead\.style: .*"plain"\|"short"/,
  ],
  [
    'a reaction that does nothing',
    'lead: { phone: "5581999990001", opens: oi, when: [{ turn: 2 }] }',
    /:4: lead\.when\.0: one of attendant/,
  ],
  [
    'a reaction to nothing',
    'lead: { phone: "5581999990001", opens: oi, when: [{ say: oi }] }',
    /:4: lead\.when\.0: one of asked/,
  ],
  [
    'two things said at once',
    'lead: { phone: "5581999990001", opens: oi, when: [{ turn: 2, say: oi, pick: { nth: 1 } }] }',
    /only one of say, pick/,
  ],
  [
    'a broken pattern',
    'lead: { phone: "5581999990001", opens: oi, when: [{ sent: "(", say: oi }] }',
    /:4: lead\.when\.0\.sent: a regular expression/,
  ],
  [
    'an unknown fact',
    'lead: { phone: "5581999990001", opens: oi, knows: { shoe: 42 } }',
    /:4: lead\.knows: unknown key "shoe"/,
  ],
  ['YAML that is none', 'lead: { phone: "5581999990001"', /:\d+: /],
]
for (const [what, line, message] of BROKEN) {
  test(`${what} is named by file and line`, (t) => {
    const folder = folderWith(t, { 'a.yaml': GOOD.replace(/^lead: .*$/m, line) })
    assert.throws(() => loadCases([folder]), message)
  })
}

test('two cases of one id are refused', (t) => {
  const folder = folderWith(t, { 'a.yaml': GOOD, 'b.yaml': GOOD })
  assert.throws(() => loadCases([folder]), /b\.yaml:1: id a is taken/)
})

test('a folder that is not there is wrong usage', () => {
  assert.throws(() => loadCases(['/no/such/folder']), { message: /no such folder/, exitCode: 2 })
})

test('defaults are filled in and files lie beside the case', (t) => {
  const folder = folderWith(t, { 'a.yaml': GOOD })
  const [read] = loadCases([folder])
  assert.equal(read?.folder, folder)
  assert.equal(read?.playbook, 'solar')
  assert.equal(read?.expect.violations, 0)
})
