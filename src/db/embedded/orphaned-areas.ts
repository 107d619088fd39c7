import { readdirSync, rmSync, statSync } from 'node:fs'
import { join } from 'node:path'
import type { Logger } from 'pino'
import { readOwner, readPointer } from './area-pointer.ts'
import { listPostgresOf } from './process-info.ts'

/** How long a half-made area may be another start's work in progress. */
const UNFINISHED_FOR_MS = 3_600_000

/** Deletes the databases in `sharedDir` whose DATA_DIR is gone or names another area. One that is still running is left alone. */
export function removeOrphanedAreas(sharedDir: string, log: Logger): void {
  for (const name of listFolder(sharedDir)) {
    const area = join(sharedDir, name)
    if (isAbandoned(name, area) || isOrphaned(name, area, sharedDir)) {
      rmSync(area, { recursive: true, force: true })
      log.info({ area }, 'removed a database whose DATA_DIR is gone')
    }
  }
}

function isOrphaned(name: string, area: string, sharedDir: string): boolean {
  if (!/^[0-9a-f]{16}$/.test(name)) return false
  const owner = readOwner(area)
  if (owner !== null && readPointer(owner, sharedDir) === area) return false
  return listPostgresOf(join(area, 'data')).length === 0
}

function isAbandoned(name: string, area: string): boolean {
  return name.startsWith('.new-') && Date.now() - statSync(area).mtimeMs > UNFINISHED_FOR_MS
}

function listFolder(path: string): string[] {
  try {
    return readdirSync(path)
  } catch {
    return [] // nothing was ever placed there
  }
}
