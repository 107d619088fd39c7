import assert from 'node:assert/strict'
import { createServer } from 'node:http'
import { type TestContext, test } from 'node:test'
import { z } from 'zod'
import { IntegrationError } from '#src/errors.ts'
import { createHttp } from '#src/integrations/http.ts'

type Answer = { status: number; body?: string; headers?: Record<string, string> } | 'cut' | 'never'

async function startServer(t: TestContext, answer: Answer) {
  const requests: { method?: string; url?: string; headers: NodeJS.Dict<string | string[]>; body: string }[] = []
  const server = createServer((request, response) => {
    let body = ''
    request.on('data', (chunk) => {
      body += chunk
    })
    request.on('end', () => {
      requests.push({ method: request.method ?? '', url: request.url ?? '', headers: request.headers, body })
      if (answer === 'cut') request.socket.destroy()
      else if (answer !== 'never') response.writeHead(answer.status, answer.headers).end(answer.body)
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  t.after(() => {
    server.closeAllConnections()
    server.close()
  })
  const address = server.address()
  const port = typeof address === 'object' && address ? address.port : 0
  return { baseUrl: `http://127.0.0.1:${port}`, requests }
}

/** An address where nobody listens any more. */
async function unusedAddress(): Promise<string> {
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  await new Promise((resolve) => server.close(resolve))
  return `http://127.0.0.1:${typeof address === 'object' && address ? address.port : 0}`
}

const Anything = z.unknown()

async function failureOf(call: Promise<unknown>): Promise<IntegrationError> {
  const error = await call.then(
    () => assert.fail('should have failed'),
    (reason: unknown) => reason,
  )
  assert.ok(error instanceof IntegrationError, String(error))
  return error
}

test('a call carries headers, query and JSON, and its answer is parsed', async (t) => {
  const { baseUrl, requests } = await startServer(t, { status: 201, body: '{"id":7,"extra":1}' })
  const http = createHttp({
    baseUrl: `${baseUrl}/`,
    system: 'x',
    timeoutMs: 1000,
    headers: async () => ({ 'x-key': 'k' }),
  })
  const answer = await http.post('/a', { b: 'ç' }, z.object({ id: z.number() }), {
    query: { c: 'd e', none: undefined },
  })
  assert.deepEqual(answer, { id: 7 })
  const [request] = requests
  assert.deepEqual([request?.method, request?.url, request?.body], ['POST', '/a?c=d+e', '{"b":"ç"}'])
  assert.deepEqual([request?.headers['x-key'], request?.headers['content-type']], ['k', 'application/json'])
})

test('no content is null, and an answer that is not JSON is text', async (t) => {
  const empty = await startServer(t, { status: 204 })
  assert.equal(await createHttp({ ...empty, system: 'x', timeoutMs: 1000 }).get('/', z.null()), null)
  const plain = await startServer(t, { status: 202, body: 'Accepted' })
  assert.equal(await createHttp({ ...plain, system: 'x', timeoutMs: 1000 }).get('/', z.string()), 'Accepted')
})

for (const [status, retryable, outcomeUnknown] of [
  [400, false, false],
  [401, false, false],
  [404, false, false],
  [408, true, false],
  [422, false, false],
  [429, true, false],
  [500, true, true],
  [501, false, true],
  [502, true, true],
  [503, true, true],
  [504, true, true],
] as const) {
  test(`${status} is ${retryable ? 'worth another try' : 'final'}`, async (t) => {
    const { baseUrl } = await startServer(t, { status, body: '<html>não</html>' })
    const error = await failureOf(createHttp({ baseUrl, system: 'x', timeoutMs: 1000 }).get('/a', Anything))
    assert.deepEqual([error.status, error.retryable, error.outcomeUnknown], [status, retryable, outcomeUnknown])
  })
}

test('errors name method, path and status, and never what was sent or answered', async (t) => {
  const { baseUrl } = await startServer(t, { status: 400, body: '{"telefone":"5581999990001"}' })
  const http = createHttp({ baseUrl, system: 'evolution', timeoutMs: 1000, headers: { apikey: 'segredo' } })
  const error = await failureOf(
    http.post('/enviar', { text: 'minha conta' }, Anything, { query: { query: '99990001' } }),
  )
  assert.equal(error.message, 'evolution: POST /enviar answered 400')
  const printed = `${error.stack}${JSON.stringify(error)}${Object.values(error)}`
  for (const secret of ['segredo', '99990001', 'minha conta', 'telefone']) assert.ok(!printed.includes(secret), secret)
  assert.deepEqual(error.responseBody, { telefone: '5581999990001' }, 'the client itself may look')
})

test('retry-after is read in seconds', async (t) => {
  const { baseUrl } = await startServer(t, { status: 503, headers: { 'retry-after': '12' } })
  const error = await failureOf(createHttp({ baseUrl, system: 'x', timeoutMs: 1000 }).get('/', Anything))
  assert.equal(error.retryAfterMs, 12_000)
})

test('a silent server is a timeout: retryable, and nobody knows what it did', async (t) => {
  const { baseUrl } = await startServer(t, 'never')
  const error = await failureOf(createHttp({ baseUrl, system: 'x', timeoutMs: 30 }).post('/', {}, Anything))
  assert.deepEqual(
    [error.status, error.retryable, error.outcomeUnknown, error.reason],
    [undefined, true, true, 'timeout'],
  )
})

test('a cut connection leaves the outcome open, a refused one does not', async (t) => {
  const { baseUrl } = await startServer(t, 'cut')
  const cut = await failureOf(createHttp({ baseUrl, system: 'x', timeoutMs: 1000 }).post('/', {}, Anything))
  assert.deepEqual([cut.retryable, cut.outcomeUnknown], [true, true])
  const refused = await failureOf(
    createHttp({ baseUrl: await unusedAddress(), system: 'x', timeoutMs: 1000 }).post('/', {}, Anything),
  )
  assert.deepEqual([refused.retryable, refused.outcomeUnknown], [true, false])
})

test('an answer of another form than agreed is final: it was done, and we cannot read it', async (t) => {
  const { baseUrl } = await startServer(t, { status: 200, body: '{"id":"x"}' })
  const error = await failureOf(
    createHttp({ baseUrl, system: 'x', timeoutMs: 1000 }).get('/', z.object({ id: z.number() })),
  )
  assert.deepEqual([error.retryable, error.outcomeUnknown, error.reason], [false, true, 'unreadable answer at id'])
})

test('a redirect is not followed', async (t) => {
  const { baseUrl } = await startServer(t, { status: 302, headers: { location: 'http://127.0.0.1:1/' } })
  await failureOf(
    createHttp({ baseUrl, system: 'x', timeoutMs: 1000, headers: { apikey: 'k' } }).post('/', {}, Anything),
  )
})

test('a token that cannot be had is not a failure of the network', async (t) => {
  const { baseUrl, requests } = await startServer(t, { status: 200 })
  const headers = async () => {
    throw Object.assign(new Error('no such row'), { code: '42P01' })
  }
  await assert.rejects(createHttp({ baseUrl, system: 'x', timeoutMs: 1000, headers }).get('/', Anything), /no such row/)
  assert.equal(requests.length, 0)
})
