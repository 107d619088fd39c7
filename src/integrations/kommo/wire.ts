import { z } from 'zod'

/** Answers of Kommo's API v4, as far as we read them. An empty list or a missing entity is 204: null here. */

const text = z.string().nullish().catch(null)
const number = z.number().nullish().catch(null)

/** Calls whose answer says nothing we need. */
export const AnyAnswer = z.unknown()

export const WireFieldValues = z
  .array(
    z.looseObject({
      field_id: z.number(),
      field_name: text,
      field_code: text,
      field_type: text,
      values: z.array(z.looseObject({ value: z.unknown().optional(), enum_id: number, enum_code: text })).catch([]),
    }),
  )
  .nullish()
  .catch(null)
export type WireFieldValues = z.infer<typeof WireFieldValues>

const WireTags = z.array(z.looseObject({ id: z.number(), name: z.string() })).catch([])

export const WireLead = z.looseObject({
  id: z.number(),
  name: z.string().nullable().catch(null),
  price: number,
  status_id: z.number(),
  pipeline_id: z.number(),
  responsible_user_id: number,
  updated_at: number,
  updated_by: number,
  is_deleted: z.boolean().nullish().catch(null),
  custom_fields_values: WireFieldValues,
  _embedded: z
    .looseObject({
      tags: WireTags,
      contacts: z
        .array(z.looseObject({ id: z.number(), is_main: z.boolean().nullish().catch(null) }))
        .nullish()
        .catch(null),
    })
    .nullish()
    .catch(null),
})
export type WireLead = z.infer<typeof WireLead>

export const WireContact = z.looseObject({
  id: z.number(),
  name: z.string().nullable().catch(null),
  custom_fields_values: WireFieldValues,
  _embedded: z
    .looseObject({
      leads: z
        .array(z.looseObject({ id: z.number() }))
        .nullish()
        .catch(null),
    })
    .nullish()
    .catch(null),
})
export type WireContact = z.infer<typeof WireContact>

export const WirePipeline = z.looseObject({
  id: z.number(),
  name: z.string(),
  is_archive: z.boolean().nullish().catch(null),
  _embedded: z.looseObject({
    statuses: z.array(
      z.looseObject({ id: z.number(), name: z.string(), type: number, is_editable: z.boolean().nullish().catch(null) }),
    ),
  }),
})
export type WirePipeline = z.infer<typeof WirePipeline>

export const WireCustomField = z.looseObject({
  id: z.number(),
  name: z.string(),
  code: text,
  type: z.string(),
  enums: z
    .array(z.looseObject({ id: z.number(), value: z.string() }))
    .nullish()
    .catch(null),
})
export type WireCustomField = z.infer<typeof WireCustomField>

export const WireNote = z.looseObject({
  id: z.number(),
  note_type: z.string(),
  params: z.record(z.string(), z.unknown()).catch({}),
  created_at: number,
})

export const WireTask = z.looseObject({
  id: z.number(),
  text: z.string(),
  complete_till: z.number(),
  is_completed: z.boolean().catch(false),
  entity_id: number,
})

export const WireAccount = z.looseObject({ id: z.number(), name: text, subdomain: text, current_user_id: number })

export const WireWebhook = z.looseObject({
  destination: z.string(),
  disabled: z.boolean().catch(false),
  settings: z.array(z.string()).catch([]),
})

export const WireTokens = z.looseObject({
  access_token: z.string().min(1),
  refresh_token: z.string().min(1),
  expires_in: z.number().catch(86_400),
})

/** A list under `_embedded`, with the address of the next page while there is one. Null: nothing found. */
export function listOf<S extends z.ZodType>(name: string, item: S) {
  const items = z.array(item)
  return z
    .looseObject({
      _embedded: z.looseObject({ [name]: items }),
      _links: z
        .looseObject({ next: z.looseObject({ href: z.string() }).nullish().catch(null) })
        .nullish()
        .catch(null),
    })
    .nullable()
    .transform((answer) => ({
      items: items.parse(answer?._embedded[name] ?? []),
      next: answer?._links?.next?.href ?? null,
    }))
}

/** The answer to a write: the ids, wrapped; a single PATCH may also come bare. */
export function writtenId(name: string) {
  const id = z.looseObject({ id: z.number() })
  const ids = z.array(id).min(1)
  return z.union([
    z.looseObject({ _embedded: z.looseObject({ [name]: ids }) }).transform((answer) => {
      const [first] = ids.parse(answer._embedded[name])
      return first?.id ?? Number.NaN
    }),
    id.transform((answer) => answer.id),
  ])
}
