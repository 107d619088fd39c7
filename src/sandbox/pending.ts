export type Pending = ReturnType<typeof createPending>

/** Counts what is still under way, in all and by scope, so that others can wait for the end of it instead of looking again and again. */
export function createPending() {
  const all = createCount()
  const scopes = new Map<string, ReturnType<typeof createCount>>()
  const countOf = (scope: string | undefined) => (scope === undefined ? all : scopes.get(scope))

  const begin = (scope: string) => {
    const own = scopes.get(scope) ?? createCount()
    scopes.set(scope, own)
    own.begin()
    return () => {
      own.end()
      if (own.value() === 0) scopes.delete(scope)
    }
  }

  return {
    /** Counts a piece of work from now until it settles; its failure is its own business. `scope`: an instance, an account. */
    track<T>(work: Promise<T>, scope?: string): Promise<T> {
      all.begin()
      const endOwn = scope === undefined ? undefined : begin(scope)
      const finish = () => {
        endOwn?.()
        all.end()
      }
      work.then(finish, finish)
      return work
    },
    count: () => all.value(),
    /** Resolves when nothing is under way (of this scope), also not what the last piece of work started. */
    async idle(scope?: string): Promise<void> {
      for (let count = countOf(scope); count && count.value() > 0; count = countOf(scope)) await count.zero()
    },
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
    zero: () => new Promise<void>((resolve) => waiting.push(resolve)),
  }
}
