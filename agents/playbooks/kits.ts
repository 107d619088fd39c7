import { createHash } from 'node:crypto'
import type { PlaybookKit } from '#agents/conversation/deps.ts'
import { createWriter } from '#agents/rules/write/write.ts'
import { UserError } from '#src/errors.ts'
import { parsePlaybook, problemText } from './load.ts'

const MOST_KEPT = 500

/**
 * What is made of a playbook's source, made once: tenants with the same source share it. The hash of the source names it, so an edited
 * playbook takes effect with the next turn, everywhere, without telling anybody.
 */
export function createPlaybookKits() {
  const kits = new Map<string, PlaybookKit>()
  return {
    /** The kit of a playbook whose source need not be read any more. */
    known: (sha: string): PlaybookKit | undefined => kits.get(sha),
    /** @throws {UserError} when a stored source is not a playbook; it is checked before it is stored. */
    kitOf(sha: string, source: string): PlaybookKit {
      const known = kits.get(sha)
      if (known) return known
      const parsed = parsePlaybook(source, 'playbook')
      if (!parsed.playbook) {
        throw new UserError(parsed.problems[0] ? problemText(parsed.problems[0]) : 'the stored playbook is not valid')
      }
      const writer = createWriter(parsed.playbook)
      const kit: PlaybookKit = {
        playbook: parsed.playbook,
        key: keyOf(sha),
        write: (plan, context) => writer.write(plan, context),
      }
      if (kits.size >= MOST_KEPT) kits.clear()
      kits.set(sha, kit)
      return kit
    },
  }
}

/** Short enough for providers' cache keys. */
function keyOf(sha: string): string {
  return createHash('sha256').update(sha).digest('hex').slice(0, 16)
}

export type PlaybookKits = ReturnType<typeof createPlaybookKits>
