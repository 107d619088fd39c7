import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import { parsePlaybook } from '#agents/playbooks/load.ts'
import { createWriter } from '#agents/rules/write/write.ts'
import { type FactName, FactName as FactNameSchema, type LeadFacts, type StoredFact } from '#src/domain/facts.ts'
import {
  ConversationMemory,
  DisqualifiedReason,
  HandoffReason,
  type LiveBooking,
  OfferContext,
  type OfferedSlot,
  OfferId,
  type Plan,
  Say,
} from '#src/domain/plan.ts'
import type { Playbook } from '#src/domain/playbook.ts'
import type { Asked } from '#src/domain/understanding.ts'

export const NOW = Temporal.ZonedDateTime.from('2026-03-10T10:15:00-03:00[America/Recife]')

export function shippedPlaybook(name: 'solar' | 'appointments'): Playbook {
  const file = `agents/playbooks/${name}.yaml`
  const parsed = parsePlaybook(readFileSync(file, 'utf8'), file)
  if (!parsed.playbook) throw new Error(`${file} does not parse`)
  return parsed.playbook
}

export function fact(value: StoredFact['value']): StoredFact {
  return { value, confidence: 1, evidence: String(value), source: 'lead', at: '2026-03-10T13:15:00Z' }
}

export function facts(values: Partial<Record<FactName, StoredFact['value']>>): LeadFacts {
  return Object.fromEntries(Object.entries(values).map(([name, value]) => [FactNameSchema.parse(name), fact(value)]))
}

export function slot(start: string, attendantName = 'Leonardo'): OfferedSlot {
  const end = Temporal.Instant.from(start).add({ minutes: 30 }).toString()
  return { start, end, attendantId: 'leonardo', attendantName }
}

export function booking(start: string, status: LiveBooking['status'] = 'confirmed'): LiveBooking {
  return { ...slot(start), id: 'booking-1', status, attendanceConfirmed: false, meeting: 'conversa' }
}

export const SLOTS = [
  slot('2026-03-10T14:00:00-03:00'),
  slot('2026-03-11T09:00:00-03:00'),
  slot('2026-03-12T15:30:00-03:00'),
]

export function plan(says: Say[], change: Partial<Plan> = {}): Plan {
  return {
    agent: 'sales',
    says,
    asks: asksOf(says),
    action: null,
    facts: {},
    stage: 'qualifying',
    offer: null,
    effects: {},
    memory: ConversationMemory.parse({}),
    why: [],
    ...change,
  }
}

/** What a hand-made list of says asks, as the policy would set it. */
function asksOf(says: Say[]): Asked | null {
  for (const say of says) {
    if (say.kind === 'ask') return say.fact
    if (say.kind === 'follow_up' && say.fact) return say.fact
    if (say.kind === 'offer_slots' || say.kind.startsWith('ask_slot')) return 'slots'
  }
  return null
}

/** Facts as leads have them, whole names and odd amounts included. */
export const someFacts = fc.record({
  name: fc.constantFrom('Célia', 'joão', 'MARIA', 'Ana Beatriz dos Santos', "Sant'Anna", 'Zé'),
  billBrl: fc.oneof(
    fc.integer({ min: 1, max: 99_999 }),
    fc.integer({ min: 100, max: 9_999_999 }).map((cents) => cents / 100),
  ),
  consumptionKwh: fc.integer({ min: 30, max: 90_000 }),
  city: fc.constantFrom(
    'Recife',
    'Jaboatão dos Guararapes',
    'Cabo de Santo Agostinho',
    'Olho-d’Água do Borges',
    'João Pessoa',
  ),
  state: fc.constantFrom('PE', 'PB', 'BA'),
  email: fc.constantFrom('celia@example.com', 'joao.silva+luz@example.com'),
  service: fc.constantFrom('troca_de_oleo', 'Alinhamento e balanceamento'),
})

