import assert from 'node:assert/strict'
import { test } from 'node:test'
import { INSTANCE, LEAD, OWN_PHONE, startEvolution } from './given.ts'

test('a text of the lead arrives as a webhook that means what was written', async (t) => {
  const { emulator, receiver, items } = await startEvolution(t)
  const id = emulator.lead.sendText(LEAD, 'oi, quero um orçamento', { pushName: 'Célia' })

  const [message] = await items()
  assert.ok(message?.kind === 'message')
  assert.equal(message.providerMessageId, id)
  assert.equal(message.text, 'oi, quero um orçamento')
  assert.deepEqual(message.chat, { phone: LEAD, jid: `${LEAD}@s.whatsapp.net` })
  assert.equal(message.pushName, 'Célia')
  assert.equal(message.fromMe, false)
  const [envelope] = receiver.envelopes()
  assert.equal(envelope.instance, INSTANCE)
  assert.equal(envelope.sender, `${OWN_PHONE}@s.whatsapp.net`)
  assert.equal(envelope.apikey, null)
})

test('a text of ours is accepted, ticked three times, and stands in thread and ledger', async (t) => {
  const { emulator, client, items } = await startEvolution(t)
  const sent = await client.sendText(INSTANCE, { to: LEAD, text: 'Olá! Tudo certo?' })

  assert.ok(sent.kind === 'sent')
  const seen = await items()
  assert.deepEqual(
    seen.filter((item) => item.kind === 'status').map((item) => item.status),
    ['sent', 'delivered', 'read'],
  )
  assert.ok(seen.some((item) => item.kind === 'sent_echo' && item.providerMessageId === sent.providerMessageId))
  const { messages } = emulator.thread(INSTANCE, LEAD)
  assert.deepEqual(
    messages.map(({ id, from, author, text, status }) => ({ id, from, author, text, status })),
    [{ id: sent.providerMessageId, from: 'company', author: 'api', text: 'Olá! Tudo certo?', status: 'read' }],
  )
  assert.deepEqual(
    emulator.ledger().map(({ seq, instance, phone, text, kind }) => ({ seq, instance, phone, text, kind })),
    [{ seq: 1, instance: INSTANCE, phone: LEAD, text: 'Olá! Tudo certo?', kind: 'text' }],
  )
})

test('what an attendant types on the phone is a fromMe message we did not send', async (t) => {
  const { emulator, items } = await startEvolution(t)
  emulator.attendant.sendText(LEAD, 'oi, aqui é o Leonardo')

  const [message] = await items()
  assert.ok(message?.kind === 'message' && message.fromMe)
  assert.equal(message.text, 'oi, aqui é o Leonardo')
  assert.deepEqual(emulator.ledger(), [])
  assert.equal(emulator.thread(INSTANCE, LEAD).messages[0]?.author, 'phone')
})

test('an edit comes twice, once as a false tick; both mean the edit', async (t) => {
  const { emulator, items } = await startEvolution(t)
  const id = emulator.lead.sendText(LEAD, 'minha conta é 300')
  emulator.lead.edit(LEAD, id, 'minha conta é 3000')

  const changes = (await items()).filter((item) => item.kind === 'edit' || item.kind === 'status')
  const edit = { kind: 'edit', providerMessageId: id, text: 'minha conta é 3000', fromMe: false }
  assert.deepEqual(changes, [edit, edit])
  assert.equal(emulator.thread(INSTANCE, LEAD).messages[0]?.edited, true)
})

test('a deletion comes as a revoke and as a deletion; both mean the deletion', async (t) => {
  const { emulator, items } = await startEvolution(t)
  const id = emulator.lead.sendText(LEAD, 'apaga isso')
  emulator.lead.delete(LEAD, id)

  const deletion = { kind: 'delete', providerMessageId: id, fromMe: false }
  assert.deepEqual(
    (await items()).filter((item) => item.kind === 'delete'),
    [deletion, deletion],
  )
  assert.equal(emulator.thread(INSTANCE, LEAD).messages[0]?.deleted, true)
})

