import { agentTurns } from '../../agent-turns.ts'
import type { RunRecord } from '../../run-record.ts'
import { type Finding, violation } from '../finding.ts'

const BOOKED = /\b(?:agendad|confirmad|marcad|reservad|remarcad)[oa]s?\b/iu
/** "ainda não tem nada marcado" claims no booking, nor does "assim que for confirmado". */
const NOT_BOOKED =
  /\b(?:não|nada|nenhum|nenhuma|sem|quando|se|assim que|para ser|ser)\b[^.!?\n]*\b(?:agendad|confirmad|marcad|reservad|remarcad)/iu

/** "Agendado", "confirmado" said although there has never been a booking. */
export function falseBookings(run: RunRecord): Finding[] {
  return run.steps.flatMap(({ state, lastSeqBefore }) => {
    if (state.bookings.length > 0) return []
    return agentTurns(state)
      .filter(({ firstSeq, text }) => firstSeq > lastSeqBefore && sentences(text).some(claimsBooking))
      .map(({ id, text }) => violation('false_booking', `no booking exists: ${text}`, id))
  })
}

function claimsBooking(sentence: string): boolean {
  return BOOKED.test(sentence) && !NOT_BOOKED.test(sentence)
}

function sentences(text: string): string[] {
  return text.split(/(?<=[.!?\n])\s*/)
}
