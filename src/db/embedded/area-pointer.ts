import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

// DATA_DIR and an area outside it name each other: `postgres.location` holds the area's id, the area's `owner` the path of DATA_DIR.

/** The area that DATA_DIR's pointer file names, or null. It need not exist. */
export function readPointer(dataDir: string, sharedDir: string): string | null {
  const id = readLine(pointerPath(dataDir))
  return id !== null && /^[0-9a-f]{16}$/.test(id) ? join(sharedDir, id) : null
}

export function writePointer(dataDir: string, id: string): void {
  writeFileSync(pointerPath(dataDir), `${id}\n`)
}

/** The DATA_DIR an area belongs to, or null. */
export function readOwner(area: string): string | null {
  return readLine(join(area, 'owner'))
}

export function writeOwner(area: string, dataDir: string): void {
  if (readOwner(area) !== dataDir) writeFileSync(join(area, 'owner'), `${dataDir}\n`)
}

/** The area that DATA_DIR has already, inside or outside it, or null. */
export function findArea(dataDir: string, sharedDir: string): string | null {
  const pointed = readPointer(dataDir, sharedDir)
  if (pointed && existsSync(pointed) && !isOfAnother(pointed, dataDir, sharedDir)) return pointed
  const inside = join(dataDir, 'postgres')
  return existsSync(inside) ? inside : null
}

/** A DATA_DIR that was copied carries the pointer of the original, whose database it must not share. */
function isOfAnother(area: string, dataDir: string, sharedDir: string): boolean {
  const owner = readOwner(area)
  return owner !== null && owner !== dataDir && readPointer(owner, sharedDir) === area
}

const pointerPath = (dataDir: string) => join(dataDir, 'postgres.location')

function readLine(path: string): string | null {
  try {
    return readFileSync(path, 'utf8').replace(/\n$/, '')
  } catch {
    return null
  }
}
