import { agentTurns } from '../../agent-turns.ts'
import type { RunRecord } from '../../run-record.ts'
import { type Finding, violation } from '../finding.ts'

const PORTUGUESE =
  /\b(?:você|voce|não|nao|que|com|para|pra|por|uma?|os?|as?|é|da|do|de|em|no|na|sua|seu|mais|só|já|te|me|aqui|oi|obrigad[oa]|qual|isso|quando)\b/giu
const FOREIGN =
  /\b(?:the|you|your|and|is|are|with|for|we|can|this|hello|thanks|please|el|los|las|usted|gracias|hola|pero|muy|con|su|para ti|puedo|respondo en)\b/giu
/** The one line in the lead's language that says the talk goes on in Portuguese. */
const NOTE_CHARACTERS = 140

/** Bubbles in another language, but for one short line a conversation. */
export function foreignLanguage(run: RunRecord): Finding[] {
  if (!run.final) return []
  const foreign = agentTurns(run.final).flatMap(({ id, bubbles }) =>
    bubbles.flatMap((bubble) => foreignLines(bubble)).map((line) => ({ id, line })),
  )
  const [first, ...more] = foreign
  const offences = first && first.line.length <= NOTE_CHARACTERS ? more : foreign
  return offences.map(({ id, line }) => violation('not_portuguese', line, id))
}

function foreignLines(bubble: string): string[] {
  return bubble
    .split(/(?<=[.!?\n])\s+/)
    .filter((line) => count(line, FOREIGN) >= 2 && count(line, FOREIGN) > count(line, PORTUGUESE))
}

function count(line: string, words: RegExp): number {
  return (line.match(words) ?? []).length
}
