import { z } from 'zod'
import { OUTCOMES } from '../case.ts'

const Count = z.int().nonnegative()
const Share = z.object({ expected: Count, right: Count })

export const ReportFinding = z.object({
  kind: z.enum(['expectation', 'violation', 'repeated_question']),
  code: z.string(),
  message: z.string(),
  turnId: z.string().optional(),
})

/** A line of the transcript. `event`: something that happened beside the chat, such as time passing. */
export const ReportLine = z.object({
  from: z.enum(['lead', 'agent', 'attendant', 'event']),
  text: z.string(),
  at: z.string(),
  purpose: z.string().optional(),
  turnId: z.string().optional(),
  asks: z.string().optional(),
  status: z.string().optional(),
})
export type ReportLine = z.infer<typeof ReportLine>

/** What became known in one step of the conversation, and where the lead stood after it. */
export const ReportFact = z.object({
  at: z.string(),
  step: Count,
  fact: z.string(),
  value: z.string(),
  before: z.string().optional(),
})
export type ReportFact = z.infer<typeof ReportFact>

export const ReportRun = z.object({
  trial: Count,
  passed: z.boolean(),
  outcome: z.enum(OUTCOMES),
  reason: z.string().nullable(),
  ending: z.string(),
  findings: z.array(ReportFinding),
  facts: Share,
  heard: z.object({ told: Count, right: Count }),
  violations: Count,
  repeatedQuestions: Count,
  leadBatches: Count,
  batchesToBooking: Count.nullable().default(null),
  turnMs: z.array(z.number()).default([]),
  agentTurns: Count,
  bubbles: Count,
  modelCalls: Count,
  blockedDrafts: Count.default(0),
  costUsd: z.number(),
  ms: z.number(),
  transcript: z.array(ReportLine),
  learned: z.array(ReportFact),
})
export type ReportRun = z.infer<typeof ReportRun>

export const ReportCase = z.object({
  id: z.string(),
  path: z.string(),
  purpose: z.string(),
  style: z.string(),
  expected: z.string(),
  judged: z.array(z.string()),
  runs: z.array(ReportRun),
})
export type ReportCase = z.infer<typeof ReportCase>

/** Everything a run of the suite found, as `--json` writes it and `--baseline` reads it. */
export const Report = z.object({
  format: z.literal(1),
  startedAt: z.string(),
  complete: z.boolean(),
  seed: Count,
  k: Count,
  chain: z.string(),
  ms: z.number(),
  cases: z.array(ReportCase),
})
export type Report = z.infer<typeof Report>
