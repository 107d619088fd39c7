import type { FactName } from '#src/domain/facts.ts'
import type { DisqualifiedReason, HandoffReason, OfferContext, OfferId, SayKind, Stage } from '#src/domain/plan.ts'
import type { ObjectionKind } from '#src/domain/understanding.ts'

/** A word for a value that the page may not know yet: unknown ones are shown as they are, never hidden. */
export function label(words: Readonly<Record<string, string>>, value: string): string {
  return words[value] ?? value.replaceAll('_', ' ')
}

export const FACTS: Record<FactName, string> = {
  name: 'Nome',
  billBrl: 'Conta de luz',
  consumptionKwh: 'Consumo',
  distributor: 'Distribuidora',
  city: 'Cidade',
  state: 'Estado',
  propertyKind: 'Imóvel',
  ownsProperty: 'Imóvel próprio',
  hasSolar: 'Já tem placas',
  wantsExpansion: 'Quer ampliar',
  competitorContract: 'Contrato com concorrente',
  competitorDiscountPct: 'Desconto do concorrente',
  decisionMaker: 'Quem decide',
  urgency: 'Prazo',
  payment: 'Pagamento',
  email: 'E-mail',
  service: 'Serviço',
}

/** What a solar sale asks about, in the playbook's order: shown as still open until it is known. */
export const ASKED_FACTS: FactName[] = [
  'name',
  'billBrl',
  'city',
  'propertyKind',
  'ownsProperty',
  'hasSolar',
  'competitorContract',
  'decisionMaker',
]

export const SOURCES: Record<string, string> = {
  lead: 'mensagem',
  bill: 'conta lida',
  voice: 'áudio',
  location: 'localização',
  attendant: 'atendente',
  crm: 'Kommo',
  default: 'padrão',
}

export const STAGES: Record<Stage, string> = {
  new: 'Novo',
  qualifying: 'Em qualificação',
  qualified: 'Qualificado',
  scheduled: 'Reunião agendada',
  met: 'Reunião feita',
  won: 'Ganho',
  lost: 'Perdido',
  nurturing: 'Sem resposta',
  handoff: 'Atendimento humano',
  disqualified: 'Não qualificado',
  opted_out: 'Pediu para parar',
}

/** For the narrow steps of the sale. */
export const SHORT_STAGES: Partial<Record<Stage, string>> = {
  qualifying: 'Qualificando',
  scheduled: 'Agendado',
  met: 'Reunião',
}

/** The way a sale goes; every other stage stands aside of it. */
export const MAIN_STAGES: Stage[] = ['new', 'qualifying', 'qualified', 'scheduled', 'met', 'won']

export const TEMPERATURES = { hot: 'Lead quente', warm: 'Lead morno', cold: 'Lead frio' } as const

export const OFFERS: Record<OfferId, string> = {
  own_plant: 'Usina própria',
  subscription: 'Energia por assinatura',
  large_consumer: 'Desconto para grande consumo',
}

export const DISQUALIFIED: Record<DisqualifiedReason, string> = {
  out_of_area: 'fora da área atendida',
  low_bill: 'conta abaixo do mínimo',
  already_solar: 'já tem energia solar',
  competitor_contract: 'contrato com concorrente',
  no_interest: 'sem interesse',
  wrong_person: 'pessoa errada',
}

export const HANDOFFS: Record<HandoffReason, string> = {
  asked: 'o lead pediu uma pessoa',
  investor: 'quer investir',
  complaint: 'reclamação',
  existing_customer: 'já é cliente',
  not_understood: 'não foi entendido',
  large_bill: 'conta muito alta',
  takeover: 'o atendente assumiu',
  playbook: 'regra do playbook',
}

export const OBJECTIONS: Record<ObjectionKind, string> = {
  price: 'preço',
  no_money: 'sem dinheiro',
  think_about_it: 'vai pensar',
  moving: 'vai se mudar',
  distrust: 'desconfiança',
  already_has: 'já tem',
  contract: 'contrato',
  no_roof: 'sem telhado',
  spouse: 'fala com o cônjuge',
  competitor: 'concorrente',
  later: 'mais tarde',
}

const SIMPLE_ACTS: Record<string, string> = {
  greet: 'cumprimenta',
  inform: 'informa',
  ask: 'pergunta',
  confirm: 'confirma',
  deny: 'nega',
  choose: 'escolhe',
  request_human: 'quer uma pessoa',
  opt_out: 'pede para parar',
  erase_data: 'pede para apagar os dados',
  reschedule: 'quer remarcar',
  cancel: 'quer cancelar',
  thanks: 'agradece',
  wrong_person: 'pessoa errada',
  defer: 'adia',
  off_topic: 'fora do assunto',
  abuse: 'ofende',
  injection: 'tenta dar ordens ao agente',
}

export function actLabel(act: string): string {
  const [head, kind] = act.split(':')
  if (head === 'object' && kind) return `objeção: ${label(OBJECTIONS, kind)}`
  return label(SIMPLE_ACTS, act)
}