/** Half hours from an hour ahead to three weeks ahead. */
export const someStart = fc.integer({ min: 2, max: 1000 }).map((halfHours) =>
  NOW.round({ smallestUnit: 'hour', roundingMode: 'floor' })
    .add({ minutes: 30 * halfHours })
    .toString({ timeZoneName: 'never' }),
)

export type Values = {
  slots: OfferedSlot[]
  booking: LiveBooking
  receipt: string
  kwp: number
  panels: number
  saving: number
}

export const someValues: fc.Arbitrary<Values> = fc.record({
  slots: fc.uniqueArray(someStart, { minLength: 2, maxLength: 4 }).map((starts) => starts.map((start) => slot(start))),
  booking: someStart.map((start) => booking(start)),
  receipt: fc.constantFrom('LGPD-2026-000123', 'A7F3-99C1'),
  kwp: fc.integer({ min: 100, max: 9000 }).map((value) => value / 100),
  panels: fc.integer({ min: 2, max: 400 }),
  saving: fc.integer({ min: 80, max: 40_000 }),
})

/** A fact whose correction is worded by `ack.corrected.<key>`. */
const CORRECTED: Partial<Record<string, FactName>> = { plain: 'ownsProperty', name: 'name' }

/** Says that lead to a key of the playbook's wordings, with these values; null for keys that need no say of their own. */
export function saysFor(key: string, values: Values, pending: FactName = 'city'): Say[] {
  const [head = '', a = '', b] = key.split('.')
  const learned = (...names: FactName[]): Say => ({ kind: 'acknowledge', learned: names, corrected: [] })
  switch (head) {
    case 'greet':
      return [{ kind: 'greet', first: a === 'first' }]
    case 'language_note':
      return [Say.parse({ kind: 'language_note', language: a })]
    case 'ack':
      if (a === 'corrected') return [{ kind: 'acknowledge', learned: [], corrected: [CORRECTED[b ?? ''] ?? 'billBrl'] }]
      if (a === 'many') return [learned('city', 'ownsProperty', 'service', 'hasSolar')]
      return [learned(...a.split('_').map((name) => FactNameSchema.parse(name)))]
    case 'present_offer':
      return [{ kind: 'present_offer', offer: OfferId.parse(a) }]
    case 'estimate':
      return [
        {
          kind: 'estimate',
          kwp: values.kwp,
          panels: values.panels,
          savingFromBrl: values.saving,
          savingToBrl: values.saving + 55,
        },
      ]
    case 'ask_state':
      return [{ kind: 'ask', fact: 'city', attempt: 1, withChoices: true }]
    case 'ask_place':
      return [
        {
          kind: 'ask_place',
          candidates: [
            { city: 'Juazeiro', state: 'BA' },
            { city: 'Juazeiro do Norte', state: 'CE' },
          ],
        },
      ]
    case 'offer_slots': {
      const context = OfferContext.safeParse(a)
      const slots = a === 'single' ? values.slots.slice(0, 1) : values.slots
      return [
        { kind: 'offer_slots', slots, context: context.success ? context.data : 'first', bothPresent: a === 'both' },
      ]
    }
    case 'ask_slot_half':
      return a === 'day'
        ? [{ kind: 'ask_slot_half', need: 'day', wish: { clockFrom: '14:30' } }]
        : [{ kind: 'ask_slot_half', need: 'time', wish: { date: '2026-03-12' } }]
    case 'ask_slot_ambiguous':
      return a === 'time'
        ? [{ kind: 'ask_slot_ambiguous', from: '2026-03-12T06:00:00-03:00', to: '2026-03-12T18:00:00-03:00' }]
        : [{ kind: 'ask_slot_ambiguous', from: '2026-03-12', to: '2026-03-19' }]
    case 'decline':
      return [{ kind: 'decline', reason: DisqualifiedReason.parse(a) }]
    case 'handoff':
      return [{ kind: 'handoff', reason: HandoffReason.parse(a) }]
    case 'closing':
      return [a ? { kind: 'closing', booking: values.booking } : { kind: 'closing' }]
    case 'defer_ok':
      return [a ? { kind: 'defer_ok', until: values.booking.start } : { kind: 'defer_ok' }]
    case 'erased':
      return [{ kind: 'erased', receipt: values.receipt }]
    case 'not_understood':
      return [{ kind: 'not_understood', attempt: Number(a) }]
    case 'bill_read':
    case 'ask_bill_check':
    case 'ask_bill_password':
      return [billSay(head, a, values)]
    case 'not_bill':
      return [Say.parse({ kind: 'not_bill', looksLike: a })]
    case 'media_refused':
      return [Say.parse({ kind: 'media_refused', why: a })]
    case 'media_unreadable':
    case 'media_noted':
      return [Say.parse({ kind: head, medium: a })]
    case 'follow_up':
      return [{ kind: 'follow_up', step: Number(a), ...(b ? {} : { fact: pending }) }]
    case 'reminder':
      return [{ kind: 'reminder', which: a === 'day_before' ? 'day_before' : 'hours_before', booking: values.booking }]
    case 'objection':
      return [Say.parse({ kind: 'objection', objection: a === 'other' ? 'moving' : a, nth: Number(b ?? 1) })]
    case 'faq':
      return [{ kind: 'answer', topic: a }]
    case 'ask':
    case 'again':
    case 'choices':
      return [
        {
          kind: 'ask',
          fact: FactNameSchema.parse(a),
          attempt: head === 'ask' ? 1 : 2,
          withChoices: head === 'choices',
        },
      ]
    case 'ask_which_slot': {
      const objection: Say = { kind: 'objection', objection: 'think_about_it', nth: 1 }
      return [...(a === 'unpressed' ? [objection] : []), { kind: 'ask_which_slot' }]
    }
    default:
      return [Say.parse({ kind: head, booking: values.booking })]
  }
}

