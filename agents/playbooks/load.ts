import { readFileSync } from 'node:fs'
import { type Document, isMap, isNode, isPair, isScalar, isSeq, LineCounter, type Node, parseDocument } from 'yaml'
import { Playbook } from '#src/domain/playbook.ts'
import { UserError } from '#src/errors.ts'

/** Something wrong in a playbook: where, what, and what would be right. `path` is empty for the file as a whole. */
export type PlaybookProblem = { file: string; line: number; path: string; message: string; allowed?: string }

/** Where a path of the document stands in its file. */
export type LineOf = (path: readonly PropertyKey[]) => number

export type ParsedPlaybook = { playbook: Playbook; lineOf: LineOf } | { playbook: null; problems: PlaybookProblem[] }

/** Reads a playbook's YAML. Syntax and schema errors come back with their lines; what the texts say is `checkPlaybook`'s concern. */
export function parsePlaybook(source: string, file: string): ParsedPlaybook {
  const lines = new LineCounter()
  const document = parseDocument(source, { lineCounter: lines, prettyErrors: false })
  const syntax = [...document.errors, ...document.warnings]
  if (syntax.length > 0) {
    const problems = syntax.map(({ message, pos }) => ({
      file,
      line: lines.linePos(pos[0]).line,
      path: '',
      message: `YAML: ${message}`,
    }))
    return { playbook: null, problems }
  }
  const lineOf = (path: readonly PropertyKey[]) => lines.linePos(offsetOf(document, path)).line
  const parsed = Playbook.safeParse(document.toJS())
  if (parsed.success) return { playbook: parsed.data, lineOf }
  const problems = parsed.error.issues.flatMap((issue) => describe(issue, file, lineOf))
  return { playbook: null, problems }
}

/** @throws {UserError} naming file and line of the first problem. */
export function loadPlaybook(file: string): Playbook {
  const parsed = parsePlaybook(readPlaybookFile(file), file)
  if (parsed.playbook) return parsed.playbook
  const [first] = parsed.problems
  const more = parsed.problems.length > 1 ? ` (and ${parsed.problems.length - 1} more)` : ''
  throw new UserError(`${problemText(first ?? { file, line: 1, path: '', message: 'not a playbook' })}${more}`)
}

/** @throws {UserError} when the file cannot be read. */
export function readPlaybookFile(file: string): string {
  try {
    return readFileSync(file, 'utf8')
  } catch (cause) {
    throw new UserError(`${file}: cannot be read (${cause instanceof Error ? cause.message : String(cause)})`, {
      cause,
    })
  }
}

/** `file:line path: message; allowed: …` in one line. */
export function problemText({ file, line, path, message, allowed }: PlaybookProblem): string {
  return `${file}:${line} ${path ? `${path}: ` : ''}${message}${allowed ? `; allowed: ${allowed}` : ''}`
}

/** `questions[1].ask[0]`, as a person would point at it. */
export function pathText(path: readonly PropertyKey[]): string {
  return path.reduce<string>(
    (text, key) => (typeof key === 'number' ? `${text}[${key}]` : text ? `${text}.${String(key)}` : String(key)),
    '',
  )
}

type Issue = { code: string; path: PropertyKey[]; message: string; keys?: string[]; values?: unknown[] }

function describe(issue: Issue, file: string, lineOf: LineOf): PlaybookProblem[] {
  const { path, message, keys, values } = issue
  if (issue.code === 'unrecognized_keys' && keys)
    return keys.map((key) => ({
      file,
      line: lineOf([...path, key]),
      path: pathText([...path, key]),
      message: `"${key}" is not a known field`,
      allowed: 'the fields listed in agents/playbooks/README.md',
    }))
  const missing = /received undefined/.test(message)
  const allowed = values && { allowed: values.map(String).join(', ') }
  return [{ file, line: lineOf(path), path: pathText(path), message: missing ? 'is missing' : message, ...allowed }]
}

/** The start of the node at a path, by its key where it has one; of the nearest one that exists, when it does not. */
function offsetOf(document: Document, path: readonly PropertyKey[]): number {
  let node: Node | null = document.contents
  let offset = node?.range?.[0] ?? 0
  for (const key of path) {
    if (node === null) return offset
    const next: { node: Node | null; offset: number } | null = child(node, key)
    if (next === null) return offset
    offset = next.offset
    node = next.node
  }
  return offset
}

function child(node: Node, key: PropertyKey): { node: Node | null; offset: number } | null {
  if (isMap(node)) {
    const pair = node.items.find((item) => isScalar(item.key) && String(item.key.value) === String(key))
    if (!isPair(pair) || !isScalar(pair.key)) return null
    return { node: isNode(pair.value) ? pair.value : null, offset: pair.key.range?.[0] ?? 0 }
  }
  if (!isSeq(node) || typeof key !== 'number') return null
  const item = node.items[key]
  return isNode(item) ? { node: item, offset: item.range?.[0] ?? 0 } : null
}
