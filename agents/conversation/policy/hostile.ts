import type { Say } from '#src/domain/plan.ts'
import { addAside, endWith, note, type Rule, staySilent } from './draft.ts'
import { hasNews, type Turn } from './turn.ts'

/** After this many messages of nothing but abuse the agent says goodbye, and then nothing. */
const ABUSES_BEFORE_GOODBYE = 3

/** Abuse, orders to the program and things that are not ours: polite, on topic, nothing promised; none counts as not understood. */
export const hostile: Rule = (turn, draft) => {
  const says = replies(turn)
  if (says.length === 0) return draft
  const excused = note(draft, 'hostile or off topic', { excused: true })
  if (!turn.has('abuse') || carriesMore(turn)) return addAside(excused, says.map(({ kind }) => kind).join(', '), says)

  const abuses = (turn.memory.abuses ?? 0) + 1
  if (abuses > ABUSES_BEFORE_GOODBYE) return staySilent(excused, 'abuse after the goodbye', { memory: { abuses } })
  if (abuses === ABUSES_BEFORE_GOODBYE)
    return endWith(excused, 'abuse: goodbye', { says: [{ kind: 'door_open' }], memory: { abuses, closed: true } })
  return addAside(excused, 'abuse', says, { abuses })
}

function replies(turn: Turn): Say[] {
  if (turn.has('abuse')) return [{ kind: 'abuse' }]
  if (turn.has('injection')) return [{ kind: 'injection' }]
  // "consegue adiantar pra hoje?" has no word of ours, but a day
  return turn.has('off_topic') && !(turn.booking && turn.perception.time) ? [{ kind: 'off_topic' }] : []
}

function carriesMore(turn: Turn): boolean {
  const { choice, time, topics } = turn.perception
  return hasNews(turn) || choice !== undefined || time !== undefined || Boolean(topics?.length)
}
