import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { describe, test } from 'node:test'
import { checkPlaybook } from '#agents/playbooks/check.ts'
import { TOPICS } from '#agents/rules/write/keys.ts'
import { OBJECTION_KINDS } from '#src/domain/understanding.ts'

const SOLAR = readFileSync('agents/playbooks/solar.yaml', 'utf8')
const APPOINTMENTS = readFileSync('agents/playbooks/appointments.yaml', 'utf8')
const TODAY = Temporal.PlainDate.from('2026-03-10')

function problems(source: string, today = TODAY) {
  return checkPlaybook(source, { file: 'p.yaml', today }).problems
}

/** The solar playbook with one piece of text changed; throws when the piece is not there, so that a case cannot pass by accident. */
function broken(from: string, to: string): { source: string; line: number } {
  const at = SOLAR.indexOf(from)
  if (at < 0) throw new Error(`the playbook has no "${from}"`)
  const first = [...to].findIndex((char, i) => char !== from[i])
  const line = SOLAR.slice(0, at).split('\n').length + to.slice(0, Math.max(first, 0)).split('\n').length - 1
  return { source: SOLAR.replace(from, () => to), line }
}

test('both playbooks are sound', () => {
  assert.deepEqual(problems(SOLAR), [])
  assert.deepEqual(problems(APPOINTMENTS), [])
})

test('the solar playbook stays sound until the end of 2027, as its owners promise', () => {
  assert.deepEqual(problems(SOLAR, Temporal.PlainDate.from('2027-12-31')), [])
})

test('the solar playbook answers every topic and every objection, twice', () => {
  const { playbook } = checkPlaybook(SOLAR, { file: 'p.yaml', today: TODAY })
  assert.deepEqual(new Set(playbook?.faq.map(({ topic }) => topic)), new Set(TOPICS))
  assert.deepEqual(new Set(playbook?.objections.map(({ kind }) => kind)), new Set(OBJECTION_KINDS))
  assert.ok(playbook?.objections.every((objection) => objection.arguments.length >= 2))
})

