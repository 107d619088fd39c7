/** The tenants' virtual clocks as the emulators need them: without asking the database, which remains the one truth. */
export function createClocks() {
  const clocks = new Map<string, { at: Temporal.Instant; setAtMs: number; frozen: boolean }>()
  return {
    /** `frozen`: the clock stands at `now` until it is set again; otherwise it runs on from there. */
    set(instance: string, now: Temporal.Instant, { frozen }: { frozen: boolean }): void {
      clocks.set(instance, { at: now, setAtMs: performance.now(), frozen })
    },
    now(instance: string): Temporal.Instant {
      const clock = clocks.get(instance)
      if (!clock) return Temporal.Now.instant()
      return clock.frozen ? clock.at : clock.at.add({ milliseconds: Math.round(performance.now() - clock.setAtMs) })
    },
  }
}

export type Clocks = ReturnType<typeof createClocks>
