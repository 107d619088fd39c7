import type { z } from 'zod'
import { createStore, type Store } from './store.ts'

/** A store kept in the browser's storage; what cannot be read or written (private mode, full disk) is simply not kept. */
export function createSavedStore<T extends z.ZodType>(
  key: string,
  schema: T,
  initial: z.output<T>,
  storage: () => Storage = () => window.localStorage,
): Store<z.output<T>> {
  const store = createStore<z.output<T>>(read(key, schema, storage) ?? initial)
  store.subscribe(() => {
    try {
      storage().setItem(key, JSON.stringify(store.get()))
    } catch {
      // Kept in memory only.
    }
  })
  return store
}

function read<T extends z.ZodType>(key: string, schema: T, storage: () => Storage): z.output<T> | null {
  try {
    const parsed = schema.safeParse(JSON.parse(storage().getItem(key) ?? 'null'))
    return parsed.success ? parsed.data : null
  } catch {
    return null
  }
}
