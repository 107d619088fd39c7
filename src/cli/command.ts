/** Where a command writes: results to `stdout`, everything else to `stderr`. */
export interface CommandIo {
  stdout: NodeJS.WritableStream
  stderr: NodeJS.WritableStream
}

/** One `girassol` command, in a module of its own that is loaded only when it is called. */
export interface Command {
  name: string
  /** One line for the list of commands. */
  summary: string
  /** What `--help` prints, from the line `Usage: girassol …` on. */
  usage: string
  /**
   * Does it and returns the exit code: 0 done, 1 failed, 2 wrong usage. A thrown UserError, or an error of `parseArgs`, is shown as one
   * line by the caller.
   */
  run(argv: string[], io: CommandIo): Promise<number>
}
