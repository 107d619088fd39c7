import type { LeadInput } from './sandbox-input.ts'

/** What the sandbox's routes ask of the application: emulators, clock and views. Phones are canonical. */
export type SandboxControl = {
  info(): Promise<unknown>
  leads(): Promise<unknown>
  thread(phone: string): Promise<unknown>
  state(phone: string): Promise<unknown>
  /** The lead does something on their phone; returns the id of the message it made or changed. */
  leadSends(phone: string, input: LeadInput, pushName: string | undefined): string
  attendantSends(phone: string, text: string): string
  /** The file of a message as it is kept, or as WhatsApp has it. */
  media(id: string): Promise<{ bytes: Uint8Array; mimetype: string } | null>
  kommo(): unknown
  /** Throws an error with its HTTP status when there is no such card or status. */
  moveCard(id: number, status: string | number): void
  moveClock(move: {
    now?: Temporal.Instant | undefined
    advance?: Temporal.Duration | undefined
  }): Promise<Temporal.Instant>
  setFaults(faults: unknown): unknown
  reset(): Promise<void>
  /** Tells of every change until the returned function is called. */
  watch(send: (event: string, data: unknown) => void): () => void
}