/** Each mistake, what the message says, and what it says is allowed. The line is that of the first changed character. */
const MISTAKES: [name: string, from: string, to: string, message: RegExp, allowed?: RegExp][] = [
  ['a field nobody knows', 'largeBillBrl: 20000', 'largestBillBrl: 20000', /"largestBillBrl" is not a known field/],
  ['a value of the wrong type', 'minBillBrl: 400\n', 'minBillBrl: muito\n', /expected number/],
  ['an unknown objection', 'kind: no_money', 'kind: no_cash', /Invalid option/, /no_money/],
  ['an unknown fact', '- fact: hasSolar', '- fact: hasPanels', /Invalid option/, /hasSolar/],
  ['an unknown stage', 'met: reuniao_realizada', 'mets: reuniao_realizada', /mets|met/],
  ['broken YAML', 'name: solar', 'name: "solar', /YAML/],
  ['a fact asked twice', '- fact: hasSolar', '- fact: ownsProperty', /asked for twice/],
  [
    'a choice without a value',
    '      - { value: condo }\n',
    '',
    /has 6 numbered choices but "options" has 5 values/,
    /one value for each number/,
  ],
  [
    'a value the fact cannot have',
    '{ value: condo }',
    '{ value: castle }',
    /"castle" is not a value "propertyKind" can have/,
    /house, apartment/,
  ],
  ['a topic nobody asks about', 'topic: batteries', 'topic: bateries', /did you mean "batteries"/, /price/],
  ['a topic answered twice', 'topic: batteries', 'topic: price', /answered twice/],
  ['a wording key nobody says', 'ask_which_slot:', 'ask_wich_slot:', /did you mean "ask_which_slot"/],
  [
    'an unknown placeholder',
    'Prazer, {name}!',
    'Prazer, {nome}!',
    /\{nome\} is not known here; did you mean \{name\}/,
    /\{name\}/,
  ],
  ['a placeholder that only another say fills', 'Por nada!', 'Por nada, até {slot}!', /\{slot\} is not known here/],
  ['a brace without its pair', 'Prazer, {name}!', 'Prazer, {name!', /brace without its pair/],
  [
    'a list of times without the times',
    'Olha o que tem livre:\\n{slots}\\nQual',
    'Olha o que tem livre.\\nQual',
    /leaves out \{slots\}/,
  ],
  [
    'a question in an answer',
    'Dá pouco trabalho: é limpeza',
    'Sabia? Dá pouco trabalho: é limpeza',
    /asks a question/,
    /no question mark/,
  ],
  ['a question without its mark', 'Como é o seu nome?', 'Me diz o seu nome.', /has 0 question marks/, /exactly one/],
  ['two questions at once', 'Com quem eu falo?', 'Com quem eu falo? E de onde?', /has 2 question marks/],
  ['an argument that asks', 'Fica à vontade. Se surgir', 'Fica à vontade? Se surgir', /asks a question/],
  [
    'a price in a text',
    'Dá pouco trabalho: é limpeza',
    'Custa R$ 90 por ano: é limpeza',
    /"R\$ 90" has no source/,
    /fact\.<id>/,
  ],
  [
    'a percentage in a text',
    'Dá pouco trabalho: é limpeza',
    'Gasta dois por cento: é limpeza',
    /"2 por cento" has no source/,
  ],
  [
    'a promise',
    'Dá pouco trabalho: é limpeza',
    'Garantimos que dá pouco trabalho: é limpeza',
    /promises or prices/,
    /fact sheet/,
  ],
  [
    'a request for documents',
    'Recebi o arquivo, obrigada.',
    'Recebi, agora me manda o seu CPF.',
    /asks for personal data/,
  ],
  [
    'passing for a person',
    'Isso mesmo, sou a {agent}',
    'Não sou robô, sou a {agent}',
    /passes for a person/,
    /virtual assistant/,
  ],
  ['a booking nobody made', 'Eu que agradeço.', 'Eu que agradeço, tá agendado.', /speaks of a booking/],
  ['a courtesy question', 'Com quem eu falo?', 'Oi, tudo bem?', /courtesy/],
  ['markdown', 'Eu que agradeço.', 'Eu que **agradeço**.', /markup/],
  ['another language', 'Eu que agradeço.', 'Thank you for your message.', /not Portuguese/],
  ['an emoji of nobody', 'Haha, boa 😊', 'Haha, boa 🚀', /🚀 is not one of the persona's/, /🌻/],
  [
    'an emoji at a goodbye',
    'Obrigada pelo seu tempo, a porta fica aberta.',
    'Obrigada pelo seu tempo 😊',
    /serious moment/,
  ],
  [
    'a text that is too long',
    'Eu que agradeço.',
    `Eu que agradeço${' muito'.repeat(50)}.`,
    /characters/,
    /300 at most/,
  ],
  ['the same text twice', 'Uma casa, entendi.', 'Casa, certo.', /says the same as another/],
  [
    'a reminder without its answers',
    '1 confirmar · 2 remarcar · 3 cancelar',
    'Me avisa se algo mudar.',
    /leaves out what must be said/,
  ],
  [
    'a claim that is not there',
    'uses: [panel_warranty]\n    answers',
    'uses: [panel_waranty]\n    answers',
    /"panel_waranty" is not in the fact sheet/,
    /panel_warranty/,
  ],
  ['an offer of a claim that is not there', 'claim: own_plant_saving', 'claim: own_saving', /not in the fact sheet/],
  [
    'a contradiction',
    'subject: discount_large_consumer',
    'subject: saving_own_plant',
    /contradicts "own_plant_saving" about saving_own_plant: 20 % here, 90 % there/,
  ],
  ['a claim that says another number', '    value: 25\n', '    value: 30\n', /does not say the value 30/],
  ['a fact sheet id twice', '- id: installation_time', '- id: panel_warranty', /stands twice in the fact sheet/],
  ['an attendant twice', 'id: camila', 'id: leonardo', /attendant is listed twice/],
  ['a time zone of nowhere', 'timeZone: America/Recife', 'timeZone: America/Olinda', /not a time zone/, /IANA/],
  ['gates in the wrong order', 'largeBillBrl: 20000', 'largeBillBrl: 300', /above minBillBrl/],
]

describe('each mistake is named with its line', () => {
  for (const [name, from, to, message, allowed] of MISTAKES) {
    test(name, () => {
      const { source, line } = broken(from, to)
      const found = problems(source)
      const match = found.find((problem) => message.test(problem.message) || message.test(problem.path))
      assert.ok(match, `no problem says ${message}: ${JSON.stringify(found)}`)
      if (allowed) assert.match(match.allowed ?? '', allowed)
      // A contradiction, a missing value or a wrong total is reported on the list it makes wrong, close to the change.
      assert.ok(
        Math.abs(match.line - line) <= 12 || match.line === wholeFileLine(source, match.path),
        `line ${match.line}, changed at ${line}`,
      )
    })
  }

  test('a problem of one text stands on exactly its line', () => {
    for (const text of ['Com quem eu falo?', 'Dá pouco trabalho: é limpeza', 'Prazer, {name}!', 'Eu que agradeço.']) {
      const { source } = broken(text, `Garantimos {nada} ${text}`)
      const line = source.split('\n').findIndex((each) => each.includes('Garantimos')) + 1
      assert.ok(problems(source).length >= 2)
      assert.deepEqual(new Set(problems(source).map((problem) => problem.line)), new Set([line]), text)
    }
  })
})

/** Where a top-level part begins, for problems of a part as a whole. */
function wholeFileLine(source: string, path: string): number {
  const [top = ''] = path.split(/[.[]/)
  return source.split('\n').findIndex((line) => line.startsWith(`${top}:`)) + 1
}

describe('what is missing is said', () => {
  const without = (pattern: RegExp, source = SOLAR) => {
    const left = source.replace(pattern, '')
    assert.notEqual(left, source, 'nothing was taken out')
    return problems(left)
  }

  test('a required question', () => {
    const found = without(/ {2}- fact: city\n[\s\S]*?(?= {2}- fact: propertyKind)/)
    assert.ok(found.some(({ message }) => /needs the fact "city"/.test(message)))
  })

  test('a required wording', () => {
    const found = without(/ {2}booked:\n(?: {4}.*\n)+/)
    assert.ok(found.some(({ message, path }) => path === 'wordings' && /"booked" has no wording/.test(message)))
  })

  test('a whole section', () => {
    const found = without(/^quietHours:.*\n(?: {2}.*\n)*/m)
    assert.ok(found.some(({ message, path }) => path === 'quietHours' && message === 'is missing'))
  })

  test('the answer about prices', () => {
    const found = without(/ {2}- topic: price\n[\s\S]*?(?= {2}- topic: payment)/)
    assert.ok(found.some(({ message }) => /the topic "price" has no answer/.test(message)))
  })

  test('enough wordings of what comes often', () => {
    const found = without(/ {6}- "?'?Com quem eu falo\?.*\n {6}- .*\n {6}- .*\n/)
    assert.ok(found.some(({ message, allowed }) => /has 1 wording/.test(message) && /at least 3/.test(allowed ?? '')))
  })

  test('a wording for leads who have not told their name', () => {
    const only = SOLAR.replace(/ {2}callback: .*\n/, '  callback: ["Oi, {name}! Voltei."]\n')
    assert.ok(
      problems(only).some(({ path, message }) => path === 'wordings.callback' && /may not have told/.test(message)),
    )
  })

  test('a second argument', () => {
    const found = without(/ {6}- - "?'?Entendi\. Se um dia[\s\S]*?(?= {2}- kind: contract)/)
    assert.ok(found.some(({ message }) => /only one argument/.test(message)))
  })
})

describe('expiry', () => {
  const after = Temporal.PlainDate.from('2028-07-01')

  test('every use of an expired claim is refused, with the day it expired', () => {
    const found = problems(SOLAR, after)
    const expired = found.filter(({ message }) => /which expired on 2028-06-30/.test(message))
    assert.ok(expired.some(({ path }) => path.startsWith('faq[')))
    assert.ok(expired.some(({ path }) => path.startsWith('offers[')))
    assert.ok(expired.some(({ path }) => path.startsWith('objections[')))
  })

  test('a text that uses an expired claim without naming it in "uses" is found too', () => {
    const source = SOLAR.replace(/uses: \[installation_time\]\n/g, 'uses: []\n')
    const found = problems(source, after).filter(({ message }) => message.includes('"installation_time"'))
    assert.ok(found.length >= 1)
  })

  test('an expired claim nobody uses is left alone', () => {
    const unused = SOLAR.replace(
      'faq:\n',
      '  - id: old_news\n    claim: Já fizemos 3 usinas.\n    subject: plants_built\n    value: 3\n    source: site\n    owner: Camila Duarte\n    validUntil: 2020-01-01\n\nfaq:\n',
    )
    assert.deepEqual(problems(unused), [])
  })
})
