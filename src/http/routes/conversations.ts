import type { FastifyInstance } from 'fastify'
import type pg from 'pg'
import { z } from 'zod'
import { releaseConversation, type Standing, takeOverConversation } from '#src/db/takeover.ts'
import { inTenant, type Transaction } from '#src/db/transaction.ts'
import type { Role } from '#src/db/users.ts'
import { enqueueCrmSync } from '#src/jobs/enqueue.ts'
import { authenticate } from '../authenticate.ts'
import { sendProblem } from '../problem.ts'

const Params = z.object({ id: z.string() })
const ConversationId = z.uuid()
/** Who may answer leads. */
const ANSWERING: readonly Role[] = ['admin', 'manager', 'attendant']

/** Conversations: a person takes one over from the agent, or gives it back. Both may be said twice. */
export function conversationRoutes({ pool }: { pool: pg.Pool }) {
  return async (app: FastifyInstance) => {
    change('takeover', takeOverConversation)
    change('release', releaseConversation)

    function change(action: string, apply: (tx: Transaction, id: string) => Promise<Standing | null>) {
      app.post(`/api/v1/conversations/:id/${action}`, async (request, reply) => {
        const { tenantId } = await authenticate(pool, request, ANSWERING)
        // what is no id is nobody's conversation either
        const id = ConversationId.safeParse(Params.parse(request.params).id)
        const standing = id.success
          ? await inTenant(pool, tenantId, (tx) => changeAndSync(tx, tenantId, id.data))
          : null
        if (standing === null) return sendProblem(reply, 404, 'There is no such conversation.')
        return { id: id.data, stage: standing.stage, silence: standing.silence }
      })

      async function changeAndSync(tx: Transaction, tenantId: string, id: string) {
        const standing = await apply(tx, id)
        if (standing) await enqueueCrmSync(tx, { tenantId, leadId: standing.leadId }, 0)
        return standing
      }
    }
  }
}
