import { readdirSync, readFileSync, statSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { isMap, isSeq, LineCounter, parseDocument } from 'yaml'
import type { z } from 'zod'
import { UserError } from '#src/errors.ts'
import { EvalCase } from './case.ts'

/** A case and where it was read from; files it names lie relative to `folder`. */
export type LoadedCase = EvalCase & { path: string; folder: string }

type Problem = { path: string; line: number; what: string }

/**
 * Reads every `*.yaml` under the folders (or single files), in order of path.
 * @throws {UserError} naming file, line and what is allowed for every broken case, or two cases with one id.
 */
export function loadCases(roots: string[]): LoadedCase[] {
  const cases: LoadedCase[] = []
  const problems: Problem[] = []
  for (const path of roots.flatMap(caseFiles)) {
    const read = readCase(path)
    if ('problems' in read) problems.push(...read.problems)
    else cases.push(read.case)
  }
  problems.push(...sameIds(cases))
  if (problems.length > 0)
    throw new UserError(problems.map(({ path, line, what }) => `${path}:${line}: ${what}`).join('\n'))
  return cases
}

/** One file as a case, or all that is wrong with it. */
export function readCase(path: string): { case: LoadedCase } | { problems: Problem[] } {
  const lines = new LineCounter()
  const document = parseDocument(readFileSync(path, 'utf8'), { lineCounter: lines, prettyErrors: false })
  if (document.errors.length > 0) {
    return {
      problems: document.errors.map((error) => ({ path, line: lines.linePos(error.pos[0]).line, what: error.message })),
    }
  }
  const parsed = EvalCase.safeParse(document.toJS())
  if (parsed.success) return { case: { ...parsed.data, path, folder: dirname(resolve(path)) } }
  const lineOf = (keys: PropertyKey[]) => lines.linePos(offsetOf(document.contents, keys)).line
  return {
    problems: parsed.error.issues.flatMap((issue) =>
      describeIssue(issue).map(({ keys, what }) => ({ path, line: lineOf(keys), what })),
    ),
  }
}

function caseFiles(root: string): string[] {
  const found = statSync(root, { throwIfNoEntry: false })
  if (!found)
    throw new UserError(`${root}: no such folder or file; give --dir a folder with *.yaml cases`, { exitCode: 2 })
  if (found.isFile()) return [root]
  return readdirSync(root, { recursive: true, encoding: 'utf8' })
    .filter((name) => /\.ya?ml$/.test(name))
    .sort()
    .map((name) => join(root, name))
}

function sameIds(cases: LoadedCase[]): Problem[] {
  const first = new Map<string, string>()
  return cases.flatMap(({ id, path }) => {
    const other = first.get(id)
    first.set(id, other ?? path)
    return other === undefined
      ? []
      : [{ path, line: 1, what: `id ${id} is taken by ${other}; every case needs its own` }]
  })
}

/** An issue in words; of a union, the branch that got furthest speaks, since it is the one that was meant. */
function describeIssue(issue: z.core.$ZodIssue): { keys: PropertyKey[]; what: string }[] {
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => ({ keys: [...issue.path, key], what: `${label(issue.path)}: unknown key "${key}"` }))
  }
  if (issue.code === 'invalid_union') {
    const furthest = issue.errors
      .map((branch) => branch.flatMap((inner) => describeIssue(inner)))
      .sort((a, b) => depth(b) - depth(a))[0]
    if (furthest && depth(furthest) > 0)
      return furthest.map(({ keys, what }) => ({
        keys: [...issue.path, ...keys],
        what: `${label(issue.path)}: ${what}`,
      }))
  }
  return [{ keys: issue.path, what: `${label(issue.path)}: ${issue.message}${allowed(issue)}` }]
}

function depth(branch: { keys: PropertyKey[] }[]): number {
  return Math.max(0, ...branch.map(({ keys }) => keys.length))
}

function allowed(issue: z.core.$ZodIssue): string {
  if (issue.code !== 'invalid_union') return ''
  const options = issue.errors.flatMap((branch) => branch.map((inner) => inner.message))
  return options.length > 0 ? ` (${[...new Set(options)].join('; ')})` : ''
}

function label(keys: PropertyKey[]): string {
  return keys.length === 0 ? 'case' : keys.map(String).join('.')
}

/** Where a key stands in the text; of one that is missing, its nearest parent. */
function offsetOf(root: unknown, keys: PropertyKey[]): number {
  let offset = 0
  let node = root
  for (const key of keys) {
    const child: { offset: number; node: unknown } | null = childOf(node, key)
    if (!child) break
    offset = child.offset
    node = child.node
  }
  return offset
}

function childOf(node: unknown, key: PropertyKey): { offset: number; node: unknown } | null {
  if (isMap(node)) {
    const pair = node.items.find((item) => String(item.key) === String(key))
    return pair ? { offset: rangeStart(pair.key), node: pair.value } : null
  }
  if (isSeq(node)) {
    const item = node.items[Number(key)]
    return item === undefined ? null : { offset: rangeStart(item), node: item }
  }
  return null
}

function rangeStart(node: unknown): number {
  const ranged =
    typeof node === 'object' && node !== null && 'range' in node && Array.isArray(node.range) ? node.range[0] : 0
  return typeof ranged === 'number' ? ranged : 0
}
