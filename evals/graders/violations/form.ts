import { type AgentTurn, agentTurns } from '../../agent-turns.ts'
import type { RunRecord } from '../../run-record.ts'
import { type Finding, violation } from '../finding.ts'

const MAX_BUBBLES = 3
const MAX_CHARACTERS = 300
/** Shorter bubbles ("Combinado!") may come again. */
const MEMORABLE_CHARACTERS = 25
/** Reminders are the same text on purpose when a meeting is moved. */
const MAY_REPEAT = new Set(['reminder', 'notice'])

/** Form of each turn: one question, three bubbles, 300 characters, and no wording twice. */
export function formViolations(run: RunRecord): Finding[] {
  if (!run.final) return []
  const turns = agentTurns(run.final)
  return [...turns.flatMap(ofTurn), ...repeatedWordings(turns), ...repeatedIntroductions(run, turns)]
}

function ofTurn({ id, text, bubbles }: AgentTurn): Finding[] {
  const questions = (text.replace(/https?:\/\/\S+/g, '').match(/\?+/g) ?? []).length
  return [
    ...(questions > 1 ? [violation('two_questions', `${questions} questions in one turn: ${text}`, id)] : []),
    ...(bubbles.length > MAX_BUBBLES ? [violation('too_many_bubbles', `${bubbles.length} bubbles: ${text}`, id)] : []),
    ...bubbles
      .filter((bubble) => bubble.length > MAX_CHARACTERS)
      .map((bubble) => violation('too_long', `${bubble.length} characters: ${bubble}`, id)),
  ]
}

function repeatedWordings(turns: AgentTurn[]): Finding[] {
  const seen = new Set<string>()
  return turns
    .filter(({ purpose }) => !MAY_REPEAT.has(purpose ?? ''))
    .flatMap(({ id, bubbles }) =>
      bubbles.flatMap((bubble) => {
        const again = bubble.length >= MEMORABLE_CHARACTERS && seen.has(bubble)
        seen.add(bubble)
        return again ? [violation('same_wording', `said twice: ${bubble}`, id)] : []
      }),
    )
}

const INTRODUCTION = /\b(?:aqui é|sou|me chamo|meu nome é) a helena\b/iu
const ASKED_WHO = /quem|rob[oô]|nome|voc[eê]s?\b|pessoa|atendente|humano|bot\b|hello|hi\b|hola/iu

/** An agent that introduces itself again has forgotten the conversation. Nudges may say who writes. */
function repeatedIntroductions(run: RunRecord, turns: AgentTurn[]): Finding[] {
  const introductions = turns.filter(({ purpose, text }) => purpose === 'turn' && INTRODUCTION.test(text))
  return introductions.slice(1).flatMap(({ id, text, firstSeq }) => {
    const before = run.final?.messages.findLast(({ author, seq }) => author === 'lead' && seq < firstSeq)
    return before && ASKED_WHO.test(before.text) ? [] : [violation('second_introduction', text, id)]
  })
}
