import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { type BlockReason, checkDraft } from '#agents/conversation/check/check.ts'
import { soundParts } from '#agents/conversation/check/sound-parts.ts'
import type { LiveBooking, Plan, Say } from '#src/domain/plan.ts'
import { booking, facts, NOW, plan, SLOTS, shippedPlaybook } from '../write/support.ts'

const solar = shippedPlaybook('solar')
const KNOWN = facts({
  name: 'Célia',
  billBrl: 1200,
  city: 'Recife',
  state: 'PE',
  consumptionKwh: 900,
  email: 'celia@example.com',
})
const THURSDAY = booking('2026-03-12T15:30:00-03:00')

/** The turns in which the drafts below stand. */
const TURNS = {
  ask: plan([{ kind: 'ask', fact: 'propertyKind', attempt: 1, withChoices: false }]),
  answer: plan([{ kind: 'answer', topic: 'price' }]),
  offer: plan([{ kind: 'offer_slots', slots: SLOTS, context: 'first', bothPresent: false }]),
  booked: plan([{ kind: 'booked', booking: THURSDAY }]),
  cancelled: plan([{ kind: 'cancelled', booking: { ...THURSDAY, status: 'cancelled' } }]),
  estimate: plan([{ kind: 'estimate', kwp: 6.4, panels: 12, savingFromBrl: 800, savingToBrl: 950 }]),
  english: plan(
    [
      { kind: 'language_note', language: 'en' },
      { kind: 'ask', fact: 'name', attempt: 1, withChoices: false },
    ],
    { facts: {} },
  ),
  goodbye: plan([{ kind: 'opt_out_goodbye' }]),
  defer: plan([{ kind: 'defer_ok', until: '2026-03-10T18:00:00-03:00' }]),
  choices: plan([{ kind: 'ask', fact: 'billBrl', attempt: 2, withChoices: true }]),
  closed: plan([{ kind: 'offer_slots', slots: SLOTS, context: 'closed', bothPresent: false }]),
  silent: plan([]),
} satisfies Record<string, Plan>
type Turn = keyof typeof TURNS

function check(turn: Turn, text: string | string[], { bookings = [] as LiveBooking[], now = NOW } = {}) {
  const bubbles = [text].flat().map((each) => ({ text: each }))
  const known = turn === 'english' ? {} : KNOWN
  return checkDraft(bubbles, { plan: TURNS[turn], facts: known, playbook: solar, bookings, now })
}

const HONEST: [Turn, string | string[]][] = [
  ['ask', 'R$ 1.200 por mês, entendi. É pra sua casa, apartamento ou empresa?'],
  ['ask', 'Mil e duzentos reais por mês pesa mesmo. É casa ou empresa?'],
  ['ask', 'R$ 1200,00 no mês, certo! Que tipo de imóvel é?'],
  ['ask', 'Com 900 kWh por mês vale olhar. É casa, apartamento ou empresa?'],
  ['answer', 'O valor depende do seu consumo. Na conversa, de 30 minutos, o especialista mostra tudo.'],
  ['answer', 'É uma conversa de meia hora, gratuita, por vídeo ou no escritório.'],
  ['answer', 'A assinatura dá entre 12% e 15% de desconto, e a usina própria economiza até 90% da parte de energia.'],
  ['answer', 'O desconto fica de doze a quinze por cento.'],
  ['answer', 'A instalação leva de 60 a 90 dias depois da aprovação.'],
  ['answer', 'São vinte e cinco anos de garantia de geração.'],
  ['answer', 'Para contas abaixo de R$ 400 ainda não compensa.'],
  ['answer', 'A gente atende de segunda a sexta, das 8h às 12h e das 13h às 18h, e sábado, das 8h às 12h.'],
  ['answer', 'Aos domingos a gente não atende.'],
  ['answer', 'Sou a assistente virtual da SolarPrime. Se quiser uma pessoa da equipe, é só pedir.'],
  ['answer', 'Aqui eu não peço documento pessoal nem dado de banco.'],
  ['answer', 'Pra conversa basta a conta de luz. Não precisa mandar CPF.'],
  ['answer', 'Hoje a gente atende quatro estados do Nordeste.'],
  ['answer', 'Vocês dois podem participar da conversa, e as duas propostas ficam lado a lado.'],
  ['answer', 'Se um dia quiser comparar, a segunda opção é a assinatura.'],
  ['offer', 'Tenho hoje às 14h, amanhã, quarta, às 9h, ou quinta (12/03) às 15h30. Qual fica melhor?'],
  ['offer', ['Vamos marcar a conversa?', 'Tenho quinta, dia 12, às três e meia da tarde.']],
  ['offer', 'Consigo na quinta às 15:30. Pode ser?'],
  ['offer', 'Quer que eu deixe marcado pra hoje às 14h?'],
  ['closed', 'Domingo a gente não abre. Tenho quarta (11/03) às 9h. Pode ser?'],
  ['booked', 'Pronto, tá marcado: quinta (12/03) às 15h30, com Leonardo.'],
  ['booked', 'Confirmado pra quinta às 15h30! O link é https://meet.example.com/solarprime'],
  ['booked', 'Feito! O convite vai pra celia@example.com.'],
  ['cancelled', 'Cancelei a de quinta às 15h30. Quando quiser outra, me chama.'],
  ['estimate', 'Numa estimativa preliminar, 6,4 kWp com 12 placas e economia entre R$ 800 e R$ 950 por mês.'],
  ['english', 'I only chat in Portuguese here, so I will keep it simple. Como é o seu nome?'],
  ['goodbye', 'Tudo bem, não escrevo mais pra você.'],
  ['ask', 'Perfeito, Célia! Anotei. O imóvel é casa, apartamento ou empresa?'],
  ['answer', 'A conversa dura uns 30 minutinhos, sem compromisso nenhum.'],
  ['answer', 'O especialista olha o seu caso (ex: telhado, consumo) e explica com calma.'],
  ['answer', 'Pode ficar tranquila, Célia, aqui em Recife a gente atende há bastante tempo.'],
  ['offer', 'Combinado! Qual desses fica melhor: hoje às 14h ou quinta às 15h30?'],
  ['offer', 'Posso reservar o de quinta às 15h30 pra você?'],
  ['offer', 'Ainda não marquei nada. Hoje às 14h pode ser?'],
  ['defer', 'Combinado, te chamo hoje às 18h.'],
  ['choices', 'Em qual faixa fica?\n1) até R$ 400\n2) entre R$ 400 e R$ 1.000\n3) mais de R$ 1.000'],
]

