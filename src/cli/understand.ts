import { createReadStream } from 'node:fs'
import { createInterface } from 'node:readline'
import { parseArgs } from 'node:util'
import { z } from 'zod'
import { createUnderstanding, type UnderstandContext } from '#agents/rules/understand/understand.ts'
import { Asked, type Understanding } from '#src/domain/understanding.ts'
import type { Command, CommandIo } from './command.ts'

const ZONE = 'America/Recife'
const usage = `Usage: girassol understand "text" [--now ISO] [--asked FACT] [--offered ISO,ISO] [--json]
       girassol understand --batch FILE

What the rule engine understands of one message, or of every line of a JSON Lines file ("-" reads standard input).

  --now ISO       the moment of the message, with offset (default: now)
  --asked FACT    what was asked last: a fact, or slots, confirmation, identity
  --offered ISOs  the times on offer, with offset, separated by commas
  --json          one JSON object instead of lines for people
  --batch FILE    lines of {"id", "text", "now"?, "asked"?, "offered"?}; one JSON result a line, in order
  --help          this text
`

class UsageError extends Error {}

/** `girassol understand`: needs no database and no network. */
export const understandCommand: Command = {
  name: 'understand',
  summary: 'what the rule engine understands of a message',
  usage,
  /** Returns the exit code: 0 done, 1 a batch line was bad, 2 wrong usage. */
  async run(argv, { stdout, stderr }) {
    try {
      const { values, positionals } = parse(argv)
      if (values.help) {
        stdout.write(usage)
        return 0
      }
      if (values.batch !== undefined) {
        if (positionals.length > 0) throw new UsageError('give either a text or --batch FILE, not both')
        return await runBatch(values.batch, { stdout, stderr })
      }
      const [text, ...more] = positionals
      if (text === undefined) throw new UsageError('give the text to understand, or --batch FILE')
      if (more.length > 0) throw new UsageError('put the text in quotes: more than one was given')
      const offered =
        values.offered === undefined ? undefined : values.offered.split(',').filter((part) => part.trim() !== '')
      const context = readContext({ now: values.now, asked: values.asked, offered })
      const understanding = createUnderstanding().understand(text, context)
      stdout.write(values.json ? `${JSON.stringify(understanding)}\n` : renderForPeople(understanding))
      return 0
    } catch (error) {
      if (!(error instanceof UsageError)) throw error
      stderr.write(`understand: ${error.message} (see girassol understand --help)\n`)
      return 2
    }
  },
}

function parse(argv: string[]) {
  try {
    return parseArgs({
      args: argv,
      allowPositionals: true,
      options: {
        now: { type: 'string' },
        asked: { type: 'string' },
        offered: { type: 'string' },
        json: { type: 'boolean' },
        batch: { type: 'string' },
        help: { type: 'boolean', short: 'h' },
      },
    })
  } catch (error) {
    throw new UsageError(error instanceof Error ? (error.message.split('\n')[0] ?? 'bad options') : 'bad options')
  }
}

const Line = z.object({
  id: z.union([z.string(), z.number()]).optional(),
  text: z.string(),
  now: z.string().nullish(),
  asked: z.string().nullish(),
  offered: z.array(z.string()).nullish(),
})

/** Reads lines as they come and writes each result before the next line is read, so that files of any size fit. */
async function runBatch(file: string, { stdout, stderr }: CommandIo): Promise<number> {
  const engine = createUnderstanding()
  const input = file === '-' ? process.stdin : createReadStream(file)
  const opened = file === '-' ? Promise.resolve(true) : whenOpen(input)
  if (!(await opened)) throw new UsageError(`cannot read ${file}`)
  let number = 0
  let bad = 0
  for await (const line of createInterface({ input, crlfDelay: Number.POSITIVE_INFINITY })) {
    number += 1
    if (line.trim() === '') continue
    const result = understandLine(engine, line, number)
    if ('error' in result) bad += 1
    if (!stdout.write(`${JSON.stringify(result)}\n`)) await new Promise((resolve) => stdout.once('drain', resolve))
  }
  if (bad > 0)
    stderr.write(`understand: ${bad} of ${number} lines could not be read; each has an "error" in the output\n`)
  return bad > 0 ? 1 : 0
}

function whenOpen(input: NodeJS.ReadableStream): Promise<boolean> {
  return new Promise((resolve) => {
    input.once('open', () => resolve(true))
    input.once('error', () => resolve(false))
  })
}

function understandLine(engine: ReturnType<typeof createUnderstanding>, line: string, number: number) {
  let id: string | number | undefined
  try {
    const raw: unknown = JSON.parse(line)
    const named = z.object({ id: z.union([z.string(), z.number()]) }).safeParse(raw)
    if (named.success) id = named.data.id
    const parsed = Line.safeParse(raw)
    if (!parsed.success) throw new UsageError(z.prettifyError(parsed.error).replaceAll('\n', ' '))
    const understanding = engine.understand(parsed.data.text, readContext(parsed.data))
    return id === undefined ? understanding : { id, ...understanding }
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error)
    return { ...(id === undefined ? {} : { id }), line: number, error: message }
  }
}

type RawContext = {
  now?: string | null | undefined
  asked?: string | null | undefined
  offered?: string[] | null | undefined
}

function readContext({ now, asked, offered }: RawContext): UnderstandContext {
  return {
    now: now ? readMoment(now, '--now') : Temporal.Now.zonedDateTimeISO(ZONE),
    asked: asked ? readAsked(asked) : undefined,
    offered: offered?.map((iso) => readMoment(iso.trim(), '--offered')),
  }
}

function readMoment(iso: string, option: string): Temporal.ZonedDateTime {
  try {
    return Temporal.Instant.from(iso).toZonedDateTimeISO(ZONE)
  } catch {
    throw new UsageError(`${option} must be an ISO time with offset, like 2026-03-02T10:15:00-03:00; got "${iso}"`)
  }
}

function readAsked(asked: string): Asked {
  const parsed = Asked.safeParse(asked)
  if (!parsed.success) throw new UsageError(`unknown --asked "${asked}"; known: ${knownAsked().join(', ')}`)
  return parsed.data
}

const knownAsked = (): string[] => Asked.options.flatMap((option) => option.options)

function renderForPeople({
  acts,
  facts,
  time,
  choice,
  topics,
  triggers,
  declined,
  language,
  complete,
}: Understanding): string {
  const lines = [`acts      ${acts.join(', ') || '–'}`]
  for (const [name, fact] of Object.entries(facts)) {
    lines.push(`fact      ${name} = ${fact.value}  (${Math.round(fact.confidence * 100)} %, "${fact.evidence}")`)
  }
  if (time)
    lines.push(
      `time      ${Object.entries(time)
        .map(([key, value]) => `${key} ${value}`)
        .join(', ')}`,
    )
  if (choice !== undefined) lines.push(`choice    ${choice}`)
  if (topics) lines.push(`topics    ${topics.join(', ')}`)
  if (triggers) lines.push(`triggers  ${triggers.join(', ')}`)
  if (declined) lines.push(`declined  ${declined.join(', ')}`)
  if (language) lines.push(`language  ${language}`)
  lines.push(`complete  ${complete ? 'yes' : 'no'}`)
  return `${lines.join('\n')}\n`
}
