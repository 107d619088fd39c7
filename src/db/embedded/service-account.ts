import { spawnSync } from 'node:child_process'
import { readFileSync, statSync } from 'node:fs'
import { UserError } from '#src/errors.ts'

/** Who PostgreSQL runs as; null means: as we do. PostgreSQL refuses to run as root. */
export interface ServiceAccount {
  uid: number
  gid: number
}

/**
 * For root, the owner of an area that exists already (also one that another user made), else `postgres`, else `nobody`.
 * For everybody else null.
 */
export function chooseServiceAccount(existingArea: string | null): ServiceAccount | null {
  if (process.getuid?.() !== 0) return null
  const owner = existingArea ? statSync(existingArea, { throwIfNoEntry: false }) : undefined
  if (owner && owner.uid !== 0) return { uid: owner.uid, gid: owner.gid }
  const account = findAccount('postgres') ?? findAccount('nobody')
  if (account) return account
  throw new UserError(
    'PostgreSQL cannot run as root and this machine has neither a postgres nor a nobody account: run as another user, or set DATABASE_URL.',
  )
}

/** Runs a program as the account and tells whether it succeeded: the only honest way to know what an account can reach. */
export function succeedsAs(account: ServiceAccount | null, command: string, args: string[]): boolean {
  const { status, error } = spawnSync(command, args, { ...account, cwd: '/', env: {}, stdio: 'ignore' })
  if (error && 'code' in error && error.code === 'EPERM') {
    throw new UserError(
      'This root may not switch to another user, and PostgreSQL cannot run as root: run as another user, or set DATABASE_URL.',
    )
  }
  return status === 0
}

function findAccount(name: string): ServiceAccount | null {
  const line = readPasswd().find((entry) => entry.startsWith(`${name}:`))
  const [, , uid, gid] = line?.split(':') ?? []
  return uid && gid && uid !== '0' ? { uid: Number(uid), gid: Number(gid) } : null
}

function readPasswd(): string[] {
  try {
    return readFileSync('/etc/passwd', 'utf8').split('\n')
  } catch {
    return []
  }
}
