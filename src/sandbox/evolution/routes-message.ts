import type { FastifyInstance, FastifyRequest } from 'fastify'
import { ensureContact, findContact, jidEvolutionAsksFor, LID } from './addresses.ts'
import { failure, invalid, notOnWhatsApp, objectObject } from './api-error.ts'
import { asBody, type Body, numberOf, optionalNumber, optionalText, requireProperties, textOf } from './body.ts'
import {
  type BuiltContent,
  contactContent,
  fileContent,
  locationContent,
  reactionContent,
  textContent,
} from './content.ts'
import { showPresence } from './presence.ts'
import type { Contact, Group, Instance } from './state.ts'
import { findMessage, messageData, newMessageId, quoteOf, scheduleTicks, storeMessage } from './whatsapp.ts'
import type { World } from './world.ts'

type InstanceOf = (request: FastifyRequest) => Instance

/** /message/*: everything answers 201 once the socket has it, which is all that 201 means. */
export function messageRoutes(app: FastifyInstance, world: World, instanceOf: InstanceOf): void {
  const route = (name: string, handle: (instance: Instance, body: Body) => Promise<unknown>) =>
    app.post(`/message/${name}/:instance`, async (request, reply) => {
      const answer = await handle(instanceOf(request), asBody(request.body))
      return reply.code(201).send(answer)
    })

  route('sendText', async (instance, body) => {
    requireProperties(body, 'number', 'text')
    const number = numberOf(body)
    if (textOf(body, 'text').trim() === '') throw failure(400, 'Text is required')
    return send(world, instance, number, body, () => textContent(textOf(body, 'text')))
  })

  route('sendMedia', async (instance, body) => {
    requireProperties(body, 'number', 'mediatype', 'media')
    const { bytes, fileName, mimetype } = readMedia(body)
    const caption = optionalText(body.caption)
    const asDocument = body.mediatype === 'document' ? ({ as: 'document' } as const) : {}
    return send(world, instance, numberOf(body), body, (id) =>
      fileContent(id, { bytes, mimetype, fileName, ...(caption ? { caption } : {}), ...asDocument }),
    )
  })

  route('sendWhatsAppAudio', async (instance, body) => {
    requireProperties(body, 'number', 'audio')
    const bytes = base64Of(textOf(body, 'audio'))
    // without an ffmpeg that understands it, the voice note arrives empty, and is still accepted
    const heard =
      body.encoding === false || bytes.subarray(0, 4).toString('latin1') === 'OggS' ? bytes : Buffer.alloc(0)
    const file = { bytes: heard, mimetype: 'audio/ogg; codecs=opus', voice: true }
    return send(
      world,
      instance,
      numberOf(body),
      { ...body, quoted: undefined },
      (id) => fileContent(id, file),
      'recording',
    )
  })

  route('sendSticker', async (instance, body) => {
    requireProperties(body, 'number', 'sticker')
    const bytes = base64Of(textOf(body, 'sticker'))
    return send(world, instance, numberOf(body), body, (id) =>
      fileContent(id, { bytes, mimetype: 'image/webp', as: 'sticker' }),
    )
  })

  route('sendLocation', async (instance, body) => {
    requireProperties(body, 'number', 'latitude', 'longitude', 'name', 'address')
    const place = {
      lat: Number(body.latitude),
      lng: Number(body.longitude),
      name: textOf(body, 'name'),
      address: textOf(body, 'address'),
    }
    return send(world, instance, numberOf(body), body, () => locationContent(place))
  })

  route('sendContact', async (instance, body) => {
    requireProperties(body, 'number', 'contact')
    if (!Array.isArray(body.contact)) throw invalid('contact is not of a type(s) array')
    const cards = body.contact.map(asBody).map((card) => ({
      name: textOf(card, 'fullName'),
      phone: textOf(card, 'phoneNumber').replace(/\D/g, ''),
    }))
    return send(world, instance, numberOf(body), { number: body.number }, () => contactContent(cards))
  })

  route('sendReaction', async (instance, body) => {
    requireProperties(body, 'key', 'reaction')
    const [key, reaction] = [asBody(body.key), textOf(body, 'reaction')]
    if (reaction !== '' && !/^\p{RGI_Emoji}$/v.test(reaction)) {
      throw failure(400, 'Reaction must be a single emoji or empty string')
    }
    return sendReaction(world, instance, key, reaction)
  })

  for (const name of ['sendButtons', 'sendList']) {
    route(name, async (instance, body) => {
      requireProperties(body, 'number', 'title', name === 'sendButtons' ? 'buttons' : 'sections')
      if (name === 'sendList') requireProperties(body, 'buttonText', 'footerText')
      else refuseMixedButtons(body)
      // accepted by the server, shown by no phone: no tick will ever come
      return send(world, instance, numberOf(body), body, () => unseenContent(body), 'composing', false)
    })
  }

  route('sendPoll', async (instance, body) => {
    requireProperties(body, 'number', 'name', 'selectableCount', 'values')
    return send(world, instance, numberOf(body), body, () => pollContent(body))
  })
}

function refuseMixedButtons(body: Body): void {
  const types = (Array.isArray(body.buttons) ? body.buttons : []).map((button) => asBody(button).type)
  if (types.includes('reply') && types.some((type) => type !== 'reply')) {
    throw failure(400, 'Reply buttons cannot be mixed with other button types')
  }
}

