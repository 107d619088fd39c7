import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { test } from 'node:test'
import { inflateSync } from 'node:zlib'
import { qrImage } from '#src/sandbox/evolution/qr-image.ts'
import { qrMatrix } from '#src/sandbox/evolution/qr-matrix.ts'
import { INSTANCE, OWN_PHONE, startEvolution } from './given.ts'

const textOfLength = (length: number) => `2@${'aB3+/='.repeat(60)}`.slice(0, length)

// These were read back by an independent QR reader (jsQR 1.4), versions 1, 5, 8 and 9.
for (const [length, size, digest] of [
  [17, 21, '30d0c7717f206f6c'],
  [106, 37, '6f65cc5d85157ec7'],
  [181, 49, '7ec1ad71a9290f77'],
  [230, 53, '467e6927614945b2'],
] as const) {
  test(`a text of ${length} bytes becomes the code that readers understand`, () => {
    const matrix = qrMatrix(textOfLength(length))
    assert.equal(matrix.length, size)
    const drawn = matrix.map((row) => row.map(Number).join('')).join('\n')
    assert.equal(createHash('sha256').update(drawn).digest('hex').slice(0, 16), digest)
  })
}

test('the picture is a PNG of the code with a quiet zone', () => {
  const png = Buffer.from(qrImage('2@abc').replace('data:image/png;base64,', ''), 'base64')
  assert.equal(png.subarray(1, 4).toString(), 'PNG')
  const side = png.readUInt32BE(16)
  assert.equal(side, (21 + 8) * 4)
  const data = png.subarray(png.indexOf('IDAT') + 4, png.indexOf('IEND') - 8)
  const pixels = inflateSync(data)
  assert.equal(pixels.length, side * (side + 1))
  assert.equal(pixels[1], 255, 'white at the edge')
  assert.equal(pixels[16 * (side + 1) + 1 + 16], 0, 'dark corner of the finder pattern')
})

test('an instance is paired by scanning what connect shows; each call shows another code', async (t) => {
  const { emulator, client, items } = await startEvolution(t)
  assert.deepEqual((await client.createInstance('nova')).kind, 'created')
  assert.deepEqual(await client.createInstance('nova'), { kind: 'exists' })
  assert.equal(await client.connectionState('nova'), 'close')
  const first = await client.connect('nova')
  const second = await client.connect('nova', { phone: '5581999990009' })
  assert.equal(first.state, 'connecting')
  assert.ok(first.qrCode?.startsWith('data:image/png;base64,'))
  assert.notEqual(first.qrText, second.qrText)
  assert.match(second.pairingCode ?? '', /^[0-9A-F]{8}$/)

  emulator.pair('nova', '5581999990009')
  assert.equal(await client.connectionState('nova'), 'open')
  assert.deepEqual(
    (await client.listInstances()).map(({ instance, phone }) => [instance, phone]),
    [
      [INSTANCE, OWN_PHONE],
      ['nova', '5581999990009'],
    ],
  )
  assert.equal(await client.logout('nova'), true)
  assert.equal(await client.logout('nova'), false)
  assert.equal(await client.deleteInstance('nova'), true)
  assert.equal(await client.deleteInstance('nova'), false)
  assert.equal(await client.connectionState('nova'), null)
  assert.deepEqual(await items(), [], 'nobody had asked to be told')
})

test('a webhook is set, found, and told of an unpairing', async (t) => {
  const { emulator, client, receiver, items } = await startEvolution(t)
  const url = `${receiver.url}/outra`
  await client.setWebhook(INSTANCE, { url, events: ['CONNECTION_UPDATE', 'LOGOUT_INSTANCE', 'STATUS_INSTANCE'] })
  assert.deepEqual((await client.findWebhook(INSTANCE))?.url, url)
  emulator.disconnect(INSTANCE, 401)
  const states = (await items()).map((item) => item.kind === 'connection' && item.state)
  assert.deepEqual(states.sort(), ['closed', 'closed', 'logged_out'])
  assert.equal(await client.createInstance('sem-webhook').then(() => client.findWebhook('sem-webhook')), null)
})

test('groups are listed, written to, and give no ticks', async (t) => {
  const { emulator, client, items } = await startEvolution(t)
  const id = '120363000000000001@g.us'
  emulator.addGroup(INSTANCE, { id, subject: 'Atendentes' })
  emulator.addGroup(INSTANCE, { id, subject: 'Atendentes' })
  assert.deepEqual(await client.fetchGroups(INSTANCE), [{ id, name: 'Atendentes', onlyAdminsWrite: false }])
  assert.equal((await client.sendText(INSTANCE, { to: id, text: 'Resumo' })).kind, 'sent')
  assert.deepEqual(await items(), [{ kind: 'ignored', reason: 'group' }])
  assert.equal(emulator.ledger()[0]?.phone, id)
  await assert.rejects(client.sendText(INSTANCE, { to: '120363000000000999@g.us', text: 'x' }), {
    status: 400,
    retryable: false,
  })
})

test('a file and a voice note of ours reach the lead as they are', async (t) => {
  const { emulator, client } = await startEvolution(t)
  const pdf = Buffer.from('%PDF')
  const document = {
    kind: 'document',
    media: pdf.toString('base64'),
    mimetype: 'application/pdf',
    fileName: 'proposta.pdf',
  } as const
  const sent = await client.sendMedia(INSTANCE, { to: '5581999990001', ...document, caption: 'Sua proposta' })
  const voice = await client.sendMedia(INSTANCE, {
    to: '5581999990001',
    kind: 'audio',
    media: Buffer.from('OggS').toString('base64'),
    mimetype: 'audio/ogg; codecs=opus',
    fileName: 'voz.ogg',
  })
  assert.ok(sent.kind === 'sent' && voice.kind === 'sent')
  const { messages } = emulator.thread(INSTANCE, '5581999990001')
  assert.deepEqual(
    messages.map(({ mediaType, text, fileName }) => ({ mediaType, text, fileName })),
    [
      { mediaType: 'document', text: 'Sua proposta', fileName: 'proposta.pdf' },
      { mediaType: 'audio', text: '', fileName: undefined },
    ],
  )
  assert.deepEqual(emulator.media(sent.providerMessageId), pdf)
  assert.equal(emulator.mediaType(INSTANCE, sent.providerMessageId), 'application/pdf')
})
