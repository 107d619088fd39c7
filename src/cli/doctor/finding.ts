/** What the doctor found of one part: `degraded` works with less, `broken` does not work. Without a mend nothing need be done. */
export interface Finding {
  name: string
  status: 'ok' | 'degraded' | 'broken'
  detail: string
  mend?: string
}
