import assert from 'node:assert/strict'
import { once } from 'node:events'
import { createServer, type Server } from 'node:http'
import { type AddressInfo, connect } from 'node:net'
import { test } from 'node:test'
import '../support/no-network.ts'

async function listen(server: Server): Promise<number> {
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address: AddressInfo | string | null = server.address()
  assert.ok(address && typeof address === 'object')
  return address.port
}

test('a test that calls another machine fails at once', async () => {
  await assert.rejects(fetch('http://93.184.216.34/'), (error: Error) =>
    /only connect to this machine/.test(String(error.cause)),
  )
  const socket = connect(80, '10.1.2.3')
  const [error] = await once(socket, 'error').catch((thrown) => [thrown])
  assert.match(String(error), /only connect to this machine/)
})

test('this machine stays reachable', async (t) => {
  const server = createServer((_, response) => response.end('ok'))
  t.after(() => server.close())
  const port = await listen(server)

  assert.equal(await (await fetch(`http://127.0.0.1:${port}/`)).text(), 'ok')
  assert.equal(await (await fetch(`http://localhost:${port}/`)).text(), 'ok')
})
