import type { Say } from '#src/domain/plan.ts'
import { addAside, note, type Rule, settleWith } from './draft.ts'
import type { Turn } from './turn.ts'

/** What was read of the bill that came is said back, so that a mistake is seen at once. */
export const billRead: Rule = (turn, draft) => {
  const { fresh, isRepeated, sum, latest, memory, check } = turn.bills
  const kept = note(draft, 'bills', { memory: withoutAsked(memory) })
  if (fresh.length === 0) return check || turn.memory.asked === 'bill_check' ? kept : draft
  const excused = note(kept, 'a bill came', { excused: true })
  if (isRepeated) return addAside(excused, 'bill: came before', [{ kind: 'bill_repeated' }])
  const hasSolar = fresh.some(({ fields }) => fields.hasDistributedGeneration === true) && check?.kind !== 'solar'
  const { totalBrl, consumptionKwh, isAverage, units } = sum
  if (totalBrl === null && consumptionKwh === null && !hasSolar) return excused
  const month = units === 1 ? (latest[0]?.fields.referenceMonth ?? null) : null
  const say: Say = { kind: 'bill_read', totalBrl, consumptionKwh, isAverage, month, units, hasSolar }
  return addAside(excused, 'bill: says what was read', [say])
}

/** What only the lead can settle about a bill is asked before anything is built on it. */
export const billQuestion: Rule = (turn, draft) => {
  const { check, memory } = turn.bills
  if (!check || draft.settled || turn.booking) return draft
  return settleWith(draft, `bill: asks about ${check.kind}`, {
    says: [{ kind: 'ask_bill_check', check }],
    asks: 'bill_check',
    memory: {
      ...withoutAsked(memory),
      billCheck: check,
      // counted anew for every question
      ...(isSame(check, turn.memory.billCheck) ? {} : { askedTimes: { ...turn.memory.askedTimes, bill_check: 0 } }),
    },
  })
}

function isSame(one: { messageId: string; kind: string }, other: { messageId: string; kind: string } | undefined) {
  return one.messageId === other?.messageId && one.kind === other.kind
}

function withoutAsked({ billCheck: _, ...memory }: Turn['bills']['memory']): Turn['bills']['memory'] {
  return memory
}

/** A PDF with a password is asked about once and once more; then a photo does as well. */
export const lockedBill: Rule = (turn, draft) => {
  const locked = turn.input.media.filter((finding) => finding.outcome === 'locked')
  const tries = Math.max(...locked.map((finding) => finding.tries))
  if (locked.length === 0) return skipped(turn, draft)
  const excused = note(draft, 'bill: locked', { excused: true })
  if (tries >= PASSWORDS_TRIED) return addAside(excused, 'bill: stays locked', [{ kind: 'bill_stays_locked' }])
  if (draft.settled) return excused
  return settleWith(excused, 'bill: asks for the password', {
    says: [{ kind: 'ask_bill_password', again: tries > 0 }],
    asks: 'bill_password',
  })
}

const PASSWORDS_TRIED = 2

/** The password was asked for and is not coming: whoever does not have it sends a photo. */
function skipped(turn: Turn, draft: Parameters<Rule>[1]): ReturnType<Rule> {
  const isAnswer = turn.memory.asked === 'bill_password' && turn.bills.fresh.length === 0
  const { acts, declined } = turn.perception
  const refuses = acts.includes('deny') || Boolean(declined?.length) || DOES_NOT_KNOW.test(turn.perception.normalised)
  if (!isAnswer || !refuses) return draft
  return addAside(note(draft, 'no password', { excused: true }), 'bill: no password', [{ kind: 'bill_stays_locked' }])
}

const DOES_NOT_KNOW = /n[aã]o (?:sei|lembro|tenho|fa[cç]o ideia|consigo)|esqueci|que senha|qual senha/u

/** A file is still being read: said so, and nothing is asked that it may answer. */
export const pendingMedia: Rule = (turn, draft) => {
  const isPending = turn.input.media.some(({ outcome }) => outcome === 'pending')
  if (!isPending || draft.settled) return draft
  return settleWith(draft, 'media: still being read', {
    says: [{ kind: 'media_pending' }],
    memory: { asked: turn.memory.asked },
  })
}