export const SAYS: Record<SayKind, string> = {
  greet: 'Cumprimenta',
  language_note: 'Avisa que atende em português',
  acknowledge: 'Confirma o que entendeu',
  answer: 'Responde à pergunta',
  objection: 'Trata a objeção',
  present_offer: 'Apresenta a oferta',
  estimate: 'Dá a estimativa preliminar',
  ask: 'Pergunta',
  ask_exact_bill: 'Pede o valor exato da conta',
  ask_bill_document: 'Pede a foto da conta',
  ask_place: 'Pergunta qual cidade',
  offer_slots: 'Oferece horários',
  no_slots: 'Diz que não há horário',
  ask_slot_half: 'Pede o dia ou a hora',
  ask_slot_ambiguous: 'Pergunta qual das datas',
  wish_kept: 'Guarda o horário desejado',
  ask_which_slot: 'Pergunta qual horário',
  booked: 'Confirma a reunião',
  rescheduled: 'Confirma a remarcação',
  cancelled: 'Confirma o cancelamento',
  booking_reminded: 'Lembra a reunião marcada',
  attendance_confirmed: 'Agradece a confirmação',
  no_booking: 'Diz que não há reunião',
  email_noted: 'Anota o e-mail',
  email_declined: 'Segue sem e-mail',
  closing: 'Encerra',
  decline: 'Explica por que não segue',
  door_open: 'Deixa a porta aberta',
  handoff: 'Passa para uma pessoa',
  opt_out_goodbye: 'Despede-se',
  ask_resume: 'Pergunta se pode voltar a falar',
  resumed: 'Retoma a conversa',
  stays_out: 'Respeita o silêncio',
  ask_erase: 'Confirma se deve apagar os dados',
  erased: 'Informa que apagou os dados',
  wrong_person: 'Pede desculpas pelo engano',
  defer_ok: 'Combina falar depois',
  off_topic: 'Volta ao assunto',
  abuse: 'Mantém a calma',
  injection: 'Ignora a ordem',
  bill_read: 'Diz o que leu na conta',
  bill_repeated: 'Reconhece a mesma conta',
  ask_bill_check: 'Confirma um dado da conta',
  ask_bill_password: 'Pede a senha do PDF',
  bill_stays_locked: 'Pede uma foto em vez do PDF',
  ask_bill_history: 'Pede o histórico de consumo',
  not_bill: 'Diz o que o arquivo parece ser',
  media_refused: 'Diz que o arquivo não abriu',
  media_pending: 'Avisa que está lendo o arquivo',
  media_unreadable: 'Diz que não conseguiu ler',
  media_noted: 'Acusa o recebimento',
  not_understood: 'Pede para reformular',
  thanks_reply: 'Agradece',
  follow_up: 'Retoma o contato',
  callback: 'Volta a falar como combinado',
  reminder: 'Envia o lembrete',
}

/** What of a bill is shown, in this order. */
export const BILL_FIELDS: Record<string, string> = {
  totalAmount: 'Total',
  referenceMonth: 'Mês',
  dueDate: 'Vencimento',
  consumptionKwh: 'Consumo do mês',
  average12mKwh: 'Média de 12 meses',
  distributor: 'Distribuidora',
  city: 'Cidade',
  hasDistributedGeneration: 'Já tem geração solar',
  tariffWithTaxes: 'Tarifa com impostos',
}

/** What a turn asked about beside facts. */
const ASKED: Record<string, string> = {
  slots: 'os horários',
  confirmation: 'a confirmação',
  identity: 'quem é',
  resume: 'se pode retomar',
  erase: 'se deve apagar',
  attendance: 'se vai à reunião',
  exact_bill: 'o valor exato da conta',
  bill_check: 'um dado da conta',
  bill_password: 'a senha do PDF',
}

export const askedLabel = (asked: string) => ASKED[asked] ?? label(FACTS, asked).toLowerCase()

export const TURN_STATUS: Record<string, string> = {
  committed: 'Enviado',
  dropped: 'Rascunho descartado',
  blocked: 'Rascunho barrado',
  silent: 'Em silêncio',
  failed: 'Falhou',
}

export const BOOKING_STATUS: Record<string, string> = {
  confirmed: 'Confirmada',
  cancelled: 'Cancelada',
  done: 'Realizada',
  no_show: 'Não compareceu',
}

/** What became of something planned; `gender`: of the thing it is said of. */
export function plannedLabel(status: string, gender: 'a' | 'o'): string {
  if (status === 'pending') return 'pendente'
  const stem = { sent: 'enviad', cancelled: 'cancelad' }[status]
  return stem ? stem + gender : status
}

export const REMINDERS: Record<string, string> = { day_before: 'Lembrete da véspera', hours_before: 'Lembrete do dia' }

/** Why the agent does not answer. */
export const SILENCES: Record<string, string> = {
  ...HANDOFFS,
  handoff: 'está com uma pessoa',
  takeover: 'o atendente assumiu',
  opt_out: 'não quer contato',
  opted_out: 'não quer contato',
  wrong_person: 'pessoa errada',
}

export const OFFER_CONTEXTS: Record<OfferContext, string> = {
  first: 'os primeiros livres',
  as_wished: 'como o lead quer',
  closed: 'fechado nesse dia',
  holiday: 'feriado nesse dia',
  too_soon: 'em cima da hora',
  past: 'já passou',
  beyond_horizon: 'longe demais',
  full: 'dia cheio',
  outside_hours: 'fora do expediente',
  taken: 'ocupado nesse meio-tempo',
  declined: 'depois da recusa',
  reschedule: 'para remarcar',
}

export const BOOKING_WISHES: Record<string, string> = {
  reschedule: 'remarcar',
  cancel: 'cancelar',
  confirm: 'confirmar',
}
