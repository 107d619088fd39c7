import type { FastifyReply } from 'fastify'

/** The ways Evolution 2.3 says no. `message` is text, a list, or a list in a list, depending on where the error arose. */
export class ApiError extends Error {
  readonly status: number
  readonly body: unknown

  constructor(status: number, message: unknown) {
    super(`answers ${status}`)
    this.status = status
    this.body = errorBody(status, message)
  }
}

const NAMES: Record<number, string> = {
  400: 'Bad Request',
  401: 'Unauthorized',
  403: 'Forbidden',
  404: 'Not Found',
  500: 'Internal Server Error',
}

export function errorBody(status: number, message: unknown) {
  return { status, error: NAMES[status] ?? 'Error', response: { message } }
}

/** Shape b: one text in a list. */
export function failure(status: number, text: string): ApiError {
  return new ApiError(status, [text])
}

/** Shape c: the JSON schema was not met. */
export function invalid(...problems: string[]): ApiError {
  return new ApiError(400, [problems])
}

/** Shape d: the number is not on WhatsApp. */
export function notOnWhatsApp(jid: string, number: string): ApiError {
  return new ApiError(400, [{ jid, exists: false, number }])
}

/** Shape e: an error object that was turned into text. */
export function objectObject(): ApiError {
  return failure(400, '[object Object]')
}

export function answerStatus(status: number, reply: FastifyReply): FastifyReply {
  return reply.code(status).send(errorBody(status, [status >= 500 ? 'Internal Server Error' : 'Error']))
}
