import { createHmac } from 'node:crypto'
import { saveUser } from '#src/db/users.ts'
import type { Services } from '#src/services.ts'

export type SandboxSignIn = { email: string; password: string }

/** The sandbox's administrator. The password follows from the installation's own key: the same over restarts, another on every machine. */
export async function ensureSandboxAdmin({ pool, secretKey }: Services): Promise<SandboxSignIn> {
  const email = 'admin@girassol.example.com'
  const password = createHmac('sha256', secretKey).update('sandbox administrator').digest('base64url').slice(0, 16)
  await saveUser(pool, { email, password, role: 'admin', tenantId: null })
  return { email, password }
}
