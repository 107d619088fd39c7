/** Something a grader did not like. `expectation`: the case asked for something else; `violation`: it may never happen in any case. */
export type Finding = {
  kind: 'expectation' | 'violation' | 'repeated_question'
  /** Which check spoke: `outcome`, `ungrounded_money`, … */
  code: string
  message: string
  /** The agent's turn it is about, for the report. */
  turnId?: string | undefined
}

/** A finding about what the case expected. */
export function unmet(code: string, expected: unknown, actual: unknown): Finding {
  return { kind: 'expectation', code, message: `${code}: expected ${show(expected)}, got ${show(actual)}` }
}

/** A finding about what may never happen. */
export function violation(code: string, message: string, turnId?: string): Finding {
  return { kind: 'violation', code, message, turnId }
}

function show(value: unknown): string {
  return typeof value === 'string' ? value : (JSON.stringify(value) ?? 'nothing')
}
