import { dirname } from 'node:path'
import { fileURLToPath } from 'node:url'

export const projectRoot = dirname(dirname(dirname(fileURLToPath(import.meta.url))))

/** One line of progress, on stderr so that the output of the command that follows stays clean. */
export function say(line) {
  process.stderr.write(`girassol: ${line}\n`)
}

/** Ends the program with one line that says what to do. */
export function fail(line) {
  say(line)
  process.exit(1)
}

const MENDS = {
  EACCES: 'no permission to write there: change the owner of the folder, or run as its owner',
  EPERM: 'no permission to write there: change the owner of the folder, or run as its owner',
  EROFS: 'the file system is read-only: move the clone to a folder that can be written',
  ENOSPC: 'the disk is full: free some space',
  EDQUOT: 'the disk quota is used up: free some space',
}

/** The same error with the file and the mend in its message, when it is one that a person can mend. */
export function explain(error, path) {
  const mend = MENDS[error.code]
  return mend ? new Error(`cannot write ${error.path ?? path}: ${mend}, and try again.`, { cause: error }) : error
}
