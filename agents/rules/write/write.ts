import type { LeadFacts } from '#src/domain/facts.ts'
import type { Plan } from '#src/domain/plan.ts'
import type { Playbook } from '#src/domain/playbook.ts'
import { type Segment, toBubbles } from './bubbles.ts'
import { type Part, partsOf } from './parts.ts'
import { pickWording } from './pick.ts'
import { isSerious } from './serious.ts'
import { capitalise, formalise, hasEmoji, withoutEmoji } from './tone.ts'
import { commonValues, type Values } from './values.ts'
import { type Wording, wordingsOf } from './wordings.ts'

export type WriteContext = {
  now: Temporal.ZonedDateTime
  facts: LeadFacts
  /** How the lead writes: a formal lead reads fewer contractions and no emoji. */
  formality?: 'casual' | 'formal'
  /** The same seed and plan always give the same text. */
  seed: string
}

/** `usedWordings`: ids used in this turn, to be appended to the memory's. `emojiUsed`: set the memory's `emojiTurn` to this turn. */
export type Written = { bubbles: { text: string }[]; usedWordings: string[]; emojiUsed: boolean }

export type Writer = { write(plan: Plan, context: WriteContext): Written }

/** An emoji comes at most every third message. */
const EMOJI_EVERY_TURNS = 3

/**
 * Words a plan from the playbook's texts: at most three bubbles of at most 300 characters. Pure: what is said is decided by the plan, which
 * text says it by what was used before and the seed. Follow-ups and reminders are plans too.
 */
export function createWriter(playbook: Playbook): Writer {
  const wordings = wordingsOf(playbook)
  return {
    write(plan, context) {
      const now = context.now.withTimeZone(playbook.timeZone)
      const facts = { ...context.facts, ...plan.facts }
      const common = commonValues(playbook, facts, now.toPlainDate())
      const parts = plan.says.flatMap((say) => partsOf(say, { plan, facts, playbook, now }))
      return wordParts(parts, { wordings, common, plan, context })
    },
  }
}

type WordingInputs = { wordings: Map<string, Wording[]>; common: Values; plan: Plan; context: WriteContext }

function wordParts(parts: Part[], { wordings, common, plan, context }: WordingInputs): Written {
  const isFormal = context.formality === 'formal'
  let mayUseEmoji = !isFormal && !isSerious(plan) && plan.memory.turns - plan.memory.emojiTurn >= EMOJI_EVERY_TURNS
  const used: string[] = []
  const segments: Segment[] = []
  for (const { keys, values, rank, joins } of parts) {
    const filling = { ...common, ...values }
    const wording = firstSayable(keys, wordings, filling, [...plan.memory.usedWordings, ...used], context.seed)
    if (!wording) continue
    used.push(wording.id)
    const toned = isFormal ? formalise(wording.text) : wording.text
    const template = mayUseEmoji ? toned : withoutEmoji(toned)
    if (hasEmoji(template)) mayUseEmoji = false
    segments.push({ text: capitalise(fill(template, filling)), rank, joins })
  }
  const bubbles = toBubbles(segments).map((text) => ({ text }))
  return { bubbles, usedWordings: used, emojiUsed: bubbles.some(({ text }) => hasEmoji(text)) }
}

function firstSayable(
  keys: string[],
  wordings: Map<string, Wording[]>,
  values: Values,
  used: string[],
  seed: string,
): Wording | null {
  for (const key of keys) {
    const wording = pickWording(wordings.get(key) ?? [], values, used, seed)
    if (wording) return wording
  }
  return null
}

function fill(template: string, values: Values): string {
  return template.replace(/\{([^{}]*)\}/g, (_, name: string) => values[name] ?? '')
}
