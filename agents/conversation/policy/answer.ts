import type { FactName } from '#src/domain/facts.ts'
import { FactName as FactNames } from '#src/domain/facts.ts'
import type { Act, Understanding, UnderstoodFact } from '#src/domain/understanding.ts'
import { bareNumber } from './bare-number.ts'
import { withoutDoubts } from './doubts.ts'
import type { DecideInput } from './input.ts'

/** Facts whose question is answered by yes or no; the questions keep one polarity, so yes is always true. */
const YES_NO: ReadonlySet<FactName> = new Set([
  'ownsProperty',
  'decisionMaker',
  'hasSolar',
  'wantsExpansion',
  'competitorContract',
])

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
  const perception = answerToReminder({ ...input, perception: withoutDoubts(input) })
  const asked = FactNames.safeParse(memory.asked)
  if (!asked.success || perception.facts[asked.data] || perception.declined?.includes(asked.data)) return perception
  const fact = asked.data
  const choice = memory.choicesFor === fact ? chosenOption(fact, perception, playbook) : null
  if (choice) return withFact(perception, fact, choice)
  const { yes, no } = yesOrNo(perception)
  if (fact === 'wantsExpansion' && perception.noInterest)
    return withFact({ ...perception, noInterest: false }, fact, understood(false, perception))
  if (YES_NO.has(fact) && yes !== no) return withFact(perception, fact, understood(yes, perception))
  const refuses = fact === 'email' && perception.noInterest === true
  if (!YES_NO.has(fact) && isBareNo(perception)) return declines(perception, fact)
  return refuses ? declines({ ...perception, noInterest: false }, fact) : perception
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
