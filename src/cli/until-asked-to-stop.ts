/** npm hands on the Ctrl-C that the terminal has sent us already: a repeat within this time is the same wish. */
const SAME_WISH_MS = 1_000

/** Resolves at the first Ctrl-C or SIGTERM; a second one, a second or more later, ends the process at once. */
export function untilAskedToStop(): Promise<NodeJS.Signals> {
  return new Promise((resolve) => {
    let askedAt: number | null = null
    const ask = (signal: NodeJS.Signals) => {
      if (askedAt !== null && performance.now() - askedAt > SAME_WISH_MS) process.exit(130)
      askedAt ??= performance.now()
      resolve(signal)
    }
    process.on('SIGINT', ask)
    process.on('SIGTERM', ask)
  })
}
