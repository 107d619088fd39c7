import { UserError } from '#src/errors.ts'

const MENDS: Record<string, string> = {
  EACCES: 'permission denied: change its owner, run as its owner, or set DATA_DIR to a folder you may write',
  EPERM: 'permission denied: change its owner, run as its owner, or set DATA_DIR to a folder you may write',
  EROFS: 'the file system is read-only: set DATA_DIR to a folder that can be written',
  ENOSPC: 'the disk is full: free some space',
  EDQUOT: 'the disk quota is used up: free some space',
  ENOTDIR: 'a file stands where a folder is needed: set DATA_DIR to another place',
}

/** Turns what a person can mend (full disk, permissions) into one clear line; anything else is returned as it is. */
export function explainFileError(error: unknown, path: string): unknown {
  if (!(error instanceof Error) || !('code' in error)) return error
  const mend = MENDS[String(error.code)]
  if (!mend) return error
  const place = 'path' in error && typeof error.path === 'string' ? error.path : path
  return new UserError(`DATA_DIR: cannot write ${place}: ${mend}, and start again.`, { cause: error })
}

const SYMPTOMS: [RegExp, string][] = [
  [/No space left on device|Disk quota exceeded/, 'the disk is full: free some space, and start again'],
  [/Read-only file system/, 'the file system is read-only: set DATA_DIR to a folder that can be written'],
  [
    /Permission denied|could not access directory/,
    'permission denied: check the owner of DATA_DIR, or set another one',
  ],
  [
    /error while loading shared libraries|image not found/,
    'its libraries are missing: run `npm run bootstrap`, and start again',
  ],
  [
    /could not look up effective user ID/,
    'the current user has no account on this machine: add one, or set DATABASE_URL',
  ],
  [
    /incompatible with server/,
    'the data was written by another version: set another DATA_DIR, or remove this one to start anew',
  ],
  [
    /could not (create|map|resize) shared memory|Cannot allocate memory/,
    'too little (shared) memory: free some, and start again',
  ],
]

/** One line about why initdb or postgres failed, from what it printed. */
export function explainPostgresFailure(what: string, output: string, logPath: string): UserError {
  const symptom = SYMPTOMS.find(([pattern]) => pattern.test(output))
  const last =
    output.split('\n').findLast((line) => /FATAL|PANIC|error|ERROR/.test(line)) ?? output.trim().split('\n').at(-1)
  const reason = symptom?.[1] ?? (last?.trim() || 'it said nothing')
  return new UserError(`The embedded PostgreSQL ${what}: ${reason}. Details: ${logPath}`)
}
