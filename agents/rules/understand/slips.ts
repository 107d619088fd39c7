export const MIN_SLIP_LENGTH = 6 // shorter words have too many real neighbours: of them only two letters that changed places are looked for

/** Words with one letter less. */
export function deletions(word: string): string[] {
  return Array.from({ length: word.length }, (_, at) => word.slice(0, at) + word.slice(at + 1))
}

const ROWS = ['qwertyuiop', 'asdfghjkl', 'zxcvbnm']
const CONFUSED = new Set([
  'ei',
  'ie',
  'ou',
  'uo',
  'sc',
  'cs',
  'sz',
  'zs',
  'xs',
  'sx',
  'lu',
  'ul',
  'mn',
  'nm',
  'gj',
  'jg',
  'vw',
  'kc',
  'ck',
])

/** Neighbours on the keyboard, or letters that are often taken for each other. */
function mistaken(a: string, b: string): boolean {
  if (CONFUSED.has(a + b)) return true
  return ROWS.some((row) => row.includes(a) && row.includes(b) && Math.abs(row.indexOf(a) - row.indexOf(b)) === 1)
}

/** One letter more or less, one mistaken for its neighbour, or two swapped; the first letter holds. */
export function isOneSlip(a: string, b: string): boolean {
  if (a[0] !== b[0] || Math.abs(a.length - b.length) > 1) return false
  let at = 0
  while (at < a.length && a[at] === b[at]) at += 1
  const rest = (text: string, from: number): string => text.slice(from)
  if (a.length === b.length) {
    if (rest(a, at + 1) === rest(b, at + 1)) return mistaken(a[at] ?? '', b[at] ?? '')
    return a[at] === b[at + 1] && a[at + 1] === b[at] && rest(a, at + 2) === rest(b, at + 2)
  }
  return a.length > b.length ? rest(a, at + 1) === rest(b, at) : rest(a, at) === rest(b, at + 1)
}

/** The same letters in another order: of all mistakes the plainest. */
export const hasLettersOf = (typed: string, meant: string): boolean =>
  [...typed].sort().join('') === [...meant].sort().join('')

/** Whether `typed` is `meant` with one mistake (Damerau distance 1); in a word of less than six letters only with two letters swapped. */
export function isOneMistake(typed: string, meant: string): boolean {
  let at = 0
  while (at < typed.length && typed[at] === meant[at]) at += 1
  const swapped = typed[at] === meant[at + 1] && typed[at + 1] === meant[at]
  if (typed.length === meant.length && swapped && typed.slice(at + 2) === meant.slice(at + 2)) return true
  if (meant.length < MIN_SLIP_LENGTH) return false
  const [typedRest, meantRest] = [typed.slice(at), meant.slice(at)]
  if (typed.length === meant.length) return typedRest.slice(1) === meantRest.slice(1)
  return typed.length > meant.length ? typedRest.slice(1) === meantRest : typedRest === meantRest.slice(1)
}
