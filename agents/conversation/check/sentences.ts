/** The sentences of a text, each with its closing mark; a line break or an emoji ends one too. */
export function sentencesOf(text: string): string[] {
  return text.split(/(?<=[.!?…]|\p{Extended_Pictographic}\uFE0F?)\s+|\n+/u).filter((sentence) => sentence.trim() !== '')
}

/** A regular expression of whole words, whatever the case; `\p{L}` decides what a letter is. */
export function words(source: string): RegExp {
  return new RegExp(`(?<!\\p{L})(?:${source})(?!\\p{L})`, 'iu')
}

/** Every match of a pattern in a text; the pattern with the global flag is made once. */
export function matchesOf(pattern: RegExp, text: string): RegExpExecArray[] {
  const everywhere = GLOBAL.get(pattern) ?? new RegExp(pattern.source, 'giu')
  GLOBAL.set(pattern, everywhere)
  return [...text.matchAll(everywhere)]
}

const GLOBAL = new WeakMap<RegExp, RegExp>()
