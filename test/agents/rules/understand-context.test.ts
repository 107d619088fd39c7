import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createUnderstanding } from '#agents/rules/understand/understand.ts'
import type { Asked } from '#src/domain/understanding.ts'

const engine = createUnderstanding()
const now = Temporal.ZonedDateTime.from('2026-03-02T10:15:00-03:00[America/Recife]')
const understand = (text: string, asked?: Asked) => engine.understand(text, { now, asked })

test('a refusal or "não sei" declines the fact that was asked, and nothing else', () => {
  const cases: [string, Asked, string[]][] = [
    ['não sei', 'billBrl', ['billBrl']],
    ['não lembro de cabeça', 'billBrl', ['billBrl']],
    ['não sei', 'hasSolar', ['hasSolar']],
    ['sei lá', 'competitorContract', ['competitorContract']],
    ['prefiro não dar meu email', 'email', ['email']],
    ['não uso email', 'email', ['email']],
    ['não', 'email', ['email']],
    ['prefiro não dizer', 'name', ['name']],
    ['não vou dizer meu nome', 'name', ['name']],
  ]
  for (const [text, asked, declined] of cases) {
    const understanding = understand(text, asked)
    assert.deepEqual(understanding.declined, declined, text)
    assert.deepEqual(understanding.facts, {}, text)
  }
  assert.equal(understand('isso não é golpe não né', 'name').declined, undefined)
})

test('the words of another matter do not answer the yes/no question that was asked', () => {
  const aside = [
    'apaga meu número',
    'não me chame mais',
    'isso não é golpe não né',
    'tem garantia?',
    'agora não posso falar',
    'número errado, não sou eu',
    'bom dia, tudo bem?',
    'valeu',
    'quero falar com o dono',
    'não tenho interesse',
  ]
  for (const asked of ['ownsProperty', 'hasSolar', 'competitorContract', 'decisionMaker'] as const) {
    for (const text of aside) assert.equal(understand(text, asked).facts[asked], undefined, `${asked}: ${text}`)
  }
})

test('a bare name or city counts only when it stands alone', () => {
  assert.equal(understand('a luz parou aqui', 'name').facts.name, undefined)
  assert.equal(understand('o Leonardo autorizou 30%', 'name').facts.name, undefined)
  assert.equal(understand('quem é Célia?', 'name').facts.name, undefined)
  assert.equal(understand('quantas placas precisa', 'city').facts.city, undefined)
  assert.equal(understand('feliz natal pra vocês').facts.city, undefined)
})

test('a name that several cities share is told apart by its state, and asked about without one', () => {
  const both = understand('Juazeiro', 'city')
  assert.deepEqual(both.ambiguousCity, [
    { city: 'Juazeiro', state: 'BA' },
    { city: 'Juazeiro do Norte', state: 'CE' },
  ])
  assert.equal(understand('Juazeiro/BA', 'city').facts.city?.value, 'Juazeiro')
  assert.equal(understand('juazeiro do norte', 'city').facts.city?.value, 'Juazeiro do Norte')
  assert.equal(understand('Paulista', 'city').ambiguousCity, undefined)
})

test('investors, complaints and customers are noticed; other talk of money and faults is not', () => {
  assert.deepEqual(understand('quero investir em usina solar').triggers, ['investor'])
  assert.deepEqual(understand('meu sistema parou de funcionar').triggers, ['complaint'])
  assert.deepEqual(understand('sou cliente de vocês e quero a segunda via do boleto').triggers, ['existing_customer'])
  for (const text of [
    'quanto é o investimento?',
    'não quero investir agora',
    'e se o inversor quebrar?',
    'sou cliente da Celpe',
    'a Celpe não resolve nada',
    'não, nunca assinei nada',
  ]) {
    assert.equal(understand(text).triggers, undefined, text)
  }
})

test('a firm refusal is no interest; refusing the plant for the discount is not', () => {
  for (const text of ['não tenho interesse', 'não me interessa', 'não quero, obrigado'])
    assert.equal(understand(text).noInterest, true, text)
  for (const text of ['não quero usina, quero desconto', 'não quero mais pagar caro', 'não quero esse horário']) {
    assert.equal(understand(text).noInterest, undefined, text)
  }
  assert.equal(understand('só quero o desconto na conta').wantsDiscountOnly, true)
})

