import type { Config } from '#src/config.ts'
import type { Readers } from '#src/jobs/read-media.ts'

/** Who reads documents and listens to voice notes, as configured. */
export function createReaders(_config: Config): Readers {
  return {
    readDocument: async () => ({ error: { code: 'unsupported' } }),
    transcriber: {
      providers: [],
      transcribe: async () => ({ kind: 'no_provider', seconds: null, calls: [] }),
    },
  }
}
