/** The sentences of a text, each with its closing mark; a line break ends one too. */
export function sentencesOf(text: string): string[] {
  return text.split(/(?<=[.!?…])\s+|\n+/).filter((sentence) => sentence.trim() !== '')
}

/** A regular expression of whole words, whatever the case; `\p{L}` decides what a letter is. */
export function words(source: string): RegExp {
  return new RegExp(`(?<!\\p{L})(?:${source})(?!\\p{L})`, 'iu')
}
