import { isSerious } from '#agents/rules/write/serious.ts'
import { emojisIn } from '#agents/rules/write/tone.ts'
import type { FactName, LeadFacts } from '#src/domain/facts.ts'
import type { Plan, SayKind } from '#src/domain/plan.ts'
import { matchesOf, sentencesOf, words } from './sentences.ts'

const MACHINE = [
  /[{}]|\[\s*["{[]|"\w+"\s*:/, // JSON and placeholders
  /\b[a-z]+(?:_[a-z]+)+\b|\b[A-Z]{3,}(?:_[A-Z]+)+\b/, // snake_case names of tools and of our own
  /\b\w+\(\s*(?:\)|["'{]|\w+\s?[:=])/, // a call
  /<\/?\w[^>]*>|<\||\|>/, // tags
  /```|\*\*|^#{1,6}\s|!?\[[^\]]+\]\([^)]*\)|^\s*[-*•]\s/m, // markdown and bullets
  words(
    'prompt|system|assistant|undefined|null|nan|json|function|tool|tool_call|llm|gpt|gemini|openai|chatgpt|langgraph',
  ),
  words(
    'modelo de linguagem|minhas instruções|instruções do sistema|fui (?:programad|instruíd)[oa]|meu treinamento|as an ai',
  ),
  words('resposta final|resposta_final|pensamento|raciocínio|thought|reasoning'),
]

/** Whether tool syntax, markup or talk about the machinery is in the text. */
export function machineText(text: string): string | null {
  const withoutAddresses = text.replace(/\S+@\S+|https?:\/\/[^\s)]+/g, 'x')
  return MACHINE.map((pattern) => pattern.exec(withoutAddresses)?.[0]).find((found) => found !== undefined) ?? null
}

const PORTUGUESE = words(
  'não|você|uma?|que|pra|para|com|por|dos?|das?|nos?|nas?|é|são|tá|está|seu|sua|mais|como|qual|quando|aqui|tem|ou|se|em|os|ao|meu|minha|isso|esse|essa|horários?|conta|luz',
)
const ENGLISH = words(
  'the|you|your|is|are|and|for|with|we|can|will|have|hello|hi|thanks|thank|please|would|what|how|this|that|our|from|of|to|my|not|it|bill|meeting|great',
)
const SPANISH = words(
  'usted|ustedes|hola|gracias|el|los|las|y|pero|una|muy|cuánto|cuanto|qué|está?n|buenos|buenas|quiere|puede|nuestro|nuestra|su|sus|le|con|del|factura|tiene|aquí|días?',
)

/** Whether a sentence is in another language. `allowed`: the one line a lead of another language gets. */
export function foreignText(text: string, allowed: string[]): string | null {
  const own = allowed.reduce((rest, line) => rest.replace(line, ' '), text)
  const letters = /[\p{L}]/u.test(own)
    ? own.match(
        /[\p{Script=Cyrillic}\p{Script=Greek}\p{Script=Han}\p{Script=Arabic}\p{Script=Hebrew}\p{Script=Hangul}\p{Script=Hiragana}\p{Script=Katakana}]/u,
      )
    : null
  if (letters) return letters[0]
  return sentencesOf(own).find(isForeign) ?? null
}

function isForeign(sentence: string): boolean {
  const count = (pattern: RegExp) => matchesOf(pattern, sentence).length
  const portuguese = count(PORTUGUESE)
  return [ENGLISH, SPANISH].some((pattern) => count(pattern) >= 2 && count(pattern) > portuguese)
}

/** Says that put a question to the lead. */
const ASKING = new Set<SayKind>([
  'ask',
  'ask_exact_bill',
  'ask_bill_document',
  'ask_bill_check',
  'ask_bill_password',
  'ask_bill_history',
  'ask_place',
  'offer_slots',
  'ask_slot_half',
  'ask_slot_ambiguous',
  'ask_which_slot',
  'ask_resume',
  'ask_erase',
  'follow_up',
  'callback',
])

export function mayAsk({ says, asks }: Plan): boolean {
  return asks !== null || says.some(({ kind }) => ASKING.has(kind))
}

/** How often a mark stands in the text; "??" is one, and the query of a link none. */
export function questionMarks(text: string): number {
  return [...text.replace(/https?:\/\/\S+/g, '').matchAll(/\?+/g)].length
}

const QUESTIONS: [FactName, RegExp][] = [
  [
    'name',
    words(
      '(?:qual|me (?:diz|fala|passa)).{0,12}seu nome|como (?:você )?se chama|com quem (?:eu )?(?:falo|tô falando|estou falando)',
    ),
  ],
  [
    'billBrl',
    words('quanto.{0,40}(?:conta|luz)|(?:qual|em torno de quanto).{0,30}conta de luz|valor da (?:sua )?conta'),
  ],
  ['city', words('(?:qual|que|em qual) (?:é (?:a )?)?(?:sua )?cidade')],
  ['email', words('(?:qual|me passa|me manda).{0,20}e-?mail')],
]

/** A question about a fact that is known already, and that this turn does not ask for. */
export function askedAgain(text: string, plan: Plan, facts: LeadFacts): FactName | null {
  const known = { ...facts, ...plan.facts }
  const asked = new Set<string>([plan.asks ?? '', ...plan.says.map((say) => (say.kind === 'ask' ? say.fact : ''))])
  if (plan.says.some(({ kind }) => kind === 'ask_exact_bill' || kind === 'ask_bill_document')) asked.add('billBrl')
  if (asked.has('consumptionKwh')) asked.add('billBrl')
  // whether what was read is right is no question for what is known
  if (asked.has('bill_check')) for (const fact of ['billBrl', 'city']) asked.add(fact)
  const questions = sentencesOf(text).filter((sentence) => sentence.includes('?'))
  return (
    QUESTIONS.find(
      ([fact, pattern]) => known[fact] && !asked.has(fact) && questions.some((q) => pattern.test(q)),
    )?.[0] ?? null
  )
}

export function emojiFault(text: string, { says }: Plan): string | null {
  const emojis = emojisIn(text)
  if (emojis.length > 1) return 'more than one emoji'
  return emojis.length === 1 && isSerious({ says }) ? 'an emoji in a serious moment' : null
}
