import type { Stage } from '#src/domain/plan.ts'
import { type Draft, note, type Rule, settleWith, staySilent } from './draft.ts'
import { hasNews, isClearYes, isClosing, type Turn } from './turn.ts'

const AFTER_THE_SALE: ReadonlySet<Stage> = new Set(['met', 'won', 'lost'])

/**
 * "Obrigado", "ok" after the goodbye, or after the lead asked for time: one short answer to thanks, and then nothing, so that two polite ends
 * never answer each other. What was asked before a pause stays pending.
 */
export const thanks: Rule = (turn, draft) => {
  const { closed, deferred, asked, thanked } = turn.memory
  const isOver = (closed && asked === null) || (deferred === true && !isClearYes(turn))
  if (draft.settled || !isOver || !isClosing(turn) || wantsMeeting(turn)) return draft
  if (!turn.has('thanks') || thanked) return staySilent(draft, 'closing: nothing more')
  return settleWith(draft, 'closing: thanks', { says: [{ kind: 'thanks_reply' }], memory: { asked, thanked: true } })
}

/** The e-mail for the invite was asked for: whatever comes, it is not asked again. */
export const emailAnswer: Rule = (turn, draft) => {
  const { learned, corrected, facts, memory, booking } = turn
  if (draft.settled) return draft
  const given = [...learned, ...corrected].includes('email')
  if (memory.asked !== 'email' && !(given && booking)) return draft
  const closing = { kind: 'closing', ...(booking ? { booking } : {}) } as const
  const lasting = { memory: { closed: true, thanked: false } }
  if (given) return settleWith(draft, 'e-mail given', { ...lasting, says: [{ kind: 'email_noted' }, closing] })
  if (facts.email?.value === null || turn.has('deny'))
    return settleWith(draft, 'e-mail declined', { ...lasting, says: [{ kind: 'email_declined' }, closing] })
  const aside = draft.aside.length > 0
  return settleWith(draft, 'e-mail not given', { ...lasting, says: aside ? [] : [closing] })
}

/** With a booking, after the meeting, or with the door left open there is nothing to ask: what was said on the way is all. */
export const nothingToAsk: Rule = (turn, draft) => {
  if (draft.settled || isMoving(turn)) return draft
  if (turn.booking || AFTER_THE_SALE.has(turn.input.lead.stage)) return answerWithoutSale(turn, draft)
  return turn.memory.closed && turn.memory.asked === null && !isInterested(turn)
    ? answerWithoutSale(turn, draft)
    : draft
}

/** Answers what there is to answer, asks nothing, and does not say goodbye twice. */
export function answerWithoutSale(turn: Turn, draft: Draft): Draft {
  if (draft.aside.length > 0) return settleWith(draft, 'answers, asks nothing', { memory: { closed: true } })
  if (turn.booking && (turn.has('greet', 'ask') || !turn.memory.closed))
    return settleWith(draft, 'speaks of the booking', {
      says: [{ kind: 'booking_reminded', booking: turn.booking }],
      memory: { closed: true },
    })
  return turn.memory.closed && !turn.has('greet', 'ask')
    ? staySilent(draft, 'closed: nothing to say')
    : closeDoor(draft, 'nothing to sell now')
}

/** Leaves the door open. */
export function closeDoor(draft: Draft, why: string): Draft {
  const says = [{ kind: 'door_open' } as const]
  return note(settleWith(draft, why, { says }), 'door open', {
    memory: { closed: true, thanked: false, offered: [], wish: null, rescheduling: false },
  })
}

/** A meeting is being moved and its new times are on offer. */
function isMoving({ booking, memory }: Turn): boolean {
  return booking !== null && memory.rescheduling && memory.asked === 'slots'
}

/** "Pensei melhor, quero marcar de novo": an assent that is no goodbye. */
function wantsMeeting({ perception, booking }: Turn): boolean {
  return booking === null && /\b(marcar|remarcar|agendar|reagendar)\b/u.test(perception.normalised)
}

/** Writing again with something to go on opens a closed conversation; so does a greeting. */
function isInterested(turn: Turn): boolean {
  const { time, choice, topics } = turn.perception
  return (
    hasNews(turn) ||
    time !== undefined ||
    choice !== undefined ||
    Boolean(topics?.length) ||
    turn.has('greet', 'ask', 'confirm', 'reschedule')
  )
}
