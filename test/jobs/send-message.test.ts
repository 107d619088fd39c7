import assert from 'node:assert/strict'
import { test } from 'node:test'
import { insertOutbound } from '#src/db/messages.ts'
import { inTenant } from '#src/db/transaction.ts'
import { insertTurn } from '#src/db/turns.ts'
import { enqueueSend } from '#src/jobs/enqueue.ts'
import { startTestApp } from '../support/app.ts'

const LEAD = '5581999990001'

for (const { thoughtMs, shown } of [
  { thoughtMs: 50, shown: 1 },
  { thoughtMs: 5000, shown: 0 },
])
  test(`after ${thoughtMs} ms of thinking "typing…" shows ${shown} time(s) before the first bubble`, async (t) => {
    const app = await startTestApp(t)
    const tenant = await app.tenant()
    await app.say(tenant, LEAD, 'oi')
    const [conversation] = await app.rows<{ id: string }>(tenant, 'select id from conversations')
    assert.ok(conversation)
    const conversationId = conversation.id
    let composing = 0
    const typing = Promise.withResolvers<void>()
    t.after(
      app.emulators.evolution.onChange((change) => {
        if (change.type !== 'presence' || change.presence !== 'composing') return
        composing += 1
        typing.resolve()
      }),
    )

    await inTenant(app.services.pool, tenant.id, async (tx) => {
      const turnId = await insertTurn(tx, { conversationId, status: 'committed', durationMs: thoughtMs })
      await insertOutbound(tx, { conversationId, turnId, bubbles: [{ text: 'Com quem eu falo?' }], purpose: 'turn' })
      await enqueueSend(tx, { tenantId: tenant.id, conversationId })
    })
    await app.settle(tenant)
    if (shown > 0) await typing.promise // nothing waits for it

    const sent = app.emulators.evolution.ledger(tenant.instance).filter(({ text }) => text === 'Com quem eu falo?')
    assert.equal(sent.length, 1)
    assert.equal(composing, shown)
  })
