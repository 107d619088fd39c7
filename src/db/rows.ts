import { z } from 'zod'

/** A timestamptz as PostgreSQL prints it, as an instant. */
export const InstantColumn = z.string().transform((text) => Temporal.Instant.from(text))

/** What most statements return that make or find something. */
export const IdRow = z.object({ id: z.string() })

/** When a job must run, in real time; null while a clock that stands still has not reached it. */
export const RunAtRow = z.object({ run_at: InstantColumn.nullable() })

/** Exactly one row of a query, parsed. */
export function oneRow<T extends z.ZodType>(schema: T, rows: unknown[]): z.infer<T> {
  if (rows.length !== 1) throw new Error(`expected one row, got ${rows.length}`)
  return schema.parse(rows[0])
}

/** The first row of a query, parsed, or null when there is none. */
export function firstRow<T extends z.ZodType>(schema: T, rows: unknown[]): z.infer<T> | null {
  return rows.length === 0 ? null : schema.parse(rows[0])
}

/** Every row of a query, parsed. */
export function allRows<T extends z.ZodType>(schema: T, rows: unknown[]): z.infer<T>[] {
  return rows.map((row) => schema.parse(row))
}
