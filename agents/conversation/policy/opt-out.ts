import type { Settlement } from './draft.ts'
import { addAside, type Draft, endWith, note, type Rule, staySilent } from './draft.ts'
import { answersTo } from './questions.ts'
import { isAttendantActive } from './silence.ts'
import { isClearYes, isClosing, type Turn, timesAsked } from './turn.ts'

/** "Pare": one goodbye and silence for good; without words where an attendant has the conversation or it was said before. */
export const optOut: Rule = (turn, draft) => {
  if (!turn.has('opt_out') || turn.has('erase_data')) return draft
  if (isOut(turn)) return staySilent(draft, 'opt-out: was said before', { stage: 'opted_out' })
  const lasting = { effects: { optOut: true }, stage: 'opted_out', memory: FORGOTTEN } as const
  if (isAttendantActive(turn)) return staySilent(draft, 'opt-out beside an attendant', lasting)
  return endWith(draft, 'opt-out', { ...lasting, says: [{ kind: 'opt_out_goodbye' }] })
}

/** Erasure is confirmed once; until then the lead counts as opted out. */
export const erasure: Rule = (turn, draft) => {
  const pending = turn.input.lead.silence === 'erasure_asked'
  if (!turn.has('erase_data') && !pending) return draft
  if (isAttendantActive(turn))
    return staySilent(draft, 'erasure beside an attendant', {
      effects: { optOut: true, eraseRequested: true },
      stage: 'opted_out',
    })
  if (!pending || timesAsked(turn.memory, 'erase') === 0) return isClosing(turn) ? hush(draft) : askToErase(draft)
  if (turn.has('erase_data') || (turn.memory.asked === 'erase' && turn.has('confirm') && !turn.has('deny')))
    return endWith(draft, 'erasure confirmed', { action: { kind: 'erase' }, stage: 'opted_out' })
  if (turn.memory.asked === 'erase' && turn.has('deny')) return askToResume(turn, draft, { effects: { optOut: true } })
  return draft
}

/**
 * After an opt-out: an "ok" gets no answer; anything else is answered once and asks whether contact may resume, which only a clear yes does.
 */
export const optedOut: Rule = (turn, draft) => {
  if (!isOut(turn)) return draft
  const asked = turn.memory.asked === 'resume'
  if (asked && isClearYes(turn)) return resume(draft)
  if (asked && turn.has('deny') && !turn.has('ask'))
    return endWith(draft, 'opted out: stays out', {
      says: [{ kind: 'stays_out' }],
      stage: 'opted_out',
      memory: { closed: true },
    })
  if (turn.has('cancel') && turn.booking)
    return endWith(draft, 'opted out: cancels', {
      action: { kind: 'cancel', bookingId: turn.booking.id },
      stage: 'opted_out',
    })
  if (isClosing(turn) || turn.has('abuse', 'injection', 'wrong_person') || isBareNo(turn) || isMediaOnly(turn))
    return hush(draft)
  if (asked && answersTo(turn).length === 0) return hush(draft)
  return askToResume(turn, draft)
}

/** What an opt-out makes of the memory: nothing pending, nothing on offer. */
const FORGOTTEN = { asked: null, offered: [], wish: null, ambiguous: null, rescheduling: false, closed: true }

function isOut({ input }: Turn): boolean {
  return input.lead.silence === 'opted_out' || input.lead.silence === 'erasure_asked'
}

function askToErase(draft: Draft): Draft {
  return endWith(draft, 'erasure', {
    says: [{ kind: 'ask_erase' }],
    asks: 'erase',
    effects: { optOut: true, eraseRequested: true },
    stage: 'opted_out',
    memory: { offered: [], wish: null },
  })
}

function askToResume(turn: Turn, draft: Draft, more: Pick<Settlement, 'effects'> = {}): Draft {
  return endWith(draft, 'opted out: asks whether to resume', {
    ...more,
    says: [...answersTo(turn), { kind: 'ask_resume' }],
    asks: 'resume',
    stage: 'opted_out',
  })
}

function resume(draft: Draft): Draft {
  const back = note(draft, 'resumed', { effects: { resume: true }, memory: { closed: false, thanked: false } })
  return addAside(back, 'resumed: says so', [{ kind: 'resumed' }])
}

function hush(draft: Draft): Draft {
  return staySilent(draft, 'opted out: a closing', { stage: 'opted_out' })
}

function isBareNo({ perception }: Turn): boolean {
  return (
    perception.acts.length > 0 &&
    perception.acts.every((act) => act === 'deny' || act === 'inform') &&
    !perception.topics?.length
  )
}

function isMediaOnly({ perception, input }: Turn): boolean {
  return perception.text.trim() === '' && input.media.length > 0
}
