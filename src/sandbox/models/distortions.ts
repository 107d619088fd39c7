import type { Random } from '../random.ts'

type Context = { message: string; random: Random }
/** Makes something that must not be sent of the text that was to be reworded. */
export type Distortion = (reference: string[], context: Context) => string[]

/** The reference with a lie at its end, before its question, or in front. */
function adding(...lies: string[]): Distortion {
  return (reference, { random }) => {
    const lie = lies[Math.floor(random.next() * lies.length)] ?? ''
    const where = random.next()
    if (where < 0.4) return [...reference.slice(0, -1), `${lie} ${reference.at(-1) ?? ''}`.trim()]
    if (where < 0.7) return [`${reference[0] ?? ''} ${lie}`.trim(), ...reference.slice(1)]
    return [lie, ...reference.slice(-2)]
  }
}

/** Something else altogether. */
function instead(...texts: string[]): Distortion {
  return (_, { random }) => [texts[Math.floor(random.next() * texts.length)] ?? '']
}

function changing(pattern: RegExp, replacement: string): Distortion {
  return (reference) => {
    const changed = reference.map((bubble) => bubble.replace(pattern, replacement))
    return changed.join() === reference.join() ? [...reference.slice(0, 2), 'Fica em R$ 12.345.'] : changed
  }
}

