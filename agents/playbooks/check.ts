import type { Playbook } from '#src/domain/playbook.ts'
import { checkFactSheet } from './check-fact-sheet.ts'
import { checkStructure } from './check-structure.ts'
import { checkTexts } from './check-texts.ts'
import { type LineOf, type PlaybookProblem, parsePlaybook } from './load.ts'
import { createReport } from './problems.ts'

export type CheckedPlaybook = { playbook: Playbook | null; problems: PlaybookProblem[] }

/**
 * Everything that is wrong with a playbook, by line: syntax, schema, what is missing, what contradicts or has expired on `today`, and texts
 * that may not be said. A playbook with problems must not be saved.
 */
export function checkPlaybook(
  source: string,
  { file, today }: { file: string; today: Temporal.PlainDate },
): CheckedPlaybook {
  const parsed = parsePlaybook(source, file)
  if (!parsed.playbook) return { playbook: null, problems: parsed.problems }
  return { playbook: parsed.playbook, problems: problemsOf(parsed.playbook, parsed.lineOf, file, today) }
}

function problemsOf(playbook: Playbook, lineOf: LineOf, file: string, today: Temporal.PlainDate): PlaybookProblem[] {
  const { report, problems } = createReport(file, lineOf)
  checkStructure(playbook, report)
  checkFactSheet(playbook, report, today)
  checkTexts(playbook, report, today)
  return problems.sort((a, b) => a.line - b.line)
}
