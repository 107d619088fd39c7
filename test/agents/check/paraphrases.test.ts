import assert from 'node:assert/strict'
import { test } from 'node:test'
import { checkDraft } from '#agents/conversation/check/check.ts'
import { createWriter } from '#agents/rules/write/write.ts'
import type { FactName } from '#src/domain/facts.ts'
import type { Say } from '#src/domain/plan.ts'
import { booking, facts, NOW, plan, SLOTS, shippedPlaybook } from '../write/support.ts'

const solar = shippedPlaybook('solar')
const writer = createWriter(solar)
const KNOWN = facts({
  ...{ name: 'Célia', billBrl: 620, city: 'Recife', state: 'PE', propertyKind: 'house', ownsProperty: true },
  ...{ hasSolar: false, competitorContract: false, decisionMaker: true, email: 'celia@example.com' },
})
const THURSDAY = booking('2026-03-12T15:30:00-03:00')
const LIST = '1) hoje às 14h\n2) amanhã, quarta, às 9h\n3) quinta (12/03) às 15h30'

const noted = (...learned: FactName[]): Say => ({ kind: 'acknowledge', learned, corrected: [] })
const ask = (fact: FactName): Say => ({ kind: 'ask', fact, attempt: 1, withChoices: false })
const answer = (topic: string): Say => ({ kind: 'answer', topic })
const offer = (context: 'first' | 'closed'): Say => ({ kind: 'offer_slots', slots: SLOTS, context, bothPresent: false })

