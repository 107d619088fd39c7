import type { Rule } from './draft.ts'
import { endWith, note, staySilent } from './draft.ts'
import type { DecideInput } from './input.ts'
import { answersTo } from './questions.ts'
import { isClosing, type Turn } from './turn.ts'

/** While an attendant has the conversation the agent says nothing; facts are kept. A takeover ends by itself once the attendant is gone. */
export const attendantActive: Rule = (turn, draft) => {
  const { lead } = turn.input
  if (!hasAttendant(turn)) return draft
  if (hasEnded(turn.input)) return note(draft, `silence over: ${lead.silence}`, { effects: { resume: true } })
  return staySilent(draft, `silence: ${lead.silence}`, { stage: lead.stage, memory: { asked: null } })
}

/**
 * "Número errado": one apology, then silence until they write again, and then not on the strength of an "ok". Who asks where we have the
 * number from is told.
 */
export const wrongPerson: Rule = (turn, draft) => {
  const before = turn.input.lead.silence === 'wrong_person'
  if (before && (turn.has('wrong_person') || isClosing(turn) || isEmpty(turn)))
    return staySilent(draft, 'wrong person: was apologised to', { stage: 'disqualified' })
  if (turn.has('wrong_person'))
    return endWith(draft, 'wrong person', {
      says: [
        ...answersTo(turn).filter((say) => say.kind === 'answer' && say.topic === 'data_source'),
        { kind: 'wrong_person' },
      ],
      effects: { disqualify: 'wrong_person' },
      stage: 'disqualified',
      memory: { closed: true, offered: [], wish: null },
    })
  return before ? note(draft, 'wrong person wrote again', { effects: { resume: true, requalify: true } }) : draft
}

/** Whether a person of ours has the conversation, and still has it. */
export function isAttendantActive(turn: Turn): boolean {
  return hasAttendant(turn) && !hasEnded(turn.input)
}

function hasAttendant({ input }: Turn): boolean {
  return input.lead.silence === 'handoff' || input.lead.silence === 'takeover'
}

/** Both ends count from the attendant's last message; a handoff ends by itself only where the playbook says so. */
function hasEnded({ lead, playbook, now }: DecideInput): boolean {
  const { takeoverEndsAfterHours, releaseAfterHours } = playbook.handoff
  const hours = lead.silence === 'takeover' ? takeoverEndsAfterHours : releaseAfterHours
  if (hours === null || lead.attendantLastAt === null) return false
  const since = lead.attendantLastAt.until(now.toInstant()).total('hours')
  return since >= hours
}

/** Nothing was said that could be read: a sticker, an emoji. */
function isEmpty({ perception }: Turn): boolean {
  return perception.acts.length === 0 && perception.text.trim() === ''
}