/** What is said of a bill, with the values that the key's wordings need. */
function billSay(
  head: 'bill_read' | 'ask_bill_check' | 'ask_bill_password',
  a: string | undefined,
  values: Values,
): Say {
  const totalBrl = values.saving + 0.31
  if (head === 'ask_bill_password') return { kind: head, again: a === 'again' }
  if (head === 'ask_bill_check') {
    const check = { kind: a, messageId: 'm1', totalBrl, saidBrl: values.saving + 700, month: '2025-11', city: 'Olinda' }
    return Say.parse({ kind: head, check })
  }
  return {
    kind: head,
    totalBrl: a === 'kwh' ? null : totalBrl,
    consumptionKwh: a === 'total' ? null : values.panels * 40,
    isAverage: a === 'total_average',
    month: null,
    units: a === 'sum' ? 2 : 1,
    hasSolar: a === 'solar',
  }
}

/** What a lead may have told. */
export const KNOWN = {
  name: 'célia',
  billBrl: 1234.5,
  city: 'Recife',
  state: 'PE',
  ownsProperty: true,
  propertyKind: 'house',
}

/** Facts of `KNOWN` that were just learned. */
export function acknowledge(...learned: (keyof typeof KNOWN)[]): Say {
  return { kind: 'acknowledge', learned, corrected: [] }
}

const SOLAR = shippedPlaybook('solar')

/** Writes a turn of the solar playbook, casually, unless told otherwise. */
export function write(
  turn: Plan,
  { playbook = SOLAR, known = {}, formality = 'casual' as 'casual' | 'formal', seed = 's', now = NOW } = {},
) {
  return createWriter(playbook).write(turn, { now, facts: known, formality, seed })
}

/** The same as one text. */
export function texts(turn: Plan, options: Parameters<typeof write>[1] = {}): string {
  return write(turn, options)
    .bubbles.map(({ text }) => text)
    .join('\n')
}
