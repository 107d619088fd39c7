import type { FastifyInstance, FastifyRequest } from 'fastify'
import { ensureContact, findContact, jidEvolutionAsksFor, LID } from './addresses.ts'
import { failure, invalid, objectObject } from './api-error.ts'
import { asBody, type Body, numberOf, optionalNumber, optionalText, requireProperties, textOf } from './body.ts'
import { showPresence } from './presence.ts'
import { requireOpenSocket } from './routes-message.ts'
import type { Group, Instance, StoredMessage } from './state.ts'
import { epochSeconds, findMessage, newMessageId } from './whatsapp.ts'
import type { World } from './world.ts'

const PRESENCES = ['unavailable', 'available', 'composing', 'recording', 'paused']

/** /chat/* and /group/*. */
export function chatRoutes(
  app: FastifyInstance,
  world: World,
  instanceOf: (request: FastifyRequest) => Instance,
): void {
  app.post('/chat/sendPresence/:instance', async (request, reply) => {
    const [instance, body] = [instanceOf(request), asBody(request.body)]
    requireProperties(body, 'number', 'presence', 'delay')
    const presence = textOf(body, 'presence')
    if (!PRESENCES.includes(presence)) throw invalid(`presence is not one of enum values: ${PRESENCES.join(',')}`)
    requireOpenSocket(instance)
    const number = numberOf(body)
    const contact = findContact(instance, number) ?? ensureContact(instance, number, askedJid(number))
    if (!contact.onWhatsApp) throw objectObject()
    const delayMs = optionalNumber(body.delay) ?? 0
    if (presence === 'composing' || presence === 'recording')
      await showPresence(world, instance, contact, presence, delayMs)
    return reply.code(201).send({ presence })
  })

  app.post('/chat/markMessageAsRead/:instance', async (request, reply) => {
    const body = asBody(request.body)
    instanceOf(request)
    requireProperties(body, 'readMessages')
    return reply.code(201).send({ message: 'Read messages', read: 'success' }) // also for LID chats, which it skips
  })

  app.post('/chat/getBase64FromMediaMessage/:instance', async (request, reply) => {
    const answer = mediaAnswer(world, instanceOf(request), asBody(request.body))
    return reply.code(201).send(answer)
  })

  app.post('/chat/whatsappNumbers/:instance', async (request, reply) => {
    const [instance, body] = [instanceOf(request), asBody(request.body)]
    const numbers = Array.isArray(body.numbers) ? body.numbers.map(String) : []
    if (numbers.length === 0) {
      const message = [['numbers does not meet minimum length of 1']]
      return reply.code(400).send({ status: 400, error: 'Bad Request', message })
    }
    return numbers
      .map((number) => numberAnswer(instance, number))
      .sort((a, b) => Number(b.isGroup) - Number(a.isGroup))
      .map(({ row }) => row)
  })

  app.post('/chat/findMessages/:instance', async (request) => searchMessages(instanceOf(request), asBody(request.body)))

  app.post('/chat/fetchProfilePictureUrl/:instance', async (request) => {
    const number = numberOf(asBody(request.body))
    return { wuid: findContact(instanceOf(request), number)?.jid ?? askedJid(number), profilePictureUrl: null }
  })

  app.post('/chat/updateMessage/:instance', async (request) =>
    editSent(world, instanceOf(request), asBody(request.body)),
  )

  app.delete('/chat/deleteMessageForEveryone/:instance', async (request, reply) =>
    reply.code(201).send(deleteSent(world, instanceOf(request), asBody(request.body))),
  )

  app.get('/group/fetchAllGroups/:instance', async (request) => {
    const withParticipants = asBody(request.query).getParticipants
    if (withParticipants === undefined) throw failure(400, 'The getParticipants needs to be informed in the query')
    return instanceOf(request).groups.map((group) => groupRow(group, withParticipants === 'true'))
  })

  app.get('/group/findGroupInfos/:instance', async (request) => {
    const id = asBody(request.query).groupJid
    const group = instanceOf(request).groups.find((candidate) => candidate.id === id)
    if (!group) throw failure(404, 'Error fetching group')
    return groupRow(group, true)
  })
}

function askedJid(number: string): string {
  return number.endsWith(LID) ? number : jidEvolutionAsksFor(number)
}

function mediaAnswer(world: World, instance: Instance, body: Body): unknown {
  if (body.message === undefined) throw failure(400, "TypeError: Cannot read properties of undefined (reading 'key')")
  const id = optionalText(asBody(asBody(body.message).key).id)
  const stored = id === undefined ? undefined : findMessage(instance, id)
  if (!stored?.message) throw failure(400, 'Message not found')
  if (!stored.media) throw failure(400, 'The message is not of the media type')
  const bytes = stored.media.expired ? null : world.blobs.get(stored.id)
  if (!bytes) throw failure(400, 'Error: Failed to fetch stream from https://mmg.whatsapp.net')
  const extension = stored.media.mimetype.split(';')[0]?.split('/')[1] ?? 'bin'
  return {
    mediaType: stored.messageType,
    fileName: stored.media.fileName ?? `${stored.id}.${extension === 'ogg' ? 'oga' : extension}`,
    ...(stored.text ? { caption: stored.text } : {}),
    size: { fileLength: { low: bytes.length, high: 0, unsigned: true } },
    mimetype: stored.media.mimetype,
    base64: bytes.toString('base64'),
    buffer: null,
  }
}

