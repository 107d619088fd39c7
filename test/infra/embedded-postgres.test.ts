import assert from 'node:assert/strict'
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import {
  chmodSync,
  cpSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { type TestContext, test } from 'node:test'
import { Client } from 'pg'
import { pino } from 'pino'
import { type EmbeddedPostgres, findRunningPostgres, startEmbeddedPostgres } from '#src/db/embedded/postgres.ts'
import { findProcessStart } from '#src/db/embedded/process-info.ts'
import { UserError } from '#src/errors.ts'
import { projectRoot } from '../support/source-files.ts'

const log = pino({ level: 'silent' })
const isRoot = process.getuid?.() === 0

/** A temporary folder that every account may enter, and a place of its own for what root keeps outside. */
function makeFolder(t: TestContext, mode = 0o755): { dataDir: string; sharedDir: string } {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'girassol-pg-')))
  const shared = realpathSync(mkdtempSync(join(tmpdir(), 'girassol-shared-')))
  t.after(() => {
    rmSync(folder, { recursive: true, force: true })
    rmSync(shared, { recursive: true, force: true })
  })
  chmodSync(folder, mode)
  return { dataDir: join(folder, 'data'), sharedDir: shared }
}

async function start(t: TestContext, options: { dataDir: string; sharedDir: string }): Promise<EmbeddedPostgres> {
  const postgres = await startEmbeddedPostgres({ ...options, log, durable: false })
  t.after(() => postgres.stop())
  return postgres
}

async function query(url: string, sql: string): Promise<Record<string, unknown>[]> {
  const client = new Client({ connectionString: url })
  await client.connect()
  try {
    return (await client.query(sql)).rows
  } finally {
    await client.end()
  }
}

/** A process that starts the database and then only waits, as an application does. */
async function startElsewhere(t: TestContext, options: { dataDir: string; sharedDir: string }) {
  const code = `
    import { startEmbeddedPostgres } from '#src/db/embedded/postgres.ts'
    import { pino } from 'pino'
    const { url, pid } = await startEmbeddedPostgres({ ...${JSON.stringify(options)}, log: pino({ level: 'silent' }), durable: false })
    console.log(JSON.stringify({ url, pid }))
    setInterval(() => {}, 60_000)`
  const child: ChildProcess = spawn(process.execPath, ['--input-type=module-typescript', '-e', code], {
    cwd: projectRoot,
    stdio: ['ignore', 'pipe', 'inherit'],
    detached: true, // a process group of its own, as a terminal gives one
  })
  t.after(() => child.kill('SIGKILL'))
  assert.ok(child.stdout && child.pid)
  const [line] = await once(createInterface({ input: child.stdout }), 'line')
  const { url, pid }: { url: string; pid: number } = JSON.parse(line)
  return { child, group: child.pid, url, postgres: pid }
}

test('a second start finds the data of the first', async (t) => {
  const folder = makeFolder(t)
  const first = await startEmbeddedPostgres({ ...folder, log, durable: false })
  await query(first.url, 'create table kept as select 42 as answer')
  await first.stop()

  const second = await start(t, folder)

  assert.deepEqual(await query(second.url, 'select answer from kept'), [{ answer: 42 }])
})

test('it is a PostgreSQL 15 in UTF-8 that listens on 127.0.0.1 only and wants its password', async (t) => {
  const { url } = await start(t, makeFolder(t))
  const [settings] = await query(
    url,
    `select current_setting('server_version_num')::int / 10000 as version, current_setting('server_encoding') as encoding,
            current_setting('listen_addresses') as addresses, upper('ação') as upper`,
  )
  const withoutPassword = new URL(url)
  withoutPassword.password = 'wrong'

  assert.deepEqual(settings, { version: 15, encoding: 'UTF8', addresses: '127.0.0.1', upper: 'AÇÃO' })
  await assert.rejects(query(withoutPassword.href, 'select 1'), { code: '28P01' })
})

test('a second live start on the same folder is refused in one line that names the process', async (t) => {
  const folder = makeFolder(t)
  await start(t, folder)

  await assert.rejects(startEmbeddedPostgres({ ...folder, log }), (error) => {
    assert.ok(error instanceof UserError)
    assert.match(error.message, new RegExp(`in use by process ${process.pid} `))
    return !error.message.includes('\n')
  })
})

test('commands beside a running program find its database, and nothing when none runs', async (t) => {
  const folder = makeFolder(t)
  assert.equal(findRunningPostgres(folder.dataDir, folder.sharedDir), null)
  const postgres = await startEmbeddedPostgres({ ...folder, log, durable: false })

  assert.equal(findRunningPostgres(folder.dataDir, folder.sharedDir)?.url, postgres.url)

  await postgres.stop()
  assert.equal(findRunningPostgres(folder.dataDir, folder.sharedDir), null)
})

