import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Message, type Message as MessageType } from '#src/console/api/schema.ts'
import type { OutboxItem } from '#src/console/outbox/item.ts'
import { findArrived, mergeThread } from '#src/console/outbox/merge.ts'

const phone = '5581999990001'

function message(id: string, text: string, more: Partial<MessageType> = {}): MessageType {
  return { ...Message.parse({ id, from: 'lead', text, at: '2026-11-23T16:00:00Z', status: 'sent' }), ...more }
}

function item(clientId: string, text: string, more: Partial<OutboxItem> = {}): OutboxItem {
  const draft = { kind: 'text' as const, text }
  return { clientId, phone, pushName: 'Célia', draft, state: 'queued', attempts: 0, queuedAt: 0, ...more }
}

test('a message on its way shows after the thread, and once only when the thread has it too', () => {
  const waiting = mergeThread([message('1', 'oi')], [item('a', 'tudo bem', { state: 'accepted', id: '2' })], 0)
  assert.deepEqual(
    waiting.map(({ text, status }) => [text, status]),
    [
      ['oi', 'sent'],
      ['tudo bem', 'pending'],
    ],
  )

  const arrived = mergeThread(
    [message('1', 'oi'), message('2', 'tudo bem')],
    [item('a', 'tudo bem', { state: 'accepted', id: '2' })],
    0,
  )
  assert.deepEqual(
    arrived.map(({ id }) => id),
    ['1', '2'],
  )
})

test('a message that shows in the thread before its sending is answered for does not show twice', () => {
  const twice = [item('a', 'sim', { state: 'sending', attempts: 1, knownIds: ['1'] }), item('b', 'sim')]
  const shown = mergeThread([message('1', 'sim'), message('2', 'sim')], twice, 0)

  assert.deepEqual(
    shown.map(({ id }) => id),
    ['1', '2', 'local:b'],
  )
})

test('edits, deletions and reactions on their way show on the message they change', () => {
  const thread = [message('1', 'oi', { reactions: [{ from: 'company', emoji: '🌻' }] }), message('2', 'oi')]
  const [first, second] = mergeThread(
    thread,
    [
      item('a', '', { draft: { kind: 'edit', messageId: '1', text: 'olá' } }),
      item('b', '', { draft: { kind: 'reaction', messageId: '1', emoji: '👍' } }),
      item('c', '', { draft: { kind: 'delete', messageId: '2' } }),
    ],
    0,
  )
  assert.deepEqual([first?.text, first?.edited], ['olá', true])
  assert.deepEqual(
    first?.reactions?.map(({ emoji }) => emoji),
    ['🌻', '👍'],
  )
  assert.equal(second?.deleted, true)
})

test('an attempt whose answer was lost is found again, but never an older or another’s message', () => {
  const lost = item('a', 'sim', { attempts: 1, knownIds: ['1'] })
  const none = new Set<string>()

  assert.equal(findArrived(lost, [message('1', 'sim')], none), null, 'the same words said before are not this message')
  assert.equal(findArrived(lost, [message('1', 'sim'), message('2', 'sim ')], none), '2')
  assert.equal(findArrived(lost, [message('2', 'sim')], new Set(['2'])), null, 'that one is another item’s')
  assert.equal(findArrived(lost, [message('3', 'sim', { from: 'company' })], none), null)
})

test('a file is found by its kind and caption', () => {
  const file = new File(['x'], 'conta.jpg', { type: 'image/jpeg' })
  const lost = item('a', '', {
    draft: { kind: 'file', file, previewUrl: '', caption: 'minha conta', voice: false },
    attempts: 1,
    knownIds: [],
  })
  const none = new Set<string>()

  assert.equal(findArrived(lost, [message('1', 'minha conta')], none), null)
  assert.equal(findArrived(lost, [message('1', 'minha conta', { mediaType: 'image' })], none), '1')
  assert.equal(findArrived(lost, [message('1', 'minha conta', { mediaType: 'audio/ogg' })], none), null)
})
