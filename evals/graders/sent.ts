import { agentTurns } from '../agent-turns.ts'
import { compilePattern } from '../pattern.ts'
import type { RunRecord } from '../run-record.ts'
import { type Finding, unmet } from './finding.ts'
import { turnsSince } from './moments.ts'

/** Compares the agent's words with the patterns and counts a case asks for; a pattern sees one turn at a time. */
export function gradeSent(run: RunRecord): Finding[] {
  const expected = run.case.expect.sent
  if (!expected || !run.final) return []
  const turns = agentTurns(run.final)
  const bubbles = turns.reduce((sum, turn) => sum + turn.bubbles.length, 0)
  return [
    ...(expected.mustMatch ?? [])
      .filter((pattern) => !turns.some(({ text }) => compilePattern(pattern).test(text)))
      .map((pattern) => unmet('sent.mustMatch', pattern, 'no turn that matches')),
    ...(expected.mustNotMatch ?? []).flatMap((pattern) =>
      turns
        .filter(({ text }) => compilePattern(pattern).test(text))
        .map(({ id, text }) => ({ ...unmet('sent.mustNotMatch', `never ${pattern}`, text), turnId: id })),
    ),
    ...atMost('sent.maxMessages', expected.maxMessages, bubbles),
    ...exactly('sent.afterOptOut', expected.afterOptOut, turnsSince(run, 'optOut')?.length),
    ...exactly('sent.afterHandoff', expected.afterHandoff, turnsSince(run, 'handoff')?.length),
    ...exactly('sent.afterTakeover', expected.afterTakeover, turnsSince(run, 'takeover')?.length),
  ]
}

function atMost(code: string, expected: number | undefined, actual: number): Finding[] {
  return expected === undefined || actual <= expected ? [] : [unmet(code, `at most ${expected}`, actual)]
}

function exactly(code: string, expected: number | undefined, actual: number | undefined): Finding[] {
  return expected === undefined || actual === expected ? [] : [unmet(code, expected, actual ?? 'it never came to that')]
}
