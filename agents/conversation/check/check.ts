import { MAX_BUBBLE_CHARS, MAX_BUBBLES } from '#agents/rules/write/bubbles.ts'
import { type FaithReason, faithReasons } from './faithful.ts'
import { bookingClaims, courtesyQuestions, humanClaims, personalDataRequests, promises } from './forbidden.ts'
import { askedAgain, emojiFault, foreignText, machineText, mayAsk, questionMarks } from './form.ts'
import { ungroundedClaims } from './grounded.ts'
import { type Grounds, groundedValues } from './grounds.ts'

/** Why a draft may not be sent. The codes are counted in metrics; `text` is the offending piece, for the log and for the rewrite. */
export type BlockReason = {
  code:
    | 'silence'
    | 'ungrounded'
    | 'booked_without_booking'
    | 'promise'
    | 'personal_data'
    | 'claims_human'
    | 'machine_text'
    | 'language'
    | 'questions'
    | 'courtesy'
    | 'known_fact_asked'
    | 'emoji'
    | 'bubbles'
    | 'length'
    | 'empty'
    | FaithReason['code']
  text: string
}
export type Verdict = { ok: true } | { ok: false; reasons: BlockReason[] }

/**
 * Whether a draft may be sent: every value in it has a source, nothing is promised, confirmed or asked for that the plan does not cover, and
 * it reads like one person's short message. Templates pass by construction; models are held to the same rules.
 */
export function checkDraft(bubbles: { text: string }[], grounds: Grounds): Verdict {
  const reasons = [
    ...formReasons(bubbles, grounds),
    ...contentReasons(bubbles.map(({ text }) => text).join('\n'), grounds),
    ...wordingReasons(bubbles, grounds),
  ]
  return reasons.length === 0 ? { ok: true } : { ok: false, reasons }
}

/** A model's draft must also say what it was told to say, and nothing else. */
function wordingReasons(bubbles: { text: string }[], { plan, playbook, wording }: Grounds): FaithReason[] {
  return wording ? faithReasons(bubbles, { ...wording, plan, playbook }) : []
}

function formReasons(bubbles: { text: string }[], { plan, wording }: Grounds): BlockReason[] {
  const reasons: BlockReason[] = []
  if (plan.says.length === 0 && bubbles.length > 0) reasons.push({ code: 'silence', text: bubbles[0]?.text ?? '' })
  if (bubbles.length > MAX_BUBBLES) reasons.push({ code: 'bubbles', text: `${bubbles.length} bubbles` })
  if (bubbles.length === 0 && plan.says.length > 0 && wording) reasons.push({ code: 'empty', text: 'no bubble' })
  for (const { text } of bubbles) {
    if (text.length > MAX_BUBBLE_CHARS) reasons.push({ code: 'length', text: `${text.length} characters` })
    if (text.trim() === '') reasons.push({ code: 'empty', text: 'an empty bubble' })
  }
  return reasons
}

function contentReasons(text: string, grounds: Grounds): BlockReason[] {
  const { plan, facts, playbook, bookings } = grounds
  const values = groundedValues(grounds)
  const because = (code: BlockReason['code'], texts: (string | null)[]) =>
    texts.filter((found) => found !== null).map((found) => ({ code, text: found }))
  const marks = questionMarks(text)
  return [
    ...because(
      'ungrounded',
      ungroundedClaims(text, values).map((claim) => `${claim.kind}: ${claim.text}`),
    ),
    ...because('booked_without_booking', bookingClaims(text, plan, bookings)),
    ...because('promise', promises(text, playbook, values.today)),
    ...because('personal_data', personalDataRequests(text, plan)),
    ...because('claims_human', humanClaims(text)),
    ...because('machine_text', [machineText(text)]),
    ...because('language', [foreignText(text, languageNotes(grounds))]),
    ...because('courtesy', courtesyQuestions(text)),
    ...because('known_fact_asked', [askedAgain(text, plan, facts)]),
    ...because('emoji', [emojiFault(text, plan)]),
    ...because('questions', [
      marks > 1 ? `${marks} questions` : marks === 1 && !mayAsk(plan) ? 'a question the plan does not ask' : null,
    ]),
  ]
}

function languageNotes({ plan, playbook }: Grounds): string[] {
  return plan.says.flatMap((say) =>
    say.kind === 'language_note' ? (playbook.wordings[`language_note.${say.language}`] ?? []) : [],
  )
}
