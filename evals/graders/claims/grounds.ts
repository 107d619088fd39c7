import { parse } from 'yaml'
import { z } from 'zod'
import type { RunRecord } from '../../run-record.ts'
import { storedValue } from '../facts.ts'
import { type Claim, extractClaims } from './extract.ts'

/** Every value the agent may speak of in one conversation, by kind; words are lower case. */
export type Grounds = Record<'money' | 'percent' | 'clock' | 'date', Set<number>> & {
  /** With their unit: `30 minuto`. */
  quantity: Set<string>
  words: string[]
}

/** As much of a playbook as grounds anything; read here once more, so that the graders do not trust the product's reading of it. */
const PlaybookGrounds = z.looseObject({
  factSheet: z
    .array(
      z.looseObject({
        claim: z.string(),
        value: z.unknown().optional(),
        unit: z.string().optional(),
        validUntil: z.string(),
      }),
    )
    .default([]),
  gates: z.unknown().optional(),
  offers: z.unknown().optional(),
  scheduling: z.unknown().optional(),
  quietHours: z.unknown().optional(),
  services: z.unknown().optional(),
  persona: z.unknown().optional(),
  questions: z.array(z.looseObject({ choices: z.array(z.string()).default([]) })).default([]),
})

/** What grounds a run's words: the lead's facts, times offered and booked, results of the turns, and the playbook's unexpired entries. */
export function groundsOf(run: RunRecord, playbookSource: string, zone: string): Grounds {
  const grounds: Grounds = {
    money: new Set(),
    percent: new Set(),
    quantity: new Set(),
    clock: new Set(),
    date: new Set(),
    words: [],
  }
  addPlaybook(grounds, playbookSource, run.case.now.slice(0, 10))
  for (const { state } of run.steps) {
    addFact(grounds.money, storedValue(state, 'billBrl'))
    for (const { totalBrl, consumptionKwh, average12mKwh } of state.bills) {
      addFact(grounds.money, totalBrl)
      for (const kwh of [consumptionKwh, average12mKwh]) if (kwh !== null) grounds.quantity.add(`${kwh} kwh`)
    }
    const kwh = storedValue(state, 'consumptionKwh')
    if (typeof kwh === 'number') grounds.quantity.add(`${kwh} kwh`)
    addFact(grounds.percent, storedValue(state, 'competitorDiscountPct'))
    const email = storedValue(state, 'email')
    if (typeof email === 'string') grounds.words.push(email.toLowerCase())
  }
  addTimes(grounds, run, zone)
  addResults(grounds, run)
  return grounds
}

/** True if every value of a claim is found among the grounds of its kind; rounding to whole units is allowed. */
export function isGrounded(claim: Claim, grounds: Grounds): boolean {
  if (claim.kind === 'link' || claim.kind === 'phone' || claim.kind === 'email') {
    const said = claim.text.toLowerCase().replace(/[.,;!?)]+$/, '')
    return grounds.words.some((word) => word.includes(said))
  }
  if (claim.kind === 'quantity') return claim.values.every((value) => grounds.quantity.has(`${value} ${claim.unit}`))
  const known = grounds[claim.kind]
  return claim.values.every(
    (value) =>
      known.has(value) || [...known].some((number) => Math.abs(number - value) < 0.5 && claim.kind === 'money'),
  )
}

function addFact(set: Set<number>, value: unknown): void {
  if (typeof value === 'number') set.add(value)
}

const parsed = new Map<string, z.infer<typeof PlaybookGrounds>>()

/** A playbook's source is parsed once for all conversations on it. */
function readPlaybook(source: string): z.infer<typeof PlaybookGrounds> {
  const playbook = parsed.get(source) ?? PlaybookGrounds.parse(parse(source))
  parsed.set(source, playbook)
  return playbook
}

function addPlaybook(grounds: Grounds, source: string, today: string): void {
  const playbook = readPlaybook(source)
  for (const entry of playbook.factSheet) {
    if (entry.validUntil < today) continue
    addText(grounds, entry.claim)
    for (const value of [entry.value].flat()) addText(grounds, `${String(value).replace('.', ',')} ${entry.unit ?? ''}`)
  }
  for (const choice of playbook.questions.flatMap(({ choices }) => choices)) addText(grounds, choice)
  for (const own of [
    playbook.gates,
    playbook.offers,
    playbook.scheduling,
    playbook.quietHours,
    playbook.services,
    playbook.persona,
  ])
    addOwn(grounds, own)
}

