import type { Say } from '#src/domain/plan.ts'
import { addAside, note, type Rule, staySilent } from './draft.ts'
import type { MediaFinding } from './input.ts'
import type { Turn } from './turn.ts'

/** After so long a pause, and on another day, a greeting is greeted back. */
const PAUSE_HOURS = 12

/** The first contact is greeted, and a greeting after a long pause; a foreign language gets its one note. */
export const greeting: Rule = (turn, draft) => {
  const { language } = turn.perception
  const first = turn.memory.turns === 0
  const says: Say[] = []
  if (first || (turn.has('greet') && isLongPause(turn))) says.push({ kind: 'greet', first })
  const isNoted = turn.memory.languageNoted || !language || !isTelling(turn.perception.text)
  if (!isNoted) says.push({ kind: 'language_note', language })
  return addAside(draft, 'opening', says, isNoted ? {} : { languageNoted: true })
}

/** What media came to, where it is no text; a sticker alone starts no turn, and none of it counts as not understood. */
export const media: Rule = (turn, draft) => {
  const findings = turn.input.media.filter(({ outcome }) => outcome !== 'read')
  if (findings.length === 0) return draft
  const wordless = turn.perception.text.trim() === ''
  if (wordless && turn.input.media.every(({ medium }) => medium === 'sticker')) return staySilent(draft, 'a sticker')
  const says = [
    ...new Map(findings.flatMap((finding) => reply(finding, turn)).map((say) => [JSON.stringify(say), say])).values(),
  ]
  return addAside(note(draft, 'media', { excused: true }), 'media: says so', says.slice(0, 2))
}

const ASKS_FOR_BILL: ReadonlySet<string> = new Set(['billBrl', 'consumptionKwh', 'exact_bill', 'bill_password'])
const VAGUE: ReadonlySet<string> = new Set(['photo', 'unknown'])

/** A word or two ("casa", "ok", "no") are no proof of another language. */
function isTelling(text: string): boolean {
  return text.trim().split(/\s+/).length >= 3
}

function isLongPause({ memory, input: { now } }: Turn): boolean {
  if (!memory.lastSpokeAt) return false
  const last = Temporal.Instant.from(memory.lastSpokeAt).toZonedDateTimeISO(now.timeZoneId)
  return last.until(now).total('hours') >= PAUSE_HOURS && !last.toPlainDate().equals(now.toPlainDate())
}

function reply(finding: MediaFinding, { memory }: Turn): Say[] {
  const { medium } = finding
  if (medium === 'sticker') return []
  switch (finding.outcome) {
    case 'noted':
      return medium === 'audio' ? [] : [{ kind: 'media_noted', medium }]
    case 'unreadable':
      return medium === 'location' || medium === 'contact' ? [] : [{ kind: 'media_unreadable', medium }]
    case 'not_bill':
      // asked for the bill, nobody sends a picture of anything else: it is the bill, and cannot be read
      if (ASKS_FOR_BILL.has(memory.asked ?? '') && VAGUE.has(finding.looksLike))
        return [{ kind: 'media_unreadable', medium: medium === 'document' ? 'document' : 'image' }]
      return [{ kind: 'not_bill', looksLike: finding.looksLike }]
    case 'refused':
      return [{ kind: 'media_refused', why: finding.why }]
    default:
      return [] // said with what was read, or by the rule that asks
  }
}
