import { z } from 'zod'
import { createSavedStore } from './saved.ts'

/** A lead made here who has not written yet; the server knows them from their first message on. */
const DraftLead = z.object({ phone: z.string(), pushName: z.string() })
export type DraftLead = z.infer<typeof DraftLead>

const Desk = z.object({
  /** Phones open on the desk, the first one first; the panel shows the focused one. */
  open: z.array(z.string()),
  focused: z.string().nullable(),
  drafts: z.array(DraftLead),
  /** The last moment of each thread that was on screen, for the unread mark. */
  seen: z.record(z.string(), z.string()),
})

/** How many phones fit beside each other. */
export const MAX_OPEN = 3

const empty: z.infer<typeof Desk> = { open: [], focused: null, drafts: [], seen: {} }
export const desk = createSavedStore('girassol.desk', Desk, empty)

/** Shows one lead alone. */
export function openLead(phone: string): void {
  desk.set((now) => ({ ...now, open: [phone], focused: phone }))
}

/** Shows one more lead beside those already open. */
export function openBeside(phone: string): void {
  desk.set((now) => {
    if (now.open.includes(phone)) return { ...now, focused: phone }
    return { ...now, open: [...now.open, phone].slice(-MAX_OPEN), focused: phone }
  })
}

export function closeLead(phone: string): void {
  desk.set((now) => {
    const open = now.open.filter((other) => other !== phone)
    return { ...now, open, focused: now.focused === phone ? (open.at(-1) ?? null) : now.focused }
  })
}

export function focusLead(phone: string): void {
  if (desk.get().focused !== phone) desk.set((now) => ({ ...now, focused: phone }))
}

export function addDraft(draft: DraftLead): void {
  desk.set((now) => ({ ...now, drafts: [draft, ...now.drafts.filter((other) => other.phone !== draft.phone)] }))
}

export function markSeen(phone: string, at: string): void {
  if (desk.get().seen[phone] !== at) desk.set((now) => ({ ...now, seen: { ...now.seen, [phone]: at } }))
}

export function clearDesk(): void {
  desk.set(empty)
}
