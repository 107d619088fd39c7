import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { z } from 'zod'
import { encodePhpForm } from '#src/sandbox/kommo/webhook-bodies.ts'
import { call, startKommo } from './given.ts'

const fixture = (name: string) =>
  JSON.parse(readFileSync(new URL(`../../fixtures/kommo/${name}.json`, import.meta.url), 'utf8'))

/** Every member the emulator gives must be one the real answer has, of the same kind; extra members of the real one may be missing. */
function assertLike(actual: unknown, real: unknown, path = 'answer'): void {
  if (real === null || actual === null) return
  if (Array.isArray(real)) {
    assert.ok(Array.isArray(actual), `${path} is a list`)
    for (const [index, item] of actual.entries()) if (real.length > 0) assertLike(item, real[0], `${path}[${index}]`)
    return
  }
  if (typeof real !== 'object') {
    assert.equal(typeof actual, typeof real, `${path} is a ${typeof real}`)
    return
  }
  const reals: Record<string, unknown> = { ...real }
  for (const [name, value] of Object.entries(z.record(z.string(), z.unknown()).parse(actual))) {
    assert.ok(name in reals, `${path}.${name} is unknown to Kommo`)
    assertLike(value, reals[name], `${path}.${name}`)
  }
}

test('answers have the members of the documented ones and no others', async (t) => {
  const { baseUrl, token } = await startKommo(t)
  const ask = async (method: string, path: string, body?: unknown) =>
    (await call(baseUrl, token, method, path, body)).body

  const fields = await ask('POST', '/api/v4/leads/custom_fields', fixture('custom-fields.create.request'))
  assertLike(fields._embedded.custom_fields, fixture('custom-fields.leads.200')._embedded.custom_fields)
  const [, externalId] = fields._embedded.custom_fields
  const contact = await ask('POST', '/api/v4/contacts', [
    {
      name: 'Maria Souza',
      custom_fields_values: [{ field_code: 'PHONE', values: [{ value: '+5511987654321', enum_code: 'MOB' }] }],
    },
  ])
  assertLike(contact, fixture('contacts.create.200'))
  const contactId = contact._embedded.contacts[0].id
  const lead = await ask('POST', '/api/v4/leads', [
    {
      name: 'Solar - Maria Souza',
      custom_fields_values: [{ field_id: externalId.id, values: [{ value: 'lead_42' }] }],
      _embedded: { tags: [{ name: 'SDR_IA' }], contacts: [{ id: contactId, is_main: true }] },
      request_id: 'sdr-lead-1',
    },
  ])
  assertLike(lead, fixture('leads.create.200'))
  assert.equal(lead._embedded.leads[0].request_id, 'sdr-lead-1')
  const leadId = lead._embedded.leads[0].id
  assertLike(await ask('PATCH', `/api/v4/leads/${leadId}`, { price: 21500 }), fixture('leads.update.200'))
  assertLike(await ask('GET', `/api/v4/leads/${leadId}?with=contacts`), fixture('leads.get.200'))
  assertLike(await ask('GET', '/api/v4/leads?limit=1&with=contacts'), fixture('leads.list.200'))
  assertLike(await ask('GET', '/api/v4/contacts?query=987654321&with=leads'), fixture('contacts.search.200'))
  assertLike(await ask('GET', '/api/v4/leads/pipelines'), fixture('pipelines.200'))
  const note = { entity_id: leadId, note_type: 'common', params: { text: 'x' }, request_id: 'note-1' }
  assertLike(await ask('POST', '/api/v4/leads/notes', [note]), fixture('notes.create.200'))
  const task = { text: 'ligar', complete_till: 1795363800, entity_id: leadId, entity_type: 'leads' }
  assertLike(await ask('POST', '/api/v4/tasks', [task]), fixture('tasks.create.200'))
  assertLike(await ask('GET', '/api/v4/tasks'), fixture('tasks.list.200'))
  assertLike(await ask('GET', '/api/v4/account?with=task_types'), fixture('account.200'))
  assertLike(await ask('GET', '/api/v4/users'), fixture('users.list.200'))
  assertLike(await ask('POST', '/api/v4/leads', [{ status_id: 1 }]), fixture('error.400.validation'))
  assertLike(await ask('POST', '/api/v4/leads', Array(251).fill({})), fixture('error.422.limit'))
  assertLike((await call(baseUrl, 'x', 'GET', '/api/v4/account')).body, fixture('error.401'))
})

test('webhook forms are written as the recorded one', () => {
  const decoded = fixture('webhook.lead-status.decoded')
  const recorded = readFileSync(
    new URL('../../fixtures/kommo/webhook.lead-status.txt', import.meta.url),
    'utf8',
  ).trimEnd()
  assert.equal(encodePhpForm(decoded), recorded)
})
