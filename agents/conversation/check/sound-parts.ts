import { sentencesOf } from './sentences.ts'

/**
 * What is left of a draft without what may not be said: whole bubbles that pass, and of the others the sentences that pass alone, so that a
 * question survives the sentence before it. A bubble of several lines (a list) goes whole or not at all.
 */
export function soundParts<B extends { text: string }>(bubbles: B[], passes: (bubbles: B[]) => boolean): B[] {
  return bubbles.flatMap((bubble) => {
    if (passes([bubble])) return [bubble]
    const sentences = bubble.text.includes('\n') ? [] : sentencesOf(bubble.text)
    const text = sentences.filter((sentence) => passes([{ ...bubble, text: sentence }])).join(' ')
    return text !== '' && passes([{ ...bubble, text }]) ? [{ ...bubble, text }] : []
  })
}
