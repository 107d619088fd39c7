import type { FastifyInstance } from 'fastify'
import type pg from 'pg'
import { z } from 'zod'
import { signIn } from '#src/db/users.ts'
import { SESSION_COOKIE, SESSION_HOURS } from '../authenticate.ts'
import { sendProblem } from '../problem.ts'

const Login = z.strictObject({ email: z.string().min(1), password: z.string().min(1) })

/** Signing in: a token for programs, and the same in a cookie that scripts cannot read for the console. */
export function authRoutes({ pool, secure }: { pool: pg.Pool; secure: boolean }) {
  return async (app: FastifyInstance) => {
    app.post('/api/v1/auth/login', async (request, reply) => {
      const result = await signIn(pool, Login.parse(request.body))
      if (result.kind === 'too_many_tries') {
        return sendProblem(reply.header('retry-after', '60'), 429, 'Too many wrong passwords. Try again in a minute.')
      }
      if (result.kind === 'wrong') return sendProblem(reply, 401, 'E-mail or password is wrong.')
      const token = app.jwt.sign({ sub: result.userId, role: result.role, tenant: result.tenantId })
      reply.setCookie(SESSION_COOKIE, token, {
        httpOnly: true,
        sameSite: 'strict',
        secure,
        path: '/',
        maxAge: SESSION_HOURS * 3600,
      })
      return { token }
    })
  }
}
