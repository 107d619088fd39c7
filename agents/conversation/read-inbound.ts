import { z } from 'zod'
import { nearestCity } from '#agents/rules/understand/nearest-city.ts'
import { MediaOutcome } from '#src/domain/media.ts'
import type { MediaFinding, Medium } from './policy/input.ts'

type Inbound = {
  id: string
  type: string
  text: string
  details: Record<string, unknown>
  mediaState?: 'waiting' | 'locked' | 'done' | null
}

/** Content whose own words are all there is to it. */
const WORDS = new Set(['text', 'button', 'reaction', 'poll_vote', 'poll', 'order'])
/** Content with a file. */
const FILES = new Map<string, Medium>([
  ['image', 'image'],
  ['audio', 'audio'],
  ['video', 'video'],
  ['document', 'document'],
])

const Details = z.object({
  transcript: z.string().optional(),
  outcome: MediaOutcome.optional().catch(undefined),
  /** Its words were answered before the file was read. */
  late: z.boolean().optional(),
  /** Its words were the password of a file, and are gone. */
  password: z.boolean().optional(),
  location: z
    .object({ lat: z.number(), lng: z.number(), name: z.string().optional(), address: z.string().optional() })
    .optional(),
})

/** What the lead said in words, and what became of everything that came without. A caption counts as words. */
export function readInbound(messages: Inbound[]): {
  inbound: { id: string; text: string; isVoice: boolean }[]
  media: MediaFinding[]
} {
  const read = messages.map((message) => ({ ...message, details: Details.parse(message.details) }))
  return {
    inbound: read.map(({ id, text, details }) => {
      const { transcript = '', late, password } = details
      const own = late || password ? '' : text
      return { id, text: [own, transcript].filter(Boolean).join('\n'), isVoice: transcript !== '' && own === '' }
    }),
    media: read.filter(({ type }) => !WORDS.has(type)).map(findingOf),
  }
}

type Read = Omit<Inbound, 'details'> & { details: z.infer<typeof Details> }

function findingOf({ id, type, details, mediaState }: Read): MediaFinding {
  if (type === 'location' || type === 'live_location') {
    const place = details.location ? nearestCity(details.location) : null
    if (!place) return { medium: 'location', outcome: 'noted' }
    return { medium: 'location', outcome: 'placed', city: place.city, state: place.state, messageId: id }
  }
  if (type === 'contact' || type === 'sticker') return { medium: type, outcome: 'noted' }
  const medium = FILES.get(type)
  if (!medium) return { medium: 'document', outcome: 'unreadable' }
  return fileFinding(medium, details.outcome, mediaState === 'waiting')
}

function fileFinding(medium: Medium, outcome: MediaOutcome | undefined, isWaiting: boolean): MediaFinding {
  if (isWaiting) return { medium, outcome: 'pending' }
  switch (outcome?.kind) {
    case 'heard':
    case 'bill':
      return { medium, outcome: 'read' }
    case 'not_heard':
      return { medium: 'audio', outcome: 'unreadable' }
    case 'not_bill':
      return { medium, outcome: 'not_bill', looksLike: outcome.looksLike }
    case 'locked':
      return { medium, outcome: 'locked', tries: outcome.tries }
    case 'refused':
      return medium === 'video' ? { medium, outcome: 'unreadable' } : { medium, outcome: 'refused', why: outcome.why }
    case 'kept': // nobody here watches videos
    case 'unreadable':
      return { medium: outcome.kind === 'kept' ? 'video' : medium, outcome: 'unreadable' }
    case undefined:
      return { medium, outcome: 'noted' }
  }
}
