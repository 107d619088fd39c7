import { type Claim, extractClaims } from '#src/domain/claims.ts'
import { factValue, type LeadFacts } from '#src/domain/facts.ts'
import type { LiveBooking, OfferedSlot, Plan, Say } from '#src/domain/plan.ts'
import type { FactSheetEntry, Playbook } from '#src/domain/playbook.ts'
import { WEEKDAYS } from '#src/domain/schedule.ts'

/** What this turn may be spoken of. `bookings`: the lead's committed rows. */
export type Grounds = {
  plan: Plan
  facts: LeadFacts
  playbook: Playbook
  bookings: LiveBooking[]
  now: Temporal.ZonedDateTime
  /** For a model's draft: the approved text it was to reword, and what the agent said before. */
  wording?: { reference: string; usedWordings: string[]; said: string[] }
}

/** A day, with a time where one is known. */
export type Moment = { date: Temporal.PlainDate; time?: Temporal.PlainTime }

/** Every value that has a source, sorted for matching. `upTo`: an entry that is only true as "até N". */
export type GroundedValues = {
  money: number[]
  percents: { value: number; upTo: boolean }[]
  lengths: { value: number; unit: string }[]
  quantities: { value: number; unit: string }[]
  moments: Moment[]
  /** Times that stand without a day, as half of a wish does. */
  times: Temporal.PlainTime[]
  /** Opening hours: each edge by weekday, Monday 1. */
  openings: { weekday: number; time: Temporal.PlainTime }[]
  links: string[]
  emails: string[]
  /** Claims inside approved texts: names of services, the address, the fact sheet. Percentages are matched with their "até". */
  approved: Claim[]
  today: Temporal.PlainDate
}

/** Collects what the check may accept. A lead's words are no source: only typed facts, results, slots, bookings and the playbook are. */
export function groundedValues({ plan, facts, playbook, bookings, now }: Grounds): GroundedValues {
  const local = now.withTimeZone(playbook.timeZone)
  const today = local.toPlainDate()
  const held = { ...facts, ...plan.facts }
  const fixed = fixedGrounds(playbook, today.toString())
  const times = timesOf(plan, bookings, local)
  return {
    money: [
      ...numbers([factValue(held, 'billBrl')]),
      ...fixed.money,
      ...estimatedSavings(plan),
      ...plan.says.flatMap(billAmounts),
    ],
    percents: [
      ...fixed.percents,
      ...numbers([factValue(held, 'competitorDiscountPct')]).map((value) => ({ value, upTo: false })),
    ],
    lengths: fixed.lengths,
    quantities: [
      ...numbers([factValue(held, 'consumptionKwh')]).map((value) => ({ value, unit: 'kWh' })),
      ...plan.says.flatMap((say) =>
        say.kind === 'bill_read' && say.consumptionKwh !== null ? [{ value: say.consumptionKwh, unit: 'kWh' }] : [],
      ),
      ...plan.says.flatMap((say) =>
        say.kind === 'estimate'
          ? [
              { value: say.kwp, unit: 'kWp' },
              { value: say.panels, unit: 'placas' },
            ]
          : [],
      ),
      ...fixed.quantities,
    ],
    ...times,
    openings: fixed.openings,
    links: playbook.scheduling.link ? [playbook.scheduling.link.toLowerCase()] : [],
    emails: [factValue(held, 'email')].filter((email) => email != null).map((email) => email.toLowerCase()),
    approved: [...fixed.approved, ...approvedClaims(approvedTexts(plan, playbook))],
    today,
  }
}

type FixedGrounds = Pick<GroundedValues, 'money' | 'percents' | 'lengths' | 'quantities' | 'openings' | 'approved'>

/** What a playbook grounds all day long. A conversation's kit is kept, so this is worked out once a day instead of every turn. */
const known = new WeakMap<Playbook, FixedGrounds & { day: string }>()

function fixedGrounds(playbook: Playbook, day: string): FixedGrounds {
  const cached = known.get(playbook)
  if (cached?.day === day) return cached
  const sheet = playbook.factSheet.filter(({ validUntil }) => validUntil >= day)
  const fixed = {
    day,
    money: [...gateAmounts(playbook), ...sheetNumbers(sheet, 'R$')],
    percents: sheetPercents(sheet),
    lengths: [...sheetLengths(sheet), ...playbookLengths(playbook)],
    quantities: sheetQuantities(sheet),
    openings: openingEdges(playbook),
    approved: approvedClaims(lastingTexts(playbook, sheet)),
  }
  known.set(playbook, fixed)
  return fixed
}

function approvedClaims(texts: string[]): Claim[] {
  return texts.flatMap(extractClaims).filter(({ kind }) => kind !== 'percent')
}

function numbers(values: (number | null | undefined)[]): number[] {
  return values.filter((value) => value != null)
}

function gateAmounts({ gates, offers }: Playbook): number[] {
  const minimums = offers.map(({ minBillBrl }) => minBillBrl)
  return numbers([gates.minBillBrl, gates.largeBillBrl, ...minimums])
}

function estimatedSavings(plan: Plan): number[] {
  return plan.says.flatMap((say) => (say.kind === 'estimate' ? [say.savingFromBrl, say.savingToBrl] : []))
}

