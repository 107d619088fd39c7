import { invalid } from './api-error.ts'

export type Body = Record<string, unknown>

/** The body as an object; anything else counts as empty, as Express' parser leaves it. */
export function asBody(value: unknown): Body {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : {}
}

/** @throws the schema error Evolution answers when properties are missing. */
export function requireProperties(body: Body, ...names: string[]): void {
  const missing = names.filter((name) => body[name] === undefined || body[name] === null)
  if (missing.length > 0) throw invalid(...missing.map((name) => `instance requires property "${name}"`))
}

/** A required text. @throws the schema error Evolution answers for another type. */
export function textOf(body: Body, name: string): string {
  const value = body[name]
  if (typeof value !== 'string') throw invalid(`${name} is not of a type(s) string`)
  return value
}

/** Who to send to: always text, digits or a JID. */
export function numberOf(body: Body): string {
  if (typeof body.number !== 'string' || !/^\d+[.@\w-]*$|^[+\d()\s.-]+$/.test(body.number))
    throw invalid('Invalid format')
  return body.number
}

export function optionalText(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined
}

export function optionalNumber(value: unknown): number | undefined {
  return typeof value === 'number' && Number.isFinite(value) ? value : undefined
}
