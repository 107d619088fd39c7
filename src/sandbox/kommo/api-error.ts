import type { FastifyReply } from 'fastify'

/** The ways Kommo says no: problem documents, and an HTML page once it has had enough. */
export class KommoError extends Error {
  readonly status: number
  readonly body: Record<string, unknown>

  constructor(status: number, detail: string, more: Record<string, unknown> = {}) {
    super(detail)
    this.status = status
    this.body = problem(status, detail, more)
  }
}

const TITLES: Record<number, string> = {
  400: 'Bad Request',
  401: 'Unauthorized',
  402: 'Payment Required',
  403: 'Forbidden',
  404: 'Not Found',
  405: 'Method Not Allowed',
  422: 'Unprocessable Entity',
  429: 'Too Many Requests',
}

export function problem(status: number, detail: string, more: Record<string, unknown> = {}): Record<string, unknown> {
  return {
    title: TITLES[status] ?? 'ErrInternalServer',
    type: `https://httpstatus.es/${status}`,
    status,
    detail,
    ...more,
  }
}

export interface FieldProblem {
  code: string
  path: string
  detail: string
}

/** 400 with one entry for each item of the request that was wrong. */
export function validationError(problems: { requestId: string; errors: FieldProblem[] }[]): KommoError {
  return new KommoError(400, 'Request validation failed', {
    'validation-errors': problems.map(({ requestId, errors }) => ({ request_id: requestId, errors })),
  })
}

export const BLOCKED_PAGE = `<html>
<head><title>403 Forbidden</title></head>
<body>
<center><h1>403 Forbidden</h1></center>
<hr><center>nginx</center>
</body>
</html>
`

export function tooManyRequests(retryAfterSeconds: number) {
  const detail = 'You have sent too many requests in a given amount of time. Please try again later.'
  return problem(429, detail, { retry_after: retryAfterSeconds })
}

/** The body that belongs to a status somebody asked for as a fault. */
export function answerStatus(status: number, reply: FastifyReply): FastifyReply {
  if (status === 403) return reply.code(403).type('text/html').send(BLOCKED_PAGE)
  const body = status === 429 ? tooManyRequests(1) : problem(status, 'A fault asked for')
  return reply.code(status).type('application/problem+json').send(JSON.stringify(body))
}
