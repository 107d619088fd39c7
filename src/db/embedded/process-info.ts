import { execFileSync } from 'node:child_process'
import { readdirSync, readFileSync, readlinkSync } from 'node:fs'

/**
 * When a process started, in words that only serve to compare: process ids are used again, a start time with it is not.
 * Null when no such process runs (a dead one that nobody waited for does not run).
 */
export function findProcessStart(pid: number): string | null {
  if (process.platform !== 'linux') return readPs(pid, 'lstart')
  const stat = readText(`/proc/${pid}/stat`)
  if (stat === null) return null
  // The second field is the program's name in brackets and may hold anything, so count from its end: state is 3rd, start time 22nd.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
  if (fields[0] === 'Z' || fields[0] === 'X') return null
  return `${readText('/proc/sys/kernel/random/boot_id')?.trim() ?? ''} ${fields[19]}`
}

/** Whether the process is a PostgreSQL, server or backend, that works on this data folder. */
export function isPostgresOf(pid: number, pgData: string): boolean {
  if (findProcessStart(pid) === null) return false
  if (process.platform !== 'linux') return readPs(pid, 'command')?.includes(pgData) ?? false
  try {
    return readlinkSync(`/proc/${pid}/cwd`) === pgData // every PostgreSQL process lives in its data folder
  } catch {
    return readText(`/proc/${pid}/cmdline`)?.includes(pgData) ?? false
  }
}

/** The ids of all PostgreSQL processes that work on this data folder. */
export function listPostgresOf(pgData: string): number[] {
  if (process.platform !== 'linux') return []
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .filter((pid) => isPostgresOf(pid, pgData))
}

function readText(path: string): string | null {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return null
  }
}

function readPs(pid: number, column: string): string | null {
  try {
    return execFileSync('ps', ['-o', `${column}=`, '-p', String(pid)], { encoding: 'utf8' }).trim() || null
  } catch {
    return null
  }
}