/** Turns, and how a large model puts them: other words, the same content. */
const PARAPHRASES: [Say[], ...string[]][] = [
  [
    [{ kind: 'greet', first: true }, ask('name')],
    'Bom dia! Aqui é a Helena, da SolarPrime. Vou te ajudar a baixar essa conta de luz. Como você se chama?',
    'Oi, bom dia! Sou a Helena, da SolarPrime, e quero ver com você como baixar a conta de luz. Qual é o seu nome?',
  ],
  [
    [noted('name'), ask('billBrl')],
    'Prazer, Célia! Me conta, em média quanto vem a sua conta de luz por mês? Se for mais fácil, manda uma foto dela.',
    'Muito prazer, Célia! Quanto você costuma pagar de luz por mês? Pode mandar uma foto da conta também, se preferir.',
  ],
  [
    [noted('billBrl'), ask('city')],
    'Anotado, R$ 620 por mês. E em qual cidade fica o imóvel?',
    'Entendi, em torno de R$ 620 por mês. O imóvel fica em que cidade?',
  ],
  [
    [noted('city'), ask('propertyKind')],
    'Que bom, a gente atende Recife! É casa, apartamento ou comércio?',
    'Recife, perfeito, atendemos aí sim. Essa conta é da sua casa, de um apartamento ou de uma empresa?',
  ],
  [
    [noted('propertyKind'), ask('ownsProperty')],
    'Certo, é uma casa. E ela é própria?',
    'Entendi, casa. O imóvel é seu mesmo?',
  ],
  [[noted('ownsProperty'), ask('hasSolar')], 'Ótimo, imóvel próprio. E você já tem energia solar instalada aí?'],
  [
    [noted('hasSolar'), ask('competitorContract')],
    'Entendi, ainda não tem. Você já assinou algum contrato de fidelidade com outra empresa de energia?',
  ],
  [
    [noted('competitorContract'), ask('decisionMaker')],
    'Ótimo, então você está livre pra escolher. E é você quem decide sobre a energia aí?',
  ],
  [
    [answer('price'), ask('city')],
    'O valor muda conforme o seu consumo e o imóvel, então qualquer número agora seria chute. Na conversa de 30 minutos com o especialista você vê a proposta certinha, sem custo. Em qual cidade fica o imóvel?',
    'Depende do seu consumo e do imóvel, por isso não quero te dar um número no chute. O especialista te mostra a proposta certinha numa conversa de 30 minutos, sem custo. O imóvel fica em qual cidade?',
  ],
  [
    [answer('warranty'), ask('hasSolar')],
    'As placas têm 25 anos de garantia de geração, e o especialista te mostra o documento na conversa. Você já tem energia solar instalada?',
  ],
  [
    [answer('how_it_works'), ask('city')],
    'É simples: as placas transformam o sol em energia, o imóvel usa na hora e o que sobra vira crédito na sua conta de luz. Em qual cidade fica o imóvel?',
  ],
  [
    [answer('savings'), ask('city')],
    'Vai depender do caminho: com a usina própria a economia é de até 90% da parte de energia, e na assinatura o desconto fica entre 12% e 15%, sem obra. Em qual cidade fica o imóvel?',
  ],
  [
    [{ kind: 'objection', objection: 'price', nth: 1 }, ask('city')],
    'Entendo a sua preocupação. A ideia é justamente comparar com o que você já paga de luz hoje, e conhecer não tem custo. Em qual cidade fica o imóvel?',
  ],
  [
    [{ kind: 'objection', objection: 'distrust', nth: 1 }],
    'Você está certa em ter cuidado. Por aqui eu não peço documento nem dado de banco, e você pode conhecer a equipe pessoalmente.',
  ],
  [
    [{ kind: 'objection', objection: 'think_about_it', nth: 1 }],
    'Claro, pode pensar com calma! A conversa serve justamente pra isso: você sai com os números na mão e decide depois.',
  ],
  [
    [{ kind: 'booked', booking: THURSDAY }, ask('email')],
    'Pronto, ficou marcado: quinta (12/03) às 15h30, com Leonardo, por vídeo ou no nosso escritório em Recife. Qual e-mail eu coloco no convite? Se não quiser passar, sem problema.',
  ],
  [
    [{ kind: 'email_declined' }, { kind: 'closing', booking: THURSDAY }],
    'Sem problema, o WhatsApp resolve. Se precisar mudar alguma coisa, é só me avisar por aqui.',
  ],
  [
    [answer('robot'), ask('city')],
    'Sou sim a assistente virtual da SolarPrime. Se preferir falar com alguém da equipe, é só me pedir. O imóvel fica em qual cidade?',
  ],
  [
    [{ kind: 'off_topic' }, ask('city')],
    'Desse assunto eu não entendo muito, mas de conta de luz eu entendo bem! Em qual cidade fica o imóvel?',
  ],
  [[{ kind: 'defer_ok' }], 'Sem problema, a gente continua depois!', 'Tranquilo, continuamos depois.'],
  [
    [noted('decisionMaker'), { kind: 'present_offer', offer: 'own_plant' }, offer('first')],
    `Combinado, então falo direto com você. Pelo que você me contou, vale olhar a usina própria: até 90% de economia na parte de energia.|Já podemos marcar a conversa com o especialista: são 30 minutos, de graça, por vídeo ou no escritório. Tenho estes horários:\n${LIST}\nAlgum deles serve pra você?`,
  ],
  [
    [offer('closed')],
    `Nesse dia a gente não abre, infelizmente. As opções mais próximas são:\n${LIST}\nQual delas serve pra você?`,
  ],
  [[{ kind: 'not_understood', attempt: 1 }, ask('city')], 'Não entendi bem essa. Em qual cidade fica o imóvel?'],
]

/** A paraphrase that is blocked costs a second call, so nearly all of them must pass. */
const MOST_BLOCKED = 0.1

test('nearly every good paraphrase passes', () => {
  const blocked: string[] = []
  let count = 0
  for (const [says, ...drafts] of PARAPHRASES)
    for (const draft of drafts) {
      count += 1
      const turn = plan(says, says.some(({ kind }) => kind === 'offer_slots') ? { asks: 'slots' } : {})
      const written = writer.write(turn, { now: NOW, facts: KNOWN, seed: 'a' })
      const verdict = checkDraft(
        draft.split('|').map((text) => ({ text })),
        {
          ...{ plan: turn, facts: KNOWN, playbook: solar, bookings: [], now: NOW },
          wording: {
            reference: written.bubbles.map(({ text }) => text).join('\n'),
            usedWordings: written.usedWordings,
            said: [],
          },
        },
      )
      if (!verdict.ok) blocked.push(`${verdict.reasons.map(({ code, text }) => `${code}: ${text}`).join('; ')}`)
    }
  assert.ok(blocked.length <= count * MOST_BLOCKED, `${blocked.length} of ${count}:\n${blocked.join('\n')}`)
})
