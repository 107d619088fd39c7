import assert from 'node:assert/strict'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { findImports, type ImportOf, projectRoot, readSources } from './support/source-files.ts'

// The rules of docs/architecture.md that a compiler does not know.

const sources = readSources(['src', 'agents', 'test', 'evals', 'scripts'])

/** A part of the program and what it may import; `wire` are the wire schemas of integrations, `enqueue` is src/jobs/enqueue.ts. */
const MAY_IMPORT: Record<string, string[]> = {
  domain: ['domain'],
  errors: [],
  config: ['errors'],
  logger: [],
  bills: ['bills', 'domain', 'errors'],
  media: ['media', 'bills', 'domain', 'errors'],
  db: ['db', 'domain', 'errors'],
  integrations: ['integrations', 'wire', 'domain', 'errors'],
  agents: ['agents', 'domain', 'errors'],
  jobs: ['jobs', 'enqueue', 'domain', 'db', 'integrations', 'wire', 'media', 'agents', 'errors'],
  http: ['http', 'domain', 'db', 'enqueue', 'wire', 'errors'],
  sandbox: ['sandbox', 'domain', 'wire', 'errors'],
  console: ['console', 'domain'],
}
/** These may import anything of the program; tests and evals also each their own. */
const UNBOUND = ['services', 'app', 'cli', 'test', 'evals', 'scripts']

function partOf(path: string): string {
  const [top = '', second = ''] = path.split('/')
  if (top !== 'src') return top
  if (path === 'src/jobs/enqueue.ts') return 'enqueue'
  if (/^src\/integrations\/.+\/(wire|convert-[a-z-]+)\.ts$/.test(path)) return 'wire'
  return second.replace(/\.ts$/, '')
}

/** `enqueue` and `wire` are open to more importers, but bound by the rules of their folder. */
const importerOf = (path: string) => ({ enqueue: 'jobs', wire: 'integrations' })[partOf(path)] ?? partOf(path)

function isAllowed({ from, to, isTypeOnly, clause }: ImportOf): boolean {
  const [importer, imported] = [importerOf(from), partOf(to)]
  // Scripts are tools for developers, who may want the application of the tests.
  if (imported === 'test' || imported === 'evals')
    return importer === 'test' || importer === 'scripts' || importer === imported
  if (UNBOUND.includes(importer)) return true
  if (imported === 'services') return isTypeOnly && clause === '{ Services }'
  if (imported === 'config')
    return isTypeOnly && clause === '{ Config }' && ['http', 'jobs', 'sandbox'].includes(importer)
  return MAY_IMPORT[importer]?.includes(imported) ?? false
}

test('every import follows the direction of the architecture', () => {
  const edges = sources.flatMap(findImports).filter(({ isOurs, to }) => isOurs && /\.(ts|tsx)$/.test(to))
  assert.ok(edges.length > 50, 'the imports were found')

  const wrong = edges.filter((edge) => !isAllowed(edge)).map(({ from, to }) => `${from} → ${to}`)

  assert.deepEqual(wrong, [])
})

test('the rules refuse what they are there for', () => {
  const edge = (from: string, to: string) => ({ from, to, isOurs: true, isTypeOnly: false, clause: '{ x }' })
  const refused = [
    edge('src/domain/slots.ts', 'src/db/pool.ts'),
    edge('agents/conversation/graph.ts', 'src/integrations/evolution/client.ts'),
    edge('src/http/server.ts', 'src/jobs/process-turn.ts'),
    edge('src/sandbox/evolution/server.ts', 'src/integrations/evolution/client.ts'),
    edge('src/jobs/enqueue.ts', 'src/http/server.ts'),
    edge('src/jobs/send-message.ts', 'src/services.ts'),
    edge('src/cli/start.ts', 'test/support/database.ts'),
  ]
  const accepted = [
    edge('src/http/server.ts', 'src/jobs/enqueue.ts'),
    edge('src/http/routes/evolution.ts', 'src/integrations/evolution/wire.ts'),
    { ...edge('src/jobs/send-message.ts', 'src/services.ts'), isTypeOnly: true, clause: '{ Services }' },
    edge('evals/run.ts', 'evals/case.ts'),
  ]

  assert.deepEqual(refused.filter(isAllowed), [])
  assert.deepEqual(
    accepted.filter((one) => !isAllowed(one)),
    [],
  )
  const [found] = findImports({
    path: 'src/db/a.ts',
    text: "import {\n  type A,\n  b,\n} from '#src/http/server.ts'\n",
  })
  assert.equal(found?.to, 'src/http/server.ts')
})

test('every part of src is named in the table of directions', () => {
  const known = new Set([...Object.keys(MAY_IMPORT), ...UNBOUND])
  const parts = readdirSync(join(projectRoot, 'src')).map((name) => name.replace(/\.ts$/, ''))

  assert.deepEqual(
    parts.filter((part) => !known.has(part)),
    [],
  )
})

/** Files that may be longer, and why. */
const LONG_FILES: Record<string, string> = {}

test('no file is longer than 350 lines without a reason', () => {
  const long = sources
    .filter(({ path, text }) => text.split('\n').length > 351 && !LONG_FILES[path])
    .map(({ path }) => path)

  assert.deepEqual(long, [])
})

test('the type checker is nowhere told to look away', () => {
  const escapes =
    /@ts-(ignore|nocheck|expect-error)|biome-ignore[^:]*(noExplicitAny|noNonNullAssertion)|\bas any\b|\bas unknown as\b/
  const found = sources
    .filter(({ path }) => path !== 'test/architecture.test.ts')
    .flatMap(({ path, text }) =>
      text.split('\n').flatMap((line, index) => (escapes.test(line) ? [`${path}:${index + 1}`] : [])),
    )

  assert.deepEqual(found, [])
})

test('the linter refuses explicit any', () => {
  const { linter } = JSON.parse(readFileSync(join(projectRoot, 'biome.json'), 'utf8'))

  assert.equal(linter.rules.suspicious.noExplicitAny, 'error')
})

test('only config.ts reads the environment', () => {
  const reads = /\bprocess\.env\b|import\s*\{[^}]*\benv\b[^}]*\}\s*from\s*'node:process'/
  const readers = sources
    .filter(({ path, text }) => /^(src|agents|evals)\//.test(path) && reads.test(text))
    .map(({ path }) => path)

  assert.deepEqual(readers, ['src/config.ts'])
})

test('no path is read off a URL, which fails in a folder with a space in its name', () => {
  const found = sources.filter(
    ({ path, text }) => path !== 'test/architecture.test.ts' && /import\.meta\.url\)\.pathname/.test(text),
  )

  assert.deepEqual(
    found.map(({ path }) => path),
    [],
  )
})

test('migrations are numbered without gaps', () => {
  const names = readdirSync(join(projectRoot, 'migrations')).filter((name) => name !== 'README.md')
  const expected = names.toSorted().map((_, index) => String(index + 1).padStart(4, '0'))

  assert.deepEqual(
    names.toSorted().map((name) => /^(\d{4})-[a-z0-9-]+\.sql$/.exec(name)?.[1]),
    expected,
  )
})
