import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { checkedKey, type MediaStorage } from './storage.ts'

/** Files below a folder, readable by this account only. A file appears whole or not at all. */
export function createDiskStorage(folder: string): MediaStorage {
  const pathOf = (key: string) => join(folder, checkedKey(key))
  return {
    async put(key, bytes) {
      const path = pathOf(key)
      await mkdir(dirname(path), { recursive: true, mode: 0o700 })
      const half = `${path}.${process.pid}.part`
      await writeFile(half, bytes, { mode: 0o600 })
      await rename(half, path)
    },
    async get(key) {
      try {
        return await readFile(pathOf(key))
      } catch (error) {
        if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null
        throw error
      }
    },
    async remove(key) {
      await rm(pathOf(key), { recursive: true, force: true })
    },
  }
}
