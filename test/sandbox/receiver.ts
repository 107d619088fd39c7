import { createServer, type IncomingHttpHeaders } from 'node:http'
import type { TestContext } from 'node:test'

export interface Received {
  path: string
  headers: IncomingHttpHeaders
  body: string
  status: number
}

/**
 * A webhook endpoint that keeps what it got. `answer` decides the status of each request, by what came before it. `json` reads the
 * accepted bodies.
 */
export async function startReceiver(
  t: TestContext,
  answer: (received: Received[], body: string) => number | Promise<number> = () => 200,
) {
  const received: Received[] = []
  const server = createServer((request, response) => {
    const chunks: Buffer[] = []
    request.on('data', (chunk) => chunks.push(chunk))
    request.on('end', async () => {
      const body = Buffer.concat(chunks).toString('utf8')
      const entry = { path: request.url ?? '', headers: request.headers, body, status: 0 }
      received.push(entry)
      entry.status = await answer(received, body)
      response.writeHead(entry.status).end()
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  t.after(() => {
    server.closeAllConnections()
    server.close()
  })
  const address = server.address()
  const port = typeof address === 'object' && address !== null ? address.port : 0
  return {
    url: `http://127.0.0.1:${port}`,
    received,
    /** Bodies that were accepted, as Evolution's envelopes. */
    envelopes: () => received.filter(({ status }) => status >= 200 && status < 300).map(({ body }) => JSON.parse(body)),
  }
}

export type Receiver = Awaited<ReturnType<typeof startReceiver>>
