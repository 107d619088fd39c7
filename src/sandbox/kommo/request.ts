import type { FastifyReply } from 'fastify'
import { type FieldProblem, KommoError, validationError } from './api-error.ts'
import { isBody } from './fields.ts'
import type { Account } from './state.ts'

/** What a route needs to know of a request. */
export interface RequestParts {
  account: Account
  baseUrl: string
  query: URLSearchParams
  body: unknown
  id: number
}

const MOST_ITEMS = 250

/** A collection takes a list even for one item. */
export function asItems(body: unknown): Record<string, unknown>[] {
  if (!Array.isArray(body)) throw new KommoError(400, 'Request data must be an array')
  if (body.length === 0) throw new KommoError(400, 'Request data can not be empty')
  if (body.length > MOST_ITEMS) throw new KommoError(422, `Limit ${MOST_ITEMS} per page`)
  return body.map((item) => {
    if (!isBody(item)) throw new KommoError(400, 'Request data must be an array of objects')
    return item
  })
}

/** A single entity takes an object. */
export function asObject(body: unknown): Record<string, unknown> {
  if (!isBody(body)) throw new KommoError(400, 'Request data must be an object')
  return body
}

/** Values of `name[]=…`, `name[0]=…` or `name=…`. */
export function listOf(query: URLSearchParams, name: string): string[] {
  return [...query]
    .filter(([key]) => key === name || (key.startsWith(`${name}[`) && /^\[\d*\]$/.test(key.slice(name.length))))
    .map(([, value]) => value)
}

/** Nothing found is not an empty list: it is no body at all. */
export function noContent(reply: FastifyReply) {
  return reply.code(204).send()
}

export function collection(name: string, baseUrl: string, items: unknown[]) {
  return { _links: { self: { href: `${baseUrl}/api/v4/${name}` } }, _embedded: { [name]: items } }
}

/** One page of a list, with the link to the next one while there is one. */
export function page<T>(
  reply: FastifyReply,
  {
    entity,
    path,
    query,
    baseUrl,
    items,
    show,
  }: {
    entity: string
    path: string
    query: URLSearchParams
    baseUrl: string
    items: T[]
    show: (item: T) => unknown
  },
) {
  const limit = Math.min(Number(query.get('limit') ?? 50) || 50, MOST_ITEMS)
  const number = Math.max(Number(query.get('page') ?? 1) || 1, 1)
  const shown = items.slice((number - 1) * limit, number * limit)
  if (shown.length === 0) return noContent(reply)
  const link = (pageNumber: number) => {
    const params = new URLSearchParams(query)
    params.set('page', String(pageNumber))
    params.set('limit', String(limit))
    return { href: `${baseUrl}${path}?${params}` }
  }
  const next = items.length > number * limit ? { next: link(number + 1) } : {}
  return { _page: number, _links: { self: link(number), ...next }, _embedded: { [entity]: shown.map(show) } }
}

/** Refuses the whole request when any item has a problem. */
export function refuse(
  items: Record<string, unknown>[],
  problemsOf: (item: Record<string, unknown>) => FieldProblem[],
): void {
  const problems = items
    .map((item, index) => ({ requestId: String(item.request_id ?? index), errors: problemsOf(item) }))
    .filter(({ errors }) => errors.length > 0)
  if (problems.length > 0) throw validationError(problems)
}
