import { randomBytes, scrypt, timingSafeEqual } from 'node:crypto'
import { promisify } from 'node:util'
import { z } from 'zod'
import type { Queryable } from './pool.ts'
import { oneRow } from './rows.ts'

export const Role = z.enum(['admin', 'manager', 'attendant', 'viewer'])
export type Role = z.infer<typeof Role>

const derive: (password: string, salt: Buffer, bytes: number) => Promise<Buffer> = promisify(scrypt)
const KEY_BYTES = 32
const TRIES_A_MINUTE = 5

const LoginRow = z.object({
  id: z.string().nullable(),
  tenant_id: z.string().nullable(),
  password_hash: z.string().nullable(),
  role: Role.nullable(),
  tries: z.number(),
})

export type SignIn =
  | { kind: 'signed_in'; userId: string; tenantId: string | null; role: Role }
  | { kind: 'wrong' }
  | { kind: 'too_many_tries' }

/** Checks a password. Five wrong ones in a minute close the account for the rest of it; an unknown account takes as long as a known one. */
export async function signIn(db: Queryable, { email, password }: { email: string; password: string }): Promise<SignIn> {
  const account = email.trim().toLowerCase()
  const row = oneRow(LoginRow, (await db.query('select * from find_login($1)', [account])).rows)
  if (row.tries >= TRIES_A_MINUTE) return { kind: 'too_many_tries' }
  const fits = await isPassword(password, row.password_hash ?? NOBODY)
  if (fits && row.id !== null && row.role !== null)
    return { kind: 'signed_in', userId: row.id, tenantId: row.tenant_id, role: row.role }
  await db.query('select note_failed_login($1)', [account])
  return { kind: 'wrong' }
}

/** Creates a user, or gives one another password and role. */
export async function saveUser(
  db: Queryable,
  { email, password, role, tenantId }: { email: string; password: string; role: Role; tenantId: string | null },
): Promise<void> {
  await db.query('select save_user($1, $2, $3, $4)', [email, await hashPassword(password), role, tenantId])
}

async function hashPassword(password: string): Promise<string> {
  const salt = randomBytes(16)
  return `${salt.toString('base64')}:${(await derive(password, salt, KEY_BYTES)).toString('base64')}`
}

/** A hash no password has. */
const NOBODY = `${Buffer.alloc(16).toString('base64')}:${Buffer.alloc(KEY_BYTES).toString('base64')}`

async function isPassword(password: string, hash: string): Promise<boolean> {
  const [salt = '', key = ''] = hash.split(':')
  return timingSafeEqual(await derive(password, Buffer.from(salt, 'base64'), KEY_BYTES), Buffer.from(key, 'base64'))
}
