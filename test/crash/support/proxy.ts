import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { Agent, request } from 'undici'
import { z } from 'zod'

const Method = z.enum(['GET', 'POST', 'PUT', 'PATCH', 'DELETE'])

/** One call on its way. `via`: the first part of the path, by which callers are told apart; it is taken off before the call goes on. */
export type Call = { via: string; method: z.infer<typeof Method>; path: string; body: string }

/** What the wire does to a call. */
export type Wire = {
  /** Before it reaches the other side; false: it never does, and the connection is cut. */
  before?: (call: Call) => Promise<boolean>
  /** After the other side has answered; false: the answer never arrives. */
  after?: (call: Call) => Promise<boolean>
}

export type Proxy = Awaited<ReturnType<typeof startProxy>>

/** Stands between two programs and shows every call to the test, which may lose it on either side of being carried out. */
export async function startProxy(target: () => string) {
  const agent = new Agent({ connections: 64 })
  let wire: Wire = {}

  async function pass(incoming: IncomingMessage, outgoing: ServerResponse) {
    const [, via = '', path = ''] = /^\/([^/?]*)(.*)$/.exec(incoming.url ?? '') ?? []
    const chunks: Buffer[] = []
    for await (const chunk of incoming) chunks.push(chunk)
    const body = Buffer.concat(chunks).toString()
    const call: Call = { via, method: Method.parse(incoming.method), path, body }
    if (wire.before && !(await wire.before(call))) return incoming.socket.destroy()
    const { host, connection, 'content-length': _length, ...headers } = incoming.headers
    const { method } = call
    const answer = await request(target() + path, {
      method,
      headers,
      dispatcher: agent,
      ...(body === '' ? {} : { body }),
    })
    const text = await answer.body.text()
    if (wire.after && !(await wire.after(call))) return incoming.socket.destroy()
    outgoing.writeHead(answer.statusCode, { 'content-type': String(answer.headers['content-type'] ?? 'text/plain') })
    outgoing.end(text)
  }

  const server = createServer((incoming, outgoing) => {
    // the other side is away, or the caller died: the caller sees a connection that broke
    pass(incoming, outgoing).catch(() => incoming.socket.destroy())
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address: AddressInfo | string | null = server.address()
  const port = typeof address === 'object' && address ? address.port : 0
  return {
    /** The address for a caller of this name. */
    url: (via: string) => `http://127.0.0.1:${port}/${via}`,
    set: (next: Wire) => {
      wire = next
    },
    async close() {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
      await agent.destroy()
    },
  }
}
