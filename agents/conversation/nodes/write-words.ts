import type { LangGraphRunnableConfig } from '@langchain/langgraph'
import { formalityOf, hasEmoji } from '#agents/rules/write/tone.ts'
import type { ChainAnswer } from '#src/domain/models.ts'
import type { Plan } from '#src/domain/plan.ts'
import type { ConversationDeps, Draft, TurnContext } from '../deps.ts'
import { mayTryAgain, type Rewording } from '../models/rewording.ts'
import { type ModelWords, mayBeWorded, wordRequest } from '../models/word.ts'
import type { State } from '../state.ts'
import { turnOf } from '../turn-of.ts'

/**
 * Words the plan from the playbook's wordings, and lets a model say the same in its own words where that helps. A blocked draft of a model is
 * worded once more, with the reasons, and then left for the playbook's; another attempt at those takes other wordings.
 */
export function writeWords({ models }: ConversationDeps) {
  return async ({ plan, blocked = [], rewording }: State, config: LangGraphRunnableConfig) => {
    const turn = turnOf(config)
    if (!plan) throw new Error('nothing was decided yet')
    if (rewording && !mayTryAgain(rewording)) {
      const left = blocked.length - rewording.tries
      return { draft: left > 0 ? fromPlaybook(plan, turn, left) : rewording.reference }
    }
    const reference = rewording?.reference ?? fromPlaybook(plan, turn, blocked.length)
    const isFirst = blocked.length === 0 || rewording !== undefined
    if (models.names.length === 1 || !isFirst || reference.bubbles.length === 0 || !mayBeWorded(plan))
      return { draft: reference }
    const answer = await models.word(requestOf(plan, reference, turn, rewording), turn.budget)
    const tries = (rewording?.tries ?? 0) + 1
    if (answer.from === 'rules')
      return { draft: reference, rewording: { reference, answer: null, tries: tries - 1, reasons: [] } }
    return {
      draft: draftOf(answer, reference),
      rewording: {
        reference,
        answer: { role: 'model', text: answer.text, from: answer.from, raw: answer.raw },
        tries,
        reasons: [],
      } satisfies Rewording,
    }
  }
}

function fromPlaybook(plan: Plan, { kit, now, inbound }: TurnContext, attempt: number): Draft {
  return kit.write(plan, {
    now,
    facts: plan.facts,
    formality: formalityOf(inbound.map(({ text }) => text).join('\n')),
    seed: `${inbound[0]?.id ?? ''}:${plan.memory.turns}:${attempt}`,
  })
}

function requestOf(
  plan: Plan,
  reference: Draft,
  { kit, now, lead, inbound, recent }: TurnContext,
  rewording: Rewording | undefined,
) {
  const heard = inbound.map(({ text }) => ({ author: 'lead' as const, text }))
  return wordRequest({
    plan,
    reference,
    recent: [...recent, ...heard],
    booking: lead.booking,
    now,
    playbook: kit.playbook,
    playbookKey: kit.key,
    ...(rewording?.answer ? { blocked: { answer: rewording.answer, reasons: rewording.reasons } } : {}),
  })
}

/** The wordings of the reference count as used, so that the next one differs. */
function draftOf({ value }: ChainAnswer<ModelWords>, { usedWordings }: Draft): Draft {
  const bubbles = value.bubbles.map((text) => ({ text: text.trim() }))
  return { bubbles, usedWordings, emojiUsed: bubbles.some(({ text }) => hasEmoji(text)), byModel: true }
}
