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
  'a bill came': 'Recebeu uma conta de luz',
  'a sticker': 'Uma figurinha não pede resposta',
  'abuse after the goodbye': 'Ofensa depois da despedida: silêncio',
  'abuse: goodbye': 'Ofensas repetidas: despedida',
  abuse: 'Ofensa: mantém a calma',
  acknowledges: 'Confirma o que entendeu',
  'ambiguous time': 'Horário com duas leituras: pergunta qual',
  'ambiguous wish kept for later': 'Guarda a preferência de horário',
  bills: 'Contas de luz da conversa',
  'bill: says what was read': 'Diz o que leu na conta',
  'bill: asks for the password': 'Pede a senha do arquivo',
  'bill: came before': 'Esta conta já tinha vindo',
  'bill: stays locked': 'Segue sem a conta protegida',
  'bill: locked': 'A conta está protegida por senha',
  'answers, asks nothing': 'Só responde',
  'back again': 'Voltou a escrever depois da pausa',
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
  'gives up, nothing was booked': 'Desistiu, sem reunião marcada',
  'follow-up moves': 'A retomada muda de hora',
  'hostile or off topic': 'Fora do assunto',
  media: 'Recebeu um arquivo',
  'media: says so': 'Acusa o arquivo',
  'media: still being read': 'O arquivo ainda está sendo lido',
  'moves the meeting': 'Quer remarcar a reunião',
  'no booking': 'Não há reunião marcada',
  'no password': 'Ficou sem a senha: segue sem a conta',
  'not understood': 'Não entendeu',
  'not understood: says so': 'Não entendeu: pergunta de outro jeito',
  'nothing free': 'Nenhum horário livre',
  'nothing to sell now': 'Nada a oferecer agora',
  'objection: answered': 'Responde à objeção',
  opening: 'Primeira mensagem da conversa',
  'opt-out: was said before': 'Já tinha pedido para não ser contatado',
  'opt-out beside an attendant': 'Pediu para não ser contatado, com uma pessoa na conversa',
  'erasure beside an attendant': 'Pediu para apagar os dados, com uma pessoa na conversa',
  'erasure confirmed': 'Confirmou: apaga os dados',
  erasure: 'Pediu para apagar os dados',
  'opted out: cancels': 'Cancela a reunião de quem pediu para não ser contatado',
  'opted out: a closing': 'Só uma despedida: continua sem contato',
  'resumed: says so': 'Diz que retoma o contato',
  'opt-out': 'Pediu para não ser contatado',
  'opted out: stays out': 'Continua sem contato',
  'opted out: asks whether to resume': 'Pergunta se pode voltar a falar',
  question: 'Responde à pergunta do lead',
  questions: 'Responde às perguntas do lead',
  resumed: 'Autorizou retomar o contato',
  'speaks of the booking': 'Fala da reunião marcada',
  'speaks of the time booked': 'Fala do horário marcado',
  'thinks about it: the cadence waits': 'Vai pensar: a retomada espera',
  'times: no pick': 'Não escolheu nenhum horário',
  'times turned down again': 'Recusou os horários de novo',
  understood: 'Voltou a entender',
  'which of the times': 'Pergunta qual dos horários',
  'wish kept for later': 'Guarda a preferência de horário',
  'wish kept for later: says so': 'Diz que anotou o horário',
  'wrong person': 'Pessoa errada',
  'wrong person: was apologised to': 'Pessoa errada: já recebeu as desculpas',
  'wrong person wrote again': 'A pessoa errada escreveu de novo',
  'cancelled after an opt-out': 'Cancelada depois do pedido de não ser contatado',
  erased: 'Dados apagados',
  'nothing erased': 'Nada a apagar',
  'nothing to change': 'Nada a mudar',
}

const BILL_DOUBTS: Record<string, string> = {
  holder: 'de quem é',
  old: 'se ainda vale',
  total: 'o valor',
  differs: 'qual dos valores',
  solar: 'se já tem placas',
  city: 'a cidade',
}

/** Rules with a value after the last colon, or behind their name. */
const RULES_OF: Record<string, [title: string, values: Record<string, string>]> = {
  asks: ['Próxima informação que falta', { ...FACTS, slots: 'horários', exact_bill: 'valor exato da conta' }],
  'back after': ['Voltou a valer depois de', { ...DISQUALIFIED, ...STAGES }],
  booking: ['Mudança na reunião', BOOKING_WISHES],
  'bill: asks about': ['Confirma um dado da conta', BILL_DOUBTS],
  declines: ['Não segue', DISQUALIFIED],
  handoff: ['Passa para uma pessoa', HANDOFFS],
  'no interest': ['Sem interesse', {}],
  objection: ['Objeção', OBJECTIONS],
  'offer times': ['Oferece horários', OFFER_CONTEXTS],
  times: [
    'Horários',
    { ...OFFER_CONTEXTS, 'none free': 'nenhum livre', 'offered again and again': 'os mesmos de novo: não insiste' },
  ],
  'times turned down': ['Recusou os horários, vez', {}],
  'picked a time': ['Escolheu um horário', { book: 'marca', reschedule: 'remarca' }],
  presents: ['Apresenta a oferta', OFFERS],
  silence: ['Silêncio', SILENCES],
  'silence over': ['O silêncio terminou', SILENCES],
  'not understood': ['Não entendeu, vez', {}],
}

/** Longest first: "times" begins "times turned down" too. */
const NAMES = Object.keys(RULES_OF).sort((one, other) => other.length - one.length)

/** One rule of a decision in plain words; a name the page does not know is shown as it is. */
export function whyLabel(why: string): string {
  const rule = RULES[why]
  if (rule) return rule
  const head = NAMES.find((name) => why.startsWith(`${name}: `) || why.startsWith(`${name} `))
  const family = head === undefined ? undefined : RULES_OF[head]
  if (head === undefined || !family) return why
  const [value = '', ...more] = why.slice(head.length).replace(/^:? /, '').split(', ')
  return `${family[0]}: ${[label(family[1], value).toLowerCase(), ...more].join(', ')}`
}
