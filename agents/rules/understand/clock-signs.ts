import type { Reading } from './reading.ts'

/** "16.30": asked for a time, a point parts hours and minutes. */
export function dottedClock({ words, context }: Reading, index: number): { hour: number; minute: number } | null {
  if (context.asked !== 'slots') return null
  const match = /^(1?\d|2[0-3])\.([0-5][05])$/.exec(words[index]?.plain ?? '')
  return match ? { hour: Number(match[1]), minute: Number(match[2]) } : null
}

/** "da uma às três": elsewhere "dá uma" is no hour. */
export function opensFromOne({ words }: Reading, index: number): boolean {
  const [before, after] = [words[index - 1], words[index + 1]]
  return (
    words[index]?.word === 'uma' &&
    before?.raw === 'da' &&
    (after?.word === 'as' || after?.word === 'ate') &&
    after.pause === 0
  )
}
