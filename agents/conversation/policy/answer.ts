import type { FactName } from '#src/domain/facts.ts'
import { FactName as FactNames } from '#src/domain/facts.ts'
import type { Act, Understanding, UnderstoodFact } from '#src/domain/understanding.ts'
import { bareNumber } from './bare-number.ts'
import { withCorrectedBill } from './corrected-bill.ts'
import { withoutDoubts } from './doubts.ts'
import type { DecideInput } from './input.ts'
import { YES_NO_FACTS } from './yes-no-facts.ts'

/** Yes and no of those who were told that we write Portuguese, and answer in their own language. */
const FOREIGN = /^(?:(yes|yeah|yep|s[ií]|claro)|(no|nope|not))(?![\p{L}])/u
const BESIDE_AN_ANSWER: ReadonlySet<Act> = new Set<Act>(['confirm', 'deny', 'inform', 'greet', 'thanks', 'ask'])
const REMINDER_ANSWERS: readonly Act[] = ['confirm', 'reschedule', 'cancel']

/**
 * Gives a bare answer its meaning from what was asked last: "sim" and 👍 after a yes/no question, a number after numbered choices, a plain
 * "não" where a fact was wanted. What was perceived already stays.
 */
export function readAnswer(input: DecideInput): Understanding {
  const { memory, playbook } = input
  const perception = withService(
    answerToReminder({ ...input, perception: withCorrectedBill({ ...input, perception: withoutDoubts(input) }) }),
    playbook,
  )
  if (memory.asked === 'slots' && memory.offered.length > 0 && isIndifferent(perception)) {
    return { ...perception, acts: [...new Set<Act>([...perception.acts, 'choose'])], choice: 1 }
  }
  const asked = FactNames.safeParse(memory.asked)
  if (!asked.success || perception.facts[asked.data] || perception.declined?.includes(asked.data)) return perception
  const fact = asked.data
  // the question for a service always comes with the numbered list
  const numbered = memory.choicesFor === fact || fact === 'service'
  const choice = numbered ? chosenOption(fact, perception, playbook) : null
  if (choice) return withFact(perception, fact, choice)
  const { yes, no } = yesOrNo(perception)
  if (fact === 'wantsExpansion' && perception.noInterest)
    return withFact({ ...perception, noInterest: false }, fact, understood(false, perception))
  if (YES_NO_FACTS.includes(fact) && yes !== no) return withFact(perception, fact, understood(yes, perception))
  const refuses = fact === 'email' && perception.noInterest === true
  if (!YES_NO_FACTS.includes(fact) && isBareNo(perception)) return declines(perception, fact)
  return refuses ? declines({ ...perception, noInterest: false }, fact) : perception
}

/** "Qualquer um", "tanto faz", "você escolhe": the first of what is on offer will do. */
function isIndifferent({ normalised, choice, time, acts }: Understanding): boolean {
  if (choice || time || acts.includes('deny') || acts.includes('ask')) return false
  return /(?:^| )(?:qualquer (?:um|uma|horario|hora|dia|deles|desses)|tanto faz|voce (?:escolhe|decide|que sabe)|(?:pode )?escolh[ae] (?:voce|ai)|o que (?:for|tiver) (?:melhor|mais cedo))(?: |$)/.test(
    normalised,
  )
}

/** 1 confirms, 2 moves, 3 cancels; a bare number after a reminder is neither an hour nor an amount. */
function answerToReminder({ memory, perception }: DecideInput): Understanding {
  if (memory.asked !== 'confirmation' && memory.asked !== 'attendance') return perception
  const act = REMINDER_ANSWERS[bareNumber(perception) - 1]
  if (!act) return perception
  const { time: _time, choice: _choice, ...rest } = perception
  return { ...rest, acts: [act], facts: {} }
}

/** A yes or no that answers the question: beside an order, an objection or an insult it belongs to those. */
function yesOrNo({ acts, text, language }: Understanding) {
  const foreign = language ? FOREIGN.exec(text.trim().toLowerCase()) : null
  const bare = acts.every((act) => BESIDE_AN_ANSWER.has(act))
  return {
    yes: bare && (acts.includes('confirm') || foreign?.[1] !== undefined),
    no: bare && (acts.includes('deny') || foreign?.[2] !== undefined),
  }
}

/** "Não" and nothing else, to a question about a name, an amount or a place. */
function isBareNo({ acts, facts, time, choice, topics }: Understanding): boolean {
  const only = acts.every((act) => act === 'deny' || act === 'inform' || act === 'thanks')
  return acts.includes('deny') && only && Object.keys(facts).length === 0 && !time && !choice && !topics?.length
}

function chosenOption(
  fact: FactName,
  perception: Understanding,
  playbook: DecideInput['playbook'],
): UnderstoodFact | null {
  const n = perception.choice ?? bareNumber(perception)
  const options = playbook.questions.find((question) => question.fact === fact)?.options ?? []
  const option = options[n - 1]
  if (option) return { ...understood(option.value, perception), ...(option.approximate ? { approximate: true } : {}) }
  const service = fact === 'service' ? playbook.services[n - 1] : undefined
  return service ? understood(service.name, perception) : null
}

/** A service of the playbook that is named, whenever it is; of several the one whose whole name was said, otherwise none. */
function withService(perception: Understanding, { services }: DecideInput['playbook']): Understanding {
  if (services.length === 0 || perception.facts.service) return perception
  const said = ` ${plainWords(perception.text)} `
  const whole = services.filter(({ name }) => said.includes(` ${plainWords(name)} `))
  const named =
    whole.length > 0
      ? whole
      : services.filter(({ words }) => words.some((word) => said.includes(` ${plainWords(word)} `)))
  const [service] = named
  return service && named.length === 1
    ? withFact(perception, 'service', understood(service.name, perception))
    : perception
}

function plainWords(text: string): string {
  const plain = text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase()
  return plain.replace(/[^\p{L}\d-]+/gu, ' ').trim()
}

function understood(value: UnderstoodFact['value'], { text }: Understanding): UnderstoodFact {
  return { value, confidence: 0.9, evidence: text }
}

function withFact(perception: Understanding, fact: FactName, value: UnderstoodFact): Understanding {
  const { choice: _, ...rest } = perception
  return { ...rest, facts: { ...perception.facts, [fact]: value } }
}

function declines(perception: Understanding, fact: FactName): Understanding {
  return { ...perception, declined: [...(perception.declined ?? []), fact] }
}
