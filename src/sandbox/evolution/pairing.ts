import { deriveBytes, deriveHex, deriveUuid } from '../random.ts'
import { failure } from './api-error.ts'
import { qrImage } from './qr-image.ts'
import type { Instance } from './state.ts'
import { findInstance, nextCount, type World } from './world.ts'

/** The life of an instance: made, paired by QR code or pairing code, closed, removed. */

export interface NewInstance {
  name: string
  integration?: string
  token?: string | undefined
  wantedPhone?: string | undefined
}

export function createInstance(world: World, { name, integration, token, wantedPhone }: NewInstance): Instance {
  if (findInstance(world, name)) throw failure(403, `This name "${name}" is already in use.`)
  const now = world.now(name).toString()
  const instance: Instance = {
    name,
    id: deriveUuid(world.seed, 'instance', name),
    token: token ?? deriveUuid(world.seed, 'token', name).toUpperCase(),
    integration: integration ?? 'WHATSAPP-BAILEYS',
    state: 'close',
    phone: null,
    profileName: null,
    wantedPhone: wantedPhone ?? null,
    qrCount: 0,
    closedReason: null,
    createdAt: now,
    updatedAt: now,
    webhook: null,
    base64AtConnect: false,
    settings: { msgCall: '', wavoipToken: '' },
    groups: [],
    contacts: [],
    messages: [],
    counter: 0,
  }
  world.state.instances.push(instance)
  return instance
}

/** Opens a socket that waits to be paired, and shows a new QR code. */
export function startPairing(world: World, instance: Instance, phone: string | undefined) {
  if (instance.state !== 'connecting') {
    moveTo(world, instance, 'connecting')
    world.emit(instance, 'connection.update', { instance: instance.name, state: 'connecting', statusReason: 200 })
  }
  instance.qrCount += 1
  const code = pairingText(world, instance)
  const pairingCode =
    (phone ?? instance.wantedPhone)
      ? deriveHex(8, world.seed, instance.id, 'code', nextCount(instance)).toUpperCase()
      : null
  const base64 = qrImage(code)
  world.emit(instance, 'qrcode.updated', { qrcode: { instance: instance.name, pairingCode, code, base64 } })
  return { pairingCode, code, base64, count: instance.qrCount }
}

/** Text in the form WhatsApp's codes have: a reference and three keys. */
function pairingText(world: World, instance: Instance): string {
  const part = (name: string) =>
    deriveBytes(world.seed, instance.id, name, instance.qrCount).subarray(0, 32).toString('base64')
  return `2@${part('ref')},${part('noise')},${part('identity')},${part('secret')}`
}

/** Somebody scans the code with a phone: the instance is open. */
export function openSocket(world: World, instance: Instance, phone: string, profileName: string): void {
  instance.phone = phone
  instance.profileName = profileName
  instance.closedReason = null
  instance.base64AtConnect = instance.webhook?.webhookBase64 ?? false
  instance.qrCount = 0
  moveTo(world, instance, 'open')
  world.emit(instance, 'connection.update', {
    instance: instance.name,
    wuid: `${phone}@s.whatsapp.net`,
    profileName,
    profilePictureUrl: null,
    state: 'open',
    statusReason: 200,
  })
}

/** Reasons after which the pairing is gone; with any other Evolution reconnects by itself and says only `connecting`, then `open`. */
const FINAL = [401, 402, 403, 406]

/** The socket closes, as after an unpairing on the phone (401) or a lost connection (428). */
export function closeSocket(world: World, instance: Instance, reason: number): void {
  if (!FINAL.includes(reason)) {
    moveTo(world, instance, 'connecting')
    world.emit(instance, 'connection.update', { instance: instance.name, state: 'connecting', statusReason: 200 })
    return
  }
  instance.closedReason = reason
  moveTo(world, instance, 'close')
  world.emit(instance, 'status.instance', {
    instance: instance.name,
    status: 'closed',
    disconnectionAt: world.now(instance.name).toString(),
    disconnectionReasonCode: reason,
    disconnectionObject: JSON.stringify({ error: { output: { statusCode: reason } } }),
  })
  world.emit(instance, 'logout.instance', null)
  world.emit(instance, 'connection.update', { instance: instance.name, state: 'close', statusReason: reason })
}

export function removeInstance(world: World, instance: Instance): void {
  if (instance.state === 'open') closeSocket(world, instance, 401)
  world.emit(instance, 'instance.delete', { instanceName: instance.name, instanceId: instance.id })
  world.emit(instance, 'remove.instance', null)
  world.state.instances = world.state.instances.filter((other) => other !== instance)
  world.changed({ type: 'connection', instance: instance.name, state: 'removed' })
}

function moveTo(world: World, instance: Instance, state: Instance['state']): void {
  instance.state = state
  instance.updatedAt = world.now(instance.name).toString()
  world.changed({ type: 'connection', instance: instance.name, state })
}
