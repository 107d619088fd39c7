import assert from 'node:assert/strict'
import { test } from 'node:test'
import { setImmediate as settled } from 'node:timers/promises'
import fc from 'fast-check'
import { IntegrationError } from '#src/errors.ts'
import { createRequestGate } from '#src/integrations/kommo/gate.ts'

/** A clock that moves only while somebody sleeps: to the earliest of all alarms. */
function createTestClock() {
  let nowMs = 0
  const alarms: { at: number; wake: () => void }[] = []
  return {
    now: () => nowMs,
    advance: (ms: number) => {
      nowMs += ms
    },
    sleep: (ms: number) => new Promise<void>((wake) => alarms.push({ at: nowMs + ms, wake })),
    /** Sleeps until nobody does any more. */
    async run() {
      for (;;) {
        await settled()
        const next = alarms.sort((a, b) => a.at - b.at).shift()
        if (!next) return
        nowMs = Math.max(nowMs, next.at)
        next.wake()
      }
    },
  }
}

test('however many ask at once, no second lets more than the rate through', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(fc.integer({ min: 0, max: 400 }), { minLength: 1, maxLength: 40 }), async (gaps) => {
      const clock = createTestClock()
      const gate = createRequestGate({
        ratePerSecond: 5,
        maxWaitMs: 60_000,
        monotonicMs: clock.now,
        sleep: clock.sleep,
      })
      const passed: number[] = []
      const entries = gaps.map((gap) => {
        clock.advance(gap)
        return gate.enter().then(() => passed.push(clock.now()))
      })
      await clock.run()
      await Promise.all(entries)
      for (const at of passed) assert.ok(passed.filter((other) => other >= at && other < at + 1000).length <= 5)
    }),
    { numRuns: 50, seed: 11 },
  )
})

test('who would have to wait too long is sent away with the time', async () => {
  const clock = createTestClock()
  const gate = createRequestGate({ ratePerSecond: 1, maxWaitMs: 2000, monotonicMs: clock.now, sleep: clock.sleep })
  const patient = [gate.enter(), gate.enter()]
  await clock.run()
  await Promise.all(patient)
  const standing = [gate.enter(), gate.enter()]
  await assert.rejects(gate.enter(), (error) => {
    assert.ok(error instanceof IntegrationError)
    return error.retryable && error.retryAfterMs === 3000 && error.reason === 'busy'
  })
  await clock.run()
  await Promise.all(standing)
})

test('each further block doubles the pause, an answer that works ends the series', () => {
  let nowMs = 0
  const gate = createRequestGate({ monotonicMs: () => nowMs })
  const pauses = [0, 1, 2].map(() => {
    gate.learn({ status: 403, isJson: false })
    const pause = gate.pausedForMs()
    nowMs += pause
    return pause / 60_000
  })
  assert.deepEqual(pauses, [10, 20, 40])
  gate.learn({ status: 200, isJson: true })
  gate.learn({ status: 403, isJson: false })
  assert.equal(gate.pausedForMs() / 60_000, 10)
})

test('403 in JSON is a missing right, not a block', () => {
  const gate = createRequestGate({ monotonicMs: () => 0 })
  gate.learn({ status: 403, isJson: true })
  assert.equal(gate.pausedForMs(), 0)
})
