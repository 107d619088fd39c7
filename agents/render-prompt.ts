import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parse } from 'yaml'
import { z } from 'zod'

const PROMPTS = join(import.meta.dirname, '../prompts')
const Header = z.strictObject({ used_by: z.string(), variables: z.array(z.string()).default([]) })

export type Prompt = { usedBy: string; variables: string[]; text: string }

/** Reads `prompts/<name>.md`: its header and its text. */
export function readPrompt(name: string): Prompt {
  const source = readFileSync(join(PROMPTS, `${name}.md`), 'utf8')
  const [, header = '', text = ''] = /^---\n([\s\S]*?)\n---\n([\s\S]*)$/.exec(source) ?? []
  const { used_by: usedBy, variables } = Header.parse(parse(header))
  return { usedBy, variables, text: text.trim() }
}

/**
 * A prompt as a function of its variables. Exactly those of its header must be given: a renamed one fails at once, not in front of a lead.
 * What is filled in is never looked at again, so braces in a lead's words stay braces.
 */
export function createPrompt(name: string): (values: Record<string, string>) => string {
  const { variables, text } = readPrompt(name)
  return (values) => {
    const given = Object.keys(values)
    const wrong = [
      ...variables.filter((variable) => !given.includes(variable)),
      ...given.filter((variable) => !variables.includes(variable)),
    ]
    if (wrong.length > 0) throw new Error(`prompt ${name}: variables do not fit its header: ${wrong.join(', ')}`)
    return text.replace(/\{\{(\w+)\}\}/g, (_, variable: string) => values[variable] ?? '')
  }
}

/** Names the texts of all prompts used together; kept with each turn. */
export function promptVersion(names: readonly string[]): string {
  const hash = createHash('sha256')
  for (const name of names) hash.update(name).update('\0').update(readPrompt(name).text).update('\0')
  return hash.digest('hex').slice(0, 12)
}
