import type { Bill, LooksLike } from '#src/domain/bill.ts'
import type { LeadFacts } from '#src/domain/facts.ts'
import type { FileFault } from '#src/domain/media.ts'
import type { ConversationMemory, DisqualifiedReason, HandoffReason, LiveBooking, Stage } from '#src/domain/plan.ts'
import type { Playbook } from '#src/domain/playbook.ts'
import type { Understanding } from '#src/domain/understanding.ts'

export type Medium = 'audio' | 'image' | 'video' | 'document' | 'sticker' | 'location' | 'contact'

/**
 * What media of this turn came to, beside the text that was read from them. `read`: its content is in the perception, or among the bills.
 * `unreadable`: it could not be heard or read. `noted`: kept, nothing to read. `pending`: still being read. `locked`: a PDF whose password is
 * missing; `tries`: wrong ones so far. `refused`: the file could not be opened at all. `placed`: a pin, and the city it lies in.
 */
export type MediaFinding = { medium: Medium } & (
  | { outcome: 'read' | 'unreadable' | 'noted' | 'pending' }
  | { outcome: 'locked'; tries: number }
  | { outcome: 'not_bill'; looksLike: LooksLike }
  | { outcome: 'refused'; why: FileFault }
  | { outcome: 'placed'; city: string; state: string; messageId: string }
)

/** Why nobody of ours speaks: kept on the conversation, changed only by the rules of `rules.md`, section 5. */
export type Silence = 'handoff' | 'takeover' | 'opted_out' | 'erasure_asked' | 'wrong_person' | null

/** Everything `decide` may look at; it reads nothing else, so the same input always gives the same plan. */
export type DecideInput = {
  /** The tenant's local time. */
  now: Temporal.ZonedDateTime
  playbook: Playbook
  lead: {
    facts: LeadFacts
    stage: Stage
    silence: Silence
    /** When an attendant last wrote, for the end of a takeover. */
    attendantLastAt: Temporal.Instant | null
    disqualified: DisqualifiedReason | null
    handoff: HandoffReason | null
    booking: LiveBooking | null
  }
  memory: ConversationMemory
  perception: Understanding
  media: MediaFinding[]
  /** Every bill the lead sent, the first read first; `freshBills`: the messages of those that came in this turn. */
  bills: Bill[]
  freshBills: string[]
}
