import { AwsClient } from 'aws4fetch'
import { IntegrationError } from '#src/errors.ts'
import { checkedKey, type MediaStorage } from './storage.ts'

export type S3Options = {
  endpoint: string
  bucket: string
  accessKeyId: string
  secretAccessKey: string
  region: string
  fetch?: typeof fetch
}

const TIMEOUT_MS = 30_000
const KEYS = /<Key>([^<]+)<\/Key>/g

/**
 * Files in a bucket of any server that speaks S3 (path-style addresses, as MinIO and most others want them). Throws IntegrationError. Five
 * requests are all that is needed, so they are signed by aws4fetch instead of the 60 packages of the AWS SDK.
 */
export function createS3Storage({ endpoint, bucket, region, fetch: ask = fetch, ...keys }: S3Options): MediaStorage {
  const client = new AwsClient({ ...keys, region, service: 's3', retries: 0 })
  const root = `${endpoint.replace(/\/+$/, '')}/${bucket}`

  async function call(method: string, path: string, init: { body?: Uint8Array; type?: string } = {}) {
    const body =
      init.body === undefined ? {} : { body: new Uint8Array(init.body), headers: { 'content-type': init.type ?? '' } }
    const request = await client.sign(`${root}${path}`, { method, ...body })
    const response = await ask(request, { signal: AbortSignal.timeout(TIMEOUT_MS) }).catch((cause: unknown) => {
      throw new IntegrationError({ system: 's3', action: method, retryable: true, reason: 'no answer', cause })
    })
    if (response.ok || response.status === 404) return response
    await response.body?.cancel()
    const retryable = response.status >= 500 || response.status === 429
    throw new IntegrationError({ system: 's3', action: method, status: response.status, retryable })
  }

  async function removeOne(key: string) {
    const response = await call('DELETE', `/${key}`)
    await response.body?.cancel()
  }

  async function keysBelow(prefix: string): Promise<string[]> {
    const response = await call('GET', `?list-type=2&prefix=${encodeURIComponent(prefix)}`)
    const text = await response.text()
    return [...text.matchAll(KEYS)].map(([, key = '']) => key)
  }

  return {
    async put(key, bytes, mimetype) {
      const response = await call('PUT', `/${checkedKey(key)}`, { body: bytes, type: mimetype })
      await response.body?.cancel()
      if (response.status === 404)
        throw new IntegrationError({ system: 's3', action: 'PUT', status: 404, retryable: false, reason: 'no bucket' })
    },
    async get(key) {
      const response = await call('GET', `/${checkedKey(key)}`)
      if (response.status !== 404) return new Uint8Array(await response.arrayBuffer())
      await response.body?.cancel()
      return null
    },
    async remove(key) {
      if (!checkedKey(key).endsWith('/')) return await removeOne(key)
      // a page holds a thousand; what was removed is not listed again
      for (let keys = await keysBelow(key); keys.length > 0; keys = await keysBelow(key))
        for (const one of keys) await removeOne(one)
    },
  }
}