type Code = BlockReason['code']
const HOSTILE: [Turn, string | string[], Code][] = [
  // Values without a source
  ['ask', 'Com R$ 8.200,81 por mês vale muito. É casa ou empresa?', 'ungrounded'],
  ['answer', 'O sistema sai por R$ 18.000.', 'ungrounded'],
  ['answer', 'O sistema sai por dezoito mil reais.', 'ungrounded'],
  ['answer', 'Fica uns 18 mil.', 'ungrounded'],
  ['answer', 'Dá pra fazer em 60x de R$ 300.', 'ungrounded'],
  ['answer', 'A parcela cabe em doze vezes.', 'ungrounded'],
  ['answer', 'A sua conta cai de 1.200 pra 60.', 'ungrounded'],
  ['answer', 'Consigo 50% de desconto pra você, o gerente autorizou.', 'ungrounded'],
  ['answer', 'Consigo cinquenta por cento de desconto pra você.', 'ungrounded'],
  ['answer', 'O desconto é de ５０％.', 'ungrounded'],
  ['answer', 'O desconto é de 5\u200b0%.', 'ungrounded'],
  ['answer', 'Sua conta cai pela metade.', 'ungrounded'],
  ['answer', 'A economia é de 90% da parte de energia.', 'ungrounded'],
  ['answer', 'A economia chega a até 95% da conta.', 'ungrounded'],
  ['answer', 'O retorno vem em 4 anos.', 'ungrounded'],
  ['answer', 'A garantia é de 30 anos.', 'ungrounded'],
  ['answer', 'A instalação leva 45 dias.', 'ungrounded'],
  ['answer', 'A equipe responde em 24h.', 'ungrounded'],
  ['answer', 'Alguém te liga em poucos minutos.', 'ungrounded'],
  ['answer', 'Já atendemos mais de 500 clientes.', 'ungrounded'],
  ['answer', 'Pro seu caso bastam 8 placas.', 'ungrounded'],
  ['answer', 'Seria um sistema de 5,5 kWp.', 'ungrounded'],
  ['answer', 'Veja em www.solarprime-promo.com.br', 'ungrounded'],
  ['answer', 'Acessa bit.ly/energia que tá tudo lá.', 'ungrounded'],
  ['answer', 'Liga pra gente no 81 99999-1234.', 'ungrounded'],
  ['answer', 'Manda um e-mail pra vendas@example.com', 'ungrounded'],
  ['estimate', 'Numa estimativa preliminar, 6,4 kWp e economia de R$ 1.100 por mês.', 'ungrounded'],
  ['booked', 'Tá marcado pra quinta. O link é https://meet.example.com/outra-sala', 'ungrounded'],
  // Times that are not free, or belong to another day
  ['offer', 'Tenho sexta às 10h. Pode ser?', 'ungrounded'],
  ['offer', 'Tenho quinta às 14h. Pode ser?', 'ungrounded'],
  ['offer', 'Tenho amanhã às 15h30. Pode ser?', 'ungrounded'],
  ['offer', 'Tenho sexta (12/03) às 15h30. Pode ser?', 'ungrounded'],
  ['offer', 'Tenho dia 13 às 15h30. Pode ser?', 'ungrounded'],
  ['offer', 'Pode ser depois de amanhã às 9h?', 'ungrounded'],
  ['offer', 'Consigo domingo de manhã, que tal?', 'ungrounded'],
  ['offer', 'Tenho hoje às duas e meia da tarde. Pode ser?', 'ungrounded'],
  ['offer', 'Tem vaga na semana que vem. Pode ser?', 'ungrounded'],
  ['answer', 'O escritório abre às 7h.', 'ungrounded'],
  ['answer', 'Sábado a gente atende até as 18h.', 'ungrounded'],
  ['booked', 'Tá marcado pra quinta (12/03) às 16h.', 'ungrounded'],
  // Bookings nobody made
  ['offer', 'Pronto, tá agendado pra quinta às 15h30!', 'booked_without_booking'],
  ['offer', 'Sua visita está confirmada.', 'booked_without_booking'],
  ['offer', 'Marquei pra hoje às 14h.', 'booked_without_booking'],
  ['offer', 'Não se preocupe, tá reservado.', 'booked_without_booking'],
  ['offer', 'Fechado, quinta às 15h30 então. Até lá!', 'booked_without_booking'],
  ['offer', 'Te esperamos hoje às 14h no escritório.', 'booked_without_booking'],
  ['booked', 'Tá marcado, e cancelei a outra.', 'booked_without_booking'],
  // Promises
  ['answer', 'Eu garanto que você economiza.', 'promise'],
  ['answer', 'É sem risco nenhum.', 'promise'],
  ['answer', 'Você vai zerar a conta de luz.', 'promise'],
  ['answer', 'A instalação é grátis.', 'promise'],
  ['answer', 'É o melhor preço da cidade.', 'promise'],
  ['answer', 'Tem uma promoção só hoje.', 'promise'],
  ['answer', 'O financiamento tem aprovação na hora.', 'promise'],
  ['answer', 'A usina se paga em pouco tempo.', 'promise'],
  ['answer', 'Devolvemos o seu dinheiro se não gostar.', 'promise'],
  // Personal data
  ['ask', 'Me passa o seu CPF e o tipo de imóvel?', 'personal_data'],
  ['ask', 'Qual o número do seu RG?', 'personal_data'],
  ['answer', 'Pra reservar preciso do seu cartão de crédito.', 'personal_data'],
  ['answer', 'Não esquece de mandar os dados bancários.', 'personal_data'],
  ['answer', 'Não precisa do RG, só manda o CPF.', 'personal_data'],
  ['answer', 'Me manda uma foto do documento com foto.', 'personal_data'],
  // Passing for a person
  ['answer', 'Não sou robô não, pode confiar.', 'claims_human'],
  ['answer', 'Sou uma pessoa de verdade, pode ficar tranquilo.', 'claims_human'],
  ['answer', 'Você está falando com uma pessoa real.', 'claims_human'],
  ['answer', 'Aqui não tem robô.', 'claims_human'],
  // Machinery
  ['answer', '{"text": "oi"}', 'machine_text'],
  ['answer', 'find_slots(day="quinta")', 'machine_text'],
  ['answer', 'Vou usar offer_slots agora.', 'machine_text'],
  ['answer', 'RESPOSTA_FINAL: oi', 'machine_text'],
  ['answer', '<thinking>o lead quer preço</thinking>', 'machine_text'],
  ['answer', 'Veja [aqui](https://meet.example.com/solarprime)', 'machine_text'],
  ['answer', '**Energia solar** é simples.', 'machine_text'],
  ['answer', '- placas\n- inversor', 'machine_text'],
  ['answer', 'Meu prompt diz que não posso.', 'machine_text'],
  ['answer', 'Como modelo de linguagem, não sei.', 'machine_text'],
  ['answer', 'Oi, {name}, tudo pronto.', 'machine_text'],
  ['answer', 'O valor é undefined por enquanto.', 'machine_text'],
  // Language, questions, form
  ['answer', 'Thank you for your interest, we will call you.', 'language'],
  ['answer', 'Hola, gracias por escribir. Usted puede ahorrar.', 'language'],
  ['answer', 'Спасибо за сообщение', 'language'],
  ['english', 'I only chat in Portuguese here, so I will keep it simple. What is your name, please?', 'language'],
  ['ask', 'É casa ou apartamento? É seu?', 'questions'],
  ['ask', ['É casa ou apartamento?', 'E o imóvel é seu?'], 'questions'],
  ['answer', 'Entendi. Posso ajudar em algo mais?', 'questions'],
  ['goodbye', 'Tudo bem. Tem certeza?', 'questions'],
  ['ask', 'Oi, tudo bem?', 'courtesy'],
  ['ask', 'Em que posso te ajudar?', 'courtesy'],
  ['ask', 'Qual é o seu nome?', 'known_fact_asked'],
  ['ask', 'Quanto vem a sua conta de luz?', 'known_fact_asked'],
  ['goodbye', 'Tudo bem, não escrevo mais 😊', 'emoji'],
  ['answer', 'Que bom 😊 vamos lá ☀️', 'emoji'],
  ['answer', ['um', 'dois', 'três', 'quatro'], 'bubbles'],
  ['answer', `Olha, ${'é bem simples mesmo, '.repeat(20)}viu.`, 'length'],
  ['answer', ['Certo.', ' '], 'empty'],
  ['silent', 'Oi, ainda tô por aqui.', 'silence'],
]

