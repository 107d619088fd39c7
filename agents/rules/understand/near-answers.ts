import { deletions, hasLettersOf, isOneMistake, isOneSlip } from './slips.ts'

/** Words that answer a question, each with the meanings it can have there ("ownsProperty=true"). */
export type AnswerWords = ReadonlyMap<string, ReadonlySet<string>>

const MIN_ANSWER = 5
const MIN_WORD = 3 // of what can be no word: "qeu", "pdoe"

/** The question whose answers are all known words: for what can be no word as it is written. */
export const ANYTHING = '*'

/** Null where no answer is near, or two of different meaning are; also where `mended`, what the word would else be taken for, answers. */
export type NearAnswer = (word: string, question: string, mended: string) => string | null

/**
 * Finds the answer a mistyped word stands for: a letter more, less or wrong, or two swapped. What was asked narrows it down: "conrtato" is
 * "contato" or "contrato", but only one of them answers whether there is a contract.
 */
export function createNearAnswers(byQuestion: ReadonlyMap<string, AnswerWords>): NearAnswer {
  const indexes = new Map([...byQuestion].map(([question, words]) => [question, indexOf(words)]))

  return (word, question, mended) => {
    const words = byQuestion.get(question)
    const index = indexes.get(question)
    const least = question === ANYTHING ? MIN_WORD : MIN_ANSWER
    if (!words || !index || words.has(mended) || word.length < least || word.length > 24) return null
    const near = [...new Set([word, ...deletions(word)].flatMap((key) => index.get(key) ?? []))]
    const found = near.filter((answer) => isOneMistake(word, answer))
    const candidates =
      [(answer: string) => hasLettersOf(word, answer), (answer: string) => isOneSlip(word, answer)]
        .map((isLikely) => found.filter(isLikely))
        .find(({ length }) => length > 0) ?? found
    const meaningOf = (answer: string): string => [...(words.get(answer) ?? [])].sort().join(' ')
    const [nearest] = candidates
    return nearest && candidates.every((answer) => meaningOf(answer) === meaningOf(nearest)) ? nearest : null
  }
}

function indexOf(words: AnswerWords): Map<string, string[]> {
  const index = new Map<string, string[]>()
  for (const word of words.keys()) {
    if (!/^[a-z]+$/.test(word) || word.length < MIN_WORD) continue
    for (const key of new Set([word, ...deletions(word)])) index.set(key, [...(index.get(key) ?? []), word])
  }
  return index
}
