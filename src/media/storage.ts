/** Where files of messages are kept. Keys are relative paths made of ids: nothing a lead names gets into one. */
export type MediaStorage = {
  put(key: string, bytes: Uint8Array, mimetype: string): Promise<void>
  /** Null when there is no such file. */
  get(key: string): Promise<Uint8Array | null>
  /** Removes a file, or everything below a key that ends in a slash; what is not there is no fault. */
  remove(key: string): Promise<void>
}

/** Tenant, conversation, and a random name. */
const KEY = /^[0-9a-f-]{36}\/(?:[0-9a-f-]{36}\/(?:[0-9a-f-]{36})?)?$/

/** The key itself, when it is one of ours. */
export function checkedKey(key: string): string {
  if (!KEY.test(key)) throw new Error('not a key of the media storage')
  return key
}
