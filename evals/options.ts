import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { UserError } from '#src/errors.ts'

export type EvalOptions = {
  dirs: string[]
  grep: string | undefined
  k: number
  seed: number
  chain: string
  models: 'obedient' | 'hostile' | undefined
  json: string | undefined
  html: string | undefined
  baseline: string | undefined
  jobs: number
  help: boolean
}

/** Cases at once: more than cores, since a case waits for the database most of the time. */
const DEFAULT_JOBS = 12

export const USAGE = `Runs simulated leads against the whole application and grades what came of it.

usage: npm run eval -- [options]

  --dir D           folder or file with cases; may be given more than once (default: evals/cases)
  --grep T          only cases whose id, path or purpose contains T
  --k N             conversations a case, each with its own wording; gives pass^1 … pass^N (default: 1)
  --seed S          seed of everything random (default: 1)
  --chain C         models asked, in order: rules, or gemini,openai,rules (default: rules)
  --models M        emulates the chain's models: obedient, or hostile (default: real ones where there is a key, else obedient)
  --json FILE       writes everything as JSON, also to serve as a baseline
  --html FILE       writes the report with transcripts
  --baseline FILE   compares with an earlier --json FILE; exit 1 on a regression
  --jobs N          conversations at the same time (default: ${DEFAULT_JOBS})
  --help            shows this

exit: 0 all passed (with --baseline: nothing got worse) · 1 something failed · 2 wrong usage`

/** Reads the command line. @throws {UserError} with exit code 2 on an unknown option or value. */
export function parseOptions(argv: string[]): EvalOptions {
  const { values } = parse(argv)
  return {
    dirs: values.dir ?? [fileURLToPath(new URL('./cases', import.meta.url))],
    grep: values.grep,
    k: wholeNumber('--k', values.k, 1),
    seed: wholeNumber('--seed', values.seed, 1),
    chain: values.chain ?? 'rules',
    models: behaviour(values.models),
    json: values.json,
    html: values.html,
    baseline: values.baseline,
    jobs: wholeNumber('--jobs', values.jobs, DEFAULT_JOBS),
    help: values.help ?? false,
  }
}

function parse(argv: string[]) {
  try {
    return parseArgs({
      args: argv,
      options: {
        dir: { type: 'string', multiple: true },
        grep: { type: 'string' },
        k: { type: 'string' },
        seed: { type: 'string' },
        chain: { type: 'string' },
        models: { type: 'string' },
        json: { type: 'string' },
        html: { type: 'string' },
        baseline: { type: 'string' },
        jobs: { type: 'string' },
        help: { type: 'boolean', short: 'h' },
      },
    })
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause)
    throw new UserError(`${reason}; see npm run eval -- --help`, { exitCode: 2, cause })
  }
}

/** How emulated models behave. */
export function behaviour(value: string | undefined): EvalOptions['models'] {
  if (value === undefined || value === 'obedient' || value === 'hostile') return value
  throw new UserError(`--models ${value}: obedient or hostile`, { exitCode: 2 })
}

/** A positive whole number; `--seed 0` is fine too. */
export function wholeNumber(name: string, value: string | undefined, fallback: number): number {
  if (value === undefined) return fallback
  const number = Number(value)
  const least = name === '--seed' ? 0 : 1
  if (Number.isSafeInteger(number) && number >= least) return number
  throw new UserError(`${name} ${value}: a whole number from ${least} on is needed`, { exitCode: 2 })
}

/** A number from 0 to 1; undefined when it was not given. */
export function share(name: string, value: string | undefined): number | undefined {
  if (value === undefined) return undefined
  const number = Number(value)
  if (value.trim() !== '' && number >= 0 && number <= 1) return number
  throw new UserError(`${name} ${value}: a number from 0 to 1 is needed`, { exitCode: 2 })
}
