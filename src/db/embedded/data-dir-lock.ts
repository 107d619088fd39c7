import { linkSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'
import { UserError } from '#src/errors.ts'
import { explainFileError } from './explain-failure.ts'
import { findProcessStart } from './process-info.ts'

const Holder = z.object({ pid: z.number().int().positive(), start: z.string(), since: z.string() })
type Holder = z.infer<typeof Holder>

/** The process that holds DATA_DIR and lives, or null. */
export function findDataDirHolder(dataDir: string): { pid: number; since: string } | null {
  const holder = readHolder(lockPath(dataDir))
  return holder && isAlive(holder) ? holder : null
}

/**
 * Takes DATA_DIR for this process until `release` is called or the process ends; a lock left by a process that died is taken over.
 * @throws {UserError} naming the process that holds it.
 */
export function lockDataDir(dataDir: string): { release(): void } {
  const path = lockPath(dataDir)
  const own: Holder = { pid: process.pid, start: findProcessStart(process.pid) ?? '', since: new Date().toISOString() }
  while (!tryLock(path, own)) {
    const holder = readHolder(path)
    if (holder && isAlive(holder)) {
      throw new UserError(
        `DATA_DIR ${dataDir} is in use by process ${holder.pid} since ${holder.since}: stop it, or give this one another DATA_DIR and PORT.`,
      )
    }
    removeStale(path, holder)
  }
  return {
    release() {
      if (readHolder(path)?.pid === process.pid) rmSync(path, { force: true })
    },
  }
}

const lockPath = (dataDir: string) => join(dataDir, 'girassol.lock')

/** A link appears with its content at once, so nobody ever reads a lock that is half written. */
function tryLock(path: string, own: Holder): boolean {
  const written = `${path}.${process.pid}`
  try {
    writeFileSync(written, JSON.stringify(own))
    linkSync(written, path)
    return true
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EEXIST') return false
    throw explainFileError(error, path)
  } finally {
    rmSync(written, { force: true })
  }
}

function readHolder(path: string): Holder | null {
  try {
    return Holder.parse(JSON.parse(readFileSync(path, 'utf8')))
  } catch {
    return null
  }
}

const isAlive = ({ pid, start }: Holder) => findProcessStart(pid) === start

/** Moves the stale lock aside before removing it; if another start locked in between, its lock is put back. */
function removeStale(path: string, stale: Holder | null): void {
  const aside = `${path}.stale-${process.pid}`
  try {
    renameSync(path, aside)
  } catch {
    return // another start removed it
  }
  const moved = readHolder(aside)
  try {
    if (moved && (moved.pid !== stale?.pid || moved.start !== stale.start)) linkSync(aside, path)
  } finally {
    rmSync(aside, { force: true })
  }
}