/** What was read of a bill is said as read, before it is a fact; and what the lead said, where the two are put side by side. */
function billAmounts(say: Say): number[] {
  if (say.kind === 'bill_read') return numbers([say.totalBrl])
  return say.kind === 'ask_bill_check' ? numbers([say.check.totalBrl, say.check.saidBrl]) : []
}

function valuesOf({ value }: FactSheetEntry): number[] {
  if (typeof value === 'number') return [value]
  return Array.isArray(value) ? value : []
}

function sheetNumbers(sheet: FactSheetEntry[], unit: string): number[] {
  return sheet.filter((entry) => entry.unit === unit).flatMap(valuesOf)
}

function sheetPercents(sheet: FactSheetEntry[]): { value: number; upTo: boolean }[] {
  return sheet
    .filter(({ unit }) => unit === '%')
    .flatMap((entry) =>
      valuesOf(entry).map((value) => ({
        value,
        upTo: new RegExp(`até\\s+${value}\\s*(%|por)`, 'i').test(entry.claim),
      })),
    )
}

function sheetLengths(sheet: FactSheetEntry[]): { value: number; unit: string }[] {
  const units: Record<string, string> = {
    minutos: 'minute',
    horas: 'hour',
    dias: 'day',
    semanas: 'week',
    meses: 'month',
    anos: 'year',
  }
  return sheet.flatMap((entry) => {
    const unit = units[entry.unit ?? '']
    return unit ? valuesOf(entry).map((value) => ({ value, unit })) : []
  })
}

/** Values with a unit of counting ("3 usinas"), as a text would claim them. */
function sheetQuantities(sheet: FactSheetEntry[]): { value: number; unit: string }[] {
  const texts = sheet.flatMap((entry) => valuesOf(entry).map((value) => `${value} ${entry.unit ?? ''}`))
  return texts.flatMap(extractClaims).filter((claim) => claim.kind === 'quantity')
}

function playbookLengths({ scheduling, services }: Playbook): { value: number; unit: string }[] {
  const minutes = [scheduling.meeting.minutes, ...services.map((service) => service.minutes)]
  return minutes.flatMap((value) => [
    { value, unit: 'minute' },
    { value: value / 60, unit: 'hour' },
  ])
}

/** Texts that may be said as they stand, at any time. */
function lastingTexts({ persona, scheduling, services }: Playbook, sheet: FactSheetEntry[]): string[] {
  return [
    persona.company,
    persona.city,
    scheduling.place,
    scheduling.meetingName,
    ...services.map(({ name }) => name),
    ...sheet.map(({ claim }) => claim),
    ...sheet.map(({ value }) => (typeof value === 'string' ? value : '')),
  ]
}

/** Texts that may be said in this turn. The numbers in a list of choices count only while those choices are asked. */
function approvedTexts(plan: Plan, playbook: Playbook): string[] {
  const asked = plan.says.filter((say) => say.kind === 'ask').map(({ fact }) => fact)
  const choices = playbook.questions.filter(({ fact }) => asked.includes(fact)).flatMap((question) => question.choices)
  return [...plan.says.map((say) => (say.kind === 'erased' ? say.receipt : '')), ...choices]
}

function openingEdges({ scheduling }: Playbook): GroundedValues['openings'] {
  return WEEKDAYS.flatMap((day, i) =>
    (scheduling.hours[day] ?? []).flatMap(({ from, to }) =>
      [from, to === '24:00' ? '00:00' : to].map((time) => ({ weekday: i + 1, time: Temporal.PlainTime.from(time) })),
    ),
  )
}

function timesOf(
  plan: Plan,
  bookings: LiveBooking[],
  now: Temporal.ZonedDateTime,
): Pick<GroundedValues, 'moments' | 'times'> {
  const slots: OfferedSlot[] = [...bookings, ...plan.memory.offered, ...plan.says.flatMap(slotsOf)]
  const stated = plan.says.flatMap(statedTimes).map((iso) => momentOf(iso, now))
  const wishes = plan.says.flatMap((say) => (say.kind === 'ask_slot_half' ? [say.wish] : []))
  const wished = wishes.flatMap(({ date, clockFrom }): Moment[] =>
    date
      ? [{ date: Temporal.PlainDate.from(date), ...(clockFrom ? { time: Temporal.PlainTime.from(clockFrom) } : {}) }]
      : [],
  )
  return {
    moments: [...slots.map(({ start }) => momentOf(start, now)), ...stated, ...wished],
    times: wishes.flatMap(({ clockFrom }) => (clockFrom ? [Temporal.PlainTime.from(clockFrom)] : [])),
  }
}

function slotsOf(say: Say): OfferedSlot[] {
  if (say.kind === 'offer_slots') return say.slots
  return 'booking' in say && say.booking ? [say.booking] : []
}

function statedTimes(say: Say): string[] {
  if (say.kind === 'ask_slot_ambiguous') return [say.from, say.to]
  return say.kind === 'defer_ok' && say.until ? [say.until] : []
}

function momentOf(iso: string, now: Temporal.ZonedDateTime): Moment {
  if (/^\d{4}-\d{2}-\d{2}$/.test(iso)) return { date: Temporal.PlainDate.from(iso) }
  const at = Temporal.Instant.from(iso).toZonedDateTimeISO(now.timeZoneId)
  return { date: at.toPlainDate(), time: at.toPlainTime() }
}
