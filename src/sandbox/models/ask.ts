import type { Random } from '../random.ts'

export type ProviderName = 'gemini' | 'openai'

/** A request as a behaviour sees it, whichever wire it came over. */
export type Ask = {
  provider: ProviderName
  model: string
  operation: 'extract' | 'word'
  system: string
  turns: { role: 'user' | 'model'; text: string }[]
  /** The text to be reworded, bubble by bubble. */
  reference: string[]
  /** What the lead wrote last, as far as the prompt shows it. */
  message: string
  /** How often a draft was sent back already. */
  again: number
  random: Random
}

/** What a model does. `json` and `text` are contents; the rest are the ways of not answering. */
export type Reply =
  | { kind: 'json'; value: unknown }
  | { kind: 'text'; text: string }
  | { kind: 'blocked' | 'refused' | 'too_long' | 'empty' | 'tool_call' }
  | { kind: 'status'; status: number; retryAfterSeconds?: number }
  | { kind: 'html' | 'cut' | 'hang' }
  /** A body that comes in small pieces, one every `everyMs`. */
  | { kind: 'drip'; value: unknown; everyMs: number }

export type Behaviour = (ask: Ask) => Reply

/** The text between the markers that follow a heading of a prompt. */
export function quotedAfter(text: string, heading: RegExp): string {
  const at = text.search(heading)
  return at < 0 ? '' : (/<<<([\s\S]*?)>>>/.exec(text.slice(at))?.[1] ?? '')
}

/** Reads the prompt as a model would: what is to be reworded, and what the lead said. */
export function readTurns(turns: Ask['turns']): Pick<Ask, 'reference' | 'message' | 'again'> {
  const first = turns[0]?.text ?? ''
  const reference = quotedAfter(first, /^Texto de referência/m)
  const heard = [...first.matchAll(/^pessoa: <<<([\s\S]*?)>>>/gm)].at(-1)?.[1] ?? ''
  return {
    reference: reference === '' ? [] : reference.split('\n---\n'),
    message: quotedAfter(first, /^Mensagem a anotar:/m) || heard,
    again: turns.filter(({ role }) => role === 'model').length,
  }
}
