import type { FactName } from '#src/domain/facts.ts'
import { FactName as FactNames } from '#src/domain/facts.ts'
import type { Understanding, UnderstoodFact } from '#src/domain/understanding.ts'
import type { DecideInput } from './input.ts'

/** Facts whose question is answered by yes or no; the questions keep one polarity, so yes is always true. */
const YES_NO: ReadonlySet<FactName> = new Set([
  'ownsProperty',
  'decisionMaker',
  'hasSolar',
  'wantsExpansion',
  'competitorContract',
])

/** "2", "a 2", "opção 2)", "a segunda": a number and nothing else. */
const BARE_NUMBER = /^(?:[ao]|é|op[cç][aã]o|n[uú]mero|alternativa|[\s*(])*(\d)[\s.)*]*$/u
const ORDINAL = /^(?:[ao] )?(primeir|segund|terceir|quart|quint|sext)[ao](?: op[cç][aã]o)?[\s.!]*$/u
const ORDINALS = ['primeir', 'segund', 'terceir', 'quart', 'quint', 'sext']

/**
 * Gives a bare answer its meaning from what was asked last: "sim" and 👍 after a yes/no question, a number after numbered choices, a plain
 * "não" where a fact was wanted. What was perceived already stays.
 */
export function readAnswer({ memory, perception, playbook }: DecideInput): Understanding {
  const asked = FactNames.safeParse(memory.asked)
  if (!asked.success || perception.facts[asked.data] || perception.declined?.includes(asked.data)) return perception
  const fact = asked.data
  const choice = memory.choicesFor === fact ? chosenOption(fact, perception, playbook) : null
  if (choice) return withFact(perception, fact, choice)
  const { yes, no } = yesOrNo(perception)
  if (YES_NO.has(fact) && yes !== no) return withFact(perception, fact, understood(yes, perception))
  const refuses = fact === 'email' && perception.noInterest === true
  if (!YES_NO.has(fact) && isBareNo(perception)) return declines(perception, fact)
  return refuses ? declines({ ...perception, noInterest: false }, fact) : perception
}

function yesOrNo({ acts }: Understanding) {
  return { yes: acts.includes('confirm'), no: acts.includes('deny') }
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
  const n = perception.choice ?? numberOf(perception.normalised.trim())
  const options = playbook.questions.find((question) => question.fact === fact)?.options ?? []
  const option = options[n - 1]
  if (option) return { ...understood(option.value, perception), ...(option.approximate ? { approximate: true } : {}) }
  const service = fact === 'service' ? playbook.services[n - 1] : undefined
  return service ? understood(service.name, perception) : null
}

function numberOf(text: string): number {
  const digit = BARE_NUMBER.exec(text)?.[1]
  return digit ? Number(digit) : ORDINALS.indexOf(ORDINAL.exec(text)?.[1] ?? '') + 1
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
