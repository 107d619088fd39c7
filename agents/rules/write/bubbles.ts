/** One thing said, as text. `rank`: what is given up first when a turn says too much; 0 is never given up. */
export type Segment = { text: string; rank: number; joins: 'freely' | 'list' | 'alone' }

export const MAX_BUBBLES = 3
export const MAX_BUBBLE_CHARS = 300

/** Up to here two things read well in one bubble; beyond it a second bubble is kinder to the eye. */
const COMFORTABLE_CHARS = 220

/** Joins what is said into at most three bubbles of at most 300 characters, keeping the order. */
export function toBubbles(segments: Segment[]): string[] {
  let kept = segments.flatMap(splitLong)
  for (;;) {
    const bubbles = squeeze(joinComfortably(kept))
    const droppable = kept.reduce((worst, { rank }, i) => (rank > (kept[worst]?.rank ?? 0) ? i : worst), 0)
    if (bubbles.length <= MAX_BUBBLES) return bubbles
    // Nothing marked as droppable: the oldest goes, since the question stands last.
    kept = kept.filter((_, i) => i !== (kept[droppable]?.rank ? droppable : 0))
  }
}

function joinComfortably(segments: Segment[]): string[] {
  const bubbles: string[] = []
  let open = false
  for (const { text, joins } of segments) {
    const current = bubbles.at(-1)
    const limit = joins === 'list' ? MAX_BUBBLE_CHARS : COMFORTABLE_CHARS
    if (open && joins !== 'alone' && current && joined(current, text).length <= limit)
      bubbles[bubbles.length - 1] = joined(current, text)
    else bubbles.push(text)
    open = joins !== 'alone'
  }
  return bubbles
}

/** Still too many: the two neighbours that are shortest together become one, while any fit. */
function squeeze(bubbles: string[]): string[] {
  let list = bubbles
  while (list.length > MAX_BUBBLES) {
    const lengths = list.slice(1).map((text, i) => joined(list[i] ?? '', text).length)
    const at = lengths.indexOf(Math.min(...lengths))
    if ((lengths[at] ?? Number.POSITIVE_INFINITY) > MAX_BUBBLE_CHARS) return list
    list = [...list.slice(0, at), joined(list[at] ?? '', list[at + 1] ?? ''), ...list.slice(at + 2)]
  }
  return list
}

function joined(a: string, b: string): string {
  return `${a}${a.includes('\n') ? '\n' : ' '}${b}`
}

/** A text over 300 characters is cut after a sentence, or at the last space. */
function splitLong(segment: Segment): Segment[] {
  const { text } = segment
  if (text.length <= MAX_BUBBLE_CHARS) return [segment]
  const head = text.slice(0, MAX_BUBBLE_CHARS + 1)
  const sentence = Math.max(head.lastIndexOf('. '), head.lastIndexOf('! '), head.lastIndexOf('\n')) + 1
  const at = sentence > 0 ? sentence : head.lastIndexOf(' ') > 0 ? head.lastIndexOf(' ') : MAX_BUBBLE_CHARS
  const rest = { ...segment, text: text.slice(at).trim() }
  return [{ ...segment, text: text.slice(0, at).trim() }, ...splitLong(rest)]
}