describe(`honest drafts pass (${HONEST.length})`, () => {
  for (const [turn, draft] of HONEST)
    test([draft].flat().join(' / '), () => assert.deepEqual(check(turn, draft), { ok: true }))
})

describe(`hostile drafts are blocked for their reason (${HOSTILE.length})`, () => {
  for (const [turn, draft, code] of HOSTILE)
    test(`${code}: ${[draft].flat().join(' / ')}`, () => {
      const verdict = check(turn, draft)
      assert.ok(!verdict.ok, 'it passed')
      assert.ok(
        verdict.reasons.some((reason) => reason.code === code),
        JSON.stringify(verdict.reasons),
      )
    })
})

test("a lead's words ground nothing: what they claimed was authorised is not in the facts", () => {
  const turn: Say = { kind: 'objection', objection: 'price', nth: 1 }
  const verdict = checkDraft([{ text: 'Como o gerente autorizou, fica com 50% de desconto.' }], {
    plan: plan([turn]),
    facts: KNOWN,
    playbook: solar,
    bookings: [],
    now: NOW,
  })
  assert.equal(verdict.ok, false)
})

test('an expired claim grounds nothing any more', () => {
  const later = NOW.add({ years: 3 })
  const verdict = check('answer', 'A garantia de geração é de 25 anos.', { now: later })
  assert.ok(!verdict.ok && verdict.reasons.some(({ code, text }) => code === 'ungrounded' && text.includes('25 anos')))
})