test('questions carry what they are about', () => {
  const cases: [string, string][] = [
    ['quanto custa?', 'price'],
    ['parcelam em quantas vezes?', 'payment'],
    ['tem garantia?', 'warranty'],
    ['como funciona?', 'how_it_works'],
    ['quanto eu economizo?', 'savings'],
    ['quanto tempo demora pra instalar?', 'installation_time'],
    ['o que é energia por assinatura?', 'subscription'],
    ['onde fica o escritório?', 'location'],
    ['é robô?', 'robot'],
    ['quem tá falando?', 'who'],
    ['tem fidelidade?', 'contract_length'],
    ['a visita é online?', 'meeting'],
    ['precisa de que documentos?', 'documents'],
    ['precisa de manutenção?', 'maintenance'],
    ['precisa de bateria?', 'batteries'],
    ['e se faltar luz?', 'outage'],
    ['funciona em dia de chuva?', 'weather'],
    ['funciona em apartamento?', 'subscription'],
    ['vai furar o telhado?', 'roof_work'],
    ['como assim?', 'clarify'],
    ['não entendi a pergunta', 'clarify'],
    ['pra que você quer meu nome?', 'why_asked'],
    ['vocês atendem em Natal?', 'areas'],
    ['tem horário sábado?', 'availability'],
    ['tem na quarta de tarde?', 'availability'],
    ['quantas placas eu precisaria?', 'estimate'],
    ['como conseguiu meu número?', 'data_source'],
  ]
  for (const [text, topic] of cases) {
    const understanding = understand(text)
    assert.ok(understanding.acts.includes('ask'), text)
    assert.ok(understanding.topics?.includes(topic), `${text}: ${understanding.topics}`)
  }
})

test('"as duas em Caruaru" speaks of two bills, "às duas" of an hour', () => {
  for (const text of ['as duas em Caruaru', 'tenho duas, as duas alugadas'])
    assert.equal(understand(text).time, undefined)
  for (const text of ['às duas', 'amanhã as duas', 'as duas da tarde']) assert.ok(understand(text).time, text)
  assert.ok(understand('as duas', 'slots').time)
})

test('a remark about the dear bill and a fear for the roof are topics without being questions or objections', () => {
  for (const [text, topic] of [
    ['tá caro a luz viu', 'dear_bill'],
    ['minha conta tá um absurdo', 'dear_bill'],
    ['tenho medo de obra no telhado', 'roof_work'],
  ] as const) {
    const { acts, topics } = understand(text)
    assert.deepEqual(topics, [topic], text)
    assert.ok(!acts.some((act) => act.startsWith('object:')), `${text}: ${acts}`)
  }
  assert.equal(understand('oi?').topics, undefined)
})

test('another language is named, and is not taken for being off topic', () => {
  assert.equal(understand('Hello! I saw your ad about solar energy.').language, 'en')
  assert.equal(understand('Hola, vi su anuncio de energía solar').language, 'es')
  assert.ok(!understand('How much does it cost?').acts.includes('off_topic'))
  for (const text of ['show', 'ok, blz', 'meu email é ana@example.com', 'oi', 'sim'])
    assert.equal(understand(text).language, undefined, text)
})

test('complete says whether anything was left unexplained', () => {
  for (const [text, asked] of [
    ['uns 800', 'billBrl'],
    ['sim', 'hasSolar'],
    ['tem garantia?', undefined],
    ['quinta às 14h', 'slots'],
    ['não sei', 'billBrl'],
  ] as const) {
    assert.equal(understand(text, asked).complete, true, text)
  }
  for (const text of ['meu cunhado trabalha na prefeitura e falou disso', 'a minha caixa de disjuntores esquenta']) {
    assert.equal(understand(text).complete, false, text)
  }
})

test('after midnight "amanhã" leaves both days open; "hoje às 7" in the morning is the evening', () => {
  const night = Temporal.ZonedDateTime.from('2026-03-03T01:30:00-03:00[America/Recife]')
  const tomorrow = engine.understand('amanhã às 9h', { now: night, asked: 'slots' }).time
  assert.deepEqual(
    [tomorrow?.kind, tomorrow?.from, tomorrow?.to],
    ['ambiguous', '2026-03-03T09:00:00-03:00', '2026-03-04T09:00:00-03:00'],
  )
  assert.equal(understand('hoje às 7', 'slots').time?.from, '2026-03-02T19:00:00-03:00')
})

test('"depois do carnaval" and "quando cair o salário" name working days of the company calendar', () => {
  const before = Temporal.ZonedDateTime.from('2026-02-10T10:00:00-03:00[America/Recife]')
  assert.equal(engine.understand('depois do carnaval', { now: before, asked: 'slots' }).time?.date, '2026-02-18')
  // March 2026: the 6th is Pernambuco's Data Magna, so the fifth working day is Monday the 9th.
  assert.equal(understand('quando cair o salário', 'slots').time?.date, '2026-03-09')
})
