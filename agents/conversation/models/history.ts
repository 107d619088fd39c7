import { FACT_NAMES, type LeadFacts } from '#src/domain/facts.ts'
import { formatMoment } from '#src/domain/local-time.ts'
import type { ConversationMemory, LiveBooking } from '#src/domain/plan.ts'
import { quote } from './quote.ts'

/** A message as it stands in the thread. */
export type ThreadMessage = { author: 'lead' | 'agent' | 'attendant' | 'system'; text: string }

/** So many messages are shown as they were said; what lies before them is only in the summary. */
const WINDOW = 6
const MOST_CHARS = 180

const AUTHORS: Record<ThreadMessage['author'], string> = {
  lead: 'pessoa',
  agent: 'você',
  attendant: 'atendente humano',
  system: 'sistema',
}

/** The last messages before this turn, the same length whatever the length of the conversation. */
export function historyText(recent: ThreadMessage[]): string {
  const shown = recent.filter(({ text }) => text.trim() !== '').slice(-WINDOW)
  if (shown.length === 0) return '(nenhuma)'
  return shown.map(({ author, text }) => `${AUTHORS[author]}: ${quote(text, { most: MOST_CHARS })}`).join('\n')
}

const FACTS: Record<string, string> = {
  name: 'nome',
  billBrl: 'conta em reais por mês',
  consumptionKwh: 'consumo em kWh',
  city: 'cidade',
  state: 'estado',
  propertyKind: 'imóvel',
  ownsProperty: 'imóvel próprio',
  decisionMaker: 'decide',
  hasSolar: 'já tem placas',
  competitorContract: 'contrato com outra empresa',
  service: 'serviço',
}
const MOST_TOPICS = 6

/**
 * The conversation so far in a few lines, made from what was understood and done, not from what was said: it stays as short after two
 * thousand messages as after ten, and nothing in it was made up.
 */
export function summaryText(
  facts: LeadFacts,
  memory: ConversationMemory,
  { booking, now }: { booking: LiveBooking | null; now: Temporal.ZonedDateTime },
): string {
  const known = FACT_NAMES.flatMap((name) => {
    const value = facts[name]?.value
    const label = FACTS[name]
    return label === undefined || value === undefined || value === null ? [] : [`${label}: ${sayable(value)}`]
  })
  const objections = Object.keys(memory.objections)
  const lines = [
    known.length > 0 ? quote(known.join('; ')) : '(nada ainda)',
    ...(memory.answeredTopics.length > 0
      ? [`Perguntas já respondidas: ${memory.answeredTopics.slice(-MOST_TOPICS).join(', ')}.`]
      : []),
    ...(objections.length > 0 ? [`Objeções já tratadas: ${objections.slice(-MOST_TOPICS).join(', ')}.`] : []),
    ...(booking?.status === 'confirmed'
      ? [
          `Reunião marcada: ${formatMoment(Temporal.Instant.from(booking.start).toZonedDateTimeISO(now.timeZoneId), now)}.`,
        ]
      : []),
  ]
  return lines.join('\n')
}

function sayable(value: string | number | boolean): string {
  return value === true ? 'sim' : value === false ? 'não' : String(value).slice(0, 60)
}
