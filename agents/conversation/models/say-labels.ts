import type { Say, SayKind } from '#src/domain/plan.ts'

const LABELS: Partial<Record<SayKind, string>> = {
  greet: 'cumprimente',
  acknowledge: 'mostre que anotou o que a pessoa contou',
  answer: 'responda à pergunta dela',
  objection: 'responda à objeção com o argumento aprovado',
  present_offer: 'apresente o caminho que serve para ela',
  estimate: 'dê a estimativa, dizendo que é preliminar',
  ask: 'faça a pergunta',
  ask_exact_bill: 'peça o valor exato da conta',
  ask_bill_document: 'peça uma foto da conta',
  ask_place: 'pergunte de qual dessas cidades se trata',
  offer_slots: 'ofereça estes horários',
  no_slots: 'diga que não há horário livre',
  ask_slot_half: 'pergunte a parte do horário que falta',
  ask_slot_ambiguous: 'pergunte qual das duas leituras vale',
  ask_which_slot: 'pergunte qual dos horários',
  booked: 'diga que a reunião está marcada',
  rescheduled: 'diga que a reunião foi remarcada',
  cancelled: 'diga que a reunião foi cancelada',
  booking_reminded: 'lembre da reunião que já está marcada',
  attendance_confirmed: 'agradeça a confirmação',
  no_booking: 'diga que não há reunião marcada',
  email_noted: 'diga que anotou o e-mail',
  email_declined: 'diga que não tem problema',
  closing: 'encerre com simpatia',
  door_open: 'deixe a porta aberta',
  defer_ok: 'aceite falar depois, sem perguntar nada',
  off_topic: 'volte ao assunto com gentileza',
  media_unreadable: 'diga que não conseguiu abrir o arquivo',
  media_noted: 'diga que recebeu',
  not_understood: 'diga que não entendeu e ajude a pessoa a responder',
  thanks_reply: 'responda ao agradecimento',
  follow_up: 'retome a conversa com leveza',
  callback: 'retome como combinado',
}

/** What a say is, as an instruction. */
export function sayLabel({ kind }: Say): string {
  return LABELS[kind] ?? 'diga o texto de referência'
}
