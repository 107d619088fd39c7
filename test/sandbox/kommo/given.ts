import type { TestContext } from 'node:test'
import { createKommoClient } from '#src/integrations/kommo/client.ts'
import { createRequestGate, type GateOptions } from '#src/integrations/kommo/gate.ts'
import { createKommoEmulator, type KommoEmulatorOptions } from '#src/sandbox/kommo/server.ts'

export const ACCOUNT = 'sol-exemplo'
export const PIPELINE = 'Girassol SDR'

const silentLog = { debug() {}, warn() {} }

/** An emulated Kommo with one account, and the real client to it, over HTTP on loopback. */
export async function startKommo(
  t: TestContext,
  { gate, ...options }: Partial<KommoEmulatorOptions> & { gate?: GateOptions } = {},
) {
  const emulator = createKommoEmulator({ log: silentLog, rateLimit: null, webhookRetryMs: 1, ...options })
  const baseUrl = await emulator.listen()
  t.after(() => emulator.close())
  const clientOf = (slug: string) => {
    const { accessToken } = emulator.createAccount(slug)
    const door = createRequestGate({ ratePerSecond: null, ...gate })
    return createKommoClient({ baseUrl, gate: door, accessToken: async () => accessToken })
  }
  return { emulator, baseUrl, clientOf, client: clientOf(ACCOUNT), token: emulator.createAccount(ACCOUNT).accessToken }
}

/** A plain call, for what the client never does. */
export async function call(baseUrl: string, token: string, method: string, path: string, body?: unknown) {
  const response = await fetch(baseUrl + path, {
    method,
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  })
  const text = await response.text()
  const type = response.headers.get('content-type') ?? ''
  return { status: response.status, type, body: type.includes('json') && text ? JSON.parse(text) : text }
}