test('files are fetched by id, and not at all once WhatsApp has dropped them', async (t) => {
  const { emulator, client, items } = await startEvolution(t)
  const bytes = Buffer.from('%PDF-1.7 conta de luz')
  const file = { bytes, mimetype: 'application/pdf', fileName: 'conta.pdf', caption: 'minha conta' }
  const id = emulator.lead.sendFile(LEAD, file)
  const expired = emulator.lead.sendFile(LEAD, file, { expiredMedia: true })

  const [message] = await items()
  assert.ok(message?.kind === 'message')
  assert.equal(message.type, 'document')
  assert.equal(message.text, 'minha conta')
  assert.deepEqual(message.media, {
    mimetype: 'application/pdf',
    fileName: 'conta.pdf',
    size: bytes.length,
    hasBase64: false,
  })
  const fetched = await client.getBase64(INSTANCE, id)
  assert.deepEqual(Buffer.from(fetched?.base64 ?? '', 'base64'), bytes)
  assert.equal(fetched?.mimetype, 'application/pdf')
  assert.equal(await client.getBase64(INSTANCE, expired), null)
  assert.equal(await client.getBase64(INSTANCE, 'NAOEXISTE'), null)
})

test('every kind of message a lead can send keeps its meaning on the wire', async (t) => {
  const { emulator, items } = await startEvolution(t)
  const picture = { bytes: Buffer.from([0xff, 0xd8]), mimetype: 'image/jpeg' }
  const first = emulator.lead.sendText(LEAD, 'oi')
  emulator.lead.sendFile(LEAD, { ...picture, caption: 'olha' })
  emulator.lead.sendAudio(LEAD, { bytes: Buffer.from('OggS'), mimetype: 'audio/ogg; codecs=opus', seconds: 7 })
  emulator.lead.sendFile(LEAD, { bytes: Buffer.from('mp4'), mimetype: 'video/mp4' })
  emulator.lead.sendSticker(LEAD, Buffer.from('RIFF'))
  emulator.lead.sendLocation(LEAD, { lat: -8.05, lng: -34.9, name: 'Boa Viagem' })
  emulator.lead.sendContact(LEAD, [{ name: 'João', phone: '5581999990002' }])
  emulator.lead.react(LEAD, first, '👍')
  emulator.lead.sendButtonReply(LEAD, { id: 'op_1', text: 'Sim' }, { quotedId: first })
  emulator.lead.sendText(LEAD, 'vim do anúncio', {
    ad: {
      title: 'Energia solar',
      body: 'Fale com a gente',
      sourceId: '1',
      sourceUrl: 'https://fb.me/x',
      clickId: 'AR1',
    },
  })
  emulator.lead.call(LEAD)

  const messages = (await items()).filter((item) => item.kind === 'message')
  assert.deepEqual(
    messages.map(({ type }) => type),
    ['text', 'image', 'audio', 'video', 'sticker', 'location', 'contact', 'reaction', 'button', 'text'],
  )
  const [, image, audio, , , location, contact, reaction, button, fromAd] = messages
  assert.equal(image?.text, 'olha')
  assert.deepEqual([audio?.media?.voice, audio?.media?.seconds], [true, 7])
  assert.deepEqual(location?.location, { lat: -8.05, lng: -34.9, name: 'Boa Viagem' })
  assert.deepEqual(contact?.contacts, [{ name: 'João', phones: ['5581999990002'] }])
  assert.deepEqual(reaction?.reaction, { targetId: first, emoji: '👍' })
  assert.deepEqual([button?.button, button?.quotedId], [{ id: 'op_1', text: 'Sim' }, first])
  assert.equal(fromAd?.adReferral?.clickId, 'AR1')
  assert.ok((await items()).some((item) => item.kind === 'call' && item.chat.phone === LEAD))
})

for (const [addressing, expected] of [
  ['lid', { phone: LEAD, lid: undefined }],
  ['v2.3.1', { phone: LEAD, lid: 'lid' }],
  ['v2.3.6', { phone: LEAD, lid: 'lid' }],
  ['v2.4.0', { phone: LEAD, lid: 'lid' }],
  ['lid_only', { phone: undefined, lid: 'lid' }],
] as const) {
  test(`a lead addressed as ${addressing} is recognised and reached under the address received`, async (t) => {
    const { emulator, client, items } = await startEvolution(t)
    emulator.lead.sendText(LEAD, 'oi', { addressing })
    const [message] = await items()
    assert.ok(message?.kind === 'message')
    assert.equal(message.chat.phone, expected.phone)
    assert.equal(message.chat.lid !== undefined, expected.lid !== undefined)

    const sent = await client.sendText(INSTANCE, { to: message.chat.jid, text: 'olá' })
    assert.equal(sent.kind, 'sent')
    assert.equal(emulator.thread(INSTANCE, LEAD).messages[1]?.text, 'olá')
    assert.equal(emulator.ledger()[0]?.phone, LEAD)
    const statuses = (await items()).filter((item) => item.kind === 'status')
    assert.equal(statuses.length, 3)
  })
}

