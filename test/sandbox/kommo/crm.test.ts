import assert from 'node:assert/strict'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { writeField } from '#src/integrations/kommo/fields.ts'
import { LEAD_ID_FIELD } from '#src/integrations/kommo/setup.ts'
import { ACCOUNT, call, PIPELINE, startKommo } from './given.ts'

const PHONE = '5581999990001'

const WANTED = [
  { name: 'Valor da conta (R$)', type: 'numeric' },
  { name: 'Cidade', type: 'text' },
  { name: 'Imóvel próprio', type: 'checkbox' },
  { name: 'Tipo de imóvel', type: 'select', options: ['Casa', 'Empresa'] },
] as const

test('setup makes pipeline, stages and fields once, and finds them again', async (t) => {
  const { client } = await startKommo(t)
  const first = await client.ensurePipeline(PIPELINE, WANTED)
  assert.deepEqual(first.created, [
    `pipeline ${PIPELINE}`,
    `field ${LEAD_ID_FIELD}`,
    ...WANTED.map(({ name }) => `field ${name}`),
  ])
  const second = await client.ensurePipeline(PIPELINE, WANTED)
  assert.deepEqual(second, { mapping: first.mapping, created: [] })
  assert.equal(second.mapping.statuses.ganho, 142)
  assert.equal(new Set(Object.values(second.mapping.statuses)).size, 11)
})

test('setup adds only the stages that are missing', async (t) => {
  const { client, baseUrl, token } = await startKommo(t)
  const statuses = [{ name: 'Novo lead' }, { name: 'Qualificado' }]
  const pipeline = { name: PIPELINE, sort: 20, is_main: false, is_unsorted_on: false, _embedded: { statuses } }
  await call(baseUrl, token, 'POST', '/api/v4/leads/pipelines', [pipeline])

  const { created } = await client.ensurePipeline(PIPELINE)
  assert.equal(created.filter((what) => what.startsWith('stage ')).length, 7)
  assert.ok(!created.includes('stage Novo lead'))
})

test('a lead with its contact, facts, tags, note and task stands in the CRM as it was written', async (t) => {
  const { client, emulator } = await startKommo(t)
  const { mapping } = await client.ensurePipeline(PIPELINE, WANTED)
  const field = (name: string, value: string | number | boolean) => {
    const target = mapping.fields[name]
    const write = target && writeField(target, value)
    assert.ok(write)
    return write
  }
  const contactId = await client.createContact({ name: 'Célia', phone: PHONE, email: 'celia@example.com' })
  const leadId = await client.createLead({
    name: 'Célia (Recife)',
    price: 620,
    stage: { pipelineId: mapping.pipelineId, statusId: mapping.statuses.em_qualificacao ?? 0 },
    fields: [field(LEAD_ID_FIELD, 'lead-1'), field('Valor da conta (R$)', 620), field('Tipo de imóvel', 'Empresa')],
    tagsToAdd: ['SDR_IA', 'lead-quente'],
    contactId,
  })
  await client.updateLead(leadId, {
    stage: { pipelineId: mapping.pipelineId, statusId: mapping.statuses.reuniao_agendada ?? 0 },
    fields: [field('Imóvel próprio', true)],
    tagsToAdd: ['lead-morno'],
    tagsToDelete: ['lead-quente'],
  })
  await client.addNote(leadId, 'Conta de R$ 620, quer visita quinta.')
  const dueAt = Temporal.Instant.from('2026-03-05T17:00:00Z')
  const taskId = await client.addTask(leadId, { text: 'Visita', dueAt, meeting: true })
  await client.completeTask(taskId, 'feito')

  const { leads, contacts, notes, tasks } = emulator.snapshot(ACCOUNT)
  const [lead] = leads
  assert.equal(lead?.status, 'reuniao_agendada')
  assert.deepEqual(lead?.tags, ['SDR_IA', 'lead-morno'])
  assert.deepEqual(lead?.fields, {
    [LEAD_ID_FIELD]: 'lead-1',
    'Valor da conta (R$)': 620,
    'Tipo de imóvel': 'Empresa',
    'Imóvel próprio': true,
  })
  assert.deepEqual(contacts, [
    { id: contactId, name: 'Célia', phones: [`+${PHONE}`], emails: ['celia@example.com'], tags: [], leadIds: [leadId] },
  ])
  assert.deepEqual(
    notes.map(({ text }) => text),
    ['Conta de R$ 620, quer visita quinta.'],
  )
  assert.deepEqual(
    tasks.map(({ text, dueAt: due, done }) => ({ text, due, done })),
    [{ text: 'Visita', due: '2026-03-05T17:00:00Z', done: true }],
  )
  assert.equal((await client.listNotes(leadId))[0]?.text, 'Conta de R$ 620, quer visita quinta.')
  assert.equal((await client.listTasks(leadId))[0]?.done, true)
  assert.deepEqual((await client.getLead(leadId))?.contactIds, [contactId])
  assert.equal((await client.findLeadsByField(LEAD_ID_FIELD, 'lead-1'))[0]?.id, leadId)
  assert.deepEqual(await client.findLeadsByField(LEAD_ID_FIELD, 'lead-2'), [])
})

