import type { FastifyInstance } from 'fastify'
import { sendProblem } from '../problem.ts'

/** `GET /metrics` for Prometheus: open in the sandbox, elsewhere with its own bearer token. */
export function metricsRoutes({
  isAllowed,
  contentType,
  render,
}: {
  isAllowed: (authorization: string | undefined) => boolean
  contentType: string
  render: () => Promise<string>
}) {
  return async (app: FastifyInstance) => {
    app.get('/metrics', async (request, reply) => {
      if (!isAllowed(request.headers.authorization))
        return sendProblem(reply, 401, 'Present the metrics token as a bearer token.')
      return reply.type(contentType).send(await render())
    })
  }
}