test('after kill -9 the database stops by itself and the next start carries on', async (t) => {
  const folder = makeFolder(t)
  const killed = await startElsewhere(t, folder)
  await query(killed.url, 'create table kept as select 1 as n')

  killed.child.kill('SIGKILL')
  await once(killed.child, 'exit')
  const next = await start(t, folder)

  assert.deepEqual(await query(next.url, 'select n from kept'), [{ n: 1 }])
  assert.equal(findProcessStart(killed.postgres), null)
})

const hasProc = process.platform === 'linux'

test('Ctrl-C reaches the application, not the database', { skip: !hasProc && 'needs /proc' }, async (t) => {
  const running = await startElsewhere(t, makeFolder(t))
  const [, , group, session] = readFileSync(`/proc/${running.postgres}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? []

  // A terminal sends its signals to the application's process group.
  assert.notEqual(Number(group), running.group)
  assert.notEqual(Number(session), running.group)
})

test('a lock and a postmaster.pid whose numbers were given to other programs do not stop a start', async (t) => {
  const folder = makeFolder(t)
  await (await startEmbeddedPostgres({ ...folder, log, durable: false })).stop()
  writeFileSync(
    join(folder.dataDir, 'girassol.lock'),
    JSON.stringify({ pid: process.pid, start: 'long ago', since: 'then' }),
  )
  const pgData = join(folder.dataDir, 'postgres', 'data')
  writeFileSync(
    join(pgData, 'postmaster.pid'),
    `${process.pid}\n${pgData}\n1795450626\n5432\n\n127.0.0.1\n  1  1\nready   \n`,
  )

  const postgres = await start(t, folder)

  assert.equal((await query(postgres.url, 'select 1 as one'))[0]?.one, 1)
})

test('a first start that was killed half-way is made anew', async (t) => {
  const folder = makeFolder(t)
  await (await startEmbeddedPostgres({ ...folder, log, durable: false })).stop()
  const area = join(folder.dataDir, 'postgres')
  cpSync(join(area, 'data', 'base'), join(area, 'data.init-1', 'base'), { recursive: true })
  rmSync(join(area, 'data'), { recursive: true })

  await start(t, folder)

  const kept = readdirSync(area).filter((name) => !name.startsWith('.s.PGSQL.'))
  assert.deepEqual(kept.toSorted(), ['data', 'password'])
})

test('a folder that cannot be made is one clear line', async (t) => {
  const { dataDir, sharedDir } = makeFolder(t)
  writeFileSync(dataDir, 'a file')

  await assert.rejects(startEmbeddedPostgres({ dataDir: join(dataDir, 'below'), sharedDir, log }), {
    name: 'UserError',
    message: /^DATA_DIR: cannot write .*: a file stands where a folder is needed/,
  })
})

test('as root in a folder that only root may enter, it lives elsewhere and goes with its folder', {
  skip: !isRoot && 'needs root',
}, async (t) => {
  const folder = makeFolder(t, 0o700)
  const areas = () => readdirSync(folder.sharedDir).filter((name) => /^[0-9a-f]{16}$/.test(name))
  const first = await startEmbeddedPostgres({ ...folder, log, durable: false })
  await query(first.url, 'create table kept as select 1 as n')
  await first.stop()
  assert.equal(areas().length, 1)
  assert.notEqual(statSync(join(folder.sharedDir, String(areas()[0]))).uid, 0)

  const second = await startEmbeddedPostgres({ ...folder, log, durable: false })
  assert.deepEqual(await query(second.url, 'select n from kept'), [{ n: 1 }])
  await second.stop()

  const copy = `${folder.dataDir}-copy`
  cpSync(folder.dataDir, copy, { recursive: true })
  await (await startEmbeddedPostgres({ ...folder, dataDir: copy, log, durable: false })).stop()
  assert.equal(areas().length, 2, 'a copied folder does not share the original database')

  rmSync(folder.dataDir, { recursive: true })
  rmSync(copy, { recursive: true })
  const other = makeFolder(t)
  await start(t, { ...other, sharedDir: folder.sharedDir })
  assert.deepEqual(areas(), [], 'databases whose folder is gone are removed')
})

test('destroy leaves nothing behind', async (t) => {
  const folder = makeFolder(t)
  const postgres = await startEmbeddedPostgres({ ...folder, log, durable: false })

  await postgres.destroy()

  assert.ok(!existsSync(join(folder.dataDir, 'postgres')))
  assert.equal(findProcessStart(postgres.pid), null)
})
