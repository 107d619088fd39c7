import type { Command } from './command.ts'

export const doctor: Command = {
  name: 'doctor',
  summary: 'checks configuration, database, migrations and the systems around',
  usage: 'Usage: girassol doctor [--json]',
  async run(_argv, { stdout }) {
    stdout.write('ok\n')
    return 0
  },
}
