import { randomBytes } from 'node:crypto'
import { chmodSync, chownSync, cpSync, mkdirSync, readdirSync, renameSync, rmSync, statSync } from 'node:fs'
import { join } from 'node:path'
import type { Logger } from 'pino'
import { UserError } from '#src/errors.ts'
import { findArea, readPointer, writeOwner, writePointer } from './area-pointer.ts'
import { type Binaries, provideBinaries } from './binaries.ts'
import { removeOrphanedAreas } from './orphaned-areas.ts'
import { chooseServiceAccount, type ServiceAccount, succeedsAs } from './service-account.ts'

/** Where PostgreSQL lives and as whom: `area` holds the data folder and the password, and belongs to the account. */
export interface Placement {
  area: string
  account: ServiceAccount | null
  binaries: Binaries
}

interface PlacementOptions {
  dataDir: string
  log: Logger
  /** Where things go that the account cannot reach inside the clone or DATA_DIR. */
  sharedDir: string
}

/**
 * Decides where the database lives. Normally `DATA_DIR/postgres`. As root PostgreSQL runs as another account; when DATA_DIR lies in a
 * folder only root may enter, the area goes to `sharedDir/<random id>` and a pointer file in DATA_DIR names it. Removing DATA_DIR so
 * still removes the database: areas without their pointer are deleted at the next start.
 */
export function placeDatabase(options: PlacementOptions): Placement {
  const { dataDir, log, sharedDir } = options
  const existing = findArea(dataDir, sharedDir)
  const account = chooseServiceAccount(existing)
  const binaries = provideBinaries(account, { sharedDir, log })
  if (!account) return { area: prepareOwnArea(options), account, binaries }
  const isOutside = existing !== null && existing === readPointer(dataDir, sharedDir)
  const area = isOutside ? existing : prepareArea(options, account)
  if (area.startsWith(sharedDir)) writeOwner(area, dataDir)
  removeOrphanedAreas(sharedDir, log)
  return { area, account, binaries }
}

const insideOf = (dataDir: string) => join(dataDir, 'postgres')

function prepareOwnArea({ dataDir, sharedDir }: PlacementOptions): string {
  const area = insideOf(dataDir)
  const madeByRoot = readPointer(dataDir, sharedDir) !== null
  if (!madeByRoot) mkdirSync(area, { recursive: true, mode: 0o700 })
  if (madeByRoot || (process.getuid && statSync(area).uid !== process.getuid())) {
    throw new UserError(
      `DATA_DIR ${dataDir} holds the database of another user: run as that user, or set another DATA_DIR.`,
    )
  }
  return area
}

function prepareArea(options: PlacementOptions, account: ServiceAccount): string {
  const inside = insideOf(options.dataDir)
  mkdirSync(inside, { recursive: true, mode: 0o700 })
  if (statSync(inside).uid === 0) chownTree(inside, account)
  const isReachable = succeedsAs(account, 'sh', ['-c', 'cd "$1" && test -w .', 'sh', inside])
  return isReachable ? inside : moveOutside(options, account)
}

/** Makes an area outside DATA_DIR; data from when the folder was still open to the account moves along. */
function moveOutside({ dataDir, sharedDir, log }: PlacementOptions, account: ServiceAccount): string {
  const id = randomBytes(8).toString('hex')
  const area = join(sharedDir, id)
  const unfinished = join(sharedDir, `.new-${id}`)
  mkdirSync(sharedDir, { recursive: true })
  chmodSync(sharedDir, 0o755)
  cpSync(insideOf(dataDir), unfinished, { recursive: true })
  chownTree(unfinished, account)
  chmodSync(unfinished, 0o700)
  writeOwner(unfinished, dataDir)
  // The pointer comes first: an area without one may be removed as an orphan by another start.
  writePointer(dataDir, id)
  renameSync(unfinished, area)
  rmSync(insideOf(dataDir), { recursive: true })
  log.info({ area }, 'database placed outside DATA_DIR, which its account cannot enter')
  return area
}

function chownTree(path: string, account: ServiceAccount): void {
  chownSync(path, account.uid, account.gid)
  if (!statSync(path).isDirectory()) return
  for (const name of readdirSync(path)) chownTree(join(path, name), account)
}
