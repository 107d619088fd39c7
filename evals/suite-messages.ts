import { z } from 'zod'
import type { LoadedCase } from './load-cases.ts'
import { ReportCase } from './report/report-types.ts'

export type PlayOptions = {
  k: number
  seed: number
  /** Conversations at the same time, of all processes together. */
  jobs: number
  chain: string
  models: 'obedient' | 'hostile' | undefined
  /** Without typing simulation: a bubble leaves in one job instead of two. */
  brisk?: boolean
  /** The share of all model calls whose connection is cut. */
  modelsFail?: number | undefined
}

/** What a process that plays says to the one that reports: it is free for another case, or a case is over. */
export const FromPlayer = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('next') }),
  z.object({ kind: z.literal('reported'), reported: ReportCase }),
])
export type FromPlayer = z.infer<typeof FromPlayer>

const ownOptions = (value: unknown): value is PlayOptions => typeof value === 'object' && value !== null
const ownCase = (value: unknown): value is LoadedCase => typeof value === 'object' && value !== null

/** What it hears: how to play, the case it asked for (null: there is none left), and that no further one is to begin. */
export const ToPlayer = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('start'), options: z.custom<PlayOptions>(ownOptions) }),
  z.object({ kind: z.literal('case'), next: z.custom<LoadedCase>(ownCase).nullable() }),
  z.object({ kind: z.literal('stop') }),
])
export type ToPlayer = z.infer<typeof ToPlayer>
