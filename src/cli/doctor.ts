import { parseArgs } from 'node:util'
import { type Config, loadConfig } from '#src/config.ts'
import { UserError } from '#src/errors.ts'
import type { Command } from './command.ts'
import { examineDatabase } from './doctor/database.ts'
import type { Finding } from './doctor/finding.ts'
import { checkKommo } from './doctor/kommo.ts'
import { checkModels } from './doctor/models.ts'
import { checkSpeech } from './doctor/speech.ts'
import { checkApplication, checkCalendar, checkEvolution } from './doctor/systems.ts'

export const doctor: Command = {
  name: 'doctor',
  summary: 'check configuration, database, migrations and the systems around',
  usage: `
Usage: girassol doctor [--json]

Checks configuration, database, migrations, the running application, Evolution, Kommo, models, speech and calendar. One line each: ok, degraded
(works, with less) or broken, and the mend. Works while the application runs and when it does not. Exit code 1 when something is broken.

  --json   one JSON object instead of lines: {"status", "findings": [{"name", "status", "detail", "mend"}]}`,
  async run(argv, { stdout }) {
    const { values } = parseArgs({ args: argv, options: { json: { type: 'boolean', default: false } } })
    const findings = await examine()
    stdout.write(values.json ? `${JSON.stringify({ status: worstOf(findings), findings })}\n` : render(findings))
    return worstOf(findings) === 'broken' ? 1 : 0
  },
}

async function examine(): Promise<Finding[]> {
  const [configuration, config] = readConfiguration()
  if (!config) return [configuration]
  const [database, ...systems] = await Promise.all([
    examineDatabase(config),
    checkApplication(config),
    checkEvolution(config),
    checkKommo(config),
    checkModels(config),
    checkSpeech(config),
  ])
  return [configuration, ...database, ...systems, checkCalendar(config)]
}

function readConfiguration(): [Finding, Config | null] {
  try {
    const config = loadConfig()
    return [{ name: 'configuration', status: 'ok', detail: `${config.mode}, data in ${config.dataDir}` }, config]
  } catch (error) {
    if (!(error instanceof UserError)) throw error
    const [detail = '', ...others] = error.message.split('\n')
    const mend =
      others.length > 0
        ? `correct it in the environment or .env; also: ${others.join('; ')}`
        : 'correct it in the environment or .env'
    return [{ name: 'configuration', status: 'broken', detail, mend }, null]
  }
}

function worstOf(findings: Finding[]): Finding['status'] {
  const statuses = findings.map(({ status }) => status)
  return statuses.includes('broken') ? 'broken' : statuses.includes('degraded') ? 'degraded' : 'ok'
}

function render(findings: Finding[]): string {
  const lines = findings.map(({ name, status, detail, mend }) => {
    return `${status.padEnd(8)}  ${name.padEnd(13)}  ${detail}${mend ? ` → ${mend}` : ''}`
  })
  return `${lines.join('\n')}\n`
}
