import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { judgeKommo } from '#src/integrations/kommo/http.ts'
import {
  listOf,
  WireContact,
  WireCustomField,
  WireLead,
  WirePipeline,
  WireTask,
  WireTokens,
  writtenId,
} from '#src/integrations/kommo/wire.ts'

const text = (name: string) => readFileSync(new URL(`../../fixtures/kommo/${name}`, import.meta.url), 'utf8')
const json = (name: string) => JSON.parse(text(`${name}.json`))
const answer = (status: number, body: unknown) => ({
  status,
  body,
  isJson: typeof body === 'object',
  headers: new Headers(),
})

test('recorded refusals are told apart', () => {
  assert.deepEqual(judgeKommo(answer(400, json('error.400.validation'))), { retryable: false, reason: 'refused' })
  assert.deepEqual(judgeKommo(answer(401, json('error.401'))), { retryable: false, reason: 'unauthorised' })
  assert.deepEqual(judgeKommo(answer(403, json('error.403.scope'))), { retryable: false, reason: 'missing right' })
  assert.deepEqual(judgeKommo(answer(403, text('error.403.blocked.html'))), { retryable: true, reason: 'blocked' })
  assert.equal(judgeKommo(answer(429, json('error.429')))?.retryAfterMs, 300_000)
  assert.equal(judgeKommo(answer(429, 'Too many'))?.retryAfterMs, 1000)
  assert.equal(judgeKommo(answer(402, json('error.402')))?.retryable, true)
  assert.equal(judgeKommo(answer(500, json('error.500'))), undefined)
})

test('recorded answers are read', () => {
  const { items: leads, next } = listOf('leads', WireLead).parse(json('leads.list.200'))
  assert.equal(leads[0]?.status_id, 61000003)
  assert.equal(next, 'https://solarexemplo.kommo.com/api/v4/leads?page=2&limit=1&with=contacts')
  assert.deepEqual(listOf('leads', WireLead).parse(null), { items: [], next: null })
  const { items: contacts } = listOf('contacts', WireContact).parse(json('contacts.search.200'))
  assert.deepEqual(
    contacts.map(({ custom_fields_values }) => custom_fields_values?.length ?? null),
    [1, null],
  )
  assert.equal(listOf('pipelines', WirePipeline).parse(json('pipelines.200')).items[0]?._embedded.statuses.length, 6)
  assert.equal(listOf('custom_fields', WireCustomField).parse(json('custom-fields.leads.200')).items.length, 9)
  assert.equal(listOf('tasks', WireTask).parse(json('tasks.list.200')).items[0]?.is_completed, false)
  assert.equal(writtenId('leads').parse(json('leads.create.200')), 45000001)
  assert.equal(writtenId('leads').parse({ id: 45000001, updated_at: 1 }), 45000001, 'a single PATCH may come bare')
  assert.equal(writtenId('notes').parse(json('notes.create.200')), 76600001)
  assert.equal(writtenId('tasks').parse(json('tasks.create.200')), 4740001)
  assert.equal(WireTokens.parse(json('oauth-token-response.200')).refresh_token, 'def502cccc')
})