function addText(grounds: Grounds, text: string): void {
  for (const claim of extractClaims(text)) {
    if (claim.kind === 'link' || claim.kind === 'phone' || claim.kind === 'email')
      grounds.words.push(claim.text.toLowerCase())
    else if (claim.kind === 'quantity') for (const value of claim.values) grounds.quantity.add(`${value} ${claim.unit}`)
    else for (const value of claim.values) grounds[claim.kind].add(value)
  }
}

const UNIT_KEYS: [key: RegExp, unit: string][] = [
  [/minutes/i, 'minuto'],
  [/hours/i, 'hora'],
  [/days/i, 'dia'],
]

/** The playbook's own numbers: limits of money, lengths of time, and clocks of opening hours, wherever they stand in it. */
function addOwn(grounds: Grounds, node: unknown, key = ''): void {
  if (typeof node === 'string') {
    addText(grounds, node)
    grounds.words.push(node.toLowerCase())
  } else if (typeof node === 'number') {
    const unit = UNIT_KEYS.find(([name]) => name.test(key))?.[1]
    if (unit !== undefined) grounds.quantity.add(`${node} ${unit}`)
    if (/brl/i.test(key)) grounds.money.add(node)
  } else if (typeof node === 'object' && node !== null) {
    for (const [name, child] of Object.entries(node)) addOwn(grounds, child, Array.isArray(node) ? key : name)
  }
}

/** Times on offer, booked, or wished for in a form that was understood: what the turns' plans hold as a wish is typed, not words. */
function addTimes(grounds: Grounds, run: RunRecord, zone: string): void {
  const offers = run.steps.flatMap(({ state }) =>
    state.messages.flatMap((message) => message.offers.map(({ start }) => start)),
  )
  const booked = run.steps.flatMap(({ state }) => state.bookings.map(({ startsAt }) => startsAt.toString()))
  for (const moment of [...offers, ...booked]) addMoment(grounds, moment, zone)
}

function addMoment(grounds: Grounds, moment: string, zone: string): void {
  const local = Temporal.Instant.from(moment).toZonedDateTimeISO(zone)
  grounds.clock.add(local.hour * 60 + local.minute)
  grounds.date.add(local.month * 100 + local.day)
}

const TypedResults = z.looseObject({
  says: z
    .array(
      z.looseObject({
        kind: z.string(),
        kwp: z.number().optional(),
        panels: z.number().optional(),
        savingFromBrl: z.number().optional(),
        savingToBrl: z.number().optional(),
        from: z.string().optional(),
        to: z.string().optional(),
        until: z.string().optional(),
      }),
    )
    .default([]),
  memory: z
    .looseObject({
      wish: z
        .looseObject({
          date: z.string().optional(),
          dateTo: z.string().optional(),
          clockFrom: z.string().optional(),
          clockTo: z.string().optional(),
        })
        .nullish(),
    })
    .optional(),
})

/** Results of the turns' tools and typed readings: estimates, the two dates of an ambiguous wish, the hour of a deferral. */
function addResults(grounds: Grounds, run: RunRecord): void {
  for (const { plan } of run.final?.turns ?? []) {
    const typed = TypedResults.safeParse(plan)
    if (!typed.success) continue
    for (const say of typed.data.says) {
      for (const amount of [say.savingFromBrl, say.savingToBrl]) if (amount !== undefined) grounds.money.add(amount)
      if (say.kwp !== undefined) grounds.quantity.add(`${say.kwp} kwp`)
      if (say.panels !== undefined) grounds.quantity.add(`${say.panels} placa`)
      for (const moment of [say.from, say.to, say.until]) if (moment !== undefined) addLocal(grounds, moment)
    }
    const wish = typed.data.memory?.wish
    for (const moment of [wish?.date, wish?.dateTo, wish?.clockFrom, wish?.clockTo])
      if (moment !== undefined) addLocal(grounds, moment)
  }
}

/** A moment as plans keep it: a date, a clock, or both with the tenant's offset. */
function addLocal(grounds: Grounds, moment: string): void {
  const date = /^\d{4}-(\d{2})-(\d{2})/.exec(moment)
  if (date) grounds.date.add(Number(date[1]) * 100 + Number(date[2]))
  const clock = /(?:T|^)(\d{2}):(\d{2})/.exec(moment)
  if (clock) grounds.clock.add(Number(clock[1]) * 60 + Number(clock[2]))
}
