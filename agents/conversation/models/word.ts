import { z } from 'zod'
import type { Draft } from '#agents/conversation/deps.ts'
import { createPrompt, promptVersion } from '#agents/render-prompt.ts'
import { hoursText } from '#agents/rules/write/format.ts'
import { commonValues, type Values } from '#agents/rules/write/values.ts'
import { placeholdersIn } from '#agents/rules/write/wordings.ts'
import { formatMoment } from '#src/domain/local-time.ts'
import type { ModelRequest, PromptTurn } from '#src/domain/models.ts'
import type { LiveBooking, Plan, SayKind } from '#src/domain/plan.ts'
import type { Playbook } from '#src/domain/playbook.ts'
import { historyText, summaryText, type ThreadMessage } from './history.ts'
import { quote } from './quote.ts'
import { sayLabel } from './say-labels.ts'

/** What a model answers when it words a plan. */
export const ModelWords = z.object({ bubbles: z.array(z.string()) })
export type ModelWords = z.infer<typeof ModelWords>

/** The version of the prompts, kept with each turn that used them. */
export const PROMPT_VERSION = promptVersion([
  'conversation/perceive',
  'conversation/perceive-turn',
  'conversation/word',
  'conversation/word-turn',
  'conversation/word-again',
])

/**
 * Moments in which the approved text is said as it stands: goodbyes, refusals, consent, what people were promised word by word, and answers to
 * those who try to lead the agent astray. A model could only make them worse.
 */
const TEMPLATE_ONLY: ReadonlySet<SayKind> = new Set<SayKind>([
  'decline',
  'handoff',
  'opt_out_goodbye',
  'ask_resume',
  'resumed',
  'stays_out',
  'ask_erase',
  'erased',
  'wrong_person',
  'language_note',
  'reminder',
  'abuse',
  'injection',
  'bill_read',
  'ask_bill_check',
  'ask_bill_password',
])

export function mayBeWorded({ says }: Plan): boolean {
  return says.length > 0 && !says.some(({ kind }) => TEMPLATE_ONLY.has(kind))
}

const MAX_OUTPUT_TOKENS = 700

const system = createPrompt('conversation/word')
const turn = createPrompt('conversation/word-turn')
const again = createPrompt('conversation/word-again')

export type WordInput = {
  plan: Plan
  reference: Draft
  recent: ThreadMessage[]
  booking: LiveBooking | null
  now: Temporal.ZonedDateTime
  playbook: Playbook
  playbookKey: string
  /** A draft that was blocked, as it came, and why. */
  blocked?: { answer: PromptTurn; reasons: string[] }
}

/** Asks for the plan's reference text in other words. */
export function wordRequest(input: WordInput): ModelRequest<typeof ModelWords> {
  const { plan, reference, recent, booking, now, playbook, playbookKey, blocked } = input
  const first: PromptTurn = {
    role: 'user',
    text: turn({
      now: formatMoment(now, now),
      summary: summaryText(plan.facts, plan.memory, { booking, now }),
      history: historyText(recent),
      says: plan.says.map(sayLabel).join('; '),
      reference: quote(reference.bubbles.map(({ text }) => text).join('\n---\n'), { most: 1200 }),
    }),
  }
  return {
    system: prefixOf(playbook, now.toPlainDate()),
    turns: blocked
      ? [first, blocked.answer, { role: 'user', text: again({ reasons: blocked.reasons.map(listed).join('\n') }) }]
      : [first],
    name: 'mensagem',
    schema: ModelWords,
    maxOutputTokens: MAX_OUTPUT_TOKENS,
    cacheKey: `word-${playbookKey}`,
    fallback: () => ({ bubbles: reference.bubbles.map(({ text }) => text) }),
  }
}

const listed = (reason: string) => `- ${quote(reason, { most: 160 })}`

const prefixes = new WeakMap<Playbook, { day: string; text: string }>()

/** The same for a playbook all day: nothing of a lead is in it. */
function prefixOf(playbook: Playbook, today: Temporal.PlainDate): string {
  const day = today.toString()
  const known = prefixes.get(playbook)
  if (known?.day === day) return known.text
  const text = buildPrefix(playbook, today)
  prefixes.set(playbook, { day, text })
  return text
}

function buildPrefix(playbook: Playbook, today: Temporal.PlainDate): string {
  const { persona, scheduling, factSheet, faq, objections, questions } = playbook
  const values = commonValues(playbook, {}, today)
  const sayable = (texts: string[], most: number) => texts.flatMap((text) => filled(text, values)).slice(0, most)
  return system({
    agent: persona.agentName,
    company: persona.company,
    city: persona.city,
    article: persona.article,
    tone: persona.tone,
    meeting: scheduling.meetingName,
    hours: hoursText(scheduling.hours),
    emojis: persona.emojis.join(' ') || 'nenhum',
    claims: bullets(factSheet.filter(({ validUntil }) => validUntil >= day(today)).map(({ claim }) => claim)),
    answers: bullets(faq.flatMap(({ topic, answers }) => sayable(answers, 2).map((text) => `${topic}: ${text}`))),
    arguments: bullets(
      objections.flatMap(({ kind, arguments: texts }) =>
        texts.flatMap((wordings) => sayable(wordings, 1)).map((text) => `${kind}: ${text}`),
      ),
    ),
    style: bullets(questions.flatMap(({ ask, again }) => [...sayable(ask, 3), ...sayable(again, 1)])),
  })
}

const day = (date: Temporal.PlainDate) => date.toString()

function bullets(lines: string[]): string {
  return lines.length === 0 ? '- (nada)' : lines.map((line) => `- ${line.replaceAll('\n', ' ')}`).join('\n')
}

/** The text with its values; nothing when one is not known without a lead. */
function filled(text: string, values: Values): string[] {
  if (placeholdersIn(text).some((name) => values[name] === undefined)) return []
  return [text.replace(/\{([^{}]*)\}/g, (_, name: string) => values[name] ?? '')]
}
