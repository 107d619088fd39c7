import { readFile } from 'node:fs/promises'
import { basename, extname } from 'node:path'
import { createInterface } from 'node:readline/promises'
import { parseArgs } from 'node:util'
import { z } from 'zod'
import { loadConfig } from '#src/config.ts'
import { UserError } from '#src/errors.ts'
import type { Command, CommandIo } from './command.ts'

const Thread = z.object({
  messages: z.array(
    z.object({ id: z.string(), from: z.enum(['lead', 'company']), author: z.string(), text: z.string() }),
  ),
  presence: z.string().nullable(),
})
const LOOK_EVERY_MS = 400
const ANSWER_WITHIN_MS = 10_000
const TYPES: Record<string, string> = {
  '.jpg': 'image/jpeg',
  '.jpeg': 'image/jpeg',
  '.png': 'image/png',
  '.webp': 'image/webp',
  '.pdf': 'application/pdf',
  '.ogg': 'audio/ogg; codecs=opus',
  '.mp4': 'video/mp4',
}

export const chat: Command = {
  name: 'chat',
  summary: 'talk to the agent in the terminal, as a lead',
  usage: `Usage: girassol chat [--phone N]

Talks to the agent of the running sandbox (npm start) as the lead with that phone. A line is a message.
  /anexo caminho   sends a file
  /sair            ends (or Ctrl-D)`,
  async run(argv, io) {
    const { values } = parseArgs({ args: argv, options: { phone: { type: 'string', default: '5581999990001' } } })
    const config = loadConfig()
    const base = `http://127.0.0.1:${config.port}/sandbox/leads/${encodeURIComponent(values.phone)}`
    await refuseWithoutSandbox(base, config.port)
    return await converse(base, io)
  },
}

async function refuseWithoutSandbox(base: string, port: number) {
  const answer = await fetch(`${base}/thread`).catch(() => null)
  if (!answer) throw new UserError(`nothing answers on port ${port}: run npm start first, in another terminal`)
  if (!answer.ok)
    throw new UserError(`the program on port ${port} is no Girassol sandbox (it answered ${answer.status})`)
}

async function converse(base: string, { stdout, stderr }: CommandIo): Promise<number> {
  // before the lines are read: readline drops what comes while nobody iterates
  const seen = new Set((await readThread(base)).messages.map(({ id }) => id))
  const lines = createInterface({
    input: process.stdin,
    output: process.stdin.isTTY ? stdout : undefined,
    prompt: 'você> ',
  })
  const show = async () => {
    for (const { id, from, author, text } of (await readThread(base)).messages) {
      if (seen.has(id)) continue
      seen.add(id)
      if (from === 'company') stdout.write(`\r${author === 'attendant' ? 'atendente' : 'agente'}> ${text}\n`)
      lines.prompt(true)
    }
  }
  const timer = setInterval(() => show().catch((error: Error) => stderr.write(`\n${error.message}\n`)), LOOK_EVERY_MS)
  lines.prompt()
  try {
    for await (const line of lines) {
      const text = line.trim()
      if (text === '/sair') break
      if (text.startsWith('/anexo ')) await sendFile(base, text.slice('/anexo '.length).trim(), stderr)
      else if (text !== '') await post(base, JSON.stringify({ text }), { 'content-type': 'application/json' })
      lines.prompt()
    }
    // lines from a file or a pipe are all sent by now; their answers are still to come
    if (!process.stdin.isTTY) await untilAnswered(base, show)
  } finally {
    clearInterval(timer)
    lines.close()
  }
  return 0
}

/** Waits until the agent has had the last word for a while, or has nothing to say. */
async function untilAnswered(base: string, show: () => Promise<void>) {
  let quietMs = 0
  while (quietMs < ANSWER_WITHIN_MS) {
    await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY_MS))
    await show()
    const { messages, presence } = await readThread(base)
    const done = messages.at(-1)?.from === 'company' && presence !== 'composing'
    quietMs = presence === 'composing' ? 0 : quietMs + LOOK_EVERY_MS * (done ? 4 : 1)
  }
}

async function readThread(base: string) {
  return Thread.parse(await (await fetch(`${base}/thread`)).json())
}

async function sendFile(base: string, path: string, stderr: NodeJS.WritableStream) {
  const bytes = await readFile(path).catch(() => null)
  if (!bytes) return stderr.write(`${path} não pode ser lido.\n`)
  const form = new FormData()
  form.set(
    'file',
    new Blob([bytes], { type: TYPES[extname(path).toLowerCase()] ?? 'application/octet-stream' }),
    basename(path),
  )
  await post(base, form)
}

async function post(base: string, body: string | FormData, headers: Record<string, string> = {}) {
  const answer = await fetch(`${base}/messages`, { method: 'POST', body, headers })
  if (!answer.ok) throw new UserError(`the sandbox refused the message: ${await answer.text()}`)
}
