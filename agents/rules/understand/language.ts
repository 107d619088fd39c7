import type { Reading } from './reading.ts'

/** English or Spanish, when most of the words say so; undefined for Portuguese and for messages too short to tell. */
export function readLanguage({ words, vocabulary }: Reading): 'en' | 'es' | undefined {
  const said = words.filter(({ kind }) => kind === 'word').map(({ plain }) => plain)
  // A word or two is too little: "ok" and "show" are Portuguese by now.
  if (said.length < 2) return undefined
  const share = (language: ReadonlySet<string>): number =>
    said.filter((word) => language.has(word)).length / said.length
  const [en, es] = [share(vocabulary.languages.en), share(vocabulary.languages.es)]
  const portuguese =
    said.filter(
      (word) =>
        vocabulary.phrases.lexicon.has(word) ||
        vocabulary.stopwords.has(word) ||
        vocabulary.words.abbreviations.has(word),
    ).length / said.length
  if (Math.max(en, es) < 0.35 || Math.max(en, es) <= portuguese * 0.75) return undefined
  return en >= es ? 'en' : 'es'
}
