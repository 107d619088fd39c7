import type { TestContext } from 'node:test'
import { createEvolutionClient } from '#src/integrations/evolution/client.ts'
import { convertEnvelope } from '#src/integrations/evolution/convert-envelope.ts'
import { createEvolutionEmulator, type EvolutionEmulatorOptions } from '#src/sandbox/evolution/server.ts'
import { type Received, startReceiver } from '../receiver.ts'

export const INSTANCE = 'sol-exemplo'
export const OWN_PHONE = '5581999990000'
export const LEAD = '5581999990001'

export const silentLog = { debug() {}, warn() {} }

/** An emulator with one paired instance, a webhook endpoint and the real client, all over HTTP on loopback. */
export async function startEvolution(
  t: TestContext,
  {
    answer,
    events = [],
    base64 = false,
    ...options
  }: Partial<EvolutionEmulatorOptions> & {
    answer?: (received: Received[], body: string) => number | Promise<number>
    events?: string[]
    base64?: boolean
  } = {},
) {
  const receiver = await startReceiver(t, answer)
  const emulator = createEvolutionEmulator({
    apiKey: 'chave',
    log: silentLog,
    timeScale: 0,
    webhookRetryMs: 1,
    ...options,
  })
  const baseUrl = await emulator.listen()
  t.after(() => emulator.close())
  const webhook = { url: `${receiver.url}/webhooks/evolution/abc`, events, base64 }
  emulator.ensureInstance(INSTANCE, { phone: OWN_PHONE, profileName: 'Sol Exemplo', webhook })
  await emulator.idle()
  receiver.received.length = 0
  return {
    emulator,
    baseUrl,
    receiver,
    client: createEvolutionClient({ baseUrl, apiKey: 'chave' }),
    /** What the accepted webhooks mean to us, once everything has arrived. */
    async items() {
      await emulator.idle()
      return receiver.envelopes().flatMap(convertEnvelope)
    },
  }
}
