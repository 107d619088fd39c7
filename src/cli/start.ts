import { startApplication } from '#src/app/application.ts'
import type { SandboxSignIn } from '#src/app/sandbox-admin.ts'
import { loadConfig } from '#src/config.ts'
import { createLogger } from '#src/logger.ts'
import type { Command, CommandIo } from './command.ts'
import { untilAskedToStop } from './until-asked-to-stop.ts'

type Roles = { web: boolean; worker: boolean }

/** Runs some roles until Ctrl-C or SIGTERM, then stops them in order. */
function runRoles(roles: Roles) {
  return async (_argv: string[], io: CommandIo): Promise<number> => {
    const config = loadConfig()
    const log = createLogger({ level: config.logLevel, pretty: config.logPretty })
    const stopping = untilAskedToStop()
    const app = await startApplication({ config, log, roles })
    if (app.url) io.stdout.write(`${announce(config, app.signIn)}\n`)
    else io.stdout.write('Girassol is working on jobs. Ctrl-C ends it.\n')
    const signal = await stopping
    log.info({ signal }, 'stopping')
    await app.stop()
    return 0
  }
}

function announce({ publicUrl, mode }: { publicUrl: string; mode: string }, signIn: SandboxSignIn | null): string {
  if (!signIn) return `Girassol is ready (${mode}) on ${publicUrl}`
  return [
    '',
    `  Girassol is ready: ${publicUrl}`,
    '  Sandbox: WhatsApp and Kommo are emulated on this machine. Open the page and write as a lead.',
    `  Sign-in: ${signIn.email} / ${signIn.password}`,
    '  Ctrl-C ends it.',
    '',
  ].join('\n')
}

export const start: Command = {
  name: 'start',
  summary: 'run everything in one process (web and worker)',
  usage: `Usage: girassol start

Runs web and worker in one process. With nothing set: the sandbox, with an embedded PostgreSQL and emulated WhatsApp and Kommo.
With DATABASE_URL and real credentials: production. Settings: .env.example.`,
  run: runRoles({ web: true, worker: true }),
}

export const web: Command = {
  name: 'web',
  summary: 'run only the HTTP side',
  usage: `Usage: girassol web

Takes webhooks and serves the console; jobs are left to workers on the same DATABASE_URL. Any number of them, on any hosts.`,
  run: runRoles({ web: true, worker: false }),
}

export const worker: Command = {
  name: 'worker',
  summary: 'run only the jobs',
  usage: `Usage: girassol worker

Works on jobs of DATABASE_URL. Any number of them, on any hosts; one that dies is replaced by the others within seconds.`,
  run: runRoles({ web: false, worker: true }),
}
