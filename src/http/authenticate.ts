import cookie from '@fastify/cookie'
import jwt from '@fastify/jwt'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import type pg from 'pg'
import { z } from 'zod'
import { findTenant } from '#src/db/tenants.ts'
import { Role } from '#src/db/users.ts'

/** How long a sign-in holds. */
export const SESSION_HOURS = 12
export const SESSION_COOKIE = 'girassol_session'

const Token = z.object({ sub: z.uuid(), role: Role, tenant: z.uuid().nullable() })

/** Who asks, and for which company. */
export type Caller = { userId: string; role: Role; tenantId: string }

/** Lets routes sign and read the tokens of signed-in people, from the header or the console's cookie. */
export async function useTokens(app: FastifyInstance, secretKey: Buffer): Promise<void> {
  await app.register(cookie)
  await app.register(jwt, {
    secret: secretKey,
    sign: { expiresIn: `${SESSION_HOURS}h` },
    cookie: { cookieName: SESSION_COOKIE, signed: false },
  })
}

/**
 * The signed-in caller of a tenant route, who has one of `roles`. An administrator names the company with `x-girassol-tenant: <slug>`.
 * @throws errors with `statusCode` 401 (not signed in), 403 (not this role), 400 (no company named) or 404 (no such company).
 */
export async function authenticate(pool: pg.Pool, request: FastifyRequest, roles: readonly Role[]): Promise<Caller> {
  const { sub, role, tenant } = Token.parse(await request.jwtVerify())
  if (!roles.includes(role)) throw refusal(403, `This needs one of the roles ${roles.join(', ')}.`)
  if (role !== 'admin') {
    if (tenant === null) throw refusal(403, 'This account belongs to no company.')
    return { userId: sub, role, tenantId: tenant }
  }
  const slug = request.headers['x-girassol-tenant']
  if (typeof slug !== 'string' || slug === '')
    throw refusal(400, 'An administrator names the company: send the header x-girassol-tenant with its slug.')
  const found = await findTenant(pool, slug)
  if (!found) throw refusal(404, `There is no company ${slug}.`)
  return { userId: sub, role, tenantId: found.id }
}

function refusal(statusCode: number, message: string): Error {
  return Object.assign(new Error(message), { statusCode })
}
