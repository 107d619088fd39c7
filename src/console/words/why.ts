import {
  BOOKING_WISHES,
  DISQUALIFIED,
  FACTS,
  HANDOFFS,
  label,
  OBJECTIONS,
  OFFER_CONTEXTS,
  OFFERS,
  SILENCES,
  STAGES,
} from './labels.ts'

/** Rules without a value, by the name the decision records. */
const RULES: Record<string, string> = {
  'a sticker': 'Uma figurinha não pede resposta',
  'abuse after the goodbye': 'Ofensa depois da despedida: silêncio',
  'abuse: goodbye': 'Ofensas repetidas: despedida',
  abuse: 'Ofensa: mantém a calma',
  acknowledges: 'Confirma o que entendeu',
  'ambiguous time': 'Horário com duas leituras: pergunta qual',
  'ambiguous wish kept for later': 'Guarda a preferência de horário',
  'answers, asks nothing': 'Só responde',
  'attendance confirmed': 'Presença confirmada',
  booked: 'Reunião marcada',
  rescheduled: 'Reunião remarcada',
  cancelled: 'Reunião cancelada',
  'cancels the meeting': 'Quer cancelar a reunião',
  'closed: nothing to say': 'Conversa encerrada: nada a dizer',
  'closing: nothing more': 'Conversa encerrada: nada mais a dizer',
  'closing: thanks': 'Agradecimento final',
  'confirms attendance': 'Confirma presença',
  'deferred to a time': 'Combinou outro momento',
  'door open': 'Deixa a porta aberta',
  'e-mail declined': 'Preferiu não dar o e-mail',
  'e-mail given': 'Deu o e-mail',
  'e-mail not given': 'Não deu o e-mail',
  'follow-up moves': 'A retomada muda de hora',
  'hostile or off topic': 'Fora do assunto',
  media: 'Recebeu um arquivo',
  'media: says so': 'Acusa o arquivo',
  'moves the meeting': 'Quer remarcar a reunião',
  'no booking': 'Não há reunião marcada',
  'not understood': 'Não entendeu',
  'not understood: says so': 'Não entendeu: pergunta de outro jeito',
  'nothing free': 'Nenhum horário livre',
  'nothing to sell now': 'Nada a oferecer agora',
  'objection: answered': 'Responde à objeção',
  opening: 'Primeira mensagem da conversa',
  'opt-out': 'Pediu para não ser contatado',
  'opted out: stays out': 'Continua sem contato',
  'opted out: asks whether to resume': 'Pergunta se pode voltar a falar',
  question: 'Responde à pergunta do lead',
  questions: 'Responde às perguntas do lead',
  resumed: 'Autorizou retomar o contato',
  'speaks of the booking': 'Fala da reunião marcada',
  'speaks of the time booked': 'Fala do horário marcado',
  'times: no pick': 'Não escolheu nenhum horário',
  'times turned down again': 'Recusou os horários de novo',
  'which of the times': 'Pergunta qual dos horários',
  'wish kept for later': 'Guarda a preferência de horário',
  'wrong person': 'Pessoa errada',
}

/** Rules with a value after the colon. */
const RULES_OF: Record<string, [title: string, values: Record<string, string>]> = {
  asks: ['Próxima informação que falta', { ...FACTS, slots: 'horários', exact_bill: 'valor exato da conta' }],
  'back after': ['Voltou a valer depois de', { ...DISQUALIFIED, ...STAGES }],
  booking: ['Mudança na reunião', BOOKING_WISHES],
  declines: ['Não segue', DISQUALIFIED],
  handoff: ['Passa para uma pessoa', HANDOFFS],
  'no interest': ['Sem interesse', {}],
  objection: ['Objeção', OBJECTIONS],
  'offer times': ['Oferece horários', OFFER_CONTEXTS],
  times: ['Horários', OFFER_CONTEXTS],
  'picked a time': ['Escolheu um horário', { book: 'marca', reschedule: 'remarca' }],
  presents: ['Apresenta a oferta', OFFERS],
  silence: ['Silêncio', SILENCES],
  'not understood': ['Não entendeu, vez', {}],
}

/** One rule of a decision in plain words; a name the page does not know is shown as it is. */
export function whyLabel(why: string): string {
  const rule = RULES[why]
  if (rule) return rule
  const [head = '', ...rest] = why.split(': ')
  const family = RULES_OF[head]
  if (!family) return why
  const [value = '', ...more] = rest.join(': ').split(', ')
  return `${family[0]}: ${[label(family[1], value).toLowerCase(), ...more].join(', ')}`
}
