import type { Say } from '#src/domain/plan.ts'
import type { Playbook } from '#src/domain/playbook.ts'
import { addAside, type Rule } from './draft.ts'
import { estimateFor } from './estimate.ts'
import type { Turn } from './turn.ts'

/** Topics that the booking itself answers, once there is one. */
const ABOUT_THE_MEETING: ReadonlySet<string> = new Set(['meeting', 'availability'])
/** Topics answered only where no closer one was asked about. */
const BROAD: ReadonlySet<string> = new Set(['how_it_works', 'company', 'unknown', 'dear_bill', 'clarify'])
/** "É de graça mesmo essa conversa?": what the meeting costs, not the system. */
const COST_OF_MEETING = /gr[aá]tis|de gra[cç]a|gratuit|\bpag[ao]\b|\bcobra|tem custo|custa/iu
const MOST_ANSWERS = 2

/** The lead's question is answered first, whatever the turn goes on with. */
export const question: Rule = (turn, draft) => {
  const answers = answersTo(turn)
  const topics = answers.flatMap((say) => (say.kind === 'answer' ? [say.topic] : []))
  const answeredTopics = [...new Set([...turn.memory.answeredTopics, ...topics])]
  const estimateGiven = answers.some((say) => say.kind === 'estimate') || turn.memory.estimateGiven
  return addAside(draft, 'question', answers, { answeredTopics, estimateGiven })
}

/** What is said to the lead's questions: entries of the playbook's FAQ, the most specific first, or that we do not know. */
export function answersTo(turn: Turn): Say[] {
  const { perception, booking, input } = turn
  const isFree = perception.topics?.includes('meeting') && COST_OF_MEETING.test(perception.text)
  // "quanto custa a manutenção?" asks about that alone
  const hasOwnPrice = isFree || perception.topics?.some((topic) => topic === 'maintenance' || topic === 'batteries')
  const topics = (perception.topics ?? []).filter(
    (topic) => !isEcho(topic, turn) && !(topic === 'price' && hasOwnPrice),
  )
  if (!turn.has('ask') && topics.length === 0) return []
  // "queria saber sobre energia solar" opens a conversation; the greeting and the first question are its answer
  const opens = turn.memory.turns === 0
  if (topics.length === 0) return isAboutOurs(turn) && !opens ? [{ kind: 'answer', topic: 'unknown' }] : []
  // "quem é você, é robô?" is one question
  const close = topics.filter((topic) => !BROAD.has(topic) && !(topic === 'who' && topics.includes('robot')))
  const chosen = (close.length > 0 ? close : topics).slice(0, MOST_ANSWERS)
  const says = chosen.flatMap((topic): Say[] => {
    if (booking && ABOUT_THE_MEETING.has(topic) && !isFree)
      return isMoving(turn) ? [] : [{ kind: 'booking_reminded', booking }]
    const estimate = topic === 'estimate' ? estimateFor(turn) : null
    if (estimate) return [estimate]
    if (topic === 'estimate' && lacksConsumption(turn)) return [{ kind: 'ask_bill_history' }]
    if (topic === 'who' && turn.memory.turns === 0) return [] // the greeting says it
    if (topic === 'availability' && leadsToTimes(turn)) return []
    // a remark; where the playbook has no word for it, none is needed
    if (topic === 'dear_bill' && answerable(topic, input.playbook, input.now) !== topic) return []
    if (topic === 'areas' && isAboutToDecline(turn)) return [] // the goodbye names them
    if (topic === 'clarify' && !isPending(turn)) return turn.has('ask') ? [{ kind: 'answer', topic: 'unknown' }] : []
    return [{ kind: 'answer', topic: answerable(topic, input.playbook, input.now) }]
  })
  return dedupe(says)
}

/** Who wants another time knows the one they have. */
function isMoving({ has, perception }: Turn): boolean {
  return has('reschedule', 'cancel') || perception.time !== undefined
}

/** "Contrato? Só com a Celpe", "não tenho contrato. Pode ser quarta?": the word for having none, or our question said back, asks nothing. */
function isEcho(topic: string, { perception }: Turn): boolean {
  return topic === 'contract_length' && perception.facts.competitorContract !== undefined
}

/** The first time the place is known to lie outside our area. */
function isAboutToDecline({ gates, input }: Turn): boolean {
  return gates.failing === 'out_of_area' && input.lead.disqualified === null
}

/** Whether the question that puzzles the lead will be put once more. */
function isPending({ memory, booking, missing }: Turn): boolean {
  return memory.asked !== null && memory.asked !== 'email' && (missing !== null || !booking)
}

/** A photo of the whole page came, and its history was too small to read: only now is it needed. */
function lacksConsumption({ bills, facts }: Turn): boolean {
  return bills.latest.length > 0 && typeof facts.consumptionKwh?.value !== 'number'
}

/** The topic itself when the playbook has a sound answer to it; an answer that draws on an expired fact is as good as none. */
export function answerable(topic: string, playbook: Playbook, now: Temporal.ZonedDateTime): string {
  const entry = playbook.faq.find((faq) => faq.topic === topic)
  if (!entry) return 'unknown'
  const today = now.toPlainDate().toString()
  const sound = entry.uses.every((id) => playbook.factSheet.some((fact) => fact.id === id && fact.validUntil >= today))
  return sound ? topic : 'unknown'
}

/** A question without a topic is one we cannot answer, unless it only asks for a time, gives facts, or was dealt with otherwise. */
function isAboutOurs(turn: Turn): boolean {
  const { time, choice, facts, declined } = turn.perception
  const dealtWith = turn.has(
    'reschedule',
    'cancel',
    'request_human',
    'off_topic',
    'injection',
    'abuse',
    'defer',
    'choose',
  )
  return !time && !choice && !declined?.length && !dealtWith && Object.keys(facts).length === 0 && !isObjection(turn)
}

function isObjection({ perception }: Turn): boolean {
  return perception.acts.some((act) => act.startsWith('object:'))
}

/** "Tem horário essa semana?" once nothing is missing: the times themselves are the answer. */
function leadsToTimes({ missing, gates }: Turn): boolean {
  return missing === null && gates.failing === null && !gates.needsExactBill
}

function dedupe(says: Say[]): Say[] {
  const seen = new Set<string>()
  return says.filter((say) => {
    const key = JSON.stringify(say)
    if (seen.has(key)) return false
    seen.add(key)
    return true
  })
}