async function send(
  world: World,
  instance: Instance,
  number: string,
  body: Body,
  build: (id: string) => BuiltContent,
  presence: 'composing' | 'recording' = 'composing',
  visible = true,
): Promise<unknown> {
  const target = resolveTarget(instance, number)
  const isPerson = !('subject' in target)
  const delayMs = optionalNumber(body.delay) ?? 0
  if (delayMs > 0 && isPerson) await showPresence(world, instance, target, presence, delayMs)
  requireOpenSocket(instance)

  const id = newMessageId(world, instance, 'api')
  const content = build(id)
  const contextInfo = readQuote(instance, target, asBody(body.quoted))
  const quotedId = optionalText(contextInfo?.stanzaId)
  const stored = storeMessage(world, instance, target, id, { content, author: 'api', contextInfo, quotedId, visible })
  recordInLedger(world, instance, target, stored.id, content, stored.at)
  const data = messageData(world, instance, stored)
  world.emit(instance, 'send.message', data)
  if (isPerson) {
    target.companyPresence = null
    if (visible) scheduleTicks(world, instance, target, stored)
  }
  return data
}

function resolveTarget(instance: Instance, number: string): Contact | Group {
  if (number.endsWith('@g.us')) {
    const group = instance.groups.find((candidate) => candidate.id === number)
    if (!group) throw objectObject()
    return group
  }
  if (number.endsWith(LID)) return ensureContact(instance, number) // sent as it is, unverified
  const known = findContact(instance, number)
  const contact = known ?? ensureContact(instance, number, jidEvolutionAsksFor(number))
  if (!contact.onWhatsApp) throw notOnWhatsApp(contact.jid, number)
  return contact
}

/** What Evolution passes on as a quote: by id when it knows the message, as given when the content comes along, else silently none. */
function readQuote(instance: Instance, target: Contact | Group, quoted: Body): Record<string, unknown> | undefined {
  const key = asBody(quoted.key)
  const id = optionalText(key.id)
  if (id === undefined) return undefined
  const participant = 'jid' in target ? target.jid : target.id
  if (quoted.message !== undefined) {
    return { mentionedJid: [], groupMentions: [], participant, stanzaId: id, quotedMessage: quoted.message }
  }
  return quoteOf(instance, id, participant) ?? undefined
}

function sendReaction(world: World, instance: Instance, key: Body, reaction: string): unknown {
  requireOpenSocket(instance)
  const target = findMessage(instance, optionalText(key.id) ?? '')
  const remoteJid = optionalText(key.remoteJid)
  if (remoteJid === undefined) throw invalid('key requires property "remoteJid"')
  if (target) {
    target.reactions = target.reactions.filter((known) => known.from !== 'company')
    if (reaction !== '') target.reactions.push({ from: 'company', emoji: reaction })
  }
  const contact = ensureContact(instance, remoteJid)
  const id = newMessageId(world, instance, 'api')
  const content = reactionContent(key, reaction, world.now(instance.name).epochMilliseconds)
  const stored = storeMessage(world, instance, contact, id, { content, author: 'api', visible: false })
  const data = messageData(world, instance, stored)
  world.emit(instance, 'send.message', data)
  return data
}

function recordInLedger(
  world: World,
  instance: Instance,
  to: Contact | Group,
  id: string,
  content: BuiltContent,
  at: string,
): void {
  const seq = world.state.ledger.length + 1
  const kind = content.messageType === 'conversation' ? 'text' : (content.media?.type ?? content.messageType)
  world.state.ledger.push({ seq, instance: instance.name, phone: to.id, id, kind, text: content.text, at })
}

/** Evolution does not look at the instance's state before a send: the socket throws, and that is what comes back. */
export function requireOpenSocket(instance: Instance): void {
  if (instance.state !== 'open') throw failure(400, 'Error: Connection Closed')
}

function readMedia(body: Body): { bytes: Buffer; fileName: string; mimetype: string } {
  const media = textOf(body, 'media')
  const fileName = optionalText(body.fileName)
  const isUrl = /^https?:\/\//.test(media)
  if (body.mediatype === 'document' && !isUrl && fileName === undefined) {
    throw failure(400, 'For base64 the file name must be informed.')
  }
  if (isUrl) {
    const host = URL.parse(media)?.hostname ?? ''
    if (!/^\d+(\.\d+){3}$/.test(host) && !host.includes('.')) throw failure(400, 'Owned media must be a url or base64')
    throw failure(500, `Error: getaddrinfo ENOTFOUND ${host}`) // the sandbox has no network
  }
  const mimetype = optionalText(body.mimetype) ?? 'application/octet-stream'
  return { bytes: base64Of(media), fileName: fileName ?? 'arquivo', mimetype }
}

function base64Of(text: string): Buffer {
  if (text === '' || !/^[A-Za-z0-9+/]+={0,2}$/.test(text)) throw failure(400, 'Owned media must be a url or base64')
  return Buffer.from(text, 'base64')
}

function unseenContent(body: Body): BuiltContent {
  const text = [optionalText(body.title), optionalText(body.description)].filter(Boolean).join('\n')
  return {
    message: { viewOnceMessage: { message: { interactiveMessage: { body: { text } } } } },
    messageType: 'viewOnceMessage',
    text,
  }
}

function pollContent(body: Body): BuiltContent {
  const values = Array.isArray(body.values) ? body.values.map(String) : []
  if (values.length < 2) throw invalid('values does not meet minimum length of 2')
  const options = values.map((optionName) => ({ optionName }))
  const poll = { name: textOf(body, 'name'), selectableOptionsCount: Number(body.selectableCount), options }
  return { message: { pollCreationMessageV3: poll }, messageType: 'pollCreationMessageV3', text: poll.name }
}
