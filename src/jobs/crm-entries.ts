import type { StoredBill } from '#src/db/bills.ts'
import type { CrmEntry } from '#src/db/crm.ts'
import type { TurnRow } from '#src/db/turns.ts'
import type { HandoffReason, Plan } from '#src/domain/plan.ts'
import { describeBill } from './describe-bill.ts'
import { describeFacts } from './describe-facts.ts'

const HANDOFF_WORDS: Record<HandoffReason, string> = {
  asked: 'pediu para falar com uma pessoa',
  investor: 'quer investir em usina',
  complaint: 'fez uma reclamação',
  existing_customer: 'já é cliente',
  not_understood: 'não foi entendido três vezes seguidas',
  large_bill: 'conta de luz muito alta',
  takeover: 'um atendente assumiu a conversa',
  playbook: 'regra da empresa',
}

/** What the sales team should read in the CRM after this turn: meetings made, moved and cancelled, bills that came, and handoffs as a task. */
export function crmEntriesOf(
  plan: Plan,
  { turnId, row, bills }: { turnId: string; row: TurnRow; bills: StoredBill[] },
): CrmEntry[] {
  // a note is read days later: the full date, never "hoje"
  const moment = (start: string) =>
    Temporal.Instant.from(start).toLocaleString('pt-BR', {
      timeZone: row.timeZone,
      dateStyle: 'full',
      timeStyle: 'short',
    })
  const entries: CrmEntry[] = []
  for (const say of plan.says) {
    if (say.kind === 'booked' || say.kind === 'rescheduled') {
      const verb = say.kind === 'booked' ? 'Reunião marcada' : 'Reunião remarcada'
      const text = `${verb}: ${moment(say.booking.start)}, com ${say.booking.attendantName}.\n${describeFacts(plan.facts)}`
      entries.push({ kind: 'note', dedupeKey: `${say.kind}:${say.booking.id}`, text })
    }
    if (say.kind === 'cancelled') {
      entries.push({
        kind: 'note',
        dedupeKey: `cancelled:${say.booking.id}`,
        text: `Reunião cancelada pelo lead: ${moment(say.booking.start)}.`,
      })
    }
  }
  for (const bill of bills.filter(({ messageId }) => row.inbound.some(({ id }) => id === messageId)))
    entries.push({ kind: 'note', dedupeKey: `bill:${bill.messageId}`, text: describeBill(bill) })
  if (plan.effects.handoff) {
    const text = `Atender o lead: ${HANDOFF_WORDS[plan.effects.handoff]}.\n${describeFacts(plan.facts)}`
    entries.push({ kind: 'task', dedupeKey: `handoff:${turnId}`, text, dueAt: row.now.add({ minutes: 30 }) })
  }
  if (plan.effects.optOut)
    entries.push({
      kind: 'note',
      dedupeKey: `opt-out:${turnId}`,
      text: 'O lead pediu para não receber mais mensagens.',
    })
  return entries
}
