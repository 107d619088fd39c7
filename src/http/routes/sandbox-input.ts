import type { FastifyRequest } from 'fastify'
import { z } from 'zod'

/** What the simulated lead does with their phone, as JSON. */
export const LeadMessage = z.union([
  z.strictObject({ text: z.string().min(1), quotedId: z.string().optional() }),
  z.strictObject({ reaction: z.strictObject({ messageId: z.string(), emoji: z.string() }) }),
  z.strictObject({ edit: z.strictObject({ messageId: z.string(), text: z.string().min(1) }) }),
  z.strictObject({ delete: z.strictObject({ messageId: z.string() }) }),
  z.strictObject({
    location: z.strictObject({
      lat: z.number().min(-90).max(90),
      lng: z.number().min(-180).max(180),
      name: z.string().optional(),
    }),
  }),
])

export type Upload = { file: { bytes: Buffer; mimetype: string; fileName: string }; caption?: string; voice: boolean }
export type LeadInput = z.infer<typeof LeadMessage> | Upload

/** A multipart message: one `file`, and beside it `caption` and `voice`, in any order. */
export async function readUpload(request: FastifyRequest): Promise<Upload> {
  let file: Upload['file'] | undefined
  const fields = new Map<string, string>()
  for await (const part of request.parts()) {
    if (part.type === 'file') file = { bytes: await part.toBuffer(), mimetype: part.mimetype, fileName: part.filename }
    else fields.set(part.fieldname, String(part.value))
  }
  if (!file) throw Object.assign(new Error('The form has no file: send it as "file".'), { statusCode: 400 })
  const caption = fields.get('caption')
  return { file, voice: fields.get('voice') === 'true', ...(caption ? { caption } : {}) }
}
