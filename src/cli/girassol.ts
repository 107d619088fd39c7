import { realpathSync } from 'node:fs'
import { finished } from 'node:stream/promises'
import { fileURLToPath } from 'node:url'
import type { Command, CommandIo } from './command.ts'
import { describeError } from './describe-error.ts'

/** Every command; its module is loaded when it is called, so that light commands start fast. */
const COMMANDS: Record<string, () => Promise<Command>> = {
  start: async () => (await import('./start.ts')).start,
  web: async () => (await import('./start.ts')).web,
  worker: async () => (await import('./start.ts')).worker,
  migrate: async () => (await import('./migrate.ts')).migrate,
  doctor: async () => (await import('./doctor.ts')).doctor,
  chat: async () => (await import('./chat.ts')).chat,
  understand: async () => (await import('./understand.ts')).understandCommand,
  playbook: async () => (await import('./playbook.ts')).playbook,
  bill: async () => (await import('./bill.ts')).bill,
}

/** Runs one command line and returns its exit code: 0 done, 1 failed, 2 wrong usage. */
export async function runGirassol(argv: string[], io: CommandIo): Promise<number> {
  const [name, ...rest] = argv
  if (name === undefined || name === '--help' || name === '-h' || name === 'help') {
    io.stdout.write(await describeCommands())
    return name === undefined ? 2 : 0
  }
  const load = Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined
  if (!load) {
    io.stderr.write(`girassol: unknown command "${name}"; the commands are: ${Object.keys(COMMANDS).join(', ')}.\n`)
    return 2
  }
  try {
    const command = await load()
    const options = rest.includes('--') ? rest.slice(0, rest.indexOf('--')) : rest
    if (options.includes('--help') || options.includes('-h')) {
      io.stdout.write(`${command.usage.trim()}\n`)
      return 0
    }
    return await command.run(rest, io)
  } catch (error) {
    const { text, exitCode } = describeError(error)
    io.stderr.write(`girassol ${name}: ${text}\n`)
    return exitCode
  }
}

async function describeCommands(): Promise<string> {
  const commands = await Promise.all(Object.values(COMMANDS).map((load) => load()))
  const width = Math.max(...commands.map(({ name }) => name.length))
  const lines = commands.map(({ name, summary }) => `  ${name.padEnd(width)}  ${summary}`)
  return [
    'Girassol: an AI SDR for WhatsApp.',
    '',
    'Usage: npm run girassol -- <command> [options]',
    '',
    ...lines,
    '',
    'Each command explains itself with --help. Exit codes: 0 done, 1 failed, 2 wrong usage.\n',
  ].join('\n')
}

/** Lets the last lines leave before the process ends, and ends it even if a library still holds a timer or a socket. */
async function exitAfterOutput(code: number): Promise<never> {
  const ends = [process.stdout, process.stderr].map((stream) => {
    stream.end()
    return finished(stream).catch(() => {})
  })
  await Promise.race([Promise.all(ends), new Promise((resolve) => setTimeout(resolve, OUTPUT_WITHIN_MS))])
  process.exit(code)
}

/** A reader that neither reads nor closes its pipe is not waited for longer than this. */
const OUTPUT_WITHIN_MS = 5_000

if (process.argv[1] && realpathSync(process.argv[1]) === fileURLToPath(import.meta.url)) {
  // `girassol … | head` closes the pipe early, which is no fault.
  for (const stream of [process.stdout, process.stderr]) {
    stream.on('error', (error: Error & { code?: string }) => process.exit(error.code === 'EPIPE' ? 0 : 1))
  }
  await exitAfterOutput(await runGirassol(process.argv.slice(2), process))
}
