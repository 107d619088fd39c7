import type { BaseLogger } from 'pino'
import type { FaultBoard } from '../faults.ts'
import type { Pending } from '../pending.ts'
import type { Random } from '../random.ts'
import type { Account, KommoState } from './state.ts'

export type KommoChange = { account: string; type: 'lead' | 'contact' | 'note' | 'task' | 'pipeline'; id: number }

/** What the parts of the emulator share. */
export interface KommoWorld {
  readonly seed: string
  readonly log: Pick<BaseLogger, 'debug' | 'warn'>
  readonly faults: FaultBoard
  readonly pending: Pending
  state: KommoState
  /** Unix seconds on the account's clock. */
  now(account: Account): number
  random(scope: string): Random
  changed(change: KommoChange): void
  /** Fires a webhook of the account, if somebody is subscribed to it. */
  emit(account: Account, event: KommoEvent, key: string, action: string, entity: Record<string, unknown>): void
}

/** The events a webhook can be subscribed to. Source: developers.kommo.com/reference/webhook-events. */
export const EVENTS = [
  ...['add', 'update', 'delete', 'restore', 'responsible', 'note'].flatMap((action) => [
    `${action}_lead`,
    `${action}_contact`,
    `${action}_company`,
  ]),
  'status_lead',
  'add_task',
  'delete_task',
  'responsible_task',
  'add_talk',
  'add_message',
  'add_chat_template_review',
]
export type KommoEvent = string

export function getAccount(world: KommoWorld, slug: string): Account {
  const account = world.state.accounts.find((candidate) => candidate.slug === slug)
  if (!account) throw new Error(`The emulated Kommo has no account ${slug}`)
  return account
}
