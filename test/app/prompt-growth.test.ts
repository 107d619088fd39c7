import assert from 'node:assert/strict'
import { test } from 'node:test'
import { startTestApp, type TestApp, type TestTenant } from '../support/app.ts'

const LEAD = '5581999990001'
/** Questions that every turn answers from the fact sheet, in turn: the same kind of turn early and late. */
const QUESTIONS = [
  'tem garantia?',
  'quanto tempo demora pra instalar?',
  'vocês são de onde?',
  'como funciona?',
  'quanto custa?',
]
const EARLY_MESSAGES = 10
const LATE_MESSAGES = 2000
const MOST_GROWTH = 0.1

test('the prompt of a turn is as long at message 2,000 as at message 10', async (t) => {
  const app = await startTestApp(t, { GEMINI_API_KEY: 'sandbox', MODEL_CHAIN: 'gemini,rules' })
  const tenant = await app.tenant()
  for (const text of ['oi', 'Célia', 'uns 620 reais', 'Recife', 'é uma casa']) await app.say(tenant, LEAD, text)
  assert.ok((await countMessages(app, tenant)) >= EARLY_MESSAGES)
  const early = await tokensOfQuestions(app, tenant)

  await growTo(app, tenant, LATE_MESSAGES)
  const late = await tokensOfQuestions(app, tenant)

  const growth = late / early - 1
  assert.ok(
    Math.abs(growth) <= MOST_GROWTH,
    `${early} tokens a turn early, ${late} late: ${(growth * 100).toFixed(1)} %`,
  )
})

/** Asks all questions and returns the mean of what a turn's prompts held, all calls of the turn together. */
async function tokensOfQuestions(app: TestApp, tenant: TestTenant): Promise<number> {
  const before = await countCalls(app, tenant)
  for (const text of QUESTIONS) assert.notDeepEqual(await app.say(tenant, LEAD, text), [])
  const rows = await app.rows<{ input_tokens: number }>(
    tenant,
    'select input_tokens from model_calls where tenant_id = current_tenant() order by at, id offset $1',
    [before],
  )
  assert.ok(rows.length >= QUESTIONS.length, 'models were asked in every turn')
  return rows.reduce((sum, row) => sum + row.input_tokens, 0) / QUESTIONS.length
}

/** As if the two had been talking for months: messages of every length, most of them long before the window. */
async function growTo(app: TestApp, tenant: TestTenant, count: number): Promise<void> {
  await app.rows(
    tenant,
    `with missing as (select $1 - count(*)::int as n from messages where tenant_id = current_tenant()),
          grown as (
            update conversations c set next_seq = c.next_seq + missing.n from missing where c.tenant_id = current_tenant()
            returning c.id, c.channel_id, c.next_seq - missing.n as first, missing.n as n)
     insert into messages (tenant_id, conversation_id, channel_id, seq, direction, author, type, text, details, provider_message_id,
                           provider_at, consumed_at, status)
     select current_tenant(), g.id, g.channel_id, g.first + i, case when i % 2 = 0 then 'in' else 'out' end,
            case when i % 2 = 0 then 'lead' else 'agent' end, 'text', repeat('conversa de outro dia ', 1 + i % 9), '{}', 'old-' || i,
            tenant_now(current_tenant()), tenant_now(current_tenant()), case when i % 2 = 0 then 'received' else 'sent' end
       from grown g, generate_series(0, g.n - 1) i`,
    [count],
  )
  assert.equal(await countMessages(app, tenant), count)
}

async function countMessages(app: TestApp, tenant: TestTenant): Promise<number> {
  return (await app.rows(tenant, 'select from messages where tenant_id = current_tenant()')).length
}

async function countCalls(app: TestApp, tenant: TestTenant): Promise<number> {
  return (await app.rows(tenant, 'select from model_calls where tenant_id = current_tenant()')).length
}
