import type { LeadFacts } from '#src/domain/facts.ts'
import type { ConversationMemory, DisqualifiedReason, HandoffReason, LiveBooking, Stage } from '#src/domain/plan.ts'
import type { Playbook } from '#src/domain/playbook.ts'
import type { Understanding } from '#src/domain/understanding.ts'

/** What media of this turn came to, beside the text that was read from them. */
export type MediaFinding = {
  medium: 'audio' | 'image' | 'video' | 'document' | 'sticker' | 'location' | 'contact'
  /** `read`: its content is in the perception. `unreadable`: it could not be heard or read. `noted`: kept, nothing to read. */
  outcome: 'read' | 'unreadable' | 'noted'
}

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
}
