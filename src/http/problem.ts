import { STATUS_CODES } from 'node:http'
import type { FastifyInstance, FastifyReply } from 'fastify'
import { z } from 'zod'
import { isPassing } from '#src/db/transaction.ts'

/** Answers with an RFC 9457 problem document. `detail` is for people and holds nothing of anybody's data. */
export function sendProblem(reply: FastifyReply, status: number, detail: string): FastifyReply {
  return reply
    .code(status)
    .type('application/problem+json')
    .send({ type: 'about:blank', title: STATUS_CODES[status] ?? 'Error', status, detail })
}

/** Every error leaves as a problem document; a passing fault of ours is 503, so that senders come back. */
export function useProblems(app: FastifyInstance): void {
  app.setNotFoundHandler((request, reply) =>
    sendProblem(reply, 404, `There is no ${request.method} ${request.url.split('?', 1)[0]}.`),
  )
  app.setErrorHandler((error: Error & { statusCode?: number; status?: number }, request, reply) => {
    if (isPassing(error)) {
      request.log.error({ err: error }, 'request not served: the database is away')
      return sendProblem(
        reply.header('retry-after', '5'),
        503,
        'The service cannot store anything right now. Try again in a moment.',
      )
    }
    if (error instanceof z.ZodError) return sendProblem(reply, 400, describeInput(error))
    const status = error.statusCode ?? error.status ?? 500
    if (status >= 500) {
      request.log.error({ err: error }, 'request failed')
      return sendProblem(reply, status, 'Something went wrong on our side.')
    }
    return sendProblem(reply, status, error.message)
  })
}

/** What is wrong with the input, field by field, in one line. */
function describeInput(error: z.ZodError): string {
  return error.issues
    .map(({ path, message }) => (path.length > 0 ? `${path.join('.')}: ${message}` : message))
    .join('; ')
}
