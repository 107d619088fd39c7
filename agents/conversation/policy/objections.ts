import { factValue } from '#src/domain/facts.ts'
import { OBJECTION_KINDS, type ObjectionKind } from '#src/domain/understanding.ts'
import { addAside, type Draft, note, type Rule, settleWith } from './draft.ts'
import type { Turn } from './turn.ts'

/** Answered at most this often a kind. */
const MOST_ANSWERS = 2

/** Objections are answered twice a kind, the third is a goodbye; a firm no is a goodbye at once; "vou pensar" is answered once. */
export const objection: Rule = (turn, draft) => {
  if (turn.perception.noInterest) return goodbye(turn, draft, 'firm no')
  const kind = kindOf(turn)
  if (!kind) return draft
  const nth = (turn.memory.objections[kind] ?? 0) + 1
  const counted = note(draft, `objection: ${kind}, ${nth}`, {
    memory: { objections: { ...turn.memory.objections, [kind]: nth } },
    excused: true,
  })
  if (turn.gates.failing !== null || draft.settled || isAnsweredByGate(kind, turn)) return counted
  if (kind === 'think_about_it' && nth > 1)
    return settleWith(counted, 'thinks about it: the cadence waits', {
      says: [{ kind: 'defer_ok' }],
      memory: { asked: turn.memory.asked },
    })
  if (nth > MOST_ANSWERS) return goodbye(turn, counted, 'the third objection of a kind')
  return addAside(counted, 'objection: answered', [{ kind: 'objection', objection: kind, nth }])
}

/** A lead with a meeting who has lost all interest loses the meeting too. */
function goodbye(turn: Turn, draft: Draft, why: string): Draft {
  const { booking } = turn
  return settleWith({ ...draft, main: [], asks: null }, `no interest: ${why}`, {
    says: booking ? [] : [{ kind: 'decline', reason: 'no_interest' }],
    action: booking ? { kind: 'cancel', bookingId: booking.id } : null,
    effects: { disqualify: 'no_interest' },
    stage: 'disqualified',
    memory: { closed: true, offered: [], wish: null, rescheduling: false },
  })
}

function kindOf({ perception }: Turn): ObjectionKind | undefined {
  return OBJECTION_KINDS.find((kind) => perception.acts.includes(`object:${kind}`))
}

/** Having solar or a contract is a fact with a rule of its own; it is not argued with. */
function isAnsweredByGate(kind: ObjectionKind, { facts, missing }: Turn): boolean {
  if (kind === 'already_has') return factValue(facts, 'hasSolar') === true && missing?.fact === 'wantsExpansion'
  return kind === 'contract' && factValue(facts, 'competitorContract') === true
}