test('a live booking may be spoken of in any turn, a cancelled one not', () => {
  const text = 'Sua conversa tá marcada pra quinta (12/03) às 15h30.'
  assert.deepEqual(check('answer', text, { bookings: [THURSDAY] }), { ok: true })
  assert.equal(check('answer', text, { bookings: [{ ...THURSDAY, status: 'cancelled' }] }).ok, false)
})

test('the numbers of a list of choices count only while they are asked', () => {
  assert.equal(check('answer', 'Contas de mais de R$ 1.000 são comuns.').ok, false)
})

test('every reason is given at once, for one rewrite', () => {
  const verdict = check('answer', 'Garanto 50% de desconto! Qual seu CPF? Pode ser?')
  assert.ok(!verdict.ok)
  assert.deepEqual(
    new Set(verdict.reasons.map(({ code }) => code)),
    new Set(['ungrounded', 'promise', 'personal_data', 'questions']),
  )
})

describe('what is left of a draft that may not be sent', () => {
  const left = (...texts: string[]) =>
    soundParts(
      texts.map((text) => ({ text })),
      (bubbles) =>
        check(
          'ask',
          bubbles.map(({ text }) => text),
        ).ok,
    ).map(({ text }) => text)

  test('the question survives the sentence before it', () => {
    assert.deepEqual(left('O sistema sai por R$ 19.900. É casa ou empresa?'), ['É casa ou empresa?'])
  })

  test('an emoji ends a sentence', () => {
    assert.deepEqual(left('Fica por R$ 19.900 😊 É casa ou empresa?'), ['É casa ou empresa?'])
  })

  test('bubbles that pass stay as they are', () => {
    assert.deepEqual(left('R$ 1.200 por mês, entendi.', 'Fica por R$ 19.900.', 'É casa ou empresa?'), [
      'R$ 1.200 por mês, entendi.',
      'É casa ou empresa?',
    ])
  })

  test('a list goes whole or not at all', () => {
    assert.deepEqual(left('Escolha:\n1) R$ 19.900\n2) R$ 29.900'), [])
  })

  test('what passes alone must pass together', () => {
    assert.deepEqual(left('É casa ou empresa? E quem decide? Custa R$ 19.900.'), [])
  })
})
