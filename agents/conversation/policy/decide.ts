import type { Plan } from '#src/domain/plan.ts'
import { billQuestion, billRead, lockedBill, pendingMedia } from './bill.ts'
import { bookingChanges } from './booking-changes.ts'
import { emailAnswer, nothingToAsk, thanks } from './closing.ts'
import { deferral } from './deferral.ts'
import { EMPTY_DRAFT, type Rule } from './draft.ts'
import { handoff } from './handoff.ts'
import { hostile } from './hostile.ts'
import type { DecideInput } from './input.ts'
import { notUnderstood } from './not-understood.ts'
import { objection } from './objections.ts'
import { offerTimes } from './offer-times.ts'
import { greeting, media } from './opening.ts'
import { erasure, optedOut, optOut } from './opt-out.ts'
import { acknowledgement, gates, nextFact } from './qualification-flow.ts'
import { question } from './questions.ts'
import { attendantActive, wrongPerson } from './silence.ts'
import { times } from './times.ts'
import { toPlan } from './to-plan.ts'
import { readTurn } from './turn.ts'

/** What comes first, in the order of the rules: each may end the turn, settle what it is for, or only add a word and let the next go on. */
const RULES: readonly Rule[] = [
  optOut,
  erasure,
  attendantActive,
  optedOut,
  greeting,
  wrongPerson,
  handoff,
  hostile,
  media,
  billRead,
  bookingChanges,
  deferral,
  thanks,
  times,
  emailAnswer,
  question,
  objection,
  notUnderstood,
  acknowledgement,
  pendingMedia,
  lockedBill,
  billQuestion,
  gates,
  nothingToAsk,
  nextFact,
  offerTimes,
]

/**
 * Decides one turn from the state, what was perceived, the playbook and the clock. Pure: the same input gives the same plan. An action is
 * to be run before the words are chosen, and `settle` turns its result into words.
 */
export function decide(input: DecideInput): Plan {
  const turn = readTurn(input)
  const draft = RULES.reduce((current, rule) => (current.ended ? current : rule(turn, current)), EMPTY_DRAFT)
  return toPlan(turn, draft)
}
