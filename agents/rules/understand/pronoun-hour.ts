import type { Reading } from './reading.ts'

/** "As duas em Caruaru" speaks of two bills: without the accent, opening its clause, where no time was asked for. */
export function isPronoun(
  { words, text, clause, context }: Reading,
  { start, end }: { start: number; end: number },
): boolean {
  const [article, number] = [words[start], words[start + 1]]
  if (!article || !number || end !== start + 2 || number.kind === 'number' || context.asked === 'slots') return false
  const opens = start === 0 || article.pause > 0 || clause[start - 1] !== clause[start]
  return opens && /^as$/i.test(text.slice(article.start, article.end))
}
