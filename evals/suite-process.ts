import { runSuite } from './run-suite.ts'
import { type FromPlayer, type PlayOptions, ToPlayer } from './suite-messages.ts'
import { startWorld } from './world/start-world.ts'

/** A database that has seen thousands of companies answers more slowly, and so do the emulators. */
const CONVERSATIONS_A_WORLD = 400

const stop = new AbortController()
let answer: ((next: Extract<ToPlayer, { kind: 'case' }>['next']) => void) | null = null

const say = (message: FromPlayer) => process.send?.(message)

/** One of the processes that play a suite: asks for a case whenever it has room for one, plays it k times and tells what came of it. */
process.on('message', async (message) => {
  const heard = ToPlayer.parse(message)
  if (heard.kind === 'stop') stop.abort()
  else if (heard.kind === 'case') answer?.(heard.next)
  else {
    await play(heard.options)
    process.disconnect?.()
  }
})
// the reporting process hears Ctrl-C too, and says what to do; without it there is nobody to report to
process.on('SIGINT', () => undefined)
process.once('disconnect', () => process.exit())

async function play(options: PlayOptions): Promise<void> {
  const { k, chain, models, jobs, brisk = false, modelsFail } = options
  let next = await ask()
  while (next !== null && !stop.signal.aborted) {
    let left = Math.ceil(CONVERSATIONS_A_WORLD / k)
    const world = await startWorld({ chain, models, jobs, brisk, modelsFail })
    try {
      await runSuite(
        world,
        async () => {
          if (left-- === 0) return null
          const given = next
          if (given !== null) next = await ask()
          return given
        },
        {
          ...options,
          signal: stop.signal,
          onCase: (reported) => say({ kind: 'reported', reported }),
        },
      )
    } finally {
      await world.close()
    }
  }
}

async function ask() {
  const answered = Promise.withResolvers<Parameters<NonNullable<typeof answer>>[0]>()
  answer = answered.resolve
  say({ kind: 'next' })
  return await answered.promise
}