test('a contact is found with and without the ninth digit, and never by a number in another field', async (t) => {
  const { client, baseUrl, token } = await startKommo(t)
  const withPhone = (name: string, value: string) => ({
    name,
    custom_fields_values: [{ field_code: 'PHONE', values: [{ value, enum_code: 'WORK' }] }],
  })
  const { body } = await call(baseUrl, token, 'POST', '/api/v4/contacts', [
    withPhone('Célia', '(81) 9999-0001'),
    withPhone('Outro DDD', '+5511999990001'),
    { name: 'Conta 99990001' },
  ])
  const found = await client.findContactsByPhone(PHONE)
  assert.deepEqual(
    found.map(({ name }) => name),
    ['Célia'],
  )
  assert.equal(found[0]?.id, body._embedded.contacts[0].id)
  assert.deepEqual(await client.findContactsByPhone('5581988887777'), [])
})

test('a phone added to a contact does not cost it the others', async (t) => {
  const { client, emulator } = await startKommo(t)
  const id = await client.createContact({ name: 'Célia', phone: '558133334444' })
  await client.updateContact(id, { phone: PHONE, name: 'Célia Souza' })
  await client.updateContact(id, { phone: '558199990001' })
  assert.deepEqual(emulator.snapshot(ACCOUNT).contacts[0]?.phones, ['+558133334444', `+${PHONE}`])
})

test('writing PHONE replaces every stored phone, as the real one does', async (t) => {
  const { client, emulator, baseUrl, token } = await startKommo(t)
  const id = await client.createContact({ name: 'Célia', phone: PHONE })
  const custom_fields_values = [{ field_code: 'PHONE', values: [{ value: '+5581988880000' }] }]
  await call(baseUrl, token, 'PATCH', `/api/v4/contacts/${id}`, { custom_fields_values })
  assert.deepEqual(emulator.snapshot(ACCOUNT).contacts[0]?.phones, ['+5581988880000'])
})

test('tags in _embedded replace the whole set', async (t) => {
  const { client, emulator, baseUrl, token } = await startKommo(t)
  const id = await client.createLead({ name: 'x', tagsToAdd: ['de uma pessoa'] })
  await call(baseUrl, token, 'PATCH', `/api/v4/leads/${id}`, { _embedded: { tags: [{ name: 'SDR_IA' }] } })
  assert.deepEqual(emulator.snapshot(ACCOUNT).leads[0]?.tags, ['SDR_IA'])
})

