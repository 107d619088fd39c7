import { chmodSync, mkdtempSync, rmSync } from 'node:fs'
import { type AddressInfo, connect, createServer, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pino } from 'pino'
import { startEmbeddedPostgres } from '#src/db/embedded/postgres.ts'
import { migrate } from '#src/db/migrate.ts'
import { until } from './world.ts'

/**
 * A PostgreSQL of the test's own that can be killed and started again under the same address, as a database behind a name is. What it
 * has committed survives.
 */
export async function startRestartableDatabase(t: { after(hook: () => Promise<void>): void }) {
  const log = pino({ level: 'silent' })
  const dataDir = mkdtempSync(join(tmpdir(), 'girassol-crash-pg-'))
  chmodSync(dataDir, 0o711) // as root PostgreSQL runs as another account, which must get in
  const start = () => startEmbeddedPostgres({ dataDir, log, durable: true })
  let postgres = await start()
  const sockets = new Set<Socket>()
  const door = createServer((outside) => {
    const inside = connect(Number(new URL(postgres.url).port), '127.0.0.1')
    for (const [one, other] of [[outside, inside] as const, [inside, outside] as const]) {
      sockets.add(one)
      one
        .on('error', () => other.destroy())
        .on('close', () => {
          sockets.delete(one)
          other.destroy()
        })
      one.pipe(other)
    }
  })
  await new Promise<void>((resolve) => door.listen(0, '127.0.0.1', resolve))
  // a hook added by a hook runs last: after those that stop whatever uses the database
  const end = async () => {
    for (const socket of sockets) socket.destroy()
    await new Promise((resolve) => door.close(resolve))
    await postgres.destroy()
    rmSync(dataDir, { recursive: true, force: true })
  }
  t.after(async () => t.after(end))
  const address: AddressInfo | string | null = door.address()
  const url = new URL(postgres.url)
  url.port = String(typeof address === 'object' && address ? address.port : 0)
  url.search = '' // through the door, not by the socket
  await migrate({ databaseUrl: url.href })
  return {
    url: url.href,
    /** Ends the server without any ceremony, as the kernel does; every connection breaks. */
    async kill() {
      process.kill(postgres.pid, 'SIGKILL')
      await until('the server is gone', 10_000, async () => sockets.size === 0)
      await postgres.stop()
    },
    /** Starts it again on the same data; it recovers first. */
    async restart() {
      postgres = await start()
    },
  }
}
