/** A value of a decoded form: text, a list, or a tree. */
export type FormValue = string | FormValue[] | { [name: string]: FormValue }

/** Deeper than anything Kommo sends; a longer path is not one of its. */
const DEEPEST = 12
/** Members of a form we are willing to read. A full batch of leads has some thousands. */
const MOST_MEMBERS = 50_000

/**
 * Reads a form with PHP brackets (`leads[status][0][id]=1`), names percent-encoded or raw. Members numbered 0, 1, 2… become a list.
 * Names like `__proto__` are only names here.
 */
export function decodePhpForm(body: string): Map<string, FormValue> {
  const root: Branch = new Map()
  let members = 0
  for (const [name, value] of new URLSearchParams(body)) {
    members += 1
    if (members > MOST_MEMBERS) break
    const path = parsePath(name)
    if (path) put(root, path, value)
  }
  return new Map([...root].map(([name, member]) => [name, settle(member)]))
}

interface Branch extends Map<string, string | Branch> {}

function put(branch: Branch, [first = '', ...rest]: string[], value: string): void {
  const name = first === '' ? String(branch.size) : first // `[]` takes the next number
  if (rest.length === 0) {
    branch.set(name, value)
    return
  }
  const known = branch.get(name)
  const inner: Branch = known instanceof Map ? known : new Map()
  branch.set(name, inner)
  put(inner, rest, value)
}

function parsePath(name: string): string[] | null {
  const [, first, brackets = ''] = /^([^[]+)((?:\[[^\]]*\])*)$/.exec(name) ?? []
  if (first === undefined) return null
  const rest = [...brackets.matchAll(/\[([^\]]*)\]/g)].map(([, part = '']) => part)
  return rest.length < DEEPEST ? [first, ...rest] : null
}

function settle(member: string | Branch): FormValue {
  if (typeof member === 'string') return member
  const entries = [...member]
  const isList = entries.every(([name], index) => name === String(index))
  if (isList) return entries.map(([, value]) => settle(value))
  return Object.fromEntries(entries.map(([name, value]) => [name, settle(value)]))
}
