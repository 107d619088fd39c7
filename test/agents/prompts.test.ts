import assert from 'node:assert/strict'
import { readdirSync, readFileSync } from 'node:fs'
import { describe, test } from 'node:test'
import { readRequest } from '#agents/conversation/models/read.ts'
import { wordRequest } from '#agents/conversation/models/word.ts'
import { createPrompt, readPrompt } from '#agents/render-prompt.ts'
import { NOW, plan, shippedPlaybook } from './write/support.ts'

const NAMES = readdirSync('prompts', { recursive: true, encoding: 'utf8' })
  .filter((file) => file.includes('/') && file.endsWith('.md'))
  .map((file) => file.replace(/\.md$/, ''))
const WORST_CHARS = 6000

const lines = (text: string) => text.split('\n').filter((line) => line.trim() !== '')

describe('every prompt', () => {
  for (const name of NAMES)
    test(name, () => {
      const { usedBy, variables, text } = readPrompt(name)
      const slots = [...new Set([...text.matchAll(/\{\{(\w+)\}\}/g)].map(([, slot]) => slot ?? ''))]
      assert.deepEqual(slots.toSorted(), variables.toSorted(), 'the header names the variables of the text')
      const source = readFileSync(usedBy, 'utf8')
      assert.ok(source.includes(`createPrompt('${name}')`), `${usedBy} renders it`)
      assert.doesNotMatch(text, /\{(?!\{|"|\d)[^{}]*\}(?!\})/, 'no slot with single braces')

      assert.ok(text.length <= WORST_CHARS, `${text.length} characters`)
      assert.doesNotMatch(
        text,
        /\b(?:IMPORTANTE|ATENÇÃO|PRIORIDADE|OBRIGATÓRIO|SEMPRE|NUNCA|JAMAIS)\b/,
        'nothing is shouted',
      )
      assert.doesNotMatch(text, /!{2,}|prioridade máxima|acima de tudo|regra de ouro/i)
      assert.doesNotMatch(text, /\b(?:você|voce) deve\b.*\b(?:você|voce) deve\b/i, 'rules are short lines')
      const rules = lines(text).filter((line) => line.startsWith('- ') && !line.includes('{{'))
      assert.equal(new Set(rules).size, rules.length, 'no rule is said twice')
      assert.doesNotMatch(
        text,
        /R\$ ?\d|\d+ ?%|\d{1,2}h\d{0,2}\b|\d{2}\/\d{2}/,
        'no value that an answer could imitate',
      )
    })

  test('there are some', () => assert.equal(NAMES.length, 6))
})

test('a prompt takes exactly the variables of its header', () => {
  const render = createPrompt('conversation/word-again')
  assert.match(render({ reasons: '- <<<x>>>' }), /- <<<x>>>/)
  assert.throws(() => render({}), /reasons/)
  assert.throws(() => render({ reasons: '', reason: '' }), /reason/)
})

test('braces in what is filled in stay braces', () => {
  assert.match(createPrompt('conversation/word-again')({ reasons: '{{reasons}} {{x}}' }), /\{\{reasons\}\} \{\{x\}\}/)
})

for (const name of ['solar', 'appointments'] as const)
  test(`with the playbook ${name} nothing is left open, and the prefix is long enough to be cached`, () => {
    const playbook = shippedPlaybook(name)
    const turn = plan([{ kind: 'ask', fact: 'name', attempt: 1, withChoices: false }])
    const reference = { bubbles: [{ text: 'Como você se chama?' }], usedWordings: [], emojiUsed: false }
    const common = { playbook, playbookKey: 'k', recent: [{ author: 'lead' as const, text: 'oi {{nome}}' }] }
    const requests = [
      wordRequest({ ...common, plan: turn, reference, booking: null, now: NOW }),
      readRequest({ ...common, text: 'herdei da minha vó', asked: 'ownsProperty' }),
    ]
    const [wording] = requests
    assert.ok(wording && wording.system.length > 4 * 1024, 'providers cache prefixes from 1,024 tokens on')
    for (const { system, turns } of requests) {
      assert.doesNotMatch(system, /\{\{|\}\}|\{\w+\}|undefined|\[object/)
      assert.ok(!system.includes('oi {{nome}}') && turns[0]?.text.includes('<<<oi {{nome}}>>>'))
    }
  })
