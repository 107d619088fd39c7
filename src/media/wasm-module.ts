import { readFileSync } from 'node:fs'

// Only TypeScript's library for browsers knows it.
declare const WebAssembly: {
  Module: new (bytes: Uint8Array) => object
  Instance: new (module: object) => { exports: Record<string, unknown> }
  Memory: new (size: { initial: number }) => { buffer: ArrayBuffer; grow(pages: number): number }
  Global: new (type: object) => { value: number }
}

/** A compiled module. Its memory is given out from bottom to top; views of it hold until more is given out. */
export type WasmModule = {
  run(name: string, ...numbers: number[]): number
  /** Makes room for as many bytes, and returns where. */
  room(size: number): number
  /** Puts numbers into room of their own, and returns where. */
  place(values: Uint8Array | Int16Array | Int32Array | Float32Array): number
  /** How far memory is given out, and back to that. */
  mark(): number
  release(to: number): void
  /** All memory. */
  buffer(): ArrayBuffer
}

const PAGE_BYTES = 65_536
/** Bytes read by one instruction. */
const ALIGNED = 16

/** Loads a module compiled from C, which exports its memory, its functions and `__heap_base`. */
export function loadWasm(file: URL): WasmModule {
  const { exports } = new WebAssembly.Instance(new WebAssembly.Module(readFileSync(file)))
  const { memory, __heap_base: base } = exports
  if (!(memory instanceof WebAssembly.Memory) || !(base instanceof WebAssembly.Global))
    throw new Error(`${file.pathname} has no memory`)
  let top = base.value
  const room = (size: number) => {
    const start = Math.ceil(top / ALIGNED) * ALIGNED
    top = start + size
    // An instruction may read a little further than a picture goes.
    const missing = top + ALIGNED - memory.buffer.byteLength
    if (missing > 0) memory.grow(Math.ceil(missing / PAGE_BYTES))
    return start
  }
  return {
    room,
    place(values) {
      const at = room(values.byteLength)
      new Uint8Array(memory.buffer).set(new Uint8Array(values.buffer, values.byteOffset, values.byteLength), at)
      return at
    },
    mark: () => top,
    release(to) {
      top = to
    },
    buffer: () => memory.buffer,
    run(name, ...numbers) {
      const call = exports[name]
      if (typeof call !== 'function') throw new Error(`${file.pathname} has no ${name}`)
      return Number(call(...numbers) ?? 0)
    },
  }
}
