import { z } from 'zod'
import { findLeadView, forgetEverybody } from '#src/db/lead-view.ts'
import { findPhoneOfConversation } from '#src/db/leads.ts'
import { findReadings } from '#src/db/readings.ts'
import { tenantNow } from '#src/db/tenants.ts'
import { inTenant } from '#src/db/transaction.ts'
import type { SandboxControl } from '#src/http/routes/sandbox-control.ts'
import type { LeadInput } from '#src/http/routes/sandbox-input.ts'
import { passTime } from '#src/jobs/move-clock.ts'
import { removeFiles } from '#src/jobs/tidy.ts'
import { Faults } from '#src/sandbox/faults.ts'
import type { Services } from '#src/services.ts'
import type { Emulators, SandboxTenant } from './sandbox.ts'
import type { SandboxSignIn } from './sandbox-admin.ts'
import {
  cardOf,
  describeCompany,
  describeLead,
  keptFile,
  listLeads,
  mediaOf,
  threadOf,
  withReadings,
} from './sandbox-views.ts'

const SandboxFaults = z.strictObject({
  evolution: Faults.optional(),
  kommo: Faults.optional(),
  gemini: Faults.optional(),
  openai: Faults.optional(),
})

/** The sandbox as its routes see it: one company, its emulated phone and CRM, its clock. */
export function createSandboxControl({
  services,
  emulators,
  tenant,
  signIn,
}: {
  services: Services
  emulators: Emulators
  tenant: SandboxTenant
  signIn: SandboxSignIn
}): SandboxControl {
  const { pool } = services
  const { evolution, kommo, models, clocks } = emulators
  const { instance } = tenant
  const watchers = new Set<(event: string, data: unknown) => void>()
  const tell = (phone: string | null, what: string) => {
    for (const watcher of watchers) watcher('change', { phone, what })
  }
  const now = () => tenantNow(pool, tenant.id)
  forwardChanges({ services, emulators, tenant }, tell)

  return {
    info: async () => ({
      ...signIn,
      ...(await describeCompany(services, tenant)),
      channels: [{ instance, provider: 'evolution', webhookUrl: tenant.webhookUrl }],
      clock: (await now()).toString(),
    }),
    leads: async () => ({ leads: await listLeads(services, emulators, tenant) }),
    thread: async (phone) => {
      const readings = await inTenant(pool, tenant.id, (tx) => findReadings(tx, phone))
      return withReadings(threadOf(emulators, instance, phone), readings)
    },
    state: async (phone) => {
      const view = await inTenant(pool, tenant.id, (tx) => findLeadView(tx, phone))
      return { ...describeLead(view), kommo: cardOf(emulators, tenant, view), clock: (await now()).toString() }
    },
    leadSends: (phone, input, pushName) =>
      leadSends(emulators, phone, input, { instance, ...(pushName ? { pushName } : {}) }),
    attendantSends: (phone, text) => evolution.attendant.sendText(phone, text, { instance }),
    media: async (id) => (await keptFile(services, tenant.id, id)) ?? mediaOf(emulators, instance, id),
    kommo: () => kommo.snapshot(tenant.kommoAccount),
    moveCard: (id, status) => kommo.moveLead(tenant.kommoAccount, id, status),
    moveClock: async ({ now: to, advance }) => {
      const from = await now()
      const target = to ?? from.add({ milliseconds: Math.round(advance?.total('milliseconds') ?? 0) })
      await passTime(pool, tenant.id, target, (at) => clocks.set(instance, at, { frozen: false }))
      tell(null, 'clock')
      return await now()
    },
    setFaults: (input) => {
      const faults = SandboxFaults.parse(input ?? {})
      if (faults.evolution) evolution.setFaults(faults.evolution)
      if (faults.kommo) kommo.setFaults(faults.kommo)
      if (faults.gemini) models.setFaults(faults.gemini, 'gemini')
      if (faults.openai) models.setFaults(faults.openai, 'openai')
      return { ok: true }
    },
    reset: async () => {
      await inTenant(pool, tenant.id, forgetEverybody)
      await removeFiles(services, tenant.id)
      evolution.reset()
      kommo.reset()
      models.reset()
      clocks.set(instance, await now(), { frozen: false })
      tell(null, 'reset')
    },
    watch: (send) => {
      watchers.add(send)
      return () => watchers.delete(send)
    },
  }
}

/** Does on the lead's phone what the request says; returns the id of the message it made or changed. */
function leadSends(
  { evolution, models }: Emulators,
  phone: string,
  input: LeadInput,
  options: { instance: string; pushName?: string },
): string {
  const { lead } = evolution
  if ('text' in input)
    return lead.sendText(phone, input.text, { ...options, ...(input.quotedId ? { quotedId: input.quotedId } : {}) })
  if ('reaction' in input) return lead.react(phone, input.reaction.messageId, input.reaction.emoji, options)
  if ('location' in input)
    return lead.sendLocation(
      phone,
      {
        lat: input.location.lat,
        lng: input.location.lng,
        ...(input.location.name ? { name: input.location.name } : {}),
      },
      options,
    )
  if ('edit' in input) {
    lead.edit(phone, input.edit.messageId, input.edit.text, options)
    return input.edit.messageId
  }
  if ('delete' in input) {
    lead.delete(phone, input.delete.messageId, options)
    return input.delete.messageId
  }
  const { file, caption, voice } = input
  // a voice note has no caption: it says what the emulated ear, which cannot hear, is to write down
  if (voice && caption) models.ear.tell(file.bytes, caption)
  return voice
    ? lead.sendAudio(phone, file, options)
    : lead.sendFile(phone, { ...file, ...(caption ? { caption } : {}) }, options)
}

/** Tells watchers what changed, from the emulators and from the jobs of this process. */
function forwardChanges(
  { services, emulators, tenant }: { services: Services; emulators: Emulators; tenant: SandboxTenant },
  tell: (phone: string | null, what: string) => void,
) {
  // what a message alone changes, such as a takeover from the phone, is known when its webhook was taken
  const tellOnceStored = async (phone: string) => {
    await Promise.resolve() // the webhook leaves after the listeners were called
    await emulators.evolution.idle(tenant.instance)
    tell(phone, 'state')
  }
  emulators.evolution.onChange((change) => {
    if (change.type === 'connection' || change.instance !== tenant.instance) return
    tell(change.phone, change.type === 'presence' ? 'presence' : 'thread')
    if (change.type === 'message') tellOnceStored(change.phone)
  })
  emulators.kommo.onChange(() => tell(null, 'kommo'))
  const tellState = ({ tenantId, conversationId }: { tenantId: string; conversationId: string }) => {
    if (tenantId !== tenant.id) return
    inTenant(services.pool, tenantId, (tx) => findPhoneOfConversation(tx, conversationId)).then(
      (contact) => tell(contact?.phone ?? null, 'state'),
      (err: unknown) => services.log.warn({ err }, 'a change was not shown'),
    )
  }
  services.bus.on('turn', tellState)
  services.bus.on('sent', tellState)
  services.bus.on('media', tellState)
}
