import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'
import type { ModelChain } from '#src/domain/models.ts'
import type { WorldState } from '../../world.ts'
import { type Finding, unmet } from '../finding.ts'

const Verdict = z.object({ met: z.boolean(), why: z.string() })
const MAX_OUTPUT_TOKENS = 200
const SYSTEM = readFileSync(join(import.meta.dirname, 'criterion.md'), 'utf8').trim()
const WHO = { lead: 'lead', agent: 'assistant', system: 'assistant', attendant: 'person of the company' } as const

/** Holds a conversation against what a case says of it in words. Empty when all of it is met, or when no model could be asked. */
export type Judge = (criteria: readonly string[], state: WorldState) => Promise<Finding[]>

/** Asks the models of the chain, one criterion a call; the rule engine judges nothing. */
export function createJudge(models: ModelChain): Judge {
  return async (criteria, state) => {
    const findings: Finding[] = []
    for (const criterion of criteria) {
      const verdict = await ask(models, criterion, transcriptOf(state))
      if (verdict && !verdict.met) findings.push(unmet('judged', criterion, verdict.why))
    }
    return findings
  }
}

async function ask(models: ModelChain, criterion: string, transcript: string) {
  const { value, from } = await models.word(
    {
      system: SYSTEM,
      turns: [{ role: 'user', text: `Criterion: ${criterion}\n\n<conversation>\n${transcript}\n</conversation>` }],
      name: 'verdict',
      schema: Verdict,
      maxOutputTokens: MAX_OUTPUT_TOKENS,
      cacheKey: 'judged',
      fallback: () => ({ met: true, why: 'no model answered' }),
    },
    models.begin(true),
  )
  return from === 'rules' ? null : value
}

/** The markers are ours alone: a lead's angle brackets could end the quotation. */
function transcriptOf({ messages }: WorldState): string {
  return messages
    .map(({ author, text }) => `${WHO[author]}: ${text.replace(/[<>]/g, ' ').replaceAll('\n', ' ')}`)
    .join('\n')
}
