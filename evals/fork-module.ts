import { type ChildProcess, fork } from 'node:child_process'
import { join } from 'node:path'
import { projectRoot } from '#src/config.ts'

/** Keeps compiled code, so that a new process starts in half the time. */
const LAUNCHER = join(projectRoot, 'scripts', 'run.mjs')

/** Starts a module of the evals in a process of its own, which writes where this one writes and is spoken to over IPC. */
export function forkModule(path: string): ChildProcess {
  return fork(LAUNCHER, [path], { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] })
}
