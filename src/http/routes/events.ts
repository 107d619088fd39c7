import type { FastifyReply, FastifyRequest } from 'fastify'

/** Proxies and browsers drop a stream that is silent for long. */
const HEARTBEAT_MS = 15_000

/** Keeps a server-sent events stream open until the reader leaves. `subscribe` is given what sends, and returns what ends. */
export function streamEvents(
  request: FastifyRequest,
  reply: FastifyReply,
  subscribe: (send: (event: string, data: unknown) => void) => () => void,
): void {
  reply.hijack()
  const { raw } = reply
  raw.writeHead(200, {
    'content-type': 'text/event-stream',
    'cache-control': 'no-store',
    'x-accel-buffering': 'no',
    connection: 'keep-alive',
  })
  raw.write('retry: 1000\n\n')
  const end = subscribe((event, data) => raw.write(`event: ${event}\ndata: ${JSON.stringify(data)}\n\n`))
  const timer = setInterval(() => raw.write(': still here\n\n'), HEARTBEAT_MS)
  request.raw.on('close', () => {
    clearInterval(timer)
    end()
  })
}
