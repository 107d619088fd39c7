import type { Random } from '../random.ts'
import type { Ask, Reply } from './ask.ts'

/** A model that does what it is told: the reference in slightly other words, and what a message plainly says. */
export function obedient(ask: Ask): Reply {
  if (ask.operation === 'extract') return { kind: 'json', value: note(ask.message) }
  // sent back once, it keeps to the reference
  if (ask.again > 0) return { kind: 'json', value: { bubbles: ask.reference } }
  return { kind: 'json', value: { bubbles: ask.reference.map((bubble) => reword(bubble, ask.random)) } }
}

/** Turns of phrase that mean the same; what stands before `(` in a pattern keeps its place. */
const SAME: [RegExp, string[]][] = [
  [/\bmais ou menos\b/, ['em média', 'por alto']],
  [/^Me conta: /, ['Me diz: ', '']],
  [/\bQual é o seu nome\?/, ['Como você se chama?', 'Me diz o seu nome?']],
  [/\bpra eu\b/, ['para eu']],
  [/\btá\b/, ['está']],
  [/\btá vindo\b/, ['vem']],
  [/\bcertinho\b/, ['certo']],
  [/\bdireitinho\b/, ['direito']],
  [/\bPerfeito\b/, ['Ótimo', 'Certo']],
  [/\bEntendi\b/, ['Entendido', 'Certo']],
  [/\bAnotado\b/, ['Anotei', 'Anotadinho']],
  [/\bQual desses\b/, ['Qual deles']],
  [/\bA gente\b/, ['Nós aqui']],
]

function reword(bubble: string, random: Random): string {
  return bubble
    .split('\n')
    .map((line) => (/^\d+\)/.test(line) ? line : rewordLine(line, random)))
    .join('\n')
}

function rewordLine(line: string, random: Random): string {
  return SAME.reduce((text, [pattern, others]) => {
    const other = others[Math.floor(random.next() * others.length)]
    return other !== undefined && random.chance(0.7) ? capitalise(text.replace(pattern, other)) : text
  }, line)
}

function capitalise(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1)
}

type Noted = {
  facts: { fact: string; value: string; evidence: string }[]
  acts: { act: string; evidence: string }[]
  topics: { topic: string; evidence: string }[]
}

/** Turns of phrase that a grammar may not know and a model does. */
const NOTES: { pattern: RegExp; fact?: [string, string]; act?: string; topic?: string }[] = [
  { pattern: /\bherdei\b[^.,!?]*|\bt[áa] no meu nome\b/i, fact: ['ownsProperty', 'true'] },
  { pattern: /\bquem manda (?:é|eh) (?:a|o) \p{L}+/iu, fact: ['decisionMaker', 'false'] },
  { pattern: /\bquando (?:chove|fica nublado)\b/i, topic: 'how_it_works' },
  { pattern: /\bgolpe\b|\bcilada\b/i, act: 'object:distrust' },
]

function note(message: string): Noted {
  const noted: Noted = { facts: [], acts: [], topics: [] }
  for (const { pattern, fact, act, topic } of NOTES) {
    const evidence = pattern.exec(message)?.[0]
    if (evidence === undefined) continue
    if (fact) noted.facts.push({ fact: fact[0], value: fact[1], evidence })
    if (act) noted.acts.push({ act, evidence })
    if (topic) noted.topics.push({ topic, evidence })
  }
  return noted
}
