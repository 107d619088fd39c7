import assert from 'node:assert/strict'
import { readdirSync, readFileSync } from 'node:fs'
import { test } from 'node:test'
import fc from 'fast-check'
import { CrmWebhook } from '#src/domain/crm-events.ts'
import { convertKommoWebhook } from '#src/integrations/kommo/convert-webhook.ts'
import { decodePhpForm } from '#src/integrations/kommo/php-form.ts'

const FIXTURES = new URL('../../fixtures/kommo/', import.meta.url)
const read = (name: string) => readFileSync(new URL(name, FIXTURES), 'utf8').trimEnd()
const forms = readdirSync(FIXTURES).filter((name) => /^webhook\..*\.txt$/.test(name))

for (const name of forms) {
  test(`${name} is decoded to its tree`, () => {
    const decoded = name.replace('.unescaped', '').replace('.txt', '.decoded.json')
    assert.deepEqual(Object.fromEntries(decodePhpForm(read(name))), JSON.parse(read(decoded)))
  })
}

const change = { crmLeadId: 45000001, pipelineId: 7700001, byUserId: 9100001, changedAt: 1795360200 }
const moved = { kind: 'lead_moved', ...change, oldStatusId: 61000002, statusId: 61000003 }

for (const [name, events] of [
  ['lead-status.txt', [moved]],
  ['lead-status.unescaped.txt', [moved]],
  ['lead-won.txt', [{ ...moved, oldStatusId: 61000004, statusId: 142 }]],
  ['lead-lost.txt', [{ ...moved, oldStatusId: 61000003, statusId: 143 }]],
  ['lead-add.txt', [{ kind: 'lead_added', ...change, statusId: 61000003 }]],
  ['lead-responsible.txt', [{ kind: 'lead_reassigned', ...change, statusId: 61000003, responsibleUserId: 9100002 }]],
  ['lead-delete.txt', [{ kind: 'lead_deleted', crmLeadId: 45000001 }]],
  ['note-lead.txt', [{ kind: 'note_added', crmLeadId: 45000001, text: 'Cliente pediu desconto', byUserId: 9100001 }]],
  ['digital-pipeline-status.txt', [{ ...moved, byUserId: null, changedAt: null }]],
  ['task-add.txt', [{ kind: 'ignored', reason: 'task add is not used' }]],
  ['task-complete.txt', [{ kind: 'ignored', reason: 'task update is not used' }]],
  ['contact-update.txt', [{ kind: 'ignored', reason: 'contacts update is not used' }]],
  ['unsorted-accept.txt', [{ kind: 'ignored', reason: 'unsorted delete is not used' }]],
  ['message-add.txt', [{ kind: 'ignored', reason: 'message add is not used' }]],
] as const) {
  test(`${name} means what people did`, () => {
    const webhook = convertKommoWebhook(read(`webhook.${name}`))
    assert.deepEqual(webhook, { accountId: 31400001, subdomain: 'solarexemplo', events })
    CrmWebhook.parse(webhook)
  })
}

test('every event of a batch counts', () => {
  const { events } = convertKommoWebhook(read('webhook.lead-batch.txt'))
  assert.deepEqual(
    events.map((event) => event.kind === 'lead_moved' && event.crmLeadId),
    [45000001, 45000002],
  )
})

test('what nobody of Kommo would send is ignored, not fallen over', () => {
  assert.deepEqual(convertKommoWebhook(''), { accountId: null, subdomain: null, events: [] })
  assert.deepEqual(convertKommoWebhook('leads=1&account[id]=x').events, [])
  assert.deepEqual(convertKommoWebhook('leads[status][0][id]=abc').events, [
    { kind: 'ignored', reason: 'unreadable leads status' },
  ])
  convertKommoWebhook('leads[__proto__][0][id]=1&leads[constructor][prototype][x]=1')
  assert.equal(Reflect.get({}, 'id'), undefined)
  const part = fc.constantFrom(
    'leads',
    '[status]',
    '[0]',
    '[]',
    '[id]',
    '[',
    ']',
    '=',
    '&',
    '45',
    '%',
    '+',
    '[__proto__]',
    'account',
  )
  fc.assert(
    fc.property(fc.array(part, { maxLength: 30 }), (parts) => {
      CrmWebhook.parse(convertKommoWebhook(parts.join('')))
    }),
    { numRuns: 500, seed: 3 },
  )
})
