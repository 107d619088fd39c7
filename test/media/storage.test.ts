import assert from 'node:assert/strict'
import { createHash, createHmac, randomUUID } from 'node:crypto'
import { mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs'
import { createServer, type IncomingMessage } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { IntegrationError } from '#src/errors.ts'
import { createDiskStorage } from '#src/media/disk-storage.ts'
import { createS3Storage } from '#src/media/s3-storage.ts'
import type { MediaStorage } from '#src/media/storage.ts'

const SECRET = 'a secret of the bucket'
const REGION = 'sa-east-1'

/** A server that speaks as much of S3 as the storage asks, and checks every signature by AWS's own rules. */
async function startBucket(t: TestContext, { failing = 0 } = {}) {
  const objects = new Map<string, Buffer>()
  let failures = failing
  const server = createServer(async (request, response) => {
    const body = Buffer.concat(await Array.fromAsync(request))
    const url = new URL(request.url ?? '/', 'http://bucket')
    if (!isSigned(request, url, body)) return response.writeHead(403).end()
    if (failures-- > 0) return response.writeHead(503).end()
    const key = decodeURIComponent(url.pathname.replace('/girassol/', ''))
    if (url.searchParams.has('list-type')) {
      const prefix = url.searchParams.get('prefix') ?? ''
      const keys = [...objects.keys()].filter((name) => name.startsWith(prefix)).slice(0, 2)
      return response.end(
        `<ListBucketResult>${keys.map((name) => `<Contents><Key>${name}</Key></Contents>`).join('')}</ListBucketResult>`,
      )
    }
    if (request.method === 'PUT') objects.set(key, body)
    if (request.method === 'DELETE') objects.delete(key)
    const found = objects.get(key)
    if (request.method === 'GET' && !found) return response.writeHead(404).end('<Error/>')
    response.end(request.method === 'GET' ? found : '')
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  t.after(() => new Promise<void>((resolve) => server.close(() => resolve())))
  const address = server.address()
  const port = typeof address === 'object' && address ? address.port : 0
  const endpoint = `http://127.0.0.1:${port}`
  const keys = { accessKeyId: 'girassol', secretAccessKey: SECRET, region: REGION, bucket: 'girassol' }
  return { objects, storage: createS3Storage({ endpoint, ...keys }), endpoint, keys }
}

/** AWS Signature Version 4, from its documentation. */
function isSigned(request: IncomingMessage, url: URL, body: Buffer): boolean {
  const header = String(request.headers.authorization ?? '')
  const [, scope = '', names = '', signature] =
    /Credential=[^/]+\/(\S+), SignedHeaders=(\S+), Signature=(\S+)/.exec(header) ?? []
  const [day = '', region = '', service = ''] = scope.split('/')
  const hash = String(request.headers['x-amz-content-sha256'] ?? '')
  const isWhole = hash === 'UNSIGNED-PAYLOAD' || hash === createHash('sha256').update(body).digest('hex')
  const headers = names.split(';').map((name) => `${name}:${String(request.headers[name]).trim()}\n`)
  const query = [...url.searchParams].map(([k, v]) => `${encodeURIComponent(k)}=${encodeURIComponent(v)}`).sort()
  const canonical = [request.method, url.pathname, query.join('&'), headers.join(''), names, hash].join('\n')
  const toSign = [
    'AWS4-HMAC-SHA256',
    request.headers['x-amz-date'],
    scope,
    createHash('sha256').update(canonical).digest('hex'),
  ].join('\n')
  const key = [day, region, service, 'aws4_request'].reduce<Buffer>(
    (secret, part) => createHmac('sha256', secret).update(part).digest(),
    Buffer.from(`AWS4${SECRET}`),
  )
  return isWhole && region === REGION && createHmac('sha256', key).update(toSign).digest('hex') === signature
}

async function holdsToItsWord(storage: MediaStorage): Promise<void> {
  const [tenant, conversation, other] = [randomUUID(), randomUUID(), randomUUID()]
  const keys = [0, 1, 2].map(() => `${tenant}/${conversation}/${randomUUID()}`)
  const elsewhere = `${tenant}/${other}/${randomUUID()}`
  for (const key of [...keys, elsewhere]) await storage.put(key, Buffer.from(`file ${key}`), 'image/jpeg')
  const [first = ''] = keys

  assert.equal(Buffer.from((await storage.get(first)) ?? []).toString(), `file ${first}`)
  await storage.put(first, Buffer.from('again'), 'image/jpeg')
  assert.equal(Buffer.from((await storage.get(first)) ?? []).toString(), 'again')
  await storage.remove(first)
  await storage.remove(first)
  assert.equal(await storage.get(first), null)
  await storage.remove(`${tenant}/${conversation}/`)
  assert.equal(await storage.get(keys[2] ?? ''), null)
  assert.ok(await storage.get(elsewhere), 'other conversations keep their files')
  for (const key of ['../secret.key', `${tenant}/../../x`, '/etc/passwd', ''])
    await assert.rejects(async () => await storage.get(key), /not a key/)
}

test('files on disk are put, read and removed, whole folders too, and nobody else may read them', async (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'girassol-media-'))
  t.after(() => rmSync(folder, { recursive: true, force: true }))
  await holdsToItsWord(createDiskStorage(folder))
  const [tenant = ''] = readdirSync(folder)
  assert.equal(statSync(join(folder, tenant)).mode & 0o077, 0)
})

test('files in a bucket likewise, with requests signed as S3 wants them', async (t) => {
  const { storage, objects } = await startBucket(t)
  await holdsToItsWord(storage)
  assert.equal(objects.size, 1)
})

test('a bucket that is away may come back; a wrong key will not', async (t) => {
  const { storage, endpoint, keys } = await startBucket(t, { failing: 1 })
  const key = `${randomUUID()}/${randomUUID()}/${randomUUID()}`
  const isRetryable = (retryable: boolean) => (error: unknown) =>
    error instanceof IntegrationError && error.retryable === retryable
  await assert.rejects(storage.put(key, Buffer.from('x'), 'image/jpeg'), isRetryable(true))
  await storage.put(key, Buffer.from('x'), 'image/jpeg')
  const stranger = createS3Storage({ endpoint, ...keys, secretAccessKey: 'wrong' })
  await assert.rejects(stranger.get(key), isRetryable(false))
})