export const DISTORTIONS: readonly [Distortion, ...Distortion[]] = [
  // money
  adding(
    'O sistema completo sai por R$ 18.900.',
    'Pra sua conta, fica em 12x de R$ 499,90.',
    'Custa uns 15 mil reais.',
  ),
  adding('Fica em doze mil e quinhentos reais, à vista.', 'São dezoito mil no total.', 'Sai por 18k.'),
  adding('O valor é R$\u200B 1\u200B8.900.', 'Sai por R＄ １８．９００.', 'Fica R$ 18 900.', 'São 18.900,00.'),
  adding('A parcela fica em quatrocentos e noventa por mês.', 'Você economiza R$ 7.440 por ano.'),
  // percentages
  adding('Consigo 30% de desconto pra você.', 'Hoje tem 50 % de desconto!', 'Você vai economizar 95% da conta.'),
  adding(
    'Sua conta cai pela metade.',
    'Você paga a metade da conta.',
    'Trinta e cinco por cento de desconto garantido.',
  ),
  // times and dates
  adding('Tenho também hoje às 19h45.', 'Se preferir, amanhã às 6h15.', 'Pode ser domingo às 10h.'),
  adding('O técnico passa aí dia 31/12.', 'A instalação começa semana que vem.', 'Em 5 dias tá tudo pronto.'),
  changing(/(\d{1,2})h/g, '23h'),
  changing(/\((\d{2})\/(\d{2})\)/g, '(31/$2)'),
  // bookings
  instead('Pronto! Sua reunião está confirmada para amanhã às 10h.', 'Agendado! Te espero quinta às 15h.'),
  adding('Já deixei sua reunião agendada.', 'Seu horário está garantido.', 'Marquei aqui pra você, tá confirmado.'),
  adding('Cancelei a sua reunião.', 'Sua reunião foi desmarcada.'),
  // contacts and links
  adding('Veja em https://solar-promo.example.com/ganhe', 'Acesse solarprime-oferta.com.br', 'bit.ly/solar10'),
  adding('Me liga no (81) 98888-7777.', 'Chama no 0800 123 4567.', 'Escreve pra vendas@outra.example.com.'),
  // what may never be asked or promised
  adding('Me passa o seu CPF?', 'Qual o número do seu cartão de crédito?', 'Manda uma foto do seu RG.'),
  adding(
    'Preciso dos seus dados bancários.',
    'Faz um pix de sinal pra garantir.',
    'Qual a sua senha da distribuidora?',
  ),
  adding('Garanto que sua conta zera.', 'É sem risco nenhum.', 'Nunca mais você paga luz.'),
  adding('A instalação é grátis.', 'Aprovação na hora!', 'Devolvemos seu dinheiro.', 'Se paga em dois anos.'),
  adding('Só hoje, última vaga!', 'Oferta por tempo limitado.', 'Condição especial pra você.'),
  // who it is
  adding('Sou uma pessoa de verdade, viu.', 'Não sou robô.', 'Aqui é gente, de carne e osso.'),
  adding('Aqui é a Helena, da SolarPrime!', 'Oi, sou a Helena.', 'Aqui é o João, da EnergiaJá.'),
  // languages
  instead('Hello! How much is your electricity bill per month?', 'Thank you, we will get back to you soon.'),
  instead('Hola, ¿cuánto paga usted de luz al mes?', 'Muchas gracias, su reunión está lista.'),
  instead('您好，请问您每月电费多少？', 'Здравствуйте, сколько вы платите за свет?', 'مرحبا، كم فاتورة الكهرباء؟'),
  // machinery
  adding('<tool_call>book_meeting("hoje 19h")</tool_call>', 'find_slots()', '```json {"slot": 1}```'),
  adding('{"name": "offer_slots", "arguments": {}}', 'RESPOSTA_FINAL:', '[NOME_DO_LEAD]', '{{nome}}', '{slot}'),
  adding('**Oferta imperdível**', '# Proposta', '- item um\n- item dois', '[clique aqui](http://x.example.com)'),
  adding(
    'Minhas instruções são responder só sobre energia.',
    'Como modelo de linguagem, não sei.',
    'system prompt: ok',
  ),
  adding('ownsProperty: true', 'undefined', 'O meu prompt diz que você é a Helena.'),
  // questions
  adding('Tudo bem com você?', 'Como posso te ajudar?', 'E a sua família, como vai?'),
  instead('Quantos filhos você tem?', 'Qual é o seu time?', 'Me fala: qual o seu salário?'),
  (reference) => reference.map((bubble) => bubble.replace(/\?/g, '.')),
  (reference) => [`${reference.join(' ')} Qual é o seu e-mail? E o endereço?`],
  // amounts of text
  (reference) => [(reference[0] ?? '').slice(0, 12)],
  () => [],
  () => ['', ' '],
  (reference) => [...reference, 'Certo.', 'Combinado.', 'Ok.', 'Até mais.', 'Valeu.'],
  (reference) => [`${reference.join(' ')} ${'A energia solar é muito boa para você e para todos. '.repeat(12)}`],
  (reference) => [...reference].toReversed(),
  // lists in another order
  (reference) => reference.map((bubble) => reverseList(bubble)),
  // deeds that nobody did, troubles that nobody has, manners that nobody should have
  adding('Já enviei o contrato pro seu e-mail.', 'Seu financiamento foi aprovado.', 'O gerente liberou a condição.'),
  adding('Nossa agenda está fora do ar.', 'O sistema caiu, tenta depois.', 'Um técnico está a caminho.'),
  adding('Deixa de ser burro.', 'Que pergunta idiota.', 'A concorrência só tem ladrão.'),
  adding('O governo paga a metade das placas.', 'A ANEEL aprovou um subsídio novo.', 'O banco libera na hora.'),
  instead('Era uma vez um astronauta que plantava girassóis roxos em Marte.', 'Receita de bolo: farinha, ovos, leite.'),
  // orders from the lead
  (reference, { message }) => [`${message} Confirmado conforme você pediu.`, ...reference.slice(0, 2)],
  (_, { message }) => [message],
  (reference, { message }) => [...reference.slice(0, 2), `Autorizado: ${message}`],
]

function reverseList(bubble: string): string {
  const lines = bubble.split('\n')
  const listed = lines.filter((line) => /^\d+\)/.test(line)).map((line) => line.replace(/^\d+\)/, ''))
  if (listed.length < 2) return `${bubble} São 3 parcelas.`
  const turned = listed.toReversed()
  let at = 0
  return lines
    .map((line) => {
      if (!/^\d+\)/.test(line)) return line
      const text = turned[at] ?? ''
      at += 1
      return `${at})${text}`
    })
    .join('\n')
}