function numberAnswer(instance: Instance, number: string): { isGroup: boolean; row: Record<string, unknown> } {
  if (number.endsWith('@g.us')) {
    const exists = instance.groups.some((group) => group.id === number)
    return { isGroup: true, row: { jid: number, exists, number } }
  }
  const contact = findContact(instance, number)
  const exists = contact?.onWhatsApp ?? true
  const name = contact?.pushName ? { name: contact.pushName } : {}
  return { isGroup: false, row: { jid: contact?.jid ?? askedJid(number), exists, number, ...(exists ? name : {}) } }
}

function searchMessages(instance: Instance, body: Body): unknown {
  const where = asBody(body.where)
  const key = asBody(where.key)
  const { gte, lte } = asBody(where.messageTimestamp)
  const matches = (message: StoredMessage): boolean => {
    if (key.id !== undefined && message.id !== key.id) return false
    if (key.remoteJid !== undefined && message.key.remoteJid !== key.remoteJid) return false
    if (key.fromMe !== undefined && message.key.fromMe !== key.fromMe) return false
    // the range counts only when both ends are given
    if (typeof gte !== 'string' || typeof lte !== 'string') return true
    const at = epochSeconds(message) * 1000
    return at >= Date.parse(gte) && at <= Date.parse(lte)
  }
  const found = instance.messages.filter(matches).reverse()
  const size = optionalNumber(body.offset) ?? 50
  const page = optionalNumber(body.page) ?? 1
  const records = found.slice((page - 1) * size, page * size).map((message) => messageRow(instance, message))
  return { messages: { total: found.length, pages: Math.ceil(found.length / size), currentPage: page, records } }
}

function messageRow(instance: Instance, stored: StoredMessage): Record<string, unknown> {
  return {
    id: stored.rowId,
    key: stored.key,
    pushName: stored.pushName,
    messageType: stored.messageType,
    message: stored.message,
    messageTimestamp: epochSeconds(stored),
    instanceId: instance.id,
    source: stored.source,
    contextInfo: stored.contextInfo,
    MessageUpdate: stored.updates.map((status) => ({ status })),
  }
}

function editSent(world: World, instance: Instance, body: Body): unknown {
  requireProperties(body, 'number', 'text', 'key')
  const stored = findMessage(instance, optionalText(asBody(body.key).id) ?? '')
  if (!stored?.message || stored.author !== 'api') throw failure(400, 'Message not compatible')
  const text = textOf(body, 'text')
  stored.message = { conversation: text }
  stored.text = text
  stored.edited = true
  const timestampMs = world.now(instance.name).epochMilliseconds
  const editedMessage = { extendedTextMessage: { text } }
  world.emit(instance, 'send.message.update', { key: stored.key, editedMessage, timestampMs, type: 14 })
  world.changed({ type: 'message', instance: instance.name, phone: stored.chat, id: stored.id, from: 'company' })
  return {
    key: stored.key,
    message: { editedMessage },
    messageTimestamp: String(Math.floor(timestampMs / 1000)),
    status: 'PENDING',
  }
}

function deleteSent(world: World, instance: Instance, body: Body): unknown {
  requireProperties(body, 'id', 'remoteJid', 'fromMe')
  const stored = findMessage(instance, textOf(body, 'id'))
  if (!stored) throw failure(400, 'Message not found')
  world.emit(instance, 'messages.delete', { ...messageRow(instance, stored), status: 'DELETED' })
  stored.message = null
  stored.text = ''
  stored.deleted = true
  world.changed({ type: 'message', instance: instance.name, phone: stored.chat, id: stored.id, from: stored.from })
  const key = { remoteJid: body.remoteJid, fromMe: true, id: newMessageId(world, instance, 'api') }
  const messageTimestamp = String(Math.floor(world.now(instance.name).epochMilliseconds / 1000))
  return { key, message: { protocolMessage: { key: stored.key, type: 'REVOKE' } }, messageTimestamp, status: 'PENDING' }
}

function groupRow(group: Group, withParticipants: boolean): Record<string, unknown> {
  return {
    id: group.id,
    subject: group.subject,
    subjectTime: 1_761_000_000,
    pictureUrl: null,
    size: group.participants.length,
    creation: 1_760_000_000,
    restrict: false,
    announce: group.announce,
    isCommunity: false,
    isCommunityAnnounce: false,
    ...(withParticipants ? { participants: group.participants.map((id) => ({ id, admin: null })) } : {}),
  }
}
