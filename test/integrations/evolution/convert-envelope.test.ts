import assert from 'node:assert/strict'
import { readdirSync, readFileSync } from 'node:fs'
import { test } from 'node:test'
import fc from 'fast-check'
import { IngestItem } from '#src/domain/inbound.ts'
import { convertEnvelope } from '#src/integrations/evolution/convert-envelope.ts'

const FIXTURES = new URL('../../fixtures/evolution/', import.meta.url)
const expected: Record<string, unknown[]> = JSON.parse(
  readFileSync(new URL('expected-items.json', import.meta.url), 'utf8'),
)

const readFixture = (name: string) => JSON.parse(readFileSync(new URL(name, FIXTURES), 'utf8'))

/** The picture of a QR code is long and its bytes do not matter here. */
const withoutImages = (items: IngestItem[]) =>
  items.map((item) => (item.kind === 'qrcode' && item.image ? { ...item, image: '<the image>' } : item))

test('every recorded envelope has an expectation', () => {
  assert.deepEqual(Object.keys(expected).sort(), readdirSync(FIXTURES).sort())
})

for (const [name, items] of Object.entries(expected)) {
  test(`${name} is converted as its description says`, () => {
    const converted = convertEnvelope(readFixture(name))
    assert.deepEqual(withoutImages(converted), items)
    for (const item of converted) assert.deepEqual(IngestItem.parse(item), item)
  })
}

test('a list in data gives one item each, in order', () => {
  const one = readFixture('messages-upsert-text.json')
  const other = readFixture('messages-upsert-location.json')
  const items = convertEnvelope({ ...one, data: [one.data, other.data] })
  assert.deepEqual(
    items.map((item) => item.kind === 'message' && item.type),
    ['text', 'location'],
  )
})

test('one unreadable message of a list does not cost the others', () => {
  const one = readFixture('messages-upsert-text.json')
  const items = convertEnvelope({ ...one, data: [{ key: null }, one.data] })
  assert.deepEqual(items[0], { kind: 'ignored', reason: 'unreadable message' })
  assert.equal(items[1]?.kind, 'message')
})

test('older versions write numbers as decimal strings', () => {
  const one = readFixture('messages-upsert-audio-ptt.json')
  one.data.messageTimestamp = '1773148080'
  one.data.message.audioMessage.fileLength = '1234'
  const [item] = convertEnvelope(one)
  assert.ok(item?.kind === 'message')
  assert.equal(item.providerAt, 1773148080)
  assert.equal(item.media?.size, 1234)
})

test('the name of the event may be written as in the path or in the settings', () => {
  const one = readFixture('messages-upsert-text.json')
  for (const event of ['MESSAGES_UPSERT', 'messages-upsert']) {
    assert.equal(convertEnvelope({ ...one, event })[0]?.kind, 'message')
  }
})

test('a device number in the address does not split the person', () => {
  const one = readFixture('messages-upsert-text.json')
  one.data.key.remoteJid = '5511999990010:17@s.whatsapp.net'
  const [item] = convertEnvelope(one)
  assert.equal(item?.kind === 'message' && item.chat.phone, '5511999990010')
})

test('a number without its ninth digit gives the same phone and keeps the address to answer to', () => {
  const one = readFixture('messages-upsert-text.json')
  one.data.key.remoteJid = '551199990010@s.whatsapp.net'
  const [item] = convertEnvelope(one)
  assert.deepEqual(item?.kind === 'message' && item.chat, {
    phone: '5511999990010',
    jid: '551199990010@s.whatsapp.net',
  })
})

test('a protocol message inside an upsert is nothing a person said', () => {
  const one = readFixture('messages-upsert-text.json')
  one.data.message = { protocolMessage: { type: 'EPHEMERAL_SETTING' } }
  assert.deepEqual(convertEnvelope(one), [{ kind: 'ignored', reason: 'protocol message' }])
})

test('nothing anybody posts makes the conversion throw or answer nothing', () => {
  const names = Object.keys(expected)
  fc.assert(
    fc.property(fc.constantFrom(...names), fc.jsonValue(), fc.nat(), (name, junk, at) => {
      const envelope = readFixture(name)
      const items = convertEnvelope(spoil(envelope, junk, at))
      assert.ok(items.length > 0)
      for (const item of items) IngestItem.parse(item)
    }),
    { numRuns: 400, seed: 7 },
  )
})

/** Replaces the n-th value somewhere in the tree by something else. */
function spoil(envelope: unknown, junk: unknown, at: number): unknown {
  let left = at % 40
  const visit = (value: unknown): unknown => {
    if (left-- === 0) return junk
    if (Array.isArray(value)) return value.map(visit)
    if (typeof value !== 'object' || value === null) return value
    return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, visit(member)]))
  }
  return visit(envelope)
}
