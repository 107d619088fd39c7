export type Pending = ReturnType<typeof createPending>

/** Counts what is still under way, so that tests can wait for the end of it instead of sleeping. */
export function createPending() {
  let count = 0
  let waiting: (() => void)[] = []
  const finish = () => {
    count -= 1
    if (count > 0) return
    const woken = waiting
    waiting = []
    for (const wake of woken) wake()
  }
  return {
    /** Counts a piece of work from now until it settles; its failure is its own business. */
    track<T>(work: Promise<T>): Promise<T> {
      count += 1
      work.then(finish, finish)
      return work
    },
    count: () => count,
    /** Resolves when nothing is under way, also not what the last piece of work started. */
    async idle(): Promise<void> {
      while (count > 0) await new Promise<void>((resolve) => waiting.push(resolve))
    },
  }
}
