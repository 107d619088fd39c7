import type { BubbleRow } from '#src/db/messages.ts'

const FIRST_AT_MOST_MS = 2500
const LATER_AT_MOST_MS = 4000

/** How long "typing…" shows before a bubble: its length at the configured speed; the first bubble's time to think counts towards it. */
export function typingMs(
  { text, first, thinkingMs }: Pick<BubbleRow, 'text' | 'first' | 'thinkingMs'>,
  { typingSpeedCps }: { typingSpeedCps: number },
): number {
  const literalMs = Math.round((text.length / typingSpeedCps) * 1000)
  if (!first) return Math.min(literalMs, LATER_AT_MOST_MS)
  return Math.max(0, Math.min(literalMs, FIRST_AT_MOST_MS) - (thinkingMs ?? 0))
}
