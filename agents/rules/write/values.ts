import { factValue, type LeadFacts } from '#src/domain/facts.ts'
import { formatMinutes } from '#src/domain/local-time.ts'
import type { FactSheetEntry, Playbook } from '#src/domain/playbook.ts'
import { areasText, entryText, hoursText, moneyText, numberText } from './format.ts'

/** What stands for each placeholder; one that is missing makes a wording unusable. */
export type Values = Record<string, string | undefined>

/** The values every wording may use: from the playbook, its unexpired fact sheet, and what the lead told. */
export function commonValues(playbook: Playbook, facts: LeadFacts, today: Temporal.PlainDate): Values {
  const { persona, scheduling, gates, services } = playbook
  return {
    agent: persona.agentName,
    company: persona.company,
    article: persona.article,
    companyCity: persona.city,
    meeting: scheduling.meetingName,
    duration: formatMinutes(scheduling.meeting.minutes),
    office: scheduling.place,
    link: scheduling.link,
    hours: hoursText(scheduling.hours),
    areas: gates.areas && areasText(gates.areas),
    minBill: gates.minBillBrl === undefined ? undefined : moneyText(gates.minBillBrl),
    services: services.length === 0 ? undefined : services.map(({ name }, i) => `${i + 1}) ${name}`).join('\n'),
    ...factValues(facts, playbook),
    ...sheetValues(playbook.factSheet, today),
  }
}

/** The lead's own facts, as they are said back. */
export function factValues(facts: LeadFacts, playbook: Playbook): Values {
  const bill = factValue(facts, 'billBrl')
  const kwh = factValue(facts, 'consumptionKwh')
  const service = factValue(facts, 'service')
  return {
    name: firstName(factValue(facts, 'name')),
    bill: bill ? moneyText(bill) : undefined,
    kwh: kwh ? numberText(kwh) : undefined,
    city: factValue(facts, 'city') ?? undefined,
    state: factValue(facts, 'state') ?? undefined,
    email: factValue(facts, 'email') ?? undefined,
    service: service ? serviceName(service, playbook) : undefined,
  }
}

/** The name of a service as leads hear it, from its id or its name. */
export function serviceName(service: string, { services }: Playbook): string {
  const same = (other: string) => other.toLowerCase() === service.toLowerCase()
  return services.find(({ id, name }) => same(id) || same(name))?.name ?? service
}

/** Whether an entry may still be said on a day. */
export function isValidOn({ validUntil }: FactSheetEntry, today: Temporal.PlainDate): boolean {
  return Temporal.PlainDate.compare(Temporal.PlainDate.from(validUntil), today) >= 0
}

function sheetValues(factSheet: FactSheetEntry[], today: Temporal.PlainDate): Values {
  return Object.fromEntries(
    factSheet.map((entry) => [`fact.${entry.id}`, isValidOn(entry, today) ? entryText(entry) : undefined]),
  )
}

/** People are called by their first name; "ana" and "ANA" become "Ana". */
function firstName(name: string | null | undefined): string | undefined {
  const first = name?.trim().split(/\s+/)[0]
  // What is no name (a link, a number, a sentence) is never called back to the lead.
  if (!first || !/^\p{L}[\p{L}'’-]+$/u.test(first)) return undefined
  const isOneCase = first === first.toLowerCase() || (first.length > 2 && first === first.toUpperCase())
  return isOneCase ? first[0]?.toUpperCase() + first.slice(1).toLowerCase() : first
}
