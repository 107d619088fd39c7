export type Pending = ReturnType<typeof createPending>

/** Counts what is still under way, in all and by scope, so that others can wait for the end of it instead of looking again and again. */
export function createPending() {
  const all = createCount()
  const scopes = new Map<string, ReturnType<typeof createCount>>()

  const countOf = (scope: string | undefined) => {
    if (scope === undefined) return all
    const own = scopes.get(scope) ?? createCount()
    scopes.set(scope, own)
    return own
  }

  return {
    /** Counts a piece of work from now until it settles; its failure is its own business. `scope`: an instance, an account. */
    track<T>(work: Promise<T>, scope?: string): Promise<T> {
      const counts = new Set([countOf(scope), all])
      for (const count of counts) count.begin()
      const finish = () => {
        for (const count of counts) count.end()
      }
      work.then(finish, finish)
      return work
    },
    count: () => all.value(),
    /** Resolves when nothing is under way (of this scope), also not what the last piece of work started. */
    idle: (scope?: string): Promise<void> => countOf(scope).idle(),
  }
}

function createCount() {
  let count = 0
  let waiting: (() => void)[] = []
  return {
    begin() {
      count += 1
    },
    end() {
      count -= 1
      if (count > 0) return
      const woken = waiting
      waiting = []
      for (const wake of woken) wake()
    },
    value: () => count,
    async idle(): Promise<void> {
      while (count > 0) await new Promise<void>((resolve) => waiting.push(resolve))
    },
  }
}
