import { parseArgs } from 'node:util'
import { checkPlaybook } from '#agents/playbooks/check.ts'
import { problemText, readPlaybookFile } from '#agents/playbooks/load.ts'
import type { Command, CommandIo } from './command.ts'

const usage = `Usage: girassol playbook check FILE... [--on YYYY-MM-DD] [--json]

Checks playbooks: YAML, schema, missing questions and texts, contradictory or expired facts, and texts that may not be said. Each problem
comes with its file, line, what is wrong and what is allowed.

  --on DATE   the day on which facts must still be valid (default: today)
  --json      one JSON object a file: {"file", "ok", "name", "version", "problems": [{"line", "path", "message", "allowed"}]}

Exit codes: 0 every playbook is sound, 1 problems were found or a file cannot be read, 2 wrong usage.`

export const playbook: Command = {
  name: 'playbook',
  summary: 'Checks a playbook: schema, missing texts, contradictory or expired facts.',
  usage,
  async run(argv, io) {
    const { values, positionals } = parseArgs({
      args: argv,
      allowPositionals: true,
      options: { on: { type: 'string' }, json: { type: 'boolean', default: false } },
    })
    const [action, ...files] = positionals
    if (action !== 'check' || files.length === 0)
      return misused(
        io,
        'expected "check" and at least one file, as in: girassol playbook check agents/playbooks/solar.yaml',
      )
    const today = dateOf(values.on)
    if (!today) return misused(io, `--on ${values.on} is not a date like 2026-12-31`)
    const results = files.map((file) => checkFile(file, today, values.json, io))
    return results.every(Boolean) ? 0 : 1
  },
}

function checkFile(file: string, today: Temporal.PlainDate, json: boolean, io: CommandIo): boolean {
  const { playbook: checked, problems } = checkPlaybook(readPlaybookFile(file), { file, today })
  const ok = problems.length === 0
  if (json) {
    const rows = problems.map(({ file: _, ...problem }) => problem)
    io.stdout.write(
      `${JSON.stringify({ file, ok, name: checked?.name ?? null, version: checked?.version ?? null, problems: rows })}\n`,
    )
  } else if (ok) {
    io.stdout.write(`${file}: ok (${checked?.name}, version ${checked?.version})\n`)
  } else {
    for (const problem of problems) io.stderr.write(`${problemText(problem)}\n`)
    io.stderr.write(`${file}: ${problems.length} problem${problems.length === 1 ? '' : 's'}\n`)
  }
  return ok
}

function dateOf(text: string | undefined): Temporal.PlainDate | null {
  if (text === undefined) return Temporal.Now.plainDateISO()
  return /^\d{4}-\d{2}-\d{2}$/.test(text) ? tryDate(text) : null
}

function tryDate(text: string): Temporal.PlainDate | null {
  try {
    return Temporal.PlainDate.from(text)
  } catch {
    return null
  }
}

function misused(io: CommandIo, message: string): number {
  io.stderr.write(`girassol playbook: ${message}\n`)
  return 2
}
