import multipart from '@fastify/multipart'
import type { FastifyInstance } from 'fastify'
import { z } from 'zod'
import { canonicalPhone } from '#src/domain/identity.ts'
import { sendProblem } from '../problem.ts'
import { streamEvents } from './events.ts'
import type { SandboxControl } from './sandbox-control.ts'
import { LeadMessage, readUpload } from './sandbox-input.ts'

/** The largest file the simulator passes on; WhatsApp's own limit is lower for most kinds. */
const UPLOAD_LIMIT = 100 * 1024 * 1024

const PhoneParams = z.object({
  phone: z
    .string()
    .transform((text) => text.replace(/\D/g, ''))
    .pipe(z.string().min(8, 'The phone must be digits with country code, like 5581999990001.').max(15))
    .transform(canonicalPhone),
})
const AttendantMessage = z.strictObject({ text: z.string().min(1) })
const ClockMove = z
  .strictObject({
    now: z.string().transform(toInstant).optional(),
    advance: z
      .string()
      .regex(
        /^P(?=\d|T\d)(\d+D)?(T(?=\d)(\d+H)?(\d+M)?(\d+S)?)?$/,
        'must be an ISO 8601 duration of days or less, such as PT30M',
      )
      .transform((text) => Temporal.Duration.from(text))
      .optional(),
  })
  .refine(({ now, advance }) => (now === undefined) !== (advance === undefined), 'give either now or advance')
const CardMove = z.strictObject({ status: z.union([z.string().min(1), z.number()]) })

/** The routes of the sandbox: being the lead, the attendant, the clock and the faults. They do not exist in production. */
export function sandboxRoutes(control: () => SandboxControl) {
  return async (app: FastifyInstance) => {
    await app.register(multipart, { limits: { fileSize: UPLOAD_LIMIT, files: 1 } })

    app.get('/sandbox/info', () => control().info())
    app.get('/sandbox/leads', () => control().leads())
    app.get('/sandbox/leads/:phone/thread', ({ params }) => control().thread(PhoneParams.parse(params).phone))
    app.get('/sandbox/leads/:phone/state', ({ params }) => control().state(PhoneParams.parse(params).phone))

    app.post('/sandbox/leads/:phone/messages', async (request, reply) => {
      const { phone } = PhoneParams.parse(request.params)
      const { pushName } = z.object({ pushName: z.string().optional() }).parse(request.query)
      const message = request.isMultipart() ? await readUpload(request) : LeadMessage.parse(request.body)
      const id = control().leadSends(phone, message, pushName)
      return reply.code(202).send({ id })
    })
    app.post('/sandbox/phone/:phone/messages', async (request, reply) => {
      const { phone } = PhoneParams.parse(request.params)
      return reply.code(202).send({ id: control().attendantSends(phone, AttendantMessage.parse(request.body).text) })
    })

    app.get('/sandbox/media/:id', async (request, reply) => {
      const media = await control().media(z.object({ id: z.string() }).parse(request.params).id)
      if (!media) return sendProblem(reply, 404, 'There is no such file.')
      return reply.type(media.mimetype).header('content-security-policy', 'sandbox').send(Buffer.from(media.bytes))
    })

    app.get('/sandbox/kommo', () => control().kommo())
    app.post('/sandbox/kommo/leads/:id/move', async (request) => {
      const { id } = z.object({ id: z.coerce.number() }).parse(request.params)
      control().moveCard(id, CardMove.parse(request.body).status)
      return { ok: true }
    })

    app.post('/sandbox/clock', async (request) => ({
      now: (await control().moveClock(ClockMove.parse(request.body ?? {}))).toString(),
    }))
    app.post('/sandbox/faults', async (request) => control().setFaults(request.body))
    app.post('/sandbox/reset', async () => {
      await control().reset()
      return { ok: true }
    })
    app.get('/sandbox/stream', (request, reply) => streamEvents(request, reply, control().watch))
  }
}

function toInstant(text: string, context: z.RefinementCtx): Temporal.Instant {
  try {
    return Temporal.Instant.from(text)
  } catch {
    context.addIssue({ code: 'custom', message: 'must be an instant such as 2026-03-02T10:15:00-03:00' })
    return z.NEVER
  }
}
