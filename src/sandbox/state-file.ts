import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import type { BaseLogger } from 'pino'
import type { z } from 'zod'

export type StateFile<T> = ReturnType<typeof createStateFile<T>>

/** How long changes gather before they are written: the sandbox survives a kill but for its last moment. */
const WRITE_AFTER_MS = 500

/**
 * Keeps an emulator's state in a JSON file: read at start (null when missing or of another version), written whole beside it and renamed,
 * so that it is never half there. Without a path nothing is kept.
 */
export function createStateFile<T>({
  path,
  schema,
  snapshot,
  log,
}: {
  path: string | undefined
  schema: z.ZodType<T>
  snapshot: () => T
  log: Pick<BaseLogger, 'warn'>
}) {
  let timer: NodeJS.Timeout | undefined
  const flush = () => {
    clearTimeout(timer)
    timer = undefined
    if (path === undefined) return
    try {
      mkdirSync(dirname(path), { recursive: true })
      writeFileSync(`${path}.new`, JSON.stringify(snapshot()), { mode: 0o600 })
      renameSync(`${path}.new`, path)
    } catch (err) {
      log.warn({ err, path }, 'the state of the sandbox could not be kept')
    }
  }
  return {
    load(): T | null {
      const text = path === undefined ? null : readIfThere(path)
      if (text === null) return null
      try {
        return schema.parse(JSON.parse(text))
      } catch (err) {
        log.warn({ err, path }, 'the kept state of the sandbox cannot be read; it starts afresh')
        return null
      }
    },
    /** Notes that something changed. */
    touch(): void {
      if (path === undefined || timer !== undefined) return
      timer = setTimeout(flush, WRITE_AFTER_MS)
      timer.unref()
    },
    flush,
  }
}

export type Blobs = ReturnType<typeof createBlobs>

/** Bytes by name: in memory, and as files in a folder when one is given. Names are ids of ours, never paths from outside. */
export function createBlobs(folder: string | undefined) {
  const inMemory = new Map<string, Buffer>()
  const fileOf = (name: string) => (folder === undefined ? undefined : join(folder, name.replace(/[^\w-]/g, '_')))
  return {
    put(name: string, bytes: Buffer): void {
      const file = fileOf(name)
      if (file === undefined || folder === undefined) {
        inMemory.set(name, bytes)
        return
      }
      mkdirSync(folder, { recursive: true })
      writeFileSync(file, bytes, { mode: 0o600 })
    },
    get(name: string): Buffer | null {
      const file = fileOf(name)
      return file === undefined ? (inMemory.get(name) ?? null) : readBytesIfThere(file)
    },
    remove(name: string): void {
      inMemory.delete(name)
      const file = fileOf(name)
      if (file !== undefined) rmSync(file, { force: true })
    },
  }
}

function readIfThere(path: string): string | null {
  return readBytesIfThere(path)?.toString('utf8') ?? null
}

function readBytesIfThere(path: string): Buffer | null {
  try {
    return readFileSync(path)
  } catch {
    return null
  }
}
