import assert from 'node:assert/strict'
import { test } from 'node:test'
import { startTestApp } from '../support/app.ts'

const LEAD = '5581999990001'

test('a default sale is held from "oi" to the booking in at most twelve messages, and the CRM holds it once', async (t) => {
  const app = await startTestApp(t)
  const tenant = await app.tenant()
  const answers = [
    'oi',
    'Célia',
    'uns 620',
    'Recife',
    'é casa',
    'sim, própria',
    'não',
    'não',
    'sou eu que decido',
    '2',
    'não uso email',
  ]
  const heard: string[][] = []
  for (const answer of answers) heard.push(await app.say(tenant, LEAD, answer))
  await app.quiet(tenant)

  assert.ok(answers.length <= 12)
  assert.ok(
    heard.every((bubbles) => bubbles.length > 0),
    'every message is answered',
  )
  const [booking] = await app.rows<{ status: string; n: number }>(
    tenant,
    'select status, count(*) over ()::int as n from bookings',
  )
  assert.deepEqual(booking, { status: 'confirmed', n: 1 })

  const crm = app.emulators.kommo.snapshot(tenant.kommoAccount)
  assert.equal(crm.contacts.length, 1)
  assert.deepEqual(crm.contacts[0]?.phones, ['+5581999990001'])
  assert.equal(crm.leads.length, 1)
  assert.equal(crm.leads[0]?.status, 'reuniao_agendada')
  assert.equal(crm.leads[0]?.fields['Valor da conta (R$)'], 620)
  assert.deepEqual(crm.leads[0]?.tags.includes('SDR_IA'), true)
  assert.equal(crm.notes.filter(({ text }) => text.startsWith('Reunião marcada')).length, 1)
})

test('fragments written one after another are one turn with one answer', async (t) => {
  const app = await startTestApp(t)
  const tenant = await app.tenant()
  await app.say(tenant, LEAD, 'oi')
  await app.say(tenant, LEAD, 'Célia')

  const heard = await app.say(tenant, LEAD, 'minha conta', 'vem', 'uns 800')

  const [lead] = await app.rows<{ bill: number }>(
    tenant,
    `select (facts -> 'billBrl' ->> 'value')::int as bill from leads`,
  )
  assert.equal(lead?.bill, 800)
  const turns = await app.rows(tenant, `select id from turns where status = 'committed'`)
  assert.equal(turns.length, 3)
  assert.ok(heard.length >= 1)
})

test('silence after a question is followed by three nudges, each once, and then by peace', async (t) => {
  const app = await startTestApp(t)
  const tenant = await app.tenant({ now: '2026-03-10T10:00:00-03:00' })
  await app.say(tenant, LEAD, 'oi')
  const before = app.emulators.evolution.ledger(tenant.instance).length

  await app.pass(tenant, 'P10D')

  assert.equal(app.emulators.evolution.ledger(tenant.instance).length - before, 3)
  const [lead] = await app.rows<{ stage: string }>(tenant, 'select stage from leads')
  assert.equal(lead?.stage, 'nurturing')
})

test('an attendant who answers from the phone silences the agent at once', async (t) => {
  const app = await startTestApp(t)
  const tenant = await app.tenant()
  await app.say(tenant, LEAD, 'oi')

  app.emulators.evolution.attendant.sendText(LEAD, 'oi, aqui é o Leonardo', { instance: tenant.instance })
  await app.settle(tenant)
  const heard = await app.say(tenant, LEAD, 'oi Leonardo')
  await app.pass(tenant, 'P4D')

  assert.deepEqual(heard, [])
  const agent = app.emulators.evolution.ledger(tenant.instance).filter(({ text }) => text !== 'oi, aqui é o Leonardo')
  assert.equal(agent.length, 1, 'only the answer to the first "oi" came from the agent')
  const [lead] = await app.rows<{ handoff_reason: string }>(tenant, 'select handoff_reason from leads')
  assert.equal(lead?.handoff_reason, 'takeover')
})
