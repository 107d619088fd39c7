import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { projectRoot } from '#src/config.ts'

/** A recording of test/fixtures/audio. */
export function recording(name: string): Buffer {
  return readFileSync(join(projectRoot, 'test', 'fixtures', 'audio', name))
}

/** A file of several recordings one after another, as a chain of Ogg streams. */
export function chained(...names: string[]): Buffer {
  return Buffer.concat(names.map(recording))
}

/** The same recording many times over. */
export function repeated(name: string, times: number): Buffer {
  return chained(...Array.from({ length: times }, () => name))
}