test('the ninth digit does not split a person, whichever form WhatsApp or we use', async (t) => {
  const { emulator, client, items } = await startEvolution(t)
  emulator.lead.sendText(LEAD, 'oi', { withoutNinthDigit: true })
  const [message] = await items()
  assert.deepEqual(message?.kind === 'message' && message.chat, { phone: LEAD, jid: '558199990001@s.whatsapp.net' })

  for (const to of [LEAD, '558199990001', '558199990001@s.whatsapp.net']) {
    const sent = await client.sendText(INSTANCE, { to, text: `para ${to}` })
    assert.equal(sent.kind === 'sent' && sent.jid, '558199990001@s.whatsapp.net')
  }
  assert.equal(emulator.thread(INSTANCE, LEAD).messages.length, 4)
})

test('a new number is asked for as Evolution does it: without the ninth digit from area code 31 on', async (t) => {
  const { client } = await startEvolution(t)
  const jidOf = async (to: string) => {
    const sent = await client.sendText(INSTANCE, { to, text: 'oi' })
    return sent.kind === 'sent' ? sent.jid : sent.kind
  }
  assert.equal(await jidOf('5531999990010'), '553199990010@s.whatsapp.net')
  assert.equal(await jidOf('5511999990010'), '5511999990010@s.whatsapp.net')
})

test('a number that is not on WhatsApp is an answer, not a fault', async (t) => {
  const { emulator, client } = await startEvolution(t)
  emulator.setOnWhatsApp(INSTANCE, '5511999990099', false)

  assert.deepEqual(await client.sendText(INSTANCE, { to: '5511999990099', text: 'oi' }), { kind: 'not_on_whatsapp' })
  assert.deepEqual(await client.whatsappNumbers(INSTANCE, ['5511999990099', LEAD]), [
    { number: '5511999990099', exists: false, jid: null },
    { number: LEAD, exists: true, jid: '558199990001@s.whatsapp.net' },
  ])
  assert.deepEqual(emulator.ledger(), [])
})

test('a closed socket is a passing fault', async (t) => {
  const { emulator, client } = await startEvolution(t)
  emulator.disconnect(INSTANCE, 428)

  const refusal = { name: 'IntegrationError', status: 400, retryable: true, reason: 'connection closed' }
  await assert.rejects(client.sendText(INSTANCE, { to: LEAD, text: 'oi' }), refusal)
  emulator.pair(INSTANCE, OWN_PHONE)
  assert.equal((await client.sendText(INSTANCE, { to: LEAD, text: 'oi' })).kind, 'sent')
})

test('buttons are taken and never shown, so no tick follows', async (t) => {
  const { emulator, baseUrl, items } = await startEvolution(t)
  const response = await fetch(`${baseUrl}/message/sendButtons/${INSTANCE}`, {
    method: 'POST',
    headers: { apikey: 'chave', 'content-type': 'application/json' },
    body: JSON.stringify({ number: LEAD, title: 'Escolha', buttons: [{ type: 'reply', displayText: 'Sim', id: '1' }] }),
  })
  assert.equal(response.status, 201)
  assert.ok((await items()).every((item) => item.kind !== 'status'))
  assert.deepEqual(emulator.thread(INSTANCE, LEAD).messages, [])
})

test('a lost answer can be looked up by id and by text', async (t) => {
  const { emulator, client } = await startEvolution(t)
  const since = Temporal.Now.instant()
  const sent = await client.sendText(INSTANCE, { to: LEAD, text: 'Bom dia!' })
  assert.ok(sent.kind === 'sent')
  emulator.lead.sendText(LEAD, 'Bom dia!')

  const byId = await client.findMessageById(INSTANCE, sent.providerMessageId)
  assert.equal(byId?.text, 'Bom dia!')
  assert.equal(await client.findMessageById(INSTANCE, 'NAOEXISTE'), null)
  const byText = await client.findSentText(INSTANCE, { phone: LEAD, text: 'Bom dia!', since })
  assert.deepEqual(
    byText.map((message) => message.providerMessageId),
    [sent.providerMessageId],
  )
  assert.deepEqual(await client.findSentText(INSTANCE, { phone: LEAD, text: 'Boa tarde!', since }), [])
})
