import type { Playbook } from '#src/domain/playbook.ts'
import { ANSWER_SPEC, ARGUMENT_SPEC, type KeySpec, QUESTION_SPEC, WORDING_KEYS } from './keys.ts'

/** One text of a playbook: its id (stable while the list keeps its order), its rules, and where it stands in the file. */
export type Wording = { id: string; key: string; text: string; path: (string | number)[]; spec: KeySpec | undefined }

/** Every text a playbook can say, by key. `spec` is undefined for a key nobody asks for. */
export function wordingsOf(playbook: Playbook): Map<string, Wording[]> {
  const byKey = new Map<string, Wording[]>()
  const add = (key: string, texts: string[], path: (string | number)[], spec: KeySpec | undefined) => {
    const wordings = texts.map((text, i) => ({ id: `${key}#${i}`, key, text, path: [...path, i], spec }))
    byKey.set(key, [...(byKey.get(key) ?? []), ...wordings])
  }
  playbook.questions.forEach((question, i) => {
    for (const form of ['ask', 'again', 'choices'] as const)
      add(`${form}.${question.fact}`, question[form], ['questions', i, form], QUESTION_SPEC[form])
  })
  playbook.faq.forEach(({ topic, answers }, i) => {
    add(`faq.${topic}`, answers, ['faq', i, 'answers'], ANSWER_SPEC)
  })
  playbook.objections.forEach((objection, i) => {
    objection.arguments.forEach((texts, n) => {
      add(`objection.${objection.kind}.${n + 1}`, texts, ['objections', i, 'arguments', n], ARGUMENT_SPEC)
    })
  })
  for (const [key, texts] of Object.entries(playbook.wordings))
    add(key, texts, ['wordings', key], WORDING_KEYS.get(key))
  return byKey
}

/** The names in braces in a text, each once. */
export function placeholdersIn(text: string): string[] {
  return [...new Set([...text.matchAll(/\{([^{}]*)\}/g)].map((match) => match[1] ?? ''))]
}
