import { setTimeout as wait } from 'node:timers/promises'
import type { Contact, Instance } from './state.ts'
import type { World } from './world.ts'

/**
 * Shows the company "typing" or "recording" for a while and then "paused", as `delay` and sendPresence do: the caller's request waits all
 * that time. Nothing is queued, so another request may overtake it; a message sent meanwhile ends what is shown.
 */
export async function showPresence(
  world: World,
  instance: Instance,
  contact: Contact,
  presence: 'composing' | 'recording',
  delayMs: number,
): Promise<void> {
  contact.subscribed = true
  set(world, instance, contact, presence)
  const waitMs = delayMs * world.timeScale
  if (waitMs > 0) await wait(waitMs, undefined, { signal: world.stopped.signal }).catch(() => {})
  if (contact.companyPresence === presence) set(world, instance, contact, 'paused')
}

function set(world: World, instance: Instance, contact: Contact, presence: Contact['companyPresence']): void {
  contact.companyPresence = presence
  world.changed({ type: 'presence', instance: instance.name, phone: contact.id, presence })
}
