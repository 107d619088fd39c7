import { z } from 'zod'

type Json = Record<string, unknown>

/** Keywords that Gemini and OpenAI's strict mode both take; zod checks the rest when the answer is there. */
const SHARED = new Set([
  'type',
  'properties',
  'required',
  'additionalProperties',
  'items',
  'enum',
  'anyOf',
  'description',
  'minItems',
  'maxItems',
  'minimum',
  'maximum',
])

/** The JSON schema both providers understand, made from the one declaration in zod. */
export function wireSchema(schema: z.ZodType): Json {
  const known = made.get(schema)
  if (known) return known
  const json = asJson(keepShared(z.toJSONSchema(schema)))
  made.set(schema, json)
  return json
}

const made = new WeakMap<z.ZodType, Json>()

function asJson(value: unknown): Json {
  return z.record(z.string(), z.unknown()).parse(value)
}

function keepShared(node: unknown): unknown {
  if (Array.isArray(node)) return node.map(keepShared)
  if (typeof node !== 'object' || node === null) return node
  return Object.fromEntries(
    Object.entries(node).flatMap(([key, value]) => {
      if (!SHARED.has(key)) return []
      // the names of properties are no keywords
      if (key === 'properties')
        return [[key, Object.fromEntries(Object.entries(asJson(value)).map(([name, one]) => [name, keepShared(one)]))]]
      return [[key, key === 'enum' || key === 'required' ? value : keepShared(value)]]
    }),
  )
}
