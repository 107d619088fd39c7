import type { BaseLogger } from 'pino'
import type { FaultBoard } from '../faults.ts'
import type { Pending } from '../pending.ts'
import type { Random } from '../random.ts'
import type { Blobs } from '../state-file.ts'
import type { EmulatorState, Instance } from './state.ts'

/** What changed, for the simulator's page and for tests that follow along. */
export type Change =
  | { type: 'message'; instance: string; phone: string; id: string; from: 'lead' | 'company' }
  | { type: 'status'; instance: string; phone: string; id: string; status: string }
  | { type: 'presence'; instance: string; phone: string; presence: 'composing' | 'recording' | 'paused' | null }
  | { type: 'connection'; instance: string; state: string }

/** How long after acceptance a message gets each tick, in ms. Null: never. */
export interface DeliveryDelays {
  serverAck: number | null
  delivered: number | null
  read: number | null
}

/** What the parts of the emulator share. */
export interface World {
  readonly seed: string
  readonly apiKey: string
  readonly log: Pick<BaseLogger, 'debug' | 'warn'>
  readonly faults: FaultBoard
  readonly blobs: Blobs
  /** Status updates and everything else that is still to come of itself. */
  readonly pending: Pending
  /** Aborted when the emulator closes. */
  readonly stopped: AbortController
  state: EmulatorState
  delays: DeliveryDelays
  /** Multiplies the waits inside requests (`delay` of sends and presences): 1 as in life, 0 for evals. */
  timeScale: number
  now(instance: string): Temporal.Instant
  random(scope: string): Random
  changed(change: Change): void
  /** Hands an event to the instance's webhook, if it is subscribed. */
  emit(instance: Instance, event: string, data: unknown): void
  serverUrl(): string
}

export function findInstance(world: World, name: string): Instance | undefined {
  return world.state.instances.find((instance) => instance.name === name)
}

export function getInstance(world: World, name: string | undefined): Instance {
  const found = name === undefined && world.state.instances.length === 1 ? world.state.instances[0] : undefined
  const instance = found ?? (name === undefined ? undefined : findInstance(world, name))
  if (!instance) throw new Error(name === undefined ? 'Say which instance' : `The emulator has no instance ${name}`)
  return instance
}

/** The next number of an instance: everything derived from it is the same in every run of the same seed. */
export function nextCount(instance: Instance): number {
  instance.counter += 1
  return instance.counter
}