test('nothing found is no content; forms and values that are wrong are refused with their path', async (t) => {
  const { client, baseUrl, token } = await startKommo(t)
  const ask = (method: string, path: string, body?: unknown) => call(baseUrl, token, method, path, body)
  assert.equal((await ask('GET', '/api/v4/leads')).status, 204)
  assert.equal((await ask('GET', '/api/v4/leads/1')).status, 204)
  assert.equal(await client.getLead(1), null)
  assert.equal((await ask('POST', '/api/v4/leads', { name: 'x' })).status, 400)
  assert.equal((await ask('POST', '/api/v4/leads', [])).status, 400)
  assert.equal((await ask('POST', '/api/v4/leads', Array(251).fill({}))).status, 422)
  const refused = await ask('POST', '/api/v4/leads', [
    { name: 'boa' },
    { status_id: 1, custom_fields_values: [{ field_id: 999, values: [{ value: 'x' }] }] },
  ])
  assert.equal(refused.status, 400)
  assert.match(refused.type, /^application\/problem\+json/)
  assert.deepEqual(refused.body['validation-errors'], [
    {
      request_id: '1',
      errors: [
        {
          code: 'NotSupportedChoice',
          path: 'custom_fields_values.0.field_id',
          detail: 'The value you selected is not a valid choice.',
        },
        { code: 'NotSupportedChoice', path: 'status_id', detail: 'The value you selected is not a valid choice.' },
      ],
    },
  ])
  assert.equal((await ask('GET', '/api/v4/leads')).status, 204, 'a refused request writes nothing')
  assert.equal((await ask('POST', '/api/v4/tasks', [{ text: 'x' }])).status, 400)
  assert.equal((await ask('GET', '/api/v4/example')).status, 404)
  assert.equal((await call(baseUrl, 'falso', 'GET', '/api/v4/account')).status, 401)
})

test('lists come in pages that name the next one', async (t) => {
  const { baseUrl, token } = await startKommo(t)
  await call(baseUrl, token, 'POST', '/api/v4/leads', [{ name: 'a' }, { name: 'b' }, { name: 'c' }])
  const first = await call(baseUrl, token, 'GET', '/api/v4/leads?limit=2')
  assert.match(first.type, /^application\/hal\+json/)
  assert.deepEqual(
    first.body._embedded.leads.map(({ name }: { name: string }) => name),
    ['a', 'b'],
  )
  const next = new URL(first.body._links.next.href)
  const second = await call(baseUrl, token, 'GET', next.pathname + next.search)
  assert.deepEqual(
    second.body._embedded.leads.map(({ name }: { name: string }) => name),
    ['c'],
  )
  assert.equal(second.body._links.next, undefined)
})

test('accounts on one server see nothing of each other', async (t) => {
  const { clientOf, emulator } = await startKommo(t)
  await clientOf('um').createLead({ name: 'um' })
  await clientOf('dois').createLead({ name: 'dois' })
  assert.deepEqual(
    emulator.snapshot('um').leads.map(({ name }) => name),
    ['um'],
  )
  assert.deepEqual(
    emulator.snapshot('dois').leads.map(({ name }) => name),
    ['dois'],
  )
  assert.notEqual((await clientOf('um').account()).id, (await clientOf('dois').account()).id)
})

test('accounts, stages and leads outlive the server', async (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'kommo-'))
  t.after(() => rmSync(folder, { recursive: true }))
  const dataFile = join(folder, 'kommo.json')
  const first = await startKommo(t, { dataFile })
  await first.client.ensurePipeline(PIPELINE)
  await first.client.createLead({ name: 'Célia' })
  const before = first.emulator.snapshot(ACCOUNT)
  await first.emulator.close()

  const second = await startKommo(t, { dataFile })
  assert.equal(second.token, first.token)
  assert.deepEqual(second.emulator.snapshot(ACCOUNT), before)
  second.emulator.reset(ACCOUNT)
  assert.deepEqual(second.emulator.snapshot(ACCOUNT).leads, [])
  assert.equal((await second.client.ensurePipeline(PIPELINE)).created.length, 0)
})

test('a state file that cannot be read costs the state, not the start', async (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'kommo-'))
  t.after(() => rmSync(folder, { recursive: true }))
  const dataFile = join(folder, 'kommo.json')
  writeFileSync(dataFile, '{"version":')
  const { client } = await startKommo(t, { dataFile })
  assert.equal((await client.account()).subdomain, ACCOUNT)
})
