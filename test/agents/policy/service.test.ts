import assert from 'node:assert/strict'
import { test } from 'node:test'
import { loadPlaybook } from '#agents/playbooks/load.ts'
import { known, plan, said } from './support.ts'

const WORKSHOP = {
  playbook: loadPlaybook('agents/playbooks/appointments.yaml'),
  facts: known({ name: 'Gildo' }),
  memory: { asked: 'service' as const },
}

const service = (text: string, parts = {}) => plan(said(text, parts), WORKSHOP).facts.service?.value

test('a service is chosen by its number in the list that came with the question', () => {
  assert.equal(service('2', { choice: 2 }), 'Alinhamento e balanceamento')
})

test('a service is chosen by one of its words, or by its whole name where words are shared', () => {
  assert.equal(service('quero trocar o óleo'), 'Troca de óleo')
  assert.equal(service('pastilha'), 'Revisão dos freios')
  assert.equal(service('a revisão geral, por favor'), 'Revisão geral')
  assert.equal(service('revisão dos freios'), 'Revisão dos freios')
})

test('two services named by words alone leave the question open', () => {
  assert.equal(service('óleo e alinhamento'), undefined)
})

test('a business without services hears none', () => {
  assert.equal(plan(said('troca de óleo')).facts.service, undefined)
})
