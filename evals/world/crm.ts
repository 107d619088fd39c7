import type { KommoEmulator } from '#src/sandbox/kommo/server.ts'
import type { CrmState } from '../world.ts'

/** What the emulated Kommo holds of one account, as far as cases look at it. */
export function readCrm(kommo: KommoEmulator, account: string): CrmState {
  const { leads, contacts, notes, tasks } = kommo.snapshot(account)
  return {
    leads: leads.map(({ id, status, tags }) => ({ id, status, tags })),
    contacts: contacts.length,
    notes: notes.length,
    tasks: tasks.length,
  }
}
