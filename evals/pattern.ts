/** A pattern of a case as a regular expression; `(?i)` at its start ignores case, as in other languages. */
export function compilePattern(pattern: string): RegExp {
  const ignoresCase = pattern.startsWith('(?i)')
  return new RegExp(ignoresCase ? pattern.slice('(?i)'.length) : pattern, ignoresCase ? 'i' : '')
}
