import { REQUIRED_TOPICS, TOPICS } from '#agents/rules/write/keys.ts'
import { type FactName, FactValues } from '#src/domain/facts.ts'
import { STAGES } from '#src/domain/plan.ts'
import type { FactQuestion, Playbook } from '#src/domain/playbook.ts'
import { WEEKDAYS } from '#src/domain/schedule.ts'
import { nearest, type Report } from './problems.ts'

/** What must fit together: gates with questions, choices with their values, stages with the CRM, attendants, services, hours. */
export function checkStructure(playbook: Playbook, report: Report): void {
  checkQuestions(playbook, report)
  checkGates(playbook, report)
  checkTopics(playbook, report)
  checkScheduling(playbook, report)
  for (const stage of STAGES)
    if (!(stage in playbook.crm.statuses))
      report(['crm', 'statuses'], `the stage "${stage}" has no status`, 'a status for every stage')
  unique(playbook.disqualifiedOrder, (i) => report(['disqualifiedOrder', i], 'stands twice in the order'))
  unique(
    playbook.offers.map(({ id }) => id),
    (i) => report(['offers', i, 'id'], 'this offer is listed twice'),
  )
  unique(
    playbook.objections.map(({ kind }) => kind),
    (i) => report(['objections', i, 'kind'], 'this objection is listed twice'),
  )
  playbook.objections.forEach((objection, i) => {
    if (objection.arguments.length < 2)
      report(['objections', i, 'arguments'], 'has only one argument', 'two or more: an objection may be made twice')
  })
}

function checkQuestions({ questions, services }: Playbook, report: Report): void {
  unique(
    questions.map(({ fact }) => fact),
    (i) => report(['questions', i, 'fact'], 'this fact is asked for twice'),
  )
  const asked = new Set(questions.map(({ fact }) => fact))
  questions.forEach((question, i) => {
    const { onlyWhen, fact } = question
    if (onlyWhen && !asked.has(onlyWhen.fact))
      report(
        ['questions', i, 'onlyWhen', 'fact'],
        `depends on "${onlyWhen.fact}", which is never asked`,
        [...asked].join(', '),
      )
    if (onlyWhen && !FactValues.shape[onlyWhen.fact].safeParse(onlyWhen.equals).success)
      report(
        ['questions', i, 'onlyWhen', 'equals'],
        `"${onlyWhen.equals}" is not a value "${onlyWhen.fact}" can have`,
        valuesOf(onlyWhen.fact),
      )
    if (fact === 'service' && services.length === 0)
      report(['questions', i], 'asks for a service, but none is listed under "services"')
    checkOptions(question, i, report)
  })
}

/** "2" must mean what the second line of the choices says. */
function checkOptions({ fact, choices, options }: FactQuestion, i: number, report: Report): void {
  options.forEach(({ value }, n) => {
    if (!FactValues.shape[fact].safeParse(value).success)
      report(['questions', i, 'options', n, 'value'], `"${value}" is not a value "${fact}" can have`, valuesOf(fact))
  })
  choices.forEach((text, n) => {
    const lines = [...text.matchAll(/^\s*(\d+)\)/gm)].map((match) => Number(match[1]))
    const isInOrder = lines.every((line, at) => line === at + 1)
    if (!isInOrder) report(['questions', i, 'choices', n], 'the choices are not numbered 1), 2), 3) …')
    if (lines.length !== options.length && !text.includes('{services}'))
      report(
        options.length > 0 ? ['questions', i, 'options'] : ['questions', i, 'choices', n],
        `has ${lines.length} numbered choices but "options" has ${options.length} values`,
        'one value for each number',
      )
  })
}

function valuesOf(fact: FactName): string {
  const schema = FactValues.shape[fact]
  if ('options' in schema && Array.isArray(schema.options)) return schema.options.join(', ')
  return schema.type === 'boolean' ? 'true, false' : schema.type
}

function checkGates({ gates, questions, disqualifiedOrder }: Playbook, report: Report): void {
  const asked = new Set<string>(questions.map(({ fact }) => fact))
  const needs: [boolean, keyof typeof gates, FactName, (typeof disqualifiedOrder)[number]][] = [
    [gates.minBillBrl !== undefined, 'minBillBrl', 'billBrl', 'low_bill'],
    [gates.areas !== undefined, 'areas', 'city', 'out_of_area'],
    [gates.declineIfSolar, 'declineIfSolar', 'hasSolar', 'already_solar'],
    [gates.declineIfCompetitorContract, 'declineIfCompetitorContract', 'competitorContract', 'competitor_contract'],
  ]
  for (const [isSet, gate, fact, reason] of needs) {
    if (!isSet) continue
    if (!asked.has(fact))
      report(['gates', gate], `needs the fact "${fact}", but no question asks for it`, `a question with fact: ${fact}`)
    if (!disqualifiedOrder.includes(reason))
      report(['disqualifiedOrder'], `"${reason}" can decline a lead but has no place in the order`)
  }
  if (gates.minBillBrl !== undefined && gates.largeBillBrl !== undefined && gates.largeBillBrl <= gates.minBillBrl)
    report(['gates', 'largeBillBrl'], 'must be above minBillBrl')
}

function checkTopics({ faq }: Playbook, report: Report): void {
  const topics = faq.map(({ topic }) => topic)
  unique(topics, (i) => report(['faq', i, 'topic'], 'this topic is answered twice'))
  const known: readonly string[] = TOPICS
  topics.forEach((topic, i) => {
    if (known.includes(topic)) return
    const like = nearest(topic, known)
    report(
      ['faq', i, 'topic'],
      `"${topic}" is a topic nobody can ask about${like ? `; did you mean "${like}"?` : ''}`,
      known.join(', '),
    )
  })
  for (const topic of REQUIRED_TOPICS)
    if (!topics.includes(topic)) report(['faq'], `the topic "${topic}" has no answer`)
}

function checkScheduling({ scheduling, services, timeZone }: Playbook, report: Report): void {
  unique(
    scheduling.attendants.map(({ id }) => id),
    (i) => report(['scheduling', 'attendants', i, 'id'], 'this attendant is listed twice'),
  )
  unique(
    services.map(({ id }) => id),
    (i) => report(['services', i, 'id'], 'this service is listed twice'),
  )
  unique(
    services.map(({ name }) => name.toLowerCase()),
    (i) => report(['services', i, 'name'], 'two services have this name'),
  )
  if (WEEKDAYS.every((day) => (scheduling.hours[day] ?? []).length === 0))
    report(['scheduling', 'hours'], 'no day is open')
  try {
    Temporal.Now.zonedDateTimeISO(timeZone)
  } catch {
    report(['timeZone'], `"${timeZone}" is not a time zone`, 'a name of the IANA list, like America/Recife')
  }
}

function unique(values: readonly string[], onRepeat: (index: number) => void): void {
  values.forEach((value, i) => {
    if (values.indexOf(value) !== i) onRepeat(i)
  })
}
