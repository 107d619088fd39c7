import type { MediaFinding } from './policy/input.ts'

type Inbound = { id: string; type: string; text: string; details: Record<string, unknown> }

/** Content whose own words are all there is to it. */
const WORDS = new Set(['text', 'button', 'reaction', 'poll_vote', 'poll', 'order'])

/** What the lead said in words, and what became of everything that came without. A caption counts as words. */
export function readInbound(messages: Inbound[]): { inbound: { id: string; text: string }[]; media: MediaFinding[] } {
  return {
    inbound: messages.map(({ id, text, details }) => ({
      id,
      text: [text, transcriptOf(details)].filter(Boolean).join('\n'),
    })),
    media: messages.filter(({ type }) => !WORDS.has(type)).map(findingOf),
  }
}

function findingOf({ type, details }: Inbound): MediaFinding {
  if (type === 'location' || type === 'live_location') return { medium: 'location', outcome: 'noted' }
  if (type === 'contact' || type === 'sticker') return { medium: type, outcome: 'noted' }
  if (type === 'audio') return { medium: 'audio', outcome: transcriptOf(details) ? 'read' : 'unreadable' }
  if (type === 'image' || type === 'video' || type === 'document') return { medium: type, outcome: 'noted' }
  return { medium: 'document', outcome: 'unreadable' }
}

function transcriptOf({ transcript }: Record<string, unknown>): string {
  return typeof transcript === 'string' ? transcript : ''
}
