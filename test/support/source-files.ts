import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join, normalize } from 'node:path'

export const projectRoot = join(import.meta.dirname, '../..')

export interface SourceFile {
  /** From the project's root, with slashes. */
  path: string
  text: string
}

export interface ImportOf {
  from: string
  /** Path from the project's root, or the package's name. */
  to: string
  isOurs: boolean
  isTypeOnly: boolean
  /** What stands between `import` and `from`. */
  clause: string
}

const SKIPPED = new Set(['node_modules', 'fixtures', 'dist', 'dist-next', 'dist-old', 'reports'])

/** The source files below these folders. */
export function readSources(folders: string[]): SourceFile[] {
  return folders
    .flatMap((folder) => listFiles(folder))
    .map((path) => ({ path, text: readFileSync(join(projectRoot, path), 'utf8') }))
}

function listFiles(folder: string): string[] {
  return readdirSync(join(projectRoot, folder), { withFileTypes: true }).flatMap((entry) => {
    const path = `${folder}/${entry.name}`
    if (entry.isDirectory()) return SKIPPED.has(entry.name) ? [] : listFiles(path)
    return /\.(ts|tsx|mts|mjs|js)$/.test(entry.name) ? [path] : []
  })
}

const STATEMENT = /^\s*(?:import|export)\s+(type\s+)?([^'";]*?)\s*from\s*'([^']+)'/gm
const SIDE_EFFECT = /^\s*import\s*'([^']+)'/gm
const DYNAMIC = /\bimport\(\s*'([^']+)'\s*\)/g

/** Every import and re-export of a file, static and dynamic. */
export function findImports({ path, text }: SourceFile): ImportOf[] {
  const statements = [...text.matchAll(STATEMENT)].map(([, type, clause = '', target = '']) => ({
    type: Boolean(type),
    clause,
    target,
  }))
  const others = [...text.matchAll(SIDE_EFFECT), ...text.matchAll(DYNAMIC)].map(([, target = '']) => ({
    type: false,
    clause: '',
    target,
  }))
  return [...statements, ...others].map(({ type, clause, target }) => ({
    from: path,
    ...resolveTarget(path, target),
    isTypeOnly: type,
    clause: clause.replace(/\s+/g, ' '),
  }))
}

function resolveTarget(path: string, target: string): { to: string; isOurs: boolean } {
  if (target.startsWith('#')) return { to: target.slice(1), isOurs: true }
  if (target.startsWith('.')) return { to: normalize(join(dirname(path), target)), isOurs: true }
  return { to: target, isOurs: false }
}
