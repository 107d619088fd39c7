import { UserError } from '#src/errors.ts'

/** What the command line shows of an error, and its exit code: one line for what a person can mend, the stack for a fault of ours. */
export function describeError(error: unknown): { text: string; exitCode: number } {
  if (error instanceof UserError) return { text: error.message, exitCode: error.exitCode }
  if (!(error instanceof Error)) return { text: `Unexpected error: ${String(error)}`, exitCode: 1 }
  const code = 'code' in error ? String(error.code) : ''
  if (code.startsWith('ERR_PARSE_ARGS_')) return { text: `${error.message.split('\n')[0]} See --help.`, exitCode: 2 }
  return { text: knownProblem(error, code) ?? `Unexpected error: ${error.stack ?? error.message}`, exitCode: 1 }
}

function knownProblem(error: Error, code: string): string | null {
  const port = 'port' in error ? String(error.port) : '?'
  const isListening = 'syscall' in error && error.syscall === 'listen'
  if (code === 'EADDRINUSE')
    return `Port ${port} is in use: stop the program that holds it, or set PORT to another one.`
  if (code === 'EACCES' && isListening)
    return `Port ${port} needs more rights than this user has: set PORT to one above 1023.`
  if (code === 'EADDRNOTAVAIL' && isListening)
    return 'HOST is no address of this machine: set it to 127.0.0.1 or 0.0.0.0.'
  return DATABASE_PROBLEMS[code] ?? FILE_PROBLEMS[code]?.(error) ?? null
}

/** By SQLSTATE, or by what the connection itself says. */
const DATABASE_PROBLEMS: Record<string, string> = {
  ECONNREFUSED: 'The database does not answer: start it, or check host and port in DATABASE_URL.',
  ENOTFOUND: 'The host in DATABASE_URL is not known: check its spelling and the network.',
  ETIMEDOUT: 'The database does not answer in time: check host and port in DATABASE_URL and the network.',
  '28P01': 'The database refuses the password in DATABASE_URL.',
  '28000': 'The database refuses the user in DATABASE_URL.',
  '3D000': 'The database named in DATABASE_URL does not exist: create it first.',
  '42501': 'The user in DATABASE_URL lacks a right that is needed: connect as the owner of the database.',
  '53300': 'The database has no connections left: raise its max_connections, or lower DATABASE_POOL_SIZE.',
  '57P03': 'The database is starting or stopping: try again in a moment.',
}

const pathOf = (error: Error) => ('path' in error ? String(error.path) : 'a file')

const FILE_PROBLEMS: Record<string, (error: Error) => string> = {
  ENOSPC: (error) => `The disk is full (${pathOf(error)}): free some space and try again.`,
  EROFS: (error) => `${pathOf(error)} is on a read-only file system: set DATA_DIR to a folder that can be written.`,
  EACCES: (error) => `No permission for ${pathOf(error)}: change its owner, or run as its owner.`,
  ENOENT: (error) => `${pathOf(error)} does not exist.`,
}
